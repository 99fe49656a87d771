"""When a channel is told of an alert, and what it is gathered with: digest, then at_most, then quiet hours.

Nothing is ever dropped here: what a policy holds gets a later ``due`` and a ``gather`` key under which the
store collects what is due together.

Local times are resolved so that each day has each of them exactly once: a time that a change to summer time
skips is taken as long after midnight as ever (02:30 becomes 03:30), and of one that comes twice in autumn
the first counts.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from monitor.core.alert.view import level_rank

Kind = Literal["alert", "digest", "summary", "update", "surge"]
UPDATES_EVERY = 1800.0  # s between updates of one story


@dataclass(frozen=True, slots=True)
class Policy:
    """What planning needs of a watch and a channel. Zones are IANA names.

    ``digest_zone`` is the zone of the digest times, ``zone`` the channel's own, for quiet hours.
    ``at_most`` is (count, seconds); ``quiet`` is (from, to, let_through) with let_through
    ``normal``, ``urgent`` or ``nothing``; equal times mean no quiet hours.
    """

    digest: tuple[time, ...] = ()
    digest_zone: str = "UTC"
    at_most: tuple[int, float] | None = None
    quiet: tuple[time, time, str] | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Planned:
    """``gather`` names what the alert goes out with, ``due`` (Unix seconds) when, ``kind`` how it is told."""

    gather: str
    due: float
    kind: Kind


def plan(now: float, policy: Policy, *, event: str, watch: str, level: str, recent: Sequence[float]) -> Planned:
    """Decide when a channel is told of an alert.

    ``recent`` holds the times (Unix seconds) at which this channel was told at once of this watch's alerts and
    updates; what lies outside the window of ``at_most`` is ignored.
    """
    return _held(now, Planned(f"event:{event}", now, "alert"), policy, watch=watch, level=level, recent=recent)


def plan_update(
    now: float, policy: Policy, *, story: int, watch: str, level: str, recent: Sequence[float], last: float | None
) -> Planned:
    """Decide when a channel is told what is new in a story, ``last`` told then (Unix seconds) or never.

    At once at first, then at most every UPDATES_EVERY, with what has gathered; by the watch's policies like an alert.
    """
    due = now if last is None or last > now + UPDATES_EVERY else max(now, last + UPDATES_EVERY)
    planned = Planned(f"update:{story}", due, "update")
    return _held(now, planned, policy, watch=watch, level=level, recent=recent)


def plan_surge(now: float, policy: Policy, *, watch: str, level: str) -> Planned:
    """Decide when a channel is told of a surge: at once, unless its hours are quiet."""
    planned = Planned(f"surge:{watch}:{_iso(now)}", now, "surge")
    until = _quiet(planned.due, policy, level)
    return planned if until is None else Planned(planned.gather, until, "surge")


def _held(now: float, planned: Planned, policy: Policy, *, watch: str, level: str, recent: Sequence[float]) -> Planned:
    if policy.digest:
        due = _next(now, policy.digest, policy.digest_zone)
        planned = Planned(f"digest:{watch}:{_iso(due)}", due, "digest")
    elif policy.at_most is not None:
        count, seconds = policy.at_most
        window = sorted(at for at in recent if now - seconds < at <= now)
        if len(window) >= count:
            due = max(planned.due, float(math.ceil(window[-count] + seconds)))
            planned = Planned(f"over:{watch}:{_iso(due)}", due, "summary")
    until = _quiet(planned.due, policy, level)
    return planned if until is None else Planned(f"quiet:{_iso(until)}", until, "digest")


def _quiet(at: float, policy: Policy, level: str) -> float | None:
    """The end of the quiet hours that hold what is due at ``at``, or None."""
    if policy.quiet is None:
        return None
    start, end, let_through = policy.quiet
    return None if _passes(level, let_through) else _quiet_until(at, start, end, policy.zone)


def _passes(level: str, let_through: str) -> bool:
    return let_through != "nothing" and level_rank(level) >= level_rank(let_through)


def _next(now: float, times: Sequence[time], zone: str) -> float:
    """The first of the local ``times`` after ``now``."""
    return min(at for day in _days(now, zone) for clock in times if (at := _instant(day, clock, zone)) > now)


def _quiet_until(at: float, start: time, end: time, zone: str) -> float | None:
    """The end of the quiet hours that ``at`` lies in, or None."""
    if start == end:
        return None
    for day in _days(at, zone):
        last_day = day if start < end else day + timedelta(days=1)
        until = _instant(last_day, end, zone)
        if _instant(day, start, zone) <= at < until:
            return until
    return None


def _days(now: float, zone: str) -> Iterator[date]:
    """Yesterday, today and the next two days, as ``zone`` counts them."""
    today = datetime.fromtimestamp(now, ZoneInfo(zone)).date()
    for ahead in range(-1, 3):
        yield today + timedelta(days=ahead)


def _instant(day: date, clock: time, zone: str) -> float:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).timestamp()


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
