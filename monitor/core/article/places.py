"""Places that are well known by name: countries, capitals and cities of the news, in five languages.

Owns a small gazetteer; Ukrainian and Russian names are found in their inflected forms by their stem.
"""

import re
from collections.abc import Sequence
from itertools import chain

from monitor.core.article.sentences import is_latin

_LATIN = (
    "Ukraine|Russia|North Korea|South Korea|DPRK|China|Japan|United States|US|USA|U.S.|United Kingdom|UK|Britain"
    "|Belarus|Poland|Germany|France|Italy|Spain|Iran|Israel"
    "|Syria|Turkey|Türkiye|India|Pakistan|Taiwan|Vietnam|Mongolia|Kazakhstan|Romania|Moldova|Hungary|Slovakia|Czech"
    " Republic|Finland|Sweden|Norway|Denmark|Estonia|Latvia"
    "|Lithuania|Netherlands|Belgium|Switzerland|Austria|Greece|Bulgaria|Serbia|Georgia|Armenia|Azerbaijan|Canada"
    "|Mexico|Brazil|Cuba|Venezuela|Australia|Egypt|Saudi Arabia"
    "|Qatar|UAE|Yemen|Iraq|Lebanon|Gaza|South Africa|Libya|Afghanistan|Crimea|Donbas|Europe|Asia|Africa|Middle East"
    "|Korean Peninsula|Indo-Pacific|Black Sea|East Sea|Sea of Japan"
    "|Kyiv|Kiev|Kharkiv|Odesa|Odessa|Lviv|Dnipro|Zaporizhzhia|Mykolaiv|Kherson|Donetsk|Luhansk|Sumy|Chernihiv"
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
_CYRILLIC = (
    "Україна|Украина|Росія|Россия|Північна Корея|Северная Корея|Південна Корея|Южная Корея|КНДР|РФ|США|Китай|Японія"
    "|Япония|Білорусь|Беларусь|Белоруссия|Польща|Польша|Німеччина|Германия"
    "|Франція|Франция|Італія|Италия|Іспанія|Испания|Британія|Британия|Великобритания|Велика Британія|Іран|Иран"
    "|Ізраїль|Израиль|Сирія|Сирия|Туреччина|Турция|Індія|Индия|Тайвань|Казахстан"
    "|Румунія|Румыния|Молдова|Молдавия|Угорщина|Венгрия|Словаччина|Словакия|Чехія|Чехия|Фінляндія|Финляндия|Швеція"
    "|Швеция|Норвегія|Норвегия|Данія|Дания|Естонія|Эстония|Латвія|Латвия"
    "|Литва|Нідерланди|Нидерланды|Швейцарія|Швейцария|Канада|Австралія|Австралия|Крим|Крым|Донбас|Донбасс|Європа"
    "|Европа|Азія|Азия|Київ|Киев|Харків|Харьков|Одеса|Одесса|Львів|Львов"
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


_BY_FORM = {re.compile(rf"^{_cyrillic_form(name)}$"): name for name in _longest_first(_CYRILLIC)}
_FIND_LATIN = re.compile(rf"(?<!\w)(?:{_by_initial(_longest_first(_LATIN))})(?!\w)")
_FIND = re.compile(
    rf"{_FIND_LATIN.pattern}|(?<!\w)(?:{'|'.join(map(_cyrillic_form, _longest_first(_CYRILLIC)))})(?!\w)"
    rf"|(?<![가-힣])(?:{'|'.join(_longest_first(_HANGUL))})|(?:{'|'.join(_longest_first(_HAN))})"
)
_NAMES = frozenset(name.casefold() for name in chain(*(part.split("|") for part in (_LATIN, _CYRILLIC, _HANGUL, _HAN))))


def is_place(name: str) -> bool:
    """Whether this is a place that we know by name, whatever its case."""
    return name.casefold() in _NAMES or name.split(",")[0].casefold() in _NAMES


def find_places(texts: Sequence[str], dateline: str | None) -> tuple[str, ...]:
    """The known places that the texts name, each once, in order; Cyrillic names in their nominative."""
    names: dict[str, str] = {}
    if dateline:
        names[_basic(dateline).casefold()] = _basic(dateline)
    for text in texts:
        for found in (_FIND_LATIN if is_latin(text) else _FIND).finditer(text):
            name = _basic(found[0])
            names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _basic(form: str) -> str:
    if form.isupper() and len(form) > 4 and is_place(form):
        form = form.title()  # KYIV, as datelines write it
    if re.match(r"[А-Яа-яІЇЄҐЁ]", form):
        if form.casefold() in _NAMES:
            return form
        for pattern, name in _BY_FORM.items():
            if pattern.match(form):
                return name
    return form
