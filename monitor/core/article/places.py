"""Places that are well known by name: countries, capitals and cities of the news, in five languages.

Owns a small gazetteer; Ukrainian and Russian names are found in their inflected forms by their stem.
"""

import re
from collections.abc import Sequence
from itertools import chain

from monitor.core.article.sentences import is_latin

_LATIN_LANDS = (
    "Ukraine|Russia|North Korea|South Korea|DPRK|China|Japan|United States|US|USA|U.S.|United Kingdom|UK|Britain"
    "|Belarus|Poland|Germany|France|Italy|Spain|Iran|Israel"
    "|Syria|Turkey|Türkiye|India|Pakistan|Taiwan|Vietnam|Mongolia|Kazakhstan|Romania|Moldova|Hungary|Slovakia|Czech"
    " Republic|Finland|Sweden|Norway|Denmark|Estonia|Latvia"
    "|Lithuania|Netherlands|Belgium|Switzerland|Austria|Greece|Bulgaria|Serbia|Georgia|Armenia|Azerbaijan|Canada"
    "|Mexico|Brazil|Cuba|Venezuela|Australia|Egypt|Saudi Arabia"
    "|Qatar|UAE|Yemen|Iraq|Lebanon|Gaza|South Africa|Libya|Afghanistan|Crimea|Donbas|Europe|Asia|Africa|Middle East"
    "|Korean Peninsula|Indo-Pacific|Black Sea|East Sea|Sea of Japan"
)
_LATIN_CITIES = (
    "Kyiv|Kiev|Kharkiv|Odesa|Odessa|Lviv|Dnipro|Zaporizhzhia|Mykolaiv|Kherson|Donetsk|Luhansk|Sumy|Chernihiv"
    "|Poltava|Mariupol|Bakhmut|Avdiivka|Kryvyi Rih|Vinnytsia|Zhytomyr"
    "|Khmelnytskyi|Ivano-Frankivsk|Ternopil|Kremenchuk|Sevastopol|Simferopol|Moscow|Saint Petersburg|St. Petersburg"
    "|Vladivostok|Khabarovsk|Belgorod|Kursk|Bryansk|Rostov-on-Don"
    "|Voronezh|Rason|Rajin|Pyongyang|Seoul|Busan|Incheon|Panmunjom|Kaesong|Wonsan|Beijing|Shanghai|Hong Kong|Tokyo"
    "|Osaka|Washington|New York|London|Paris|Berlin|Brussels|Geneva"
    "|Vienna|Rome|Madrid|Warsaw|Prague|Budapest|Bucharest|Chisinau|Minsk|Vilnius|Riga|Tallinn|Helsinki|Stockholm"
    "|Oslo|Copenhagen|The Hague|Ankara|Istanbul|Tehran|Jerusalem"
    "|Tel Aviv|Damascus|Beirut|Baghdad|Riyadh|Doha|Dubai|Abu Dhabi|Cairo|New Delhi|Delhi|Islamabad|Kabul|Hanoi"
    "|Bangkok|Singapore|Jakarta|Manila|Taipei|Ulaanbaatar|Astana"
    "|Tbilisi|Yerevan|Baku|Canberra|Sydney|Ottawa|Toronto|Havana|Caracas|Buenos Aires|Nairobi|Johannesburg|Munich"
    "|Frankfurt|Milan|Barcelona|Athens|Sofia|Belgrade|Zagreb"
    "|Pokrovsk|Kramatorsk|Zaporizhzhya|Chernivtsi|Uzhhorod|Rivne|Lutsk|Cherkasy|Kropyvnytskyi|Enerhodar|Melitopol"
    "|Izium|Kupiansk|Sinpo|Sohae|Tongchang-ri|Yongbyon"
)
# Nominatives; what may follow the stem (the name without its last vowel, soft sign or й) is any ending of up to three letters.
_CYRILLIC_LANDS = (
    "Україна|Украина|Росія|Россия|Північна Корея|Северная Корея|Південна Корея|Южная Корея|КНДР|РФ|США|Китай|Японія"
    "|Япония|Білорусь|Беларусь|Белоруссия|Польща|Польша|Німеччина|Германия"
    "|Франція|Франция|Італія|Италия|Іспанія|Испания|Британія|Британия|Великобритания|Велика Британія|Іран|Иран"
    "|Ізраїль|Израиль|Сирія|Сирия|Туреччина|Турция|Індія|Индия|Тайвань|Казахстан"
    "|Румунія|Румыния|Молдова|Молдавия|Угорщина|Венгрия|Словаччина|Словакия|Чехія|Чехия|Фінляндія|Финляндия|Швеція"
    "|Швеция|Норвегія|Норвегия|Данія|Дания|Естонія|Эстония|Латвія|Латвия"
    "|Литва|Нідерланди|Нидерланды|Швейцарія|Швейцария|Канада|Австралія|Австралия|Крим|Крым|Донбас|Донбасс|Європа"
    "|Европа|Азія|Азия"
)
_CYRILLIC_CITIES = (
    "Київ|Киев|Харків|Харьков|Одеса|Одесса|Львів|Львов"
    "|Дніпро|Днепр|Запоріжжя|Запорожье|Миколаїв|Николаев|Херсон|Донецьк|Донецк|Луганськ|Луганск|Суми|Сумы|Чернігів"
    "|Чернигов|Полтава|Маріуполь|Мариуполь|Бахмут|Авдіївка|Авдеевка"
    "|Кривий Ріг|Кривой Рог|Вінниця|Винница|Житомир|Хмельницький|Хмельницкий|Тернопіль|Тернополь|Севастополь|Москва"
    "|Санкт-Петербург|Владивосток|Хабаровськ|Хабаровск|Бєлгород|Белгород"
    "|Курськ|Курск|Брянськ|Брянск|Воронеж|Пхеньян|Сеул|Пекін|Пекин|Токіо|Токио|Вашингтон|Нью-Йорк|Лондон|Париж"
    "|Берлін|Берлин|Брюссель|Женева|Відень|Вена|Рим|Варшава|Прага|Будапешт"
    "|Мінськ|Минск|Вільнюс|Вильнюс|Рига|Таллінн|Таллин|Анкара|Стамбул|Тегеран|Єрусалим|Иерусалим|Каїр|Каир|Делі"
    "|Дели|Ханой|Тбілісі|Тбилиси|Єреван|Ереван|Баку|Астана"
)
_HANGUL = (
    "우크라이나|러시아|북한|남한|한국|미국|중국|일본|영국|독일|프랑스|이란|이스라엘|벨라루스|폴란드|대만|유럽|한반도|크림반도|키이우|키예프|하르키우|오데사|모스크바|블라디보스토크|평양|서울|부산"
    "|개성|판문점|원산"
    "|베이징|상하이|도쿄|워싱턴|뉴욕|런던|파리|베를린|브뤼셀|제네바|하노이|동해|서해|흑해|쿠르스크|나진|라선|신포|동창리|영변"
)
_HAN = (
    "乌克兰|烏克蘭|俄罗斯|俄羅斯|朝鲜|朝鮮|韩国|韓國|美国|美國|中国|中國|日本|英国|英國|德国|法国|伊朗|以色列|白俄罗斯|波兰|台湾|欧洲|朝鲜半岛|克里米亚|基辅|哈尔科夫|敖德萨|莫斯科|符拉迪沃斯托克"
    "|平壤|首尔|北京|上海"
    "|东京|華盛頓|华盛顿|纽约|伦敦|巴黎|柏林|布鲁塞尔|日内瓦|河内|库尔斯克|黑海|日本海"
)


_LATIN = f"{_LATIN_LANDS}|{_LATIN_CITIES}"
_CYRILLIC = f"{_CYRILLIC_LANDS}|{_CYRILLIC_CITIES}"
# Cities that are believed only where a dateline stands: in running text many of these are also something else.
_DATELINE_CITIES = (
    "accra|addis ababa|aleppo|alexandria|algiers|almaty|amman|amsterdam|anchorage|antwerp|asuncion|atlanta|auckland"
    "|bali|baltimore|bamako|bangalore|basra|bengaluru|bern|bogota|bologna|bordeaux|boston|brasilia|bratislava"
    "|brisbane|bristol|busan|calgary|cape town|cardiff|casablanca|chennai|chicago|cleveland|cologne|colombo"
    "|dakar|dallas|dar es salaam|davos|denver|detroit|dhaka|donostia|dresden|dublin|duesseldorf|düsseldorf|dushanbe"
    "|edinburgh|erbil|gdansk|gaza city|genoa|glasgow|gothenburg|grenoble|guangzhou|guatemala city|gwangju"
    "|daegu|daejeon|hamburg|hanover|harare|hiroshima|ho chi minh city|honolulu|hyderabad|idlib|incheon"
    "|irbil|istanbul|izmir|jeddah|jeju|kampala|kandahar|karachi|kathmandu|khartoum|kigali|kinshasa|kolkata"
    "|krakow|kuala lumpur|kuwait city|kyoto|la paz|lagos|lahore|las vegas|leipzig|lille|lima|lisbon|liverpool"
    "|ljubljana|los angeles|luanda|lusaka|luxembourg|lyon|macau|managua|manchester|manama|marseille|medellin"
    "|melbourne|mexico city|miami|minneapolis|mogadishu|monaco|monterrey|montevideo|montreal|mumbai|muscat|nagasaki"
    "|nagoya|naples|new orleans|nicosia|odense|oakland|panama city|perth|peshawar|philadelphia|phnom penh"
    "|pittsburgh|podgorica|port-au-prince|porto|portland|pretoria|pristina|quebec|quito|rabat|raleigh"
    "|ramallah|rangoon|rawalpindi|reykjavik|rio de janeiro|rotterdam|sacramento|salt lake city|san antonio|san diego"
    "|san francisco|san jose|san salvador|sanaa|sao paulo|são paulo|sapporo|sarajevo|seattle|sejong|seville"
    "|shenzhen|skopje|st. louis|strasbourg|stuttgart|suwon|tallahassee|tampa|tashkent|tegucigalpa|the hague|tirana"
    "|toulouse|tripoli|tunis|turin|ulsan|valencia|valletta|vancouver|venice|vientiane|wellington|wroclaw|wuhan"
    "|yangon|yaounde|yokohama|zurich|zürich|united nations|bishkek|lugansk|khmelnytsky|kryvyy rih|bila tserkva"
    "|bucha|irpin|boryspil|brovary|sloviansk|kostiantynivka|toretsk|nikopol|yekaterinburg|kazan|novosibirsk"
    "|samara|sochi|tver|pskov|murmansk|arkhangelsk|grozny|makhachkala|irkutsk|chita|omsk|perm|ufa|krasnodar|saratov"
    "|рівне|ровно|луцьк|луцк|ужгород|чернівці|черновцы|черкаси|черкассы|кропивницький|кропивницкий|івано-франківськ"
    "|ивано-франковск|кременчук|кременчуг|краматорськ|краматорск|слов'янськ|слов’янськ|славянск|біла церква"
    "|белая церковь|бровари|бровары|буча|ірпінь|ирпень|бориспіль|борисполь|нікополь|никополь|мелітополь|мелитополь"
    "|бердянськ|бердянск|енергодар|энергодар|куп'янськ|куп’янськ|купянск|ізюм|изюм|покровськ|покровск|сімферополь"
    "|симферополь|ростов-на-дону|екатеринбург|казань|новосибирск|самара|сочи|псков|мурманск|грозный|иркутск"
    "|краснодар|саратов|ташкент|бішкек|бишкек|душанбе|кишинев|кишинёв|кишинів|бухарест|белград|белґрад"
    "|загреб|любляна|братислава|афіни|афины|мадрид|лісабон|лиссабон|дублін|дублин|осло|стокгольм|гельсінкі|хельсинки"
    "|копенгаген|амстердам|гаага|люксембург|страсбург|мюнхен|гамбург|мілан|милан|торонто|оттава|чикаго"
    "|лос-анджелес|сан-франциско|шанхай|гонконг|тайбэй|тайбей|маніла|манила|джакарта|багдад|дамаск|бейрут|ер-ріяд"
    "|эр-рияд|доха|дубай|кабул|ісламабад|исламабад|улан-батор|нур-султан|алмати|алматы"
)


def _longest_first(names: str) -> list[str]:
    return sorted(names.split("|"), key=len, reverse=True)


def _by_initial(names: list[str]) -> str:
    """An alternation that asks for each first letter once: most letters of a text begin no name."""
    parts: dict[str, list[str]] = {}
    for name in names:
        parts.setdefault(name[0], []).append(re.escape(name[1:]))
    return "|".join(f"{initial}(?:{'|'.join(rest)})" for initial, rest in parts.items())


def _cyrillic_form(name: str) -> str:
    words = []
    for word in name.split(" "):
        if word.isupper():
            words.append(re.escape(word))
            continue
        stem = re.sub(r"(?:ій|ый|ий|ой|[аяийіїьеоуы])$", "", word)
        # Київ -> Києва, Харків -> Харкова, Тернопіль -> Тернополя: the last vowel of a closed syllable changes.
        stem = re.escape(stem)
        stem = re.sub(r"[іїео]([вгжлпр]{1,2})$", r"[іїеєо]\1", stem)
        words.append(stem + r"[а-яіїєґ]{0,3}")
    return r"\s".join(words)


def _by_form() -> dict[re.Pattern[str], list[str]]:
    forms: dict[re.Pattern[str], list[str]] = {}
    for name in _longest_first(_CYRILLIC):
        forms.setdefault(re.compile(rf"^{_cyrillic_form(name)}$"), []).append(name)
    return forms


_BY_FORM = _by_form()
_UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]")
_FIND_LATIN = re.compile(rf"(?<!\w)(?:{_by_initial(_longest_first(_LATIN))})(?!\w)")
_FIND = re.compile(
    rf"{_FIND_LATIN.pattern}|(?<!\w)(?:{'|'.join(map(_cyrillic_form, _longest_first(_CYRILLIC)))})(?!\w)"
    rf"|(?<![가-힣])(?:{'|'.join(_longest_first(_HANGUL))})|(?:{'|'.join(_longest_first(_HAN))})"
)
_EXACT = frozenset(chain(*(part.split("|") for part in (_LATIN, _CYRILLIC, _HANGUL, _HAN))))
_NAMES = frozenset(name.casefold() for name in _EXACT)

_AMERICAN = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|idaho"
    "|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota"
    "|mississippi|missouri|montana|nebraska|nevada|ohio|oklahoma|ontario|oregon|pennsylvania|quebec|tennessee"
    "|texas|utah|vermont|virginia|washington|wisconsin|wyoming|england|scotland|wales"
)
_REGIONS = frozenset(_AMERICAN.split("|"))
_CODE = 2  # "New York, NY"
_CITIES = frozenset(f"{_LATIN_CITIES}|{_CYRILLIC_CITIES}|{_DATELINE_CITIES}".casefold().split("|"))


def is_city(name: str) -> bool:
    """Whether this is a city that a dateline may name without an agency or a day; a region after it must be a place too."""
    city, _, region = name.casefold().partition(", ")
    return city in _CITIES and (not region or len(region) == _CODE or region in _NAMES or region in _REGIONS)


def is_place(name: str) -> bool:
    """Whether this is a place that we know by name, whatever its case."""
    return name.casefold() in _NAMES or name.split(",")[0].casefold() in _NAMES


def find_places(texts: Sequence[str], dateline: str | None) -> tuple[str, ...]:
    """The known places that the texts name, each once, in order; Cyrillic names in their nominative."""
    names: dict[str, str] = {}
    for number, part in enumerate(re.split(r"[/,·]\s*", dateline or "")):
        if part and (number == 0 or is_place(part)):
            names[_basic(part).casefold()] = _basic(part)
    for text in texts:
        for found in (_FIND_LATIN if is_latin(text) else _FIND).finditer(text):
            name = _basic(found[0])
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _basic(form: str) -> str:
    if form.isupper() and form not in _EXACT and form.casefold() in _NAMES | _CITIES:
        form = form.title()  # KYIV, as datelines write it
    if re.match(r"[А-Яа-яІЇЄҐЁ]", form):
        if form.casefold() in _NAMES:
            return form
        for pattern, names in _BY_FORM.items():
            if pattern.match(form):
                ukrainian = bool(_UKRAINIAN.search(form))  # Києві and Киеве have one stem
                return next((name for name in names if bool(_UKRAINIAN.search(name)) == ukrainian), names[0])
    return form
