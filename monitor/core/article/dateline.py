"""Datelines: where, by which agency and on which day a report was filed, in the forms of the wires.

Owns the forms; what it recognises leaves the text. ``(LEAD)`` and ``(ATTN: …)`` marks are taken off here too.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.core.article.calendar import MONTH, WEEKDAYS
from monitor.core.article.places import is_city, is_place
from monitor.core.article.roles import ROLE_NOUN

_CAPITAL = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ]"
_UPPER_PLACE = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ.'’\-]+(?:[ /][A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ.'’\-]*){0,3}"
_MIXED_PLACE = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w.'’\-]+(?:[ /](?:[a-z]{2} )?[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w.'’\-]*){0,3}"
_REGION = r"(?:,\s*(?!(?i:" + MONTH + r"))[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,2})?"
_DAY = r"(?:" + MONTH + r"\s*\d{1,2}|\d{1,2}\s+" + MONTH + r")(?:,?\s+\d{4}(?:\s*(?:р\.|г\.|року|года))?)?"
_DASH = r"\s*(?:--+|—|–|-|―)\s*"
_AGENCY = r"(?:dpa|[A-ZА-ЯЁІЇЄҐ][\w.’'&/ \-]{1,40}?)"
_KNOWN = (
    r"(?:Reuters|AP|AFP|Yonhap|KCNA|TASS|ТАСС|Interfax(?:-Ukraine)?|Интерфакс(?:-Украина)?|Інтерфакс-Україна"
    r"|INTERFAX(?:\.RU|-UKRAINE)?|ИНТЕРФАКС(?:-УКРАИНА)?|ІНТЕРФАКС-УКРАЇНА|УНН|UNN|Ukrinform|Укринформ"
    r"|Укрінформ|УКРІНФОРМ|UKRINFORM|BNS|LETA|PAP|UNIAN|УНИАН|УНІАН|РИА Новости|RIA Novosti|Sputnik|Xinhua|Kyodo|DPA|dpa|EFE|ANSA|UPI|CNN|Bloomberg"
    r"|РБК-Украина|РБК-Україна|RBC-Ukraine|Ukrainska Pravda|NHK)"
)

_FORMS = tuple(
    re.compile(form, re.IGNORECASE if "(?#i)" in form else 0)
    for form in (
        # Kyiv • UNN The council …   on one line
        rf"^(?P<place>{_MIXED_PLACE})\s*[•·∙]\s*(?P<agency>{_KNOWN})\s+(?=[\"“«„]?[A-ZА-ЯЁІЇЄҐ].{{9,}}[.!?…])",
        # Kyiv • UNN
        rf"^(?P<place>{_MIXED_PLACE})\s*[•·|∙]\s*(?P<agency>{_AGENCY})(?=\s*(?:[•·|∙]|$))\s*",
        # MOSCOW, January 30. /TASS/.   МОСКВА, 30 января. /ТАСС/.
        rf"^(?P<place>{_MIXED_PLACE}{_REGION}),\s+(?P<day>(?i:{_DAY}))\.?\s*/(?P<agency>{_AGENCY})/\.?[\s–—-]*",
        # КИЕВ. 3 декабря. УНН.   Kyiv. December 3. UNN.   Москва. 30 января. INTERFAX.RU -
        rf"^(?P<place>{_MIXED_PLACE})\.\s+(?P<day>(?i:{_DAY}))[.,]?\s+\(?(?P<agency>{_KNOWN})\)?(?:\s*\.(?=\s|$)"
        rf"|{_DASH}|\s*[:/])\s*",
        rf"^(?P<place>{_UPPER_PLACE})\.\s+(?P<day>(?i:{_DAY}))\.?\s+\(?(?P<agency>{_AGENCY})\)?(?:\s*\.(?=\s|$)"
        rf"|{_DASH}|\s*[:/])\s*",
        # КИЇВ. УНН.   Kyiv. Ukraine. UNN.   Киев, УНН.   TALLINN, BNS -   КИЕВ/УНН/
        rf"^(?P<loose>(?P<place>{_MIXED_PLACE})(?:\.\s+{_MIXED_PLACE})??(?:\.\s+|,\s+|(?P<slash>\s*/)))(?P<agency>{_KNOWN})"
        rf"(?(slash)/\.?|(?:\s*\.(?=\s|$)|{_DASH}|\s*:))\s*",
        # (CNN) —   Jan 3 (Reuters) -
        rf"^(?:(?P<day>(?i:{_DAY}))\s*)?\((?P<agency>{_KNOWN})\){_DASH}",
        # /ТАСС/.   ТАСС, 30 января.
        rf"^/(?P<agency>{_KNOWN})/\.?[\s–—-]*",
        rf"^(?P<agency>ТАСС|TASS),\s+(?P<day>(?i:{_DAY}))\.\s+",
        # SEOUL, Aug. 20 (Yonhap) --   Pyongyang, May 27 (KCNA) --   KYIV, Ukraine (AP) —   МОСКВА, 30 янв (РИА Новости)
        rf"^(?P<place>{_MIXED_PLACE}{_REGION})(?:[,.]?\s+(?P<day>(?i:{_DAY})))?\.?,?\s*\((?P<agency>{_AGENCY})\)(?:{_DASH}|\s*[.:]\s+)",
        rf"^(?P<place>(?:{_UPPER_PLACE}|{_MIXED_PLACE}){_REGION})[,.]\s+(?P<day>(?i:{_DAY}))\.?,?\s*\((?P<agency>{_AGENCY})\)\.?\s*",
        # МОСКВА, 30 янв — РИА Новости.   KYIV, Jan. 3, Ukrinform.
        rf"^(?P<place>{_MIXED_PLACE}),\s+(?P<day>(?i:{_DAY}))\.?(?:{_DASH}|,\s*|\s+)(?P<agency>{_KNOWN})(?:\.(?=\s|$)"
        rf"|{_DASH}|:|,\s+(?P<byline>[А-ЯЁІЇЄҐ][а-яёіїєґ’']+ [А-ЯЁІЇЄҐ][а-яёіїєґ’'-]+)\.(?=\s))\s*",
        # SEOUL, Aug. 20 --   WASHINGTON —   KYIV, Ukraine —
        rf"^(?P<place>{_UPPER_PLACE}{_REGION})(?P<bare>(?:[,.]\s+(?P<day>(?i:{_DAY})))?)\.?\s*(?:--+|—|–"
        rf"|\s-\s)\s*(?=[\"“«„]?[A-ZА-ЯЁІЇЄҐ])",
        # [워싱턴=이데일리 홍길동 특파원]   [이데일리 홍길동 기자]
        r"^[(\[【（［](?:(?P<place>[가-힣·]{2,20})\s*=\s*)?(?P<agency>[가-힣A-Za-z0-9]{2,12})\s+(?P<byline>[가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4}){0,3}?)"
        r"\s*(?:선임)?(?:기자|특파원)[)\]】）］]\s*",
        # [파이낸셜뉴스]   홍길동 기자 =
        r"^[(\[【（［](?P<agency>[가-힣A-Za-z]{2,10}(?:뉴스|신문|일보|경제|통신|타임스|데일리|미디어))[)\]】）］]\s*(?=\S)",
        r"^(?P<byline>[가-힣]{2,4}(?:[·,\s]+[가-힣]{2,4}){0,2}?)\s*(?:선임)?(?:기자|특파원)\s*=\s*",
        # (서울=연합뉴스) 홍길동 기자 =   [서울=뉴시스]   【서울=뉴시스】
        r"^[(\[【（［](?P<place>[가-힣·A-Za-z ]{2,20})\s*=\s*(?P<agency>[가-힣A-Za-z0-9 ]{2,12})[)\]】）］]\s*"
        r"(?:(?P<byline>(?:[가-힣]{2,4}[·,\s]*){1,4})(?:선임)?(?:기자|특파원)\s*=?\s*|=\s*)?",
        # 서울, 1월 3일 (연합뉴스) --
        r"^(?P<place>[가-힣]{2,10}),?\s+(?P<day>\d{1,2}월\s*\d{1,2}일)\s*\((?P<agency>[가-힣A-Za-z0-9]{2,12})\)\s*(?:--+|—|–|-|=)?\s*",
        # (평양 5월 27일발 조선중앙통신)
        r"^[(\[（【](?P<place>[가-힣]{2,10})\s*(?P<day>\d{1,2}월\s*\d{1,2}일)발?\s*(?P<agency>[가-힣]{2,12})[)\]）】]\s*",
        # 평양 5월 27일발 조선중앙통신:
        r"^(?P<place>[가-힣]{2,10})\s+(?P<day>\d{1,2}월\s*\d{1,2}일)발\s*(?P<agency>[가-힣]{2,12})\s*(?:[:：=]|--|—|–)\s*",
        # 新华社莫斯科1月30日电（记者 王某）
        r"^(?:【[^】\d]{1,20}】)?[(（【]?(?P<agency>新华社|新華社|中新社|中新网|中国新闻网|人民网|央视网|中央社|法新社|路透社|美联社|塔斯社|韩联社|朝中社|俄新社|共同社|参考消息网"
        r"|环球网|海外网|央视新闻|总台央视|(?!据|據|援)[\u4e00-\u9fff]{1,4}社)"
        r"(?:记者[\u4e00-\u9fff·]{2,8}?)?(?P<place>[\u4e00-\u9fff·/]{2,10}?)??(?P<day>(?:\d{1,2}月)?\d{1,2}日)(?:综合|綜合"
        r"|专|專)?(?:(?:外)?(?:电|電|讯|訊)(?:报道|報道|报导|報導)?[)）】]?|(?:报道|報道)[)）】]?(?![，,称稱说說]))\s*"
        r"(?:[（(](?:[\u4e00-\u9fff]{0,4}记者|記者)?\s*(?P<byline>[\u4e00-\u9fff·、\s]{2,30})[)）])?[\s:：]*",
        # 本报北京1月10日电（记者 王某）   【本报讯】
        r"^[【（(]?本(?:报|報|刊|网|網)(?P<place>[\u4e00-\u9fff]{2,6}?)?(?P<day>(?:\d{1,2}月)?\d{1,2}日)?(?:电|電|讯|訊)[】）)]?\s*"
        r"(?:[（(](?:[\u4e00-\u9fff]{0,4}记者|記者)\s*(?P<byline>[\u4e00-\u9fff·、\s]{2,30})[)）])?[\s:：]*",
        # 新华社北京电
        r"^(?P<agency>新华社|新華社|中新社|中央社|韩联社|朝中社)(?P<place>[\u4e00-\u9fff]{2,5})电(?=[\s（(])\s*"
        r"(?:[（(](?:记者|記者)\s*(?P<byline>[\u4e00-\u9fff·、\s]{2,30})[)）])?\s*",
        # 首尔1月10日电（韩联社）   首尔，1月10日（韩联社）—
        r"^(?P<place>[\u4e00-\u9fff]{2,6})[，,]?\s*(?P<day>\d{1,2}月\d{1,2}日)(?:电|電|讯|訊)?\s*[（(](?P<agency>[\u4e00-\u9fff]{1,5}(?:社|网)|[A-Z]{2,6})[)）]"
        r"[\s—–:：-]*",
        # 路透基辅1月10日 -
        r"^(?P<agency>路透|法新|美联)(?P<place>[\u4e00-\u9fff]{2,6}?)(?P<day>\d{1,2}月\d{1,2}日)(?:电|電|\s*[-—–])\s*",
        # 【环球时报综合报道】   （德国之声中文网）
        r"^[【（(](?P<agency>[\u4e00-\u9fff]{2,8}?(?:时报|日报|社|网|新闻|之声|之声中文网))(?:综合)?(?:报道|报导|讯|訊)?[】）)](?=\S)\s*",
        # 【环球网报道 记者 王某】
        r"^【(?P<agency>[\u4e00-\u9fff]{2,6}?)(?:综合报道|报道|驻[\u4e00-\u9fff]{2,8}?(?:特派|特约)?)?\s*(?:特派|特约|见习)?记者\s*"
        r"(?P<byline>[\u4e00-\u9fff·、 ]{2,24})】\s*",
        # 平壤5月27日发朝中社电
        r"^(?P<place>[\u4e00-\u9fff]{2,6})(?P<day>(?:\d{1,2}月)?\d{1,2}日)[发發]?(?P<agency>[\u4e00-\u9fff]{2,6}社)(?:电|電|讯|訊)[\s:：]*",
        # PARIS:   Kyiv:   (only a place we know)
        rf"^(?P<place>{_MIXED_PLACE}(?:,\s[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+)?)?)(?P<bare>\s?:)\s+(?=[\"“«„]?[A-ZА-ЯЁІЇЄҐ])",
        # Kyiv, Ukraine —   (likewise)
        rf"^(?P<place>{_MIXED_PLACE}{_REGION})(?P<bare>)(?:\s*(?:--+|—|–)\s*|\s-\s)(?=[\"“«„]?[A-ZА-ЯЁІЇЄҐ])",
    )
)
_MARK = re.compile(
    r"^\s*[(\[（](?:(?:\d+(?:st|nd|rd|th) )?(?:LEAD|LD)|URGENT|ATTN:(?:[^()\[\]]|\([^()]*\)){0,300}|RECASTS[^)\]]{0,200}"
    r"|UPDATED?\b[^)\]]{0,60}|종합\d?보?|속보|긴급|\d보|단독|Yonhap Interview|News Focus)[)\]）]\s*"
)
_SHORTEST, _ACRONYM = 4, 5
# Desks write these where a place would stand: ``EXPLAINER — …``, ``МНЕНИЕ — …``.
_KICKER = re.compile(
    r"\d|\b(?:EXPLAIN\w*|ANALYSIS|OPINION|EDITORIAL|COMMENT\w*|EXCLUSIVE|BREAKING|NEWS|UPDATED?|CORRECTION|WATCH|LIVE|LATEST"
    r"|VIDEO|PHOTOS?|INTERVIEW|PROFILE|FACTBOX|TIMELINE|WAR|REVIEW|OBITUARY|SUMMARY|ALERT|URGENT|WARNING|QUIZ|PODCAST|WORLD"
    r"|SPORTS?|BUSINESS|POLITICS|МНЕНИЕ|ДУМКА|АНАЛИЗ|АНАЛІЗ|ЭКСКЛЮЗИВ|ЕКСКЛЮЗИВ|СРОЧНО|ТЕРМІНОВО|НОВОСТИ|НОВИНИ|ИНТЕРВЬЮ"
    r"|ІНТЕРВ['’]Ю|ФОТО|ВИДЕО|ВІДЕО|ОБНОВЛЕНО|ОНОВЛЕНО|ВОЙНА|ВІЙНА|ОБЗОР|ОГЛЯД|ВНИМАНИЕ|УВАГА|КОММЕНТАРИЙ|КОМЕНТАР)\b"
)
_INITIALS = re.compile(r"[A-Z]\.[A-Z]\.$")
_STATE = re.compile(
    r", (?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Mass|Md|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\.$"
)
_FUNCTION_WORD = re.compile(
    r"(?:In|On|At|By|From|The|A|An|For|But|And|Or|As|It|He|She|We|They|No|Our|Earlier|However|Meanwhile|Later|Today|Yesterday|Also|Instead|Still|Now|Then|Корр|Сегодня|Вчера|Сьогодні|Вчора|Вчера|Раніше|Ранее|Також|Также|Як|Как|Наш|Однако|Однак)\b"
)
_BYLINE = re.compile(
    rf"^By (?P<name>{_CAPITAL}[\w.'’-]+(?: {_CAPITAL}[\w.'’-]+){{1,2}})\s+(?=[A-Z]{{3,}}[\w .,/]{{0,40}}[\d(—–-])"
)
_FIRST_WORD = re.compile(rf"[\"“«„]?({_CAPITAL}\w+)")
_SPEECH = re.compile(r"(?i)\b(?:said|says|writes?|reports?|told)\b")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: its place, agency and day as written, authors named in it, and the text that is left."""

    place: str | None
    agency: str | None
    day: str | None
    authors: tuple[str, ...]
    rest: str


def read_dateline(text: str) -> Dateline | None:
    """Read the dateline that a paragraph (or a line of its own) begins with; ``None`` where there is none."""
    unmarked = strip_marks(text)
    by = _BYLINE.match(unmarked[:200])
    if by is not None:
        unmarked = unmarked[by.end() :]
    for form in _FORMS:
        found = form.match(unmarked[:400])
        if found is None:
            continue
        parts = found.groupdict()
        place = (parts.get("place") or "").strip(" ,-") or None
        if place and len(place.split(". ")[0]) >= _SHORTEST:
            place = place.split(". ")[0]  # "Kyiv. Ukraine. UNN."; "St. Petersburg" stays
        if place and not _INITIALS.search(place) and not _STATE.search(place):
            place = place.rstrip(".")
        if place and _is_doubtful(place, parts, unmarked[found.end() :]):
            continue
        agency = (parts.get("agency") or "").strip(" .") or None
        if agency and (len(agency.split()) > 4 or _SPEECH.search(agency)):
            continue
        byline = parts.get("byline") or ""
        splits = r"[·,、\s]+" if re.search(r"[가-힣\u4e00-\u9fff]", byline) else r",\s*"
        authors = tuple(name for name in re.split(splits, byline.strip()) if name)
        authors = (by["name"], *authors) if by is not None else authors
        return Dateline(place, agency, parts.get("day"), authors, unmarked[found.end() :].strip())
    return None


def _is_doubtful(place: str, parts: Mapping[str, str | None], rest: str) -> bool:
    """Whether what stands where a place would is none: ``US —``, ``Berg:``, ``However, Reuters:``, ``Iran — Israel:``."""
    if any(ROLE_NOUN.match(word) for word in place.split()) or place.startswith(("Mr.", "Mrs.", "Ms.", "Dr.")):
        return True
    if _FUNCTION_WORD.match(place) or place.casefold() in WEEKDAYS:
        return True
    first = place.partition(",")[0]
    if parts.get("loose") and not (place.isupper() or is_place(place) or is_city(place) or len(first) > _ACRONYM):
        return True
    bare = parts.get("bare")
    if bare is None or parts.get("day"):
        return False
    if _KICKER.search(place):
        return True
    if first.isupper() and len(first) > _ACRONYM and ":" not in bare:
        return False
    following = _FIRST_WORD.match(rest)
    return not is_city(first if first.isupper() else place) or (
        not first.isupper() and following is not None and is_place(following[1])
    )


def strip_marks(text: str) -> str:
    """Take wire marks off the front: ``(LEAD)``, ``(2nd LD)``, ``(ATTN: …)``, ``(종합)``."""
    while found := _MARK.match(text):
        text = text[found.end() :]
    return text
