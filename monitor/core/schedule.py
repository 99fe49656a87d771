"""When to poll a feed next. Pure: time enters as an argument, jitter derives from names; all times are seconds.

Requests are a budget, and each is spent where it saves the most waiting. Items that appear at a rate ``λ`` wait for
the next poll: ``∫ w·λ(t)·(time since t) dt`` piles up, in items times seconds. A feed is polled when its pile reaches
``C``, one number for all feeds. For a steady feed that is an interval of ``√(2C/wλ)``: one four times as busy is
polled twice as often, which makes the mean delay least for a given number of requests. ``C`` is nudged each minute
until the requests that follow meet the budget; a token bucket is the hard cap.

- ``λ`` is a count of items over a count of seconds, both forgetting half in seven days, with a prior of one item a
  day; times an hour-of-day shape (UTC) that is drawn to the shape of all feeds as if by 60 items of it.
- ``w`` is the share of its items that matched a watch, drawn to that of all feeds and over it, within ¼ and 4.
- The first document fills both from its dates. Dates in the future or without a time of day shape no hours.
- What a server asks (Retry-After, max-age, ttl, skipHours…) only lengthens; jitter never undercuts ``fastest``.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zlib import crc32

DAY, HOUR = 86400.0, 3600.0
_HALF_LIFE = 7 * DAY
_PRIOR_RATE, _PRIOR_SECONDS = 1 / DAY, DAY / 8
_HOUR_PRIOR, _SHARE_PRIOR = 60.0, 60.0  # items of all feeds' shape and share
_MOST_HOURS = 400.0  # items that a shape remembers: older ones fade as new ones come
_LEAST_WEIGHT, _MOST_WEIGHT = 0.25, 4.0
_SPREAD = 0.1  # of an interval, half to each side
_BURST = HOUR / 10  # s: what a bucket holds
_SPARE = 0.15  # planned beyond the budget while the bucket stands full
_LEAST_PILE, _MOST_PILE = 1e-9, 1e12


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is learned of a feed up to ``at``: forgetting counts of items and of seconds; items by hour."""

    at: float
    items: float = 0.0
    seconds: float = 0.0
    hours: tuple[float, ...] = (0.0,) * 24

    @property
    def rate(self) -> float:
        """Items a second, on the average of a day."""
        return (self.items + _PRIOR_RATE * _PRIOR_SECONDS) / (self.seconds + _PRIOR_SECONDS)


@dataclass(frozen=True, slots=True)
class Pace:
    """What all feeds share: ``C``, their items by hour, and the share that matches."""

    pile: float = 1000.0
    hours: tuple[float, ...] = (1.0,) * 24
    share: float = 0.01


def faded(age: float) -> float:
    """Return what is left of an item after ``age`` seconds."""
    return math.exp2(-max(age, 0.0) / _HALF_LIFE)


def seeded(dates: Sequence[float | None], now: float) -> Rhythm:
    """Learn from the dates in a first document."""
    past = [date for date in dates if date is not None and date < now]
    seconds = _remembered(now - min(past, default=now))
    return Rhythm(now, sum(map(faded, (now - date for date in past))), seconds, _by_hour((0.0,) * 24, past, now))


def learned(rhythm: Rhythm, new: Sequence[float | None], now: float) -> Rhythm:
    """Learn from a poll that brought items of these dates."""
    gone = max(now - rhythm.at, 0.0)
    items, seconds = rhythm.items * faded(gone) + len(new), rhythm.seconds * faded(gone) + _remembered(gone)
    return Rhythm(max(now, rhythm.at), items, seconds, _by_hour(rhythm.hours, new, now))


def weight(rhythm: Rhythm, matched: float, pace: Pace) -> float:
    """Return what an item is worth beside one of any feed; ``matched`` is a count that forgets like ``items``."""
    share = (matched + _SHARE_PRIOR * pace.share) / (rhythm.items + _SHARE_PRIOR)
    return _within(share / pace.share, _LEAST_WEIGHT, _MOST_WEIGHT)


def interval(rhythm: Rhythm, now: float, pace: Pace, *, worth: float, slowest: float) -> tuple[float, float]:
    """Return the seconds until the pile is the pace's, at most ``slowest``, and the feed's ``pull`` (√wλ) over them."""
    per_item = worth * rhythm.rate * 24 / (sum(rhythm.hours) + _HOUR_PRIOR)
    pooled = _HOUR_PRIOR / sum(pace.hours)
    waiting = pile = passed = 0.0
    while passed < slowest:
        hour = int((now + passed) // HOUR) % 24
        step = max(min(HOUR - (now + passed) % HOUR, slowest - passed), 1e-5)  # never nothing, whatever floats round to
        rate = per_item * (rhythm.hours[hour] + pooled * pace.hours[hour])
        grown = pile + waiting * step + rate * step * step / 2
        if grown >= pace.pile:
            left = pace.pile - pile
            passed += 2 * left / (waiting + math.sqrt(waiting * waiting + 2 * rate * left))
            return min(passed, slowest), math.sqrt(2 * pace.pile) / passed
        waiting, pile, passed = waiting + rate * step, grown, passed + step
    return slowest, math.sqrt(worth * rhythm.rate)


def nudged(pile: float, planned: float, budget: float, spare: float) -> float:
    """Return the pile for as many ``planned`` requests as the ``budget``; ``spare``: how full the bucket is, 0 to 1."""
    more = planned / max(budget * (1 + _SPARE * spare), 1e-9)
    return _within(pile * _within(more * more, 0.25, 4.0), _LEAST_PILE, _MOST_PILE)


def refilled(tokens: float, passed: float, per_hour: float) -> tuple[float, float]:
    """Return a bucket's tokens after ``passed`` seconds, and the most that it gathers: six minutes' worth."""
    most = max(1.0, per_hour * _BURST / HOUR)
    return max(tokens, min(most, tokens + max(passed, 0.0) * per_hour / HOUR)), most


def next_poll(now: float, interval: float, *, name: str, fastest: float, not_before: float = 0) -> float:
    """Return the time of the next poll: ``interval`` from ``now``, give or take a twentieth, so that feeds drift apart.

    It is never before ``now + fastest`` or ``not_before``.
    """
    share = crc32(f"{name}:{int(now)}".encode()) / 2**32
    pause = max(interval, fastest)
    return max(now + pause * (1 + _SPREAD * (share - 0.5)), now + fastest, not_before)


def after_skips(moment: float, hours: Collection[int], days: Collection[int]) -> float:
    """Return the first moment from ``moment`` on outside the hours (UTC) and days (Monday is 0) that a feed skips."""
    for _ in range(24 * 7):
        if int(moment // HOUR) % 24 not in hours and (int(moment // DAY) + 3) % 7 not in days:
            break
        moment = (moment // HOUR + 1) * HOUR
    return moment


def back_off(failures: int, *, fastest: float, slowest: float) -> float:
    """Return the pause after ``failures`` failed polls in a row: ``fastest``, doubling up to ``slowest``."""
    return _within(fastest * 2.0 ** min(max(failures - 1, 0), 32), fastest, slowest)


def _remembered(seconds: float) -> float:
    return _HALF_LIFE / math.log(2) * (1 - faded(seconds))


def _by_hour(hours: tuple[float, ...], dates: Sequence[float | None], now: float) -> tuple[float, ...]:
    counts = list(hours)
    for date in dates:
        if date is not None and date < now and date % DAY:  # midnight sharp is a day without a time
            counts[int(date // HOUR) % 24] += 1
    most = max(sum(counts) / _MOST_HOURS, 1.0)
    return tuple(count / most for count in counts)


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))
