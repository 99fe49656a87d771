"""Names of months and weekdays in five languages, and single moments read from metadata or a header line.

Owns the words and the parsing of *one* moment; dates inside sentences are dates.py. Never reads the clock.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTH_FORMS = (
    "january jan січня січень січні січ января январь январе янв",
    "february feb лютого лютий лютому лют февраля февраль феврале фев февр",
    "march mar березня березень березні бер марта март марте мар",
    "april apr квітня квітень квітні квіт апреля апрель апреле апр",
    "may травня травень травні трав мая май мае",
    "june jun червня червень червні черв июня июнь июне июн",
    "july jul липня липень липні лип июля июль июле июл",
    "august aug серпня серпень серпні серп августа август августе авг",
    "september sep sept вересня вересень вересні вер сентября сентябрь сентябре сен сент",
    "october oct жовтня жовтень жовтні жовт октября октябрь октябре окт",
    "november nov листопада листопад листопаді лист ноября ноябрь ноябре ноя нояб",
    "december dec грудня грудень грудні груд декабря декабрь декабре дек",
)
_WEEKDAY_FORMS = (
    "monday понеділок понеділка понедельник понедельника 월요일 周一 星期一",
    "tuesday вівторок вівторка вторник вторника 화요일 周二 星期二",
    "wednesday середу середа середи среду среда среды 수요일 周三 星期三",
    "thursday четвер четверга четверг 목요일 周四 星期四",
    "friday п'ятницю п’ятницю п'ятниця п’ятниця п'ятниці пятницу пятница пятницы 금요일 周五 星期五",
    "saturday суботу субота суботи субботу суббота субботы 토요일 周六 星期六",
    "sunday неділю неділя неділі воскресенье воскресенья 일요일 周日 星期日 星期天 周天",
)
MONTHS = {form: number for number, forms in enumerate(_MONTH_FORMS, 1) for form in forms.split()}
WEEKDAYS = {form: number for number, forms in enumerate(_WEEKDAY_FORMS) for form in forms.split()}

MONTH = r"(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")(?!\w)\.?"
WEEKDAY = r"(?:" + "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True)) + r")"

_CLOCK = (
    r"(?:(?P<noon>오전|오후|上午|下午)\s*)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\.?)?"
)
_MOMENTS = tuple(
    re.compile(
        pattern
        + r"(?:\s*(?:,|-|–|—|\||о|в|at|год\.?)?\s*(?:г\.|р\.)?,?\s*"
        + _CLOCK
        + r"(?:\s*(?P<zone>UTC|GMT|Z|[+-]\d{2}:?\d{2}))?)?",
        re.IGNORECASE,
    )
    for pattern in (
        r"(?P<month>" + MONTH + r")\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>"
        + MONTH
        + r"),?\s+(?P<year>\d{4})(?:\s*(?:року|года|р\.|г\.))?",
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})\.?",
        r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})\s*[年년]\s*(?P<number>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]",
    )
)
MOMENT = r"(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", moment.pattern) for moment in _MOMENTS) + r")"
_SAME, _FARTHEST = timedelta(minutes=1), timedelta(hours=14)
_ISO_TAIL = re.compile(r"([+-]\d{2})(\d{2})$")
_ISO_FRACTION = re.compile(r"(\.\d{6})\d+")
_ISO_NAMED = re.compile(r"(Z|[+-]\d{2}:?\d{2}) [A-Z]{2,5}$")  # "2023-10-16T21:56:19Z EST": Hearst's pages
_FIRST, _LAST = 1990, 2100


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment with its offset; ``zoned`` and ``timed`` say whether the source gave a zone and a time of day."""

    at: datetime
    zoned: bool
    timed: bool


def in_local_time(moment: Moment, others: Iterable[Moment]) -> Moment:
    """The same instant with the offset of the place, where one of the other readings of it has one.

    Many pages give UTC to machines and show the minute of their own clock to people. ``others`` are readings of the page's
    other times: with an offset, or without a zone and the same minute of the hour.
    """
    if not moment.zoned or not moment.timed or moment.at.utcoffset():
        return moment
    for other in others:
        if not other.timed:
            continue
        if other.zoned:
            offset = other.at.utcoffset()
            if offset and abs(other.at - moment.at) < _SAME:
                return Moment(moment.at.astimezone(timezone(offset)), zoned=True, timed=True)
            continue
        ahead = other.at.replace(tzinfo=UTC) - moment.at.replace(second=other.at.second, microsecond=0)
        if ahead and abs(ahead) <= _FARTHEST and not ahead.seconds % 1800:
            return Moment(moment.at.astimezone(timezone(ahead)), zoned=True, timed=True)
    return moment


def zone_of(name: str) -> tzinfo:
    """Return the IANA zone of this name, UTC where it is unknown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def read_moment(value: str | None, zone: str) -> Moment | None:
    """Read one moment from metadata: ISO 8601, RFC 2822, Unix seconds, or a written date; ``zone`` fills a gap."""
    text = (value or "").strip()
    if not text or len(text) > 200:
        return None
    moment = _read_iso(text, zone) or _read_number(text) or _read_mail(text) or _read_written(text, zone)
    if moment is None or not _FIRST <= moment.at.year <= _LAST:
        return None
    return moment


def _read_iso(text: str, zone: str) -> Moment | None:
    plain = _ISO_TAIL.sub(r"\1:\2", _ISO_FRACTION.sub(r"\1", _ISO_NAMED.sub(r"\1", text.replace(" +", "+"))))
    if not re.match(r"\d{4}-?\d{2}-?\d{2}", plain):
        return None
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return _placed(at, zone, timed=len(plain) > 10)


def _read_number(text: str) -> Moment | None:
    if not re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return None
    seconds = int(text[:10])
    return Moment(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), zoned=True, timed=True)


def _read_mail(text: str) -> Moment | None:
    if not re.match(r"[A-Za-z]{3},\s+\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d", text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return Moment(at, zoned=True, timed=True) if at.tzinfo else Moment(at.replace(tzinfo=UTC), zoned=True, timed=True)


def _read_written(text: str, zone: str) -> Moment | None:
    for pattern in _MOMENTS:
        if found := pattern.search(text):
            return _from_match(found, zone)
    return None


def _from_match(found: re.Match[str], zone: str) -> Moment | None:
    parts = found.groupdict()
    month = MONTHS.get((parts.get("month") or "").lower().rstrip(".")) or int(parts.get("number") or 0)
    year = int(parts["year"])
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    half = (parts["half"] or "").lower().replace(".", "")
    half = {"오후": "pm", "下午": "pm", "오전": "am", "上午": "am"}.get(parts["noon"] or "", half)
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    try:
        at = datetime(year + 2000 if year < 100 else year, month, int(parts["day"]), hour, minute)  # noqa: DTZ001 - placed below
    except ValueError:
        return None
    named = parts["zone"]
    if named:
        sign = named if named[0] in "+-" else "+00:00"
        offset = timedelta(hours=int(sign[1:3]), minutes=int(sign[-2:])) * (-1 if sign[0] == "-" else 1)
        return Moment((at - offset).replace(tzinfo=UTC), zoned=True, timed=True)
    return _placed(at, zone, timed=parts["hour"] is not None)


def _placed(at: datetime, zone: str, *, timed: bool) -> Moment:
    if at.tzinfo is not None:
        return Moment(at, zoned=True, timed=timed)
    return Moment(at.replace(tzinfo=zone_of(zone)), zoned=False, timed=timed)
