"""Whether a watch brings far more stories than it usually does at this hour of the week. Pure: time is an argument.

The usual is a count of stories in the same two hours of the week, drawn to that of the same two hours of any day, and
that to the mean of all hours, each as if by a few stories more that came at the rate it is drawn to; a watch begins
with a prior of a story every three days. A surge is a number of stories that a Poisson process of that rate brings with
p < ``_RARE``.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HISTORY = 56 * 86400.0  # s: how far back the usual is learned from
WINDOW = 2 * 3600.0  # s: what is held against the usual
_LEAST_HISTORY = 7 * 86400.0  # less knows no weekday: no surge at all
_FEWEST_STORIES, _FEWEST_ORIGINS = 3, 3
# Chosen by simulation, so that at a hundred stories a day a watch has less than one false surge a month.
_RARE = 3e-5
_PRIOR_STORIES, _PRIOR_WINDOWS = 1.0, 36.0
_DAY_PRIOR, _WEEK_PRIOR = 4.0, 10.0  # stories at the mean rate in an hour of the day, at that in an hour of the week
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True)
class Surge:
    """How many stories came in the last two hours, how many usually do, from how many origins; ``text`` says it."""

    stories: int
    usual: float
    origins: int
    text: str


def surge(now: float, stories: Sequence[float], *, origins: int, zone: str, since: float) -> Surge | None:
    """Tell a surge in the two hours up to ``now``, or None; never with less than a week of history.

    ``stories``: Unix seconds of the watch's stories, in any order, of the last ``HISTORY`` or from ``since`` on, when
    the watch or the archive began. ``origins``: the independent ones of the last two hours. ``zone``: whose weekdays
    and hours are meant.
    """
    begin = max(since, now - HISTORY)
    if origins < _FEWEST_ORIGINS or now - begin < _LEAST_HISTORY:
        return None
    times = sorted(at for at in stories if begin < at <= now)
    count = _between(times, now - WINDOW, now)
    if count < _FEWEST_STORIES:
        return None
    local = datetime.fromtimestamp(now, ZoneInfo(zone))
    usual = _usual(times, local, begin, now - WINDOW)
    if _tail(count, usual) >= _RARE:
        return None
    shown = "less than 0.1" if usual < 0.05 else f"{usual:.1f}" if usual < 10 else f"{usual:.0f}"
    text = (
        f"{count} stories in two hours from {origins} independent sources; "
        f"usually {shown} at this hour on {_WEEKDAYS[local.weekday()]}"
    )
    return Surge(count, usual, origins, text)


def _usual(times: Sequence[float], local: datetime, begin: float, end: float) -> float:
    """Stories to expect in the two hours up to ``local``, from those between ``begin`` and ``end``."""
    mean = (_between(times, begin, end) + _PRIOR_STORIES) / ((end - begin) / WINDOW + _PRIOR_WINDOWS)
    daily = [at for ago in range(1, 57) if (at := (local - timedelta(days=ago)).timestamp()) - WINDOW >= begin]
    weekly = daily[6::7]
    by_day = _drawn(times, daily, mean, _DAY_PRIOR)
    return _drawn(times, weekly, by_day, _WEEK_PRIOR)


def _drawn(times: Sequence[float], ends: Sequence[float], towards: float, stories: float) -> float:
    count = sum(_between(times, end - WINDOW, end) for end in ends)
    return (count + stories) / (len(ends) + stories / towards)


def _between(times: Sequence[float], after: float, until: float) -> int:
    return bisect_right(times, until) - bisect_right(times, after)


def _tail(count: int, mean: float) -> float:
    """Return the probability of ``count`` or more in a Poisson process of this mean (> 0)."""
    if count <= mean:
        return 1.0
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    total = 0.0
    while term > total * 1e-12:
        total += term
        count += 1
        term *= mean / count
    return total
