"""Cities and regions where news happens, each as a concept of its own, so that a place has one key in five languages.

Owns the names; the matcher knows their inflected forms. A country is no place of an event and is not here.
"""

from monitor.core.query.model import ConceptSpec

_PLACES = """
kharkiv: Kharkiv|Kharkov|Харків|харківський|Харківщина|Харьков|харьковский|하르키우|하르키프|哈尔科夫|哈爾科夫
odesa: Odesa|Odessa|Одеса|одеський|Одещина|Одесса|одесский|오데사|敖德萨|敖德薩
dnipro: ^Dnipro|Dnipropetrovsk|Дніпро|Дніпропетровщина|дніпропетровський|Днепр|днепропетровский|드니프로|第聂伯罗|第聂伯
zaporizhzhia: Zaporizhzhia|Zaporizhia|Zaporozhye|Запоріжжя|запорізький|Запорожье|запорожский|자포리자|扎波罗热
lviv: Lviv|Львів|львівський|Львівщина|Львов|львовский|르비우|利沃夫
kherson: Kherson|Херсон|херсонський|Херсонщина|херсонский|헤르손|赫尔松
mykolaiv: Mykolaiv|Миколаїв|миколаївський|Миколаївщина|Николаев|николаевский|미콜라이우|尼古拉耶夫
kryvyi-rih: Kryvyi Rih|Кривий Ріг|криворізький|Кривой Рог|크리비리흐|克里沃罗格
sumy: ^Sumy|^Суми|^Сум|^Сумах|сумський|Сумщина|^Сумы|сумский|^수미|수미주|苏梅
chernihiv: Chernihiv|Чернігів|чернігівський|Чернігівщина|Чернигов|черниговский|체르니히우|切尔尼戈夫
poltava: Poltava|Полтава|полтавський|Полтавщина|полтавский|폴타바|波尔塔瓦
vinnytsia: Vinnytsia|Вінниця|вінницький|Вінниччина|Винница|винницкий|빈니차|文尼察
zhytomyr: Zhytomyr|Житомир|житомирський|Житомирщина|житомирский|지토미르|日托米尔
khmelnytskyi: Khmelnytskyi|Хмельницький|Хмельниччина|Хмельницкий|흐멜니츠키|赫梅利尼茨基
ternopil: Ternopil|Тернопіль|тернопільський|Тернополь|тернопольский|테르노필|捷尔诺波尔
rivne: ^Rivne|^Рівне|рівненський|Рівненщина|^Ровно|ровенский|리우네|罗夫诺
lutsk: Lutsk|Луцьк|Луцк|루츠크|卢茨克
ivano-frankivsk: Ivano-Frankivsk|Івано-Франківськ|Ивано-Франковск|이바노프란키우스크|伊万诺-弗兰科夫斯克
cherkasy: Cherkasy|Черкаси|Черкащина|Черкассы|체르카시|切尔卡瑟
kremenchuk: Kremenchuk|Кременчук|Кременчуг|크레멘추크|克列缅丘格
kramatorsk: Kramatorsk|Краматорськ|Краматорск|크라마토르스크|克拉马托尔斯克
sloviansk: Sloviansk|Слов'янськ|Славянск|슬로뱐스크|斯拉维扬斯克
pokrovsk: Pokrovsk|Покровськ|Покровск|포크로우스크|红军城|波克罗夫斯克
kupiansk: Kupiansk|Куп'янськ|Купянск|쿠피안스크|库皮扬斯克
izium: Izium|^Ізюм|^Ізюмі|^Ізюму|^Изюм|^Изюме|이지움|伊久姆
chuhuiv: Chuhuiv|Чугуїв|Чугуев|추후이우|丘古耶夫
nikopol: Nikopol|Нікополь|Никополь|니코폴|尼科波尔
pavlohrad: Pavlohrad|Павлоград|파블로흐라드|巴甫洛格勒
izmail: Izmail|Ізмаїл|Измаил|이즈마일|伊兹梅尔
shostka: Shostka|Шостка|쇼스트카|绍斯特卡
konotop: Konotop|Конотоп|코노토프|科诺托普
okhtyrka: Okhtyrka|Охтирка|Ахтырка|오흐티르카|阿赫特尔卡
starokostiantyniv: Starokostiantyniv|Старокостянтинів|Староконстантинов|스타로코스티안티니우|旧康斯坦丁诺夫
myrhorod: Myrhorod|Миргород|미르호로드|米尔哥罗德
bila-tserkva: Bila Tserkva|Біла Церква|Белая Церковь|빌라체르크바|白采尔科维
kyiv-city: Kyiv region|in Kyiv|hit Kyiv|on Kyiv|Київщина|у Києві|на Київ|в Киеве|на Киев|키이우시|基辅市
donetsk: Donetsk|Донецьк|донецький|Донеччина|Донецк|донецкий|도네츠크|顿涅茨克
luhansk: Luhansk|Луганськ|луганський|Луганщина|Луганск|луганский|루한스크|卢甘斯克
crimea: Crimea|Crimean|Крим|кримський|Крым|крымский|크림반도|크름반도|克里米亚
sevastopol: Sevastopol|Севастополь|세바스토폴|塞瓦斯托波尔
feodosia: Feodosia|Феодосія|Феодосия|페오도시야|费奥多西亚
kursk: Kursk|Курськ|курський|Курщина|Курск|курский|쿠르스크|库尔斯克
belgorod: Belgorod|Бєлгород|бєлгородський|Белгород|белгородский|벨고로드|别尔哥罗德
bryansk: Bryansk|Брянськ|брянський|Брянск|брянский|브랸스크|布良斯克
voronezh: Voronezh|Воронеж|воронезький|воронежский|보로네시|沃罗涅日
rostov: Rostov|Ростов|ростовський|ростовский|로스토프|罗斯托夫
krasnodar: Krasnodar|Краснодар|краснодарський|краснодарский|크라스노다르|克拉斯诺达尔
novorossiysk: Novorossiysk|Новоросійськ|Новороссийск|노보로시스크|新罗西斯克
saratov: Saratov|Саратов|саратовський|саратовский|사라토프|萨拉托夫
engels: ^Engels|^Енгельс|^Энгельс|엥겔스|恩格斯空军基地
ryazan: Ryazan|Рязань|рязанський|рязанский|랴잔|梁赞
tula: ^Tula|^Тула|^Тулі|^Туле|тульський|тульский|툴라|图拉
tver: ^Tver|^Твер|^Тверь|^Твері|^Твери|тверський|тверской|트베리|特维尔
toropets: Toropets|Торопець|Торопец|토로페츠|托罗佩茨
volgograd: Volgograd|Волгоград|волгоградський|волгоградский|볼고그라드|伏尔加格勒
samara: Samara|Самара|самарський|самарский|사마라|萨马拉
yelabuga: Yelabuga|Alabuga|Єлабуга|Елабуга|Алабуга|옐라부가|알라부가|叶拉布加|阿拉布加
vladivostok: Vladivostok|Владивосток|владивостоцький|владивостокский|블라디보스토크|符拉迪沃斯托克|海参崴
khabarovsk: Khabarovsk|Хабаровськ|Хабаровск|하바롭스크|哈巴罗夫斯克
khasan: Khasan|Хасан|하산역|哈桑
vostochny: Vostochny|космодром Восточный|космодром Східний|порт Восточный|порт Восточний|보스토치니|东方港
rason: Rason|Rajin|Раджин|Раджін|Расон|나진|라진|라선|罗津|罗先
wonsan: Wonsan|Вонсан|원산|元山
sinpo: Sinpo|Синпхо|Сінпхо|신포|新浦
hamhung: Hamhung|Хамхин|Хамхун|Хамхын|함흥|咸兴
hungnam: Hungnam|Хиннам|Хыннам|흥남|兴南
chongjin: Chongjin|Чхонджін|Чхонджин|청진|清津
sinuiju: Sinuiju|Синыйджу|Сінийджу|신의주|新义州
nampo: Nampo|Нампо|Нампхо|남포|南浦
yongbyon: Yongbyon|Йонбьон|Йонбён|영변|宁边
punggye-ri: Punggye-ri|Пунгері|Пхунгери|풍계리|丰溪里
sohae: Sohae|Tongchang-ri|Сохе|Тончхан|서해위성발사장|동창리|东仓里|西海卫星
kusong: Kusong|Кусон|구성시|龟城
sunan: ^Sunan|Сунан|순안|顺安
tumangang: Tumangang|Tumen|Туманган|Туманна|두만강|豆满江|图们江
"""
PREFIX = "at-"  # before a place's name among the concepts
PLACES = {
    PREFIX + name.strip(): ConceptSpec(tuple(entries.strip().split("|")))
    for name, _, entries in (line.partition(":") for line in _PLACES.strip().splitlines())
}
