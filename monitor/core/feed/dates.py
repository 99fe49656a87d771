"""A feed's dates: RFC 822 and ISO 8601 as they come, with their zones; the names of months in five languages.

Never reads the clock: whether a date lies in the future is for a caller who knows now.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = {
    prefix: number
    for number, prefixes in enumerate(
        (
            "jan янв січ",
            "feb фев лют",
            "mar мар бер",
            "apr апр кві",
            "may май мая тра",
            "jun июн чер",
            "jul июл лип",
            "aug авг сер",
            "sep сен вер",
            "oct окт жов",
            "nov ноя лис",
            "dec дек гру",
        ),
        1,
    )
    for prefix in prefixes.split()
}
# Hours east of UTC: the names of RFC 822, and those of the regions whose feeds write them. Where the feed's own
# zone has the same abbreviation (CST in Shanghai), that one is meant.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "met": 1,
    "mest": 2, "eet": 2, "eest": 3, "msk": 3, "msd": 4, "kst": 9, "jst": 9, "hkt": 8, "sgt": 8, "pht": 8,
    "aest": 10, "aedt": 11, "ast": -4, "adt": -3, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_HALVES = {"am": "a", "pm": "p", "오전": "a", "오후": "p", "上午": "a", "下午": "p"}
_ZONE = r"\s*(?P<zone>(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{1,12}(?:/\w{1,30})?)?"
_TAIL = (
    r"(?:(?:\s*T\s*|\s*,?\s+|\s*(?:о|в|at)\s+)(?P<half_before>오전|오후|上午|下午)?"
    r"\s*(?P<hour>\d{1,2})[:시时]\s*(?P<minute>\d{1,2})[분分]?(?::(?P<second>\d{1,2}))?(?:[.,]\d{1,12})?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?)?"
) + _ZONE
_YEAR_TAIL = r"(?P<year>\d{4}|\d{2})(?![\d:])(?:\s(?:г|р|года|року)\b\.?)?" + _TAIL
_FORMS = tuple(
    re.compile(r"(?:[^\W\d]{1,20}[.,\s]\s*)?" + form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})" + _TAIL,
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
        r"(?:T?(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?(?:[.,]\d{1,12})?)?" + _ZONE,
        r"(?P<year>\d{4})[/.]\s?(?P<month>\d{1,2})[/.]\s?(?P<day>\d{1,2})\.?" + _TAIL,
        r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]" + _TAIL,
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\." + _YEAR_TAIL,
        r"(?P<month>[^\W\d]{3})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"  # asctime
        r"\s*(?P<zone>[A-Za-z]{1,5}|[+-]\d{4})?\s+(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<month>[^\W\d]{3,12}|\d{1,2}\s?[月월])\.?,?[\s-]+" + _YEAR_TAIL,
        r"(?P<month>[^\W\d]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR_TAIL,
    )
)
_SECONDS = re.compile(r"\d{9,10}(?:\d{3})?")
_FIRST_YEAR, _LAST_YEAR = 1980, 9998  # feeds write 0001-01-01 and 1970-01-01 for "none"
_FAR_YEAR = 2100


def moment(raw: str, zone: str, otherwise: datetime | None = None) -> tuple[datetime | None, str | None]:
    """Read a date: the moment with its offset, and a warning.

    A time without a zone is taken in ``zone`` (IANA name, UTC where unknown) and warned about; an impossible date
    is ``(None, warning)``; so is an unknown form, unless another reader's answer is given as ``otherwise``.
    """
    text = " ".join(raw[:200].split())
    if _SECONDS.fullmatch(text):
        return _bounded(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text[:10])), text)
    for form in _FORMS:
        if found := form.match(text):
            return _built(found.groupdict(), text, zone)
    if otherwise is not None:
        return _bounded(otherwise, text)
    return None, f"a date that cannot be read: {text[:60]!r}"


def _zone_named(name: str) -> tzinfo:
    """Return the IANA zone of that name, UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _built(parts: dict[str, str | None], text: str, zone: str) -> tuple[datetime | None, str | None]:
    year, month = int(parts["year"] or 0), _month(parts["month"] or "")
    if len(parts["year"] or "") == 2:
        year += 1900 if year >= 90 else 2000
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = _HALVES.get((parts.get("half") or parts.get("half_before") or "").lower().replace(".", ""))
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    midnight, hour = (1, 0) if (hour, minute) == (24, 0) else (0, hour)
    try:
        naive = datetime(year, month, int(parts["day"] or 0), hour, minute, min(second, 59))  # noqa: DTZ001 - placed below
        naive += timedelta(days=midnight)
    except (ValueError, OverflowError):
        return None, f"an impossible date: {text[:60]!r}"
    offset, known = _offset(parts.get("zone"), naive, zone)
    found, warning = _bounded(naive.replace(tzinfo=offset), text)
    if found is not None and not known:
        named = f"unknown zone {parts['zone']!r}" if parts.get("zone") else "no zone"
        warning = warning or f"a time with {named}, taken as {zone}: {text[:60]!r}"
    return found, warning


def _month(word: str) -> int:
    if word[:1].isdigit():
        return int(re.sub(r"\D", "", word))
    return _MONTHS.get(word.lower()[:3], 0)


def _offset(written: str | None, naive: datetime, zone: str) -> tuple[tzinfo, bool]:
    own = _zone_named(zone)
    if not written:
        return own, False
    name = written.lower().removeprefix("etc/")
    if found := re.fullmatch(r"(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?", name):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 15 * 60:
            return own, False
        return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes)), True
    if "/" in written:
        named = _zone_named(written)
        return (named, True) if named is not UTC else (own, False)
    if (naive.replace(tzinfo=own).tzname() or "").lower() == name:
        return own, True
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name])), True
    return own, False


def _bounded(at: datetime, text: str) -> tuple[datetime | None, str | None]:
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None, f"an impossible date: {text[:60]!r}"
    if at.year >= _FAR_YEAR:
        return at, f"a date far in the future: {text[:60]!r}"
    return at, None
