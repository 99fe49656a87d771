"""The sources that an article cites, with their links, and whether it only passes one on."""

import re
from collections.abc import Iterator, Sequence

from monitor.core.article.blocks import Link, Paragraph, tidy, words_of
from monitor.core.article.model import CitedSource
from monitor.core.article.sentences import is_latin

_CAP = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ]"
_NAME = rf"(?:the\s+)?(?:(?:[a-z]+\s+){{0,3}}?){_CAP}[\w'’&.-]*(?:\s+(?:(?:of|for|and|the|de|du|on)\s+){{0,2}}{_CAP}[\w'’&.-]*){{0,6}}"
_PHRASE = r"(?:U\.S\.|U\.K\.|[^,.;:()\n—–]){3,120}"
_DOCUMENT = r"(?:reports?|statements?|analys[ei]s|study|survey|article|data|figures|footage|images|documents|estimates?|press release)"
_RELAYED = re.compile(
    rf"(?:(?<!\w)(?:with reference to|with a reference to|referring to|citing|citing a report (?:by|from)|quoting"
    rf"|quoted by|as reported by|as quoted by|as cited by)\s+(?P<en>{_PHRASE})"
    rf"|(?<!\w)(?:з посиланням на|із посиланням на|посилаючись на|со ссылкой на|ссылаясь на)\s+(?P<cyr>{_PHRASE}))",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    rf"(?<!\w)(?i:according to|as per)\s+(?:an?\s+(?=[A-Z]))?"
    rf"(?P<some>(?:(?:[\w.-]+\s){{0,3}}(?:sources|officials|diplomats|people)|an?\s(?:\w+\s)?(?:source|official|diplomat))(?:\sfamiliar with the \w+)?(?=[,.;]|$))"
    rf"|(?<!\w)(?i:according to|as per)\s+(?:an?\s+(?=[A-Z]))?(?P<en>(?>{_NAME})(?:\s(?:spokes\w+|officials?|sources?))?)"
    rf"(?!\s+(?:agreements?|accords?|treaty|convention|protocol|constitution|law|calendar|time|standards?|\d))"
    rf"|(?:[Нн]а думку|[Пп]о мнению|[Зз]а оцінк(?:ою|ами)|[Пп]о оценк(?:е|ам)|[Зз]а словами|[Пп]о словам)\s+(?P<opinion>{_PHRASE})"
    rf"|[Зз]гідно (?:з|із) (?:даними|повідомленням|звітом|заявою|інформацією)\s+(?P<under>{_PHRASE})"
    rf"|[Сс]огласно (?:данным|сообщению|отч[её]ту|заявлению|информации)\s+(?P<under_ru>{_PHRASE})|(?<!\w)(?:[Зз]а (?:даними|повідомленням|інформацією)"
    rf"|[Пп]о (?:данным|сообщению|информации))\s+(?P<cyr>{_PHRASE})"
)
# "a report by NK News", "images published by Planet Labs", "a statement from the Kremlin"
_DOCUMENTED = re.compile(
    rf"\b(?i:{_DOCUMENT})\s+(?:(?:first |was |were )?(?:released|published|issued|provided|carried|posted)\s+)?(?:by|from)\s+(?P<en>38 North|{_NAME})"
    rf"|\b(?:published|posted|released|issued) (?:\w+ ){{0,2}}on the (?:official )?(?:website|page|Telegram channel) of\s+(?P<site>{_NAME})"
    rf"|\b(?:stated|said|noted) in (?:the|an?) (?P<in>{_CAP}[\w'’&.-]*(?:\s{_CAP}[\w'’&.-]*){{0,4}})(?:['’]s)? (?i:{_DOCUMENT})(?!\w)"
    rf"|\b(?:first |was |were )(?:reported|published|announced)\s+by\s+(?P<by>{_NAME})"
)
_THIS = re.compile(
    rf"(?<!\w)This was (?:also )?(?:reported|announced|stated|said)\s+by\s+(?P<by>{_NAME})"
    rf"|(?P<en>(?:The )?{_CAP}[\w'’&.-]*(?:\s+(?:of\s+)?{_CAP}[\w'’&.-]*){{0,4}})\s+(?:reported|announced|said|wrote about) this(?!\s\w+ly)\b"
)
_TOLD = re.compile(
    rf"\b(?i:told|in an? (?:exclusive )?interview (?:with|to)|in a comment to|in comments to"
    rf"|speaking (?:to|with)|confirmed to)\s+(?:the\s+)?(?P<en>(?:news (?:agency|outlet"
    rf"|site) )?{_CAP}[\w'’&.-]*(?:\s+{_CAP}[\w'’&.-]*){{0,3}})"
)
_OUTLETS = (
    r"(?:Reuters|Associated Press|AP|AFP|Agence France-Presse|Yonhap(?: News(?: Agency)?)?|KCNA"
    r"|Korean Central News Agency|TASS|Interfax(?:-Ukraine)?|Ukrinform|UNIAN|UNN|RIA Novosti|Sputnik|Xinhua"
    r"|Kyodo(?: News)?|NHK|DPA|EFE|ANSA|UPI|CNN|BBC"
    r"|Bloomberg|The New York Times|New York Times|The Wall Street Journal|Wall Street Journal|The Washington Post"
    r"|Washington Post|Financial Times|The Guardian|The Times|The Telegraph|Politico|Axios|Der Spiegel|Bild"
    r"|Le Monde|Sky News|NBC News"
    r"|CBS News|ABC News|Fox News|Al Jazeera|NK News|Radio Free Asia|Radio Liberty|Voice of America"
    r"|38 North|The Kyiv Independent|Ukrainska Pravda|Suspilne|RBC-Ukraine|Rodong Sinmun|Chosun Ilbo|JoongAng Ilbo"
    r"|Dong-A Ilbo|Global Times|The Economist|Newsweek|Forbes)"
)
_REPORTED = re.compile(
    rf"(?<![\w-])(?P<en>{_OUTLETS}|(?:{_CAP}\w+ )?[Ss]tate (?:media|television|TV|news agency))"
    rf"(?:\s+(?:newspaper|news agency|agency|magazine|channel))?\s+(?:(?:has|had|also|later|first|earlier|previously) )?"
    rf"(?:reported|reports|writes|wrote|said|says|quoted|quotes|cited|(?:has )?learned)\b"
    rf"|,\s+(?:reports?|reported|writes|wrote)\s+(?P<inverted>{_OUTLETS})(?!\w)"
    rf"|(?<!\w)(?P<cyr>{_OUTLETS})\s+(?:(?:із|з|со)\s(?:посиланням|ссылкой)\sна\s[^,.]{{3,60}}?\s)?(?:також\s|также\s)?(?:пише|пишет|повідомл\w+|повідоми\w+|сообщ\w+|передає|передает|передаёт)(?!\w)"
    rf"|(?<!\w)(?:[Аа]гентств[оа]|[Ии]здани[ея]|[Вв]идання|[Гг]азета|[Тт]елеканал|[Жж]урнал)\s+(?P<outlet>[«\"“]?{_CAP}[\w’'-]*(?:\s{_CAP}[\w’'-]*){{0,3}}[»\"”]?)"
    rf"\s+(?:також\s|также\s)?(?:пише|пишет|повідомл\w+|повідоми\w+|сообщ\w+|передає|передает|передаёт)(?!\w)"
    rf"|(?<!\w)(?:[Вв]|[Уу])\s+(?:інтерв['’]ю|интервью|коментарі|комментарии)\s+(?:для\s+|журналістам\s+|журналистам\s+)?"
    rf"(?:виданню\s+|изданию\s+|телеканалу\s+|агентству\s+|газеті\s+|газете\s+)?(?P<interview>[«\"“]?{_CAP}[\w’'-]*(?:\s{_CAP}[\w’'-]*){{0,2}}[»\"”]?)"
)
_OFFICES = (
    r"(?:пресс?-?служб|поліц|полиц|прокурат|міністерств|министерств|відомств|ведомств|уряд|правительств|посольств|штаб|розвід|развед"
    r"|управлін|управлен|мері|мэри|міськрад|горсовет)"
)
_CYRILLIC_SAYS = re.compile(
    rf"(?:[Пп]ро це|[Оо]б этом|[Оо] чем|[Пп]ро що|[Яя]к|[Кк]ак)\s+(?:\w+\s+){{0,2}}?(?P<verb>повідомля\w+|повідоми\w+|пише"
    rf"|пишуть|передає|заяви\w+|сказа\w+|розпові\w+|йдеться|зазнач\w+|говориться|сообща\w+|сообщи\w+|пишет|передает"
    rf"|передаёт|рассказа\w+|говорится)\s+(?:(?:журналіст\w*|журналист\w*|ко?р+еспондент\w*)\s+)?(?:УНН\s+(?=[ув]\s|во\s))?(?P<in>(?:у|в|во|на)\s+)?(?P<cyr>{_PHRASE})"
    rf"|(?:[Сс]ообщается|[Пп]овідомляється|[Гг]оворится|[Йй]деться)\s+на\s+(?:сайті|сайте|сторінці|странице)\s+(?P<site>{_PHRASE})"
    rf"|(?<!\w)(?:[ВУ]|[Вв]о)\s+(?P<place>(?:{_CAP}|{_OFFICES})[^,.;:()\n—–]{{2,60}}?)\s+(?:повідомили|заявили|сообщили|зазначили"
    rf"|отметили|рассказали|розповіли|подтвердили|підтвердили)(?!\w)"
    rf"|(?<!\w)(?:повідомляє|пише|передає|сообщает|пишет|передает|передаёт)\s+(?P<agency>(?:видання |агентство "
    rf"|издание |газета |телеканал )?[«\"“]?{_CAP}[^,.;:()\n—–]{{1,60}})"
)
_KOREAN = re.compile(
    r"(?P<ko>[가-힣A-Za-z0-9·]{2,20}?(?:\s[가-힣A-Za-z]{2,12}){0,2}?)(?:\([^)]{1,20}\))?(?:은|는|이|가|에 따르면|을 인용해|를 인용해"
    r"|을 인용|를 인용)(?=[\s,](?P<rest>[^.。]{0,250}))"
)
_KOREAN_TALK = re.compile(r"(?P<ko>[가-힣A-Za-z0-9]{2,16})(?:과의|와의) (?:단독 )?인터뷰")
_KOREAN_OUTLET = re.compile(
    r"(?:통신|방송|신문|일보|뉴스|타임스|포스트|저널|로이터|CNN|BBC|NHK|AP|AFP|매체|중앙통신|타스)$"
)
_KOREAN_OFFICE = re.compile(
    r"(?:백악관|국방부|외교부|합동참모본부|합참|국정원|대통령실|국무부|국가정보원|크렘린|총리실|경찰|검찰|정부|당국|군)$"
)
_KOREAN_REPORTED = re.compile("보도했|전했|보도한|보도하|밝혔|발표했")
_KOREAN_SAID = re.compile(  # by the office itself, and not by who comes after "…다고"
    r"^\s*(?:\d{1,2}일\s*)?(?:전했|밝혔|발표했)|(?:다고|라고|이같이|이 같이)\s*(?:\d{1,2}일\s*)?(?:보도했|전했|밝혔|발표했)"
)
_KOREAN_CLAUSE = re.compile(r"^.*(?:다고|라고|냐고|자고|면서|에서)\s")  # what they said, before who said it
_KOREAN_UNNAMED = re.compile(r"(?:소식통|관계자|외신|당국자)$")
_CHINESE = re.compile(
    r"(?:(?<!根)据|據|援引)\s*(?P<zh>[\u4e00-\u9fffA-Za-z·《》“”]{2,24}?)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:的)?(?:报道|報道|消息|报导|報導|援引|称"
    r"|稱|网站|透露|公布)"
    r"|根据(?P<after>[\u4e00-\u9fffA-Za-z·]{2,16}?)(?:的)?(?:报告|声明|消息|数据|报道)"
    r"|(?:(?<=[，。；：“”\s])|^)(?P<outlet>[《]?[\u4e00-\u9fffA-Za-z]{1,12}(?:社|网|报|台|通讯|新闻|时报|日报|周刊)[》]?)(?:（[A-Z]{2,6}）)?(?:\d{1,2}月)?(?:\d{1,2}日)?"
    r"(?:援引[^，。]{2,20}?(?:的话)?)?(?:报道|消息称|称)"
    r"|(?:(?<=[，。；：“”\s])|^)(?P<office>[\u4e00-\u9fff]{0,8}(?:国防部|外交部|统一部|参谋本部|国务院|国务卿办公室|白宫|克里姆林宫|总统府|总统办公室|情报院|安全局|总参谋部))"
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:发表声明|发布消息|通报)?(?:表示|称|宣布|说)"
    r"|[对向](?P<told>[\u4e00-\u9fffA-Za-z]{1,8}(?:社|报|台|网|CNN|BBC))(?:记者)?(?:表示|说|透露)"
)
_OWN = re.compile(
    r"\b(?:in an? (?:exclusive )?(?:interview|comment) (?:to|with|for) (?:UNN|us|our)|told UNN"
    r"|exclusive(?:ly)? (?:to|for) UNN)\b|(?:у|в) (?:коментарі|комментарии) (?:журналіст\w+ |журналист\w+ )?УНН"
    r"|эксклюзивн|ексклюзивн|рассказал\w* УНН|розпові\w+ УНН",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:that|which|who|said|says|reported|reports|on|at|after|and (?:its|his|her|the)|saying|as|citing"
    r"|повідомля\w+|повідоми\w+|сообща\w+|сообщи\w+|що|что|про|о том|об этом|про це|передає|пише|передает|пишет|заявил\w*"
    r"|заяви\w+|UNN|УНН)(?=\s|$).*$|(?<=[»”\"])\s.*$",
    re.IGNORECASE,
)
_OUTLET_S = re.compile(rf"^({_OUTLETS})['’]s\s.*$")
_NOBODY = re.compile(
    r"^(?:him|her|them|it|this|reporters|journalists|us|the (?:plan|law|constitution|agreement|report|rules"
    r"|schedule|data)|журналістів|нього|неї|них|него|неё|нее|словам|himself|herself|an?\b.*)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:sources?|officials?|ministry|government|agency|police|prosecutors?|military|media|newspaper|report"
    r"|statement|press service|intelligence|council|court|hospital|broadcaster|mayor|governor|spokes\w+|diplomats?|people)\b|джерел|источник|міністерств|министерств|прес-?служб|пресс-?служб"
    r"|відомств|ведомств|повідомлення|сообщени|поліці|полици|розвід|развед|видання|издани|агентств|газет"
    r"|омбудсмен|генштаб|військов|военн",
    re.IGNORECASE,
)
_REPORT_OF = re.compile(
    r"^(?:звіті|заяві|повідомленні|відповіді|отч[её]те|заявлении|сообщении|ответе)\s+", re.IGNORECASE
)
_NO_SOURCE = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Article|Section|Clause|Chapter|Rule|Plan [A-Z]|God|Monday|Tuesday|Wednesday|Thursday|Friday)\b"
)
_SAYING = re.compile(
    r"^(?:also )?(?:said|wrote|reported|announced|posted|told|stated)(?:\s\w+){0,4}$"
    r"|^(?:повідоми(?:в|ла|ли|ло)|повідомляє|заяви(?:в|ла|ли)|написа(?:в|ла|ли)|розпові(?:в|ла|ли)|пише|сообщи(?:л|ла|ли|ло)|сообщает"
    r"|заяви(?:л|ла|ли)|написа(?:л|ла|ли)|рассказа(?:л|ла|ли)|пишет)(?:\s\w+){0,3}$"
)
_LAST_WORDS = re.compile(r"(?:^|[,.;:—–]\s+)((?:[\w'’.-]+\s+){1,8})$")
_FIRST_WORDS = re.compile(r"\s+([^,.;:()—–]{3,100})(?=[,.;:()—–]|$)")
_OPENING = 4
_MOST = 20


def find_sources(
    paragraphs: Sequence[Paragraph], agency: str | None, site: str | None
) -> tuple[tuple[CitedSource, ...], bool]:
    """Return the cited sources in order, each once, and whether the article only relays one."""
    own = {words_of(name) for name in (agency, site, "UNN", "УНН") if name}
    sources: dict[str, CitedSource] = {}
    relayed: set[str] = set()
    others: set[str] = set()
    for number, paragraph in enumerate(paragraphs):
        for name, passing in _names(paragraph.text):
            clean = _clean(name)
            key = _key(clean)
            if not re.search(rf"{_CAP}|[가-힣\u3400-\u9fff]", clean[:60]) and not _OFFICE.search(clean):
                continue
            if (
                not key
                or _NO_SOURCE.match(clean)
                or _NOBODY.match(clean)
                or key in {_key(one) for one in own}
                or len(clean) > 100
            ):
                continue
            if key not in sources:
                sources[key] = CitedSource(name=clean, url=_address(clean, paragraph))
            (relayed if passing and number < _OPENING else others).add(key)
    if paragraphs and not sources:
        for name, link in _linked(paragraphs[0]):
            sources[_key(name)] = CitedSource(name=name, url=link.href)
    text = " ".join(paragraph.text for paragraph in paragraphs[:12])
    relay = bool(relayed) and not others - relayed and not _OWN.search(text)
    return tuple(list(sources.values())[:_MOST]), relay


def _names(text: str) -> list[tuple[str, bool]]:
    found: list[tuple[int, str, bool]] = []
    latin = is_latin(text)
    lower = text.lower()
    for pattern, passing, stems in _PATTERNS:
        if latin and not any(stem in lower for stem in stems):
            continue
        for match in pattern.finditer(text):
            name = next((value for value in match.groups() if value), "")
            told = match.groupdict().get("interview") is not None
            found.append((match.start(), name, passing and not told))
    if latin:
        return [(name, passing) for _, name, passing in sorted(found)]
    for match in _CYRILLIC_SAYS.finditer(text):
        name = match["cyr"] or match["site"] or match["place"] or match["agency"] or ""
        found.append((match.start(), name, True))
    for match in _KOREAN.finditer(text):
        cited = "따르면" in match[0] or "인용" in match[0][: len(match["ko"]) + 12]
        office = _KOREAN_OFFICE.search(match["ko"])
        unnamed = cited and _KOREAN_UNNAMED.search(match["ko"])
        verb = (_KOREAN_SAID if office else _KOREAN_REPORTED).search(match["rest"])
        if (cited or verb) and (office or unnamed or _KOREAN_OUTLET.search(match["ko"])):
            report = not office or re.search("이같이|이 같이", match["rest"]) is not None  # an office's word is none
            found.append((match.start(), _KOREAN_CLAUSE.sub("", match["ko"]), report))
    found += [(match.start(), match["ko"], False) for match in _KOREAN_TALK.finditer(text)]
    for match in _CHINESE.finditer(text):
        name = match["zh"] or match["after"] or match["outlet"] or match["office"] or match["told"]
        passing = not (match["told"] or match["after"] or match["office"])  # what an office says is no report
        found.append((match.start(), re.sub("的?话$", "", name), passing))
    return [(name, passing) for _, name, passing in sorted(found)]


# With each, what an English paragraph must hold for it to be worth a search.
_PATTERNS = (
    (_RELAYED, True, ("referen", "referring to", "citing", "quot", "reported by", "cited by")),
    (_THIS, True, (" this", "this was")),
    (_ACCORDING, False, ("according to", "as per")),
    (_DOCUMENTED, False, (" by ", " from ", " on the ", " in ")),
    (_TOLD, False, ("told", "interview", "comment", "speaking", "confirmed to")),
    (_REPORTED, True, ("report", "write", "wrote", "said", "says", "quote", "cited", "learned")),
)


def _linked(paragraph: Paragraph) -> Iterator[tuple[str, Link]]:
    """The source that only a link tells: ``the mayor <wrote on Telegram>``, ``<сообщил> мэр Иван Гром``, ``…, — <Reuters>.``"""
    for link in paragraph.links:
        before, _, after = paragraph.text.partition(link.text)
        if _SAYING.match(link.text):
            subject = _LAST_WORDS.search(before) if is_latin(link.text) else _FIRST_WORDS.match(after)
            name = _clean(subject[1]) if subject else ""
        else:
            alone = before.rstrip().endswith(("—", "–", " -", "(")) and re.match(r"[.)]|$", after.lstrip())
            name = _clean(link.text) if alone and len(link.text.split()) <= 5 else ""
        named = re.search(rf"{_CAP}|[가-힣\u3400-\u9fff]", name) or _OFFICE.search(name)
        if name and named and not _NOBODY.match(name) and len(name) <= 100:
            yield name, link


def _clean(name: str) -> str:
    name = _CUT.sub("", " " + tidy(name)).strip(" \"“”«»《》'’,:;")
    name = _OUTLET_S.sub(r"\1", name if name.endswith((".S.", ".K.")) else name.rstrip("."))
    name = re.sub(r"^(?:its?|his|her|their|a|an|own|the official|official)\s+", "", name)
    return re.sub(r"^the\s+", "", _REPORT_OF.sub("", name), flags=re.IGNORECASE).strip()


def _key(name: str) -> str:
    return words_of(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))


def _address(name: str, paragraph: Paragraph) -> str | None:
    wanted = words_of(name)
    for link in paragraph.links:
        words = words_of(link.text)
        if words and (words in wanted or wanted in words):
            return link.href
    return paragraph.links[0].href if len(paragraph.links) == 1 and len(paragraph.links[0].text) < 60 else None
