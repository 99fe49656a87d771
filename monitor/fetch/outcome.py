"""What is asked of the network and what came of it, as plain values.

Owns the types and the reading of the headers about time. Never does I/O, never reads a clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from monitor.fetch.room import Place

_SECONDS = re.compile(r"[0-9]{1,9}")
_LATER = frozenset({408, 425, 429})  # of the 4xx, those that ask to come again


@dataclass(frozen=True)
class Request:
    """One GET. ``headers`` go to the origin of ``url`` only; ``etag`` and ``last_modified`` as they came.

    ``max_bytes`` and ``timeout`` (seconds) default to the settings'; ``now`` (epoch seconds) is what a
    Retry-After date is compared with, where it is 0 the server's own Date is. ``place`` is where a large body waits
    for its turn (room.py).
    """

    url: str
    accept: str = ""
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    max_bytes: int | None = None
    timeout: float | None = None
    now: float = 0.0
    place: Place | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Fetched:
    """A body, whole and decompressed. ``url`` is the final address, ``moved_to`` a lasting new one."""

    url: str
    body: bytes = field(repr=False)
    status: int = 200
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    cache_seconds: float | None = None


@dataclass(frozen=True)
class NotModified:
    """The server says that what we have is still current."""

    moved_to: str | None = None
    cache_seconds: float | None = None


@dataclass(frozen=True)
class Rejected:
    """No body, and why, in words for a user.

    ``permanent``: trying again soon cannot help. ``gone``: 410. ``connection``: it failed below HTTP.
    ``retry_after``: seconds the server asks to wait.
    """

    reason: str
    status: int | None = None
    permanent: bool = False
    gone: bool = False
    retry_after: float | None = None
    connection: bool = False


def reject_status(status: int, headers: Mapping[str, str], now: float) -> Rejected:
    """Turn an HTTP status that brings no body for us into words."""
    try:
        phrase = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = str(status)
    return Rejected(
        f"answered {phrase}",
        status=status,
        permanent=status < 500 and status not in _LATER,
        gone=status == HTTPStatus.GONE,
        retry_after=_retry_after(headers, now),
    )


def cache_seconds(headers: Mapping[str, str]) -> float | None:
    """Return for how long an answer may stand: Cache-Control's max-age less Age, else Expires less Date."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"(?:^|[\s,])no-(?:cache|store)(?:$|[\s,])", control):
        return 0.0
    if found := re.search(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})", control):
        age = _SECONDS.fullmatch(headers.get("age", "").strip())
        return max(0.0, float(found[1]) - (float(age[0]) if age else 0.0))
    expires, date = _date(headers.get("expires")), _date(headers.get("date"))
    return max(0.0, expires - date) if expires is not None and date is not None else None


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    moment = _date(value)
    reference = now or _date(headers.get("date"))
    return max(0.0, moment - reference) if moment is not None and reference is not None else None


def _date(value: str | None) -> float | None:
    """Parse an HTTP date into epoch seconds; anything odd is none (``Expires: 0`` is common)."""
    try:
        moment = parsedate_to_datetime((value or "")[:64])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
