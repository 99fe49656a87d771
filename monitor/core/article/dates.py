"""Dates in sentences, resolved against the publication date: full, without a year, relative, weekdays, in five languages.

A date without a year is the one nearest to the publication. Without a reference only full dates are resolved.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from monitor.core.article.blocks import Paragraph
from monitor.core.article.calendar import MONTH, MONTHS, WEEKDAY, WEEKDAYS
from monitor.core.article.model import DateMention
from monitor.core.article.sentences import sentences

_LAST_YEAR = r"last year|минулого року|торік|прошлого года|в прошлом году|지난해|작년|去年"
_THIS_YEAR = r"this year|цього року|этого года|текущего года|올해|今年"
_YEAR = rf"(?:,?\s*(?P<year>(?:19|20)\d{{2}})(?!\d)(?:\s*(?:року|рік|года|год|р\.|г\.))?|,?\s+(?:of\s+)?(?P<said>{_LAST_YEAR}|{_THIS_YEAR}))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w)(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%:]|\s?(?:percent|million"
        rf"|billion))(?:\s*(?:-|–|and|,|to|through)\s*(?P<second>\d{{1,2}})(?![\d%:]|\s+[a-z]))?{_YEAR}",
        rf"(?<![\w.:])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|-го|-е)?\s*(?:-|–|and|та|і|и|,|до"
        rf"|по)\s*)?(?P<second>\d{{1,2}})(?:st|nd|rd|th|-го|-е)?\s+(?:of\s+)?(?P<month>{MONTH}){_YEAR}",
        r"(?<!\d)(?:(?P<year>(?:19|20)\d{2})\s*[年년]\s*|(?P<said>지난해|작년|올해|去年"
        r"|今年)\s*)?(?P<number>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일号]",
        r"(?<![\d./-])(?P<year>(?:19|20)\d{2})-(?P<number>\d{2})-(?P<day>\d{2})(?![\d-])",
        r"(?<![\d.,])(?P<day>\d{1,2})\.(?P<number>\d{2})\.(?P<year>(?:19|20)\d{2})(?!\d|\.\d)",
    )
)
_RELATIVE = tuple(
    (re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), days)
    for words, days in (
        (r"the day before yesterday|позавчора|позавчера|그저께|前天", -2),
        (r"(?<!before )yesterday|the day before|вчора|вчера|напередодні|накануне", -1),
        (r"earlier today|today|сьогодні|сегодня", 0),
        (r"tomorrow|завтра", 1),
    )
)
_RELATIVE_ASIAN = tuple(
    (re.compile(words), days)
    for words, days in ((r"그저께|前天", -2), (r"어제|전날|昨天|昨日", -1), (r"오늘|今天|今日", 0), (r"내일|明天", 1))
)
_WEEKDAY = re.compile(
    rf"(?<!\w)(?P<lead>(?:on|last|next|this|early|late|since|by|until)\s+|(?:(?:минулого|наступного|цього|минулу"
    rf"|наступну|цю|в|у|во|прошлый|прошлую|следующий|следующую|этот|эту"
    rf"|прошлое)\s+){{1,2}})(?P<weekday>{WEEKDAY})(?!\w)"
    r"|(?:(?P<zh>上|下|本|这)?(?P<han>(?:周|星期)[一二三四五六日天]))|(?:(?P<ko>지난|다음|이번)\s*(?:주\s*)?)?(?P<hangul>[월화수목금토일]요일)",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(
    r"(?<![\d월月년年.,])(?:지난\s*)?(?P<day>\d{1,2})일(?=\s|\(|,|부터|까지|에|의|밤|새벽|오전|오후)(?!\s*(?:간|동안|째))"
    r"|(?<![\d月年])(?P<han>\d{1,2})日(?=[^本元间內内])"
)
_FUTURE = re.compile(
    r"\b(?:will|plans? to|is (?:set|due|expected|scheduled) to|next)\b|наступн|следующ|відбудеться|состоится|예정|将",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_MOST = 200


def find_dates(paragraphs: Sequence[Paragraph], reference: datetime | None) -> tuple[DateMention, ...]:
    """The dates that the paragraphs name, in order, each with its sentence; at most two hundred."""
    mentions: list[DateMention] = []
    base = reference.date() if reference else None
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            sentence = paragraph.text[start:end]
            if len(sentence) < 5000:
                mentions += _in_sentence(sentence, base)
        if len(mentions) >= _MOST:
            break
    return tuple(dict.fromkeys(mentions[:_MOST]))


def _in_sentence(sentence: str, base: date | None) -> list[DateMention]:
    found: list[tuple[int, str, date]] = []
    taken: list[tuple[int, int]] = []

    def add(match: re.Match[str], text: str, day: date | None) -> None:
        if day is not None:
            found.append((match.start(), text.strip(" ,."), day))
            taken.append(match.span())

    numbered = _DIGIT.search(sentence) is not None  # every form with a day needs one
    for form in _FORMS if numbered else ():
        for match in form.finditer(sentence):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            parts = match.groupdict()
            days = [int(parts[name]) for name in ("day", "second") if parts.get(name)]
            resolved = [_resolve(parts, day, base) for day in days]
            for day in resolved:
                add(match, match[0], day)
    if base is not None:
        for pattern, shift in (*_RELATIVE, *_RELATIVE_ASIAN):
            for match in pattern.finditer(sentence):
                if not any(start <= match.start() < end for start, end in taken):
                    add(match, match[0], base + timedelta(days=shift))
        for match in _WEEKDAY.finditer(sentence):
            add(match, match[0], _weekday(match, base, sentence))
        for match in _DAY_ONLY.finditer(sentence) if numbered else ():
            if not any(start <= match.start() < end for start, end in taken):
                add(match, match[0], _day_only(int(match["day"] or match["han"]), base))
    return [
        DateMention(text=text, date=day, sentence=sentence)
        for _, text, day in sorted(found, key=lambda one: (one[0], one[2]))
    ]


def _resolve(parts: dict[str, str | None], day: int, base: date | None) -> date | None:
    name = (parts.get("month") or "").lower().rstrip(".")
    month = MONTHS.get(name) or int(parts.get("number") or 0)
    said = (parts.get("said") or "").lower()
    if parts.get("year"):
        return _date(int(parts["year"] or 0), month, day)
    if base is None:
        return None
    if said:
        last = re.fullmatch(_LAST_YEAR, said, re.IGNORECASE)
        return _date(base.year - 1 if last else base.year, month, day)
    candidates = [one for year in (base.year - 1, base.year, base.year + 1) if (one := _date(year, month, day))]
    return min(candidates, key=lambda one: abs((one - base).days), default=None)


def _weekday(match: re.Match[str], base: date, sentence: str) -> date | None:
    name = (match["weekday"] or match["han"] or match["hangul"] or "").lower()
    wanted = WEEKDAYS.get(name)
    if wanted is None:
        return None
    lead = (match["lead"] or match["zh"] or match["ko"] or "").lower()
    back = (base.weekday() - wanted) % 7
    if re.search(r"next|наступн|следующ|下|다음", lead) or (
        _FUTURE.search(sentence) and not re.search(r"last|минул|прошл|上|지난", lead)
    ):
        return base + timedelta(days=(wanted - base.weekday()) % 7 or 7)
    if re.search(r"last|минул|прошл|上", lead) and back == 0:
        back = 7
    return base - timedelta(days=back)


def _day_only(day: int, base: date) -> date | None:
    """A bare day of the month is the last such day up to the publication (or the day after it, across a zone)."""
    for shift in (0, 1):
        month = base.month - shift or 12
        year = base.year - (1 if shift and base.month == 1 else 0)
        candidate = _date(year, month, day)
        if candidate and candidate <= base + timedelta(days=1):
            return candidate
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
