"""The sources that an article cites, with their links, and whether it only passes one on."""

import re
from collections.abc import Sequence

from monitor.core.article.blocks import Paragraph, tidy, words_of
from monitor.core.article.model import CitedSource

_CAP = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ]"
_NAME = rf"(?:the\s+)?(?:(?:[a-z]+\s+){{0,3}}?){_CAP}[\w'’&.-]*(?:\s+(?:(?:of|for|and|the|de|du|on)\s+){{0,2}}{_CAP}[\w'’&.-]*){{0,6}}"
_PHRASE = r"[^,.;:()\n—–]{3,120}"
_RELAYED = re.compile(
    rf"(?:(?<!\w)(?:with reference to|with a reference to|referring to|citing|citing a report (?:by|from)|quoting"
    rf"|quoted by|as reported by|as quoted by|as cited by)\s+(?P<en>{_PHRASE})"
    rf"|(?<!\w)(?:з посиланням на|із посиланням на|посилаючись на|со ссылкой на|ссылаясь на)\s+(?P<cyr>{_PHRASE}))",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    rf"(?<!\w)(?i:according to|as per)\s+(?P<en>{_NAME})|(?<!\w)(?:[Зз]а (?:даними|повідомленням|інформацією)"
    rf"|[Пп]о (?:данным|сообщению|информации))\s+(?P<cyr>{_PHRASE})"
)
_TOLD = re.compile(
    rf"\b(?i:told|in an? (?:exclusive )?interview (?:with|to)|in a comment to|in comments to"
    rf"|speaking to)\s+(?:the\s+)?(?P<en>(?:news (?:agency|outlet"
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
    r"|The Kyiv Independent|Ukrainska Pravda|Suspilne|RBC-Ukraine|Rodong Sinmun|Chosun Ilbo|JoongAng Ilbo"
    r"|Dong-A Ilbo|Global Times|The Economist|Newsweek|Forbes)"
)
_REPORTED = re.compile(
    rf"(?<![\w-])(?P<en>{_OUTLETS})(?:\s+(?:newspaper|news agency|agency|magazine|channel))?\s+(?:has |had |also "
    rf"|later )?(?:reported|reports|writes|wrote|said|says|quoted|quotes|cited)\b"
)
_CYRILLIC_SAYS = re.compile(
    rf"(?:[Пп]ро це|[Оо]б этом|[Оо] чем|[Пп]ро що)\s+(?:\w+\s+){{0,2}}?(?P<verb>повідомля\w+|повідоми\w+|пише"
    rf"|пишуть|передає|заяви\w+|сказа\w+|розпові\w+|йдеться|зазнач\w+|говориться|сообща\w+|сообщи\w+|пишет|передает"
    rf"|передаёт|рассказа\w+|говорится)\s+(?P<in>(?:у|в|во|на)\s+)?(?P<cyr>{_PHRASE})"
    rf"|(?<!\w)(?:[ВУ]|[Вв]о)\s+(?P<place>{_CAP}[^,.;:()\n—–]{{2,60}}?)\s+(?:повідомили|заявили|сообщили|зазначили"
    rf"|отметили|рассказали|розповіли|подтвердили|підтвердили)(?!\w)"
    rf"|(?<!\w)(?:повідомляє|пише|передає|сообщает|пишет|передает|передаёт)\s+(?P<agency>(?:видання |агентство "
    rf"|издание |газета |телеканал )?[«\"“]?{_CAP}[^,.;:()\n—–]{{1,60}})"
)
_KOREAN = re.compile(
    r"(?P<ko>[가-힣A-Za-z0-9·]{2,20}?(?:\s[가-힣A-Za-z]{2,12}){0,2}?)(?:\([^)]{1,20}\))?(?:은|는|이|가|에 따르면|을 인용해|를 인용해"
    r"|을 인용|를 인용)(?=[\s,])(?P<rest>[^.。]{0,250})"
)
_KOREAN_OUTLET = re.compile(
    r"(?:통신|방송|신문|일보|뉴스|타임스|포스트|저널|로이터|CNN|BBC|NHK|AP|AFP|매체|중앙통신|타스|백악관|국방부|외교부|합동참모본부|합참|국정원|대통령실|국무부|정부|당국|군)$"
)
_CHINESE = re.compile(
    r"(?:据|據|援引)\s*(?P<zh>[\u4e00-\u9fffA-Za-z·《》“”]{2,24}?)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:的)?(?:报道|報道|消息|报导|報導|援引|称"
    r"|稱|网站|透露|公布)"
)
_OWN = re.compile(
    r"\b(?:in an? (?:exclusive )?(?:interview|comment) (?:to|with|for) (?:UNN|us|our)|told UNN"
    r"|exclusive(?:ly)? (?:to|for) UNN)\b|(?:у|в) (?:коментарі|комментарии) (?:журналіст\w+ |журналист\w+ )?УНН"
    r"|эксклюзивн|ексклюзивн|рассказал\w* УНН|розпові\w+ УНН",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s+(?:that|which|who|said|says|reported|reports|on|at|after|and (?:its|his|her|the)|saying|as|citing"
    r"|повідомля\w+|повідоми\w+|сообщ\w+|що|что|про|о том|об этом|про це|передає|пише|передает|пишет|заявил\w*"
    r"|заяви\w+|UNN|УНН)(?=\s|$).*$|(?<=[»”\"])\s.*$",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:him|her|them|it|this|reporters|journalists|us|the (?:plan|law|constitution|agreement|report|rules"
    r"|schedule|data)|журналістів|нього|неї|них|него|неё|нее|словам|himself|herself|an?\b.*)$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"\b(?:sources?|officials?|ministry|government|agency|police|prosecutors?|military|media|newspaper|report"
    r"|statement|press service|intelligence)\b|джерел|источник|міністерств|министерств|прес-?служб|пресс-?служб"
    r"|відомств|ведомств|повідомлення|сообщени|поліці|полици|розвідк|разведк|видання|издани|агентств|газет"
    r"|омбудсмен|генштаб|військов|военн",
    re.IGNORECASE,
)
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
            if not key or _NOBODY.match(clean) or key in {_key(one) for one in own} or len(clean) > 100:
                continue
            if key not in sources:
                sources[key] = CitedSource(name=clean, url=_address(clean, paragraph))
            (relayed if passing and number < _OPENING else others).add(key)
    text = " ".join(paragraph.text for paragraph in paragraphs[:12])
    relay = bool(relayed) and not others - relayed and not _OWN.search(text)
    return tuple(list(sources.values())[:_MOST]), relay


def _names(text: str) -> list[tuple[str, bool]]:
    found: list[tuple[int, str, bool]] = []
    for pattern, passing in ((_RELAYED, True), (_ACCORDING, False), (_TOLD, False), (_REPORTED, True)):
        for match in pattern.finditer(text):
            name = next((value for value in match.groups() if value), "")
            found.append((match.start(), name, passing))
    for match in _CYRILLIC_SAYS.finditer(text):
        name = match["cyr"] or match["place"] or match["agency"] or ""
        found.append((match.start(), name, True))
    for match in _KOREAN.finditer(text):
        cited = "따르면" in match[0] or "인용" in match[0][: len(match["ko"]) + 12]
        if _KOREAN_OUTLET.search(match["ko"]) and (cited or re.search(r"보도했|전했|보도한|보도하", match["rest"])):
            found.append((match.start(), match["ko"], True))
    found += [(match.start(), match["zh"], True) for match in _CHINESE.finditer(text)]
    return [(name, passing) for _, name, passing in sorted(found)]


def _clean(name: str) -> str:
    name = _CUT.sub("", " " + tidy(name)).strip(" \"“”«»'’,.:;")
    name = re.sub(r"^(?:its?|his|her|their|a|an|own|the official|official)\s+", "", name)
    return re.sub(r"^the\s+", "", name, flags=re.IGNORECASE).strip()


def _key(name: str) -> str:
    return words_of(re.sub(r"^the\s+", "", name, flags=re.IGNORECASE))


def _address(name: str, paragraph: Paragraph) -> str | None:
    wanted = words_of(name)
    for link in paragraph.links:
        words = words_of(link.text)
        if words and (words in wanted or wanted in words):
            return link.href
    return paragraph.links[0].href if len(paragraph.links) == 1 and len(paragraph.links[0].text) < 60 else None
