"""Datelines: where, by which agency and on which day a report was filed, in the forms of the wires.

Owns the forms; what it recognises leaves the text. ``(LEAD)`` and ``(ATTN: …)`` marks are taken off here too.
"""

import re
from dataclasses import dataclass

from monitor.core.article.calendar import MONTH
from monitor.core.article.places import is_place

_UPPER_PLACE = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ.'’\-]+(?:[ /][A-ZÀ-ÞА-ЯЁІЇЄҐ][A-ZÀ-ÞА-ЯЁІЇЄҐ.'’\-]*){0,3}"
_MIXED_PLACE = r"[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w.'’\-]+(?:[ /](?:[a-z]{2} )?[A-ZÀ-ÞА-ЯЁІЇЄҐ][\w.'’\-]*){0,3}"
_REGION = r"(?:,\s*(?!(?i:" + MONTH + r"))[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,2})?"
_DAY = r"(?:" + MONTH + r"\s*\d{1,2}|\d{1,2}\s+" + MONTH + r")(?:,?\s+\d{4})?"
_DASH = r"\s*(?:--+|—|–|-|―)\s*"
_AGENCY = r"[A-ZА-ЯЁІЇЄҐ][\w.’'&/ \-]{1,40}?"
_KNOWN = (
    r"(?:Reuters|AP|AFP|Yonhap|KCNA|TASS|ТАСС|Interfax(?:-Ukraine)?|Интерфакс(?:-Украина)?|Інтерфакс-Україна"
    r"|INTERFAX(?:\.RU|-UKRAINE)?|УНН|UNN|Ukrinform|Укринформ"
    r"|Укрінформ|UNIAN|УНИАН|УНІАН|РИА Новости|RIA Novosti|Sputnik|Xinhua|Kyodo|DPA|dpa|EFE|ANSA|UPI|CNN|Bloomberg"
    r"|РБК-Украина|РБК-Україна|RBC-Ukraine|Ukrainska Pravda|NHK)"
)

_FORMS = tuple(
    re.compile(form, re.IGNORECASE if "(?#i)" in form else 0)
    for form in (
        # Kyiv • UNN
        rf"^(?P<place>{_MIXED_PLACE})\s*[•·|∙]\s*(?P<agency>{_AGENCY})(?=\s*(?:[•·|∙]|$))\s*",
        # MOSCOW, January 30. /TASS/.   МОСКВА, 30 января. /ТАСС/.
        rf"^(?P<place>{_MIXED_PLACE}){_REGION},\s+(?P<day>(?i:{_DAY}))\.?\s*/(?P<agency>{_AGENCY})/\.?[\s–—-]*",
        # КИЕВ. 3 декабря. УНН.   Kyiv. December 3. UNN.   Москва. 30 января. INTERFAX.RU -
        rf"^(?P<place>{_MIXED_PLACE})\.\s+(?P<day>(?i:{_DAY}))\.?\s+\(?(?P<agency>{_KNOWN})\)?(?:\s*\.(?=\s|$)"
        rf"|{_DASH}|\s*[:/])\s*",
        rf"^(?P<place>{_UPPER_PLACE})\.\s+(?P<day>(?i:{_DAY}))\.?\s+\(?(?P<agency>{_AGENCY})\)?(?:\s*\.(?=\s|$)"
        rf"|{_DASH}|\s*[:/])\s*",
        # SEOUL, Aug. 20 (Yonhap) --   Pyongyang, May 27 (KCNA) --   KYIV, Ukraine (AP) —   МОСКВА, 30 янв (РИА Новости)
        rf"^(?P<place>{_MIXED_PLACE}{_REGION})(?:[,.]?\s+(?P<day>(?i:{_DAY})))?\.?,?\s*\((?P<agency>{_AGENCY})\)(?:{_DASH}|\s*[.:]\s+)",
        rf"^(?P<place>{_UPPER_PLACE}{_REGION})[,.]\s+(?P<day>(?i:{_DAY}))\.?,?\s*\((?P<agency>{_AGENCY})\)\.?\s*",
        # МОСКВА, 30 янв — РИА Новости.   KYIV, Jan. 3, Ukrinform.
        rf"^(?P<place>{_MIXED_PLACE}),\s+(?P<day>(?i:{_DAY}))\.?(?:{_DASH}|,\s*)(?P<agency>{_KNOWN})(?:\.(?=\s|$)"
        rf"|{_DASH}|:)\s*",
        # SEOUL, Aug. 20 --   WASHINGTON —   KYIV, Ukraine —
        rf"^(?P<place>{_UPPER_PLACE}{_REGION})(?P<bare>(?:[,.]\s+(?P<day>(?i:{_DAY})))?)\.?\s*(?:--+|—|–"
        rf"|\s-\s)\s*(?=[\"“«„]?[A-ZА-ЯЁІЇЄҐ])",
        # (서울=연합뉴스) 홍길동 기자 =   [서울=뉴시스]   【서울=뉴시스】
        r"^[(\[【（［](?P<place>[가-힣·A-Za-z ]{2,20})\s*=\s*(?P<agency>[가-힣A-Za-z0-9 ]{2,12})[)\]】）］]\s*"
        r"(?:(?P<byline>(?:[가-힣]{2,4}[·,\s]*){1,4})(?:선임)?(?:기자|특파원)\s*=?\s*|=\s*)?",
        # (평양 5월 27일발 조선중앙통신)
        r"^[(\[（【](?P<place>[가-힣]{2,10})\s*(?P<day>\d{1,2}월\s*\d{1,2}일)발?\s*(?P<agency>[가-힣]{2,12})[)\]）】]\s*",
        # 新华社莫斯科1月30日电（记者 王某）
        r"^(?:【[^】]{1,20}】)?[(（]?(?P<agency>新华社|新華社|中新社|中新网|中国新闻网|人民网|央视网|中央社|法新社|路透社|美联社|塔斯社|韩联社|朝中社|俄新社|共同社|参考消息网"
        r"|环球网|[\u4e00-\u9fff]{1,4}社)"
        r"(?:记者[\u4e00-\u9fff·]{2,8}?)?(?P<place>[\u4e00-\u9fff·/]{2,10}?)??(?P<day>(?:\d{1,2}月)?\d{1,2}日)(?:综合"
        r"|专)?(?:电|電|讯|訊|报道|報道)[)）]?\s*"
        r"(?:[（(](?:[\u4e00-\u9fff]{0,4}记者|記者)\s*(?P<byline>[\u4e00-\u9fff·、\s]{2,30})[)）])?[\s:：]*",
        # PARIS:   Kyiv:   (only a place we know)
        rf"^(?P<place>{_MIXED_PLACE})(?P<bare>:)\s+(?=[A-ZА-ЯЁІЇЄҐ])",
        # Kyiv, Ukraine —   (likewise)
        rf"^(?P<place>{_MIXED_PLACE})(?P<bare>{_REGION})\s*(?:--+|—|–)\s*(?=[\"“«„]?[A-ZА-ЯЁІЇЄҐ])",
    )
)
_MARK = re.compile(
    r"^\s*[(\[（](?:(?:\d+(?:st|nd|rd|th) )?(?:LEAD|LD)|URGENT|ATTN:[^)\]]{0,300}|RECASTS[^)\]]{0,200}"
    r"|UPDATED?\b[^)\]]{0,60}|종합\d?보?|속보|긴급|\d보|단독|Yonhap Interview|News Focus)[)\]）]\s*"
)
_SHORTEST, _ACRONYM = 4, 5
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
    for form in _FORMS:
        found = form.match(unmarked[:400])
        if found is None:
            continue
        parts = found.groupdict()
        place = (parts.get("place") or "").strip(" ,.") or None
        if place and _is_doubtful(place, parts.get("bare"), parts.get("day")):
            continue
        agency = (parts.get("agency") or "").strip(" .") or None
        if agency and (len(agency.split()) > 4 or _SPEECH.search(agency)):
            continue
        byline = parts.get("byline") or ""
        authors = tuple(name for name in re.split(r"[·,、\s]+", byline.strip()) if name)
        return Dateline(place, agency, parts.get("day"), authors, unmarked[found.end() :].strip())
    return None


def _is_doubtful(place: str, bare: str | None, day: str | None) -> bool:
    """Whether a form that only a place makes a dateline has none: ``US —``, ``Berg:``."""
    if bare is None or day:
        return False
    return len(place) < _SHORTEST or not (is_place(place) or (bare == "" and place.isupper() and len(place) > _ACRONYM))


def strip_marks(text: str) -> str:
    """Take wire marks off the front: ``(LEAD)``, ``(2nd LD)``, ``(ATTN: …)``, ``(종합)``."""
    while found := _MARK.match(text):
        text = text[found.end() :]
    return text
