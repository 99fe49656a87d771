"""Replays when feeds published and measures polling policies: how long an item waits for the poll that finds it.

Every policy sees what a poll sees: the dates of the items that the feed still holds. Policies without a budget of
their own have their one setting chosen in hindsight, so that they spend what the fixed one does; ours has only its
budget, and the cap on it, and starts cold. The yardstick knows each feed's true rate in advance.

    python benchmarks/polling.py                                    # feeds of the project's own (tracegen.py)
    python benchmarks/polling.py --traces ../shared/traces/feeds.json.gz
    … --budgets 0.5,1,2,4,8   requests an hour a feed     --policies fixed,ours     --json
"""

from __future__ import annotations

import argparse
import gzip
import heapq
import json
import math
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tracegen import generated

from monitor.core import schedule

DAY, HOUR = 86400.0, 3600.0
DAYS = 14
START = 1_764_547_200.0  # a Monday, 00:00 UTC: traces count from here
FASTEST, SLOWEST = 60.0, 6 * HOUR


@dataclass(slots=True)
class Trace:
    """A feed: when its items appeared (seconds from the start, sorted), which are watched, how many it holds."""

    times: list[float]
    watched: list[int]
    holds: int
    first: int = 0  # the first item of the run; earlier ones the feed already holds

    def __post_init__(self) -> None:
        self.first = bisect_left(self.times, 0.0)


class Policy(Protocol):
    """``first`` spreads the first polls; ``polled`` returns the seconds until the next one of a feed."""

    def first(self, feed: int) -> float: ...
    def polled(self, feed: int, now: float, new: Sequence[int]) -> float: ...


class Fixed:
    def __init__(self, traces: Sequence[Trace], every: float) -> None:
        self._every, self._count = every, len(traces)

    def first(self, feed: int) -> float:
        return self._every * feed / self._count

    def polled(self, feed: int, now: float, new: Sequence[int]) -> float:
        return self._every


class Miniflux(Fixed):
    """Its entry_frequency: a week over the entries of the last week, times a factor, within 5 minutes and a day."""

    def __init__(self, traces: Sequence[Trace], factor: float) -> None:
        super().__init__(traces, HOUR)
        self._traces, self._factor = traces, factor

    def polled(self, feed: int, now: float, new: Sequence[int]) -> float:
        times = self._traces[feed].times
        weekly = bisect_right(times, now) - bisect_left(times, now - 7 * DAY)
        return _within(7 * DAY / max(weekly, 1) * self._factor, 300.0, DAY)


class Aimd(Fixed):
    """Halves the interval where there is something new, else adds a step."""

    def __init__(self, traces: Sequence[Trace], step: float) -> None:
        super().__init__(traces, HOUR)
        self._now, self._step = [HOUR] * len(traces), step

    def polled(self, feed: int, now: float, new: Sequence[int]) -> float:
        self._now[feed] = _bounded(self._now[feed] / 2 if new else self._now[feed] + self._step)
        return self._now[feed]


class AdaptiveTtl(Fixed):
    """A share of the age of the newest item (the Alex protocol of web caches)."""

    def __init__(self, traces: Sequence[Trace], share: float) -> None:
        super().__init__(traces, HOUR)
        self._traces, self._share = traces, share

    def polled(self, feed: int, now: float, new: Sequence[int]) -> float:
        times = self._traces[feed].times
        last = bisect_right(times, now)
        return _bounded((now - times[last - 1]) * self._share if last else SLOWEST)


class Hindsight(Fixed):
    """Constant intervals from the true rates of the run: what no policy can know."""

    def __init__(self, traces: Sequence[Trace], scale: float) -> None:
        super().__init__(traces, HOUR)
        counts = [max(len(t.times) - t.first, 0.5) for t in traces]
        self._intervals = [_bounded(scale / math.sqrt(count)) for count in counts]

    def first(self, feed: int) -> float:
        return self._intervals[feed] * feed / self._count

    def polled(self, feed: int, now: float, new: Sequence[int]) -> float:
        return self._intervals[feed]


class Ours:
    """``core/schedule.py`` as the daemon uses it: learned rhythm, one pile, a bucket."""

    def __init__(self, traces: Sequence[Trace], per_hour: float) -> None:
        self._traces, self.per_hour = traces, per_hour
        self._rhythms: list[schedule.Rhythm | None] = [None] * len(traces)
        self._matched = [0.0] * len(traces)
        self.pace = schedule.Pace(1000.0)
        self._pulls = [math.sqrt(1 / DAY)] * len(traces)
        self._minute = 0.0
        self.tokens, self._filled, self._most = 1.0, 0.0, 1.0
        for _ in range(40):
            self._nudge()

    def first(self, feed: int) -> float:
        return 0.0

    def take(self, now: float) -> float:
        """Take a token: 0.0, or the seconds until there is one."""
        while self._minute + 60 <= now:
            self._minute += 60
            self._nudge()
        self.tokens, self._most = schedule.refilled(self.tokens, now - self._filled, self.per_hour)
        self._filled = now
        if self.tokens < 1:
            return (1 - self.tokens) * HOUR / self.per_hour + 0.001
        self.tokens -= 1
        return 0.0

    def polled(self, feed: int, now: float, new: Sequence[int]) -> float:
        trace, rhythm, at = self._traces[feed], self._rhythms[feed], START + now
        dates = [START + trace.times[item] for item in new]
        if rhythm is None:
            rhythm = schedule.seeded(dates, at)
            self._matched[feed] = sum(schedule.faded(at - START - trace.times[i]) for i in new if trace.watched[i])
        else:
            left = schedule.faded(at - rhythm.at)
            rhythm = schedule.learned(rhythm, dates, at)
            self._matched[feed] = self._matched[feed] * left + sum(trace.watched[i] for i in new)
        self._rhythms[feed] = rhythm
        worth = schedule.weight(rhythm, self._matched[feed], self.pace)
        wanted, self._pulls[feed] = schedule.interval(rhythm, at, self.pace, worth=worth, slowest=SLOWEST)
        return schedule.next_poll(at, wanted, name=str(feed), fastest=FASTEST) - at

    def _nudge(self) -> None:
        each = 1 / math.sqrt(2 * self.pace.pile)
        planned = sum(_within(pull * each, 1 / SLOWEST, 1 / FASTEST) for pull in self._pulls) * HOUR
        pile = schedule.nudged(self.pace.pile, planned, self.per_hour, self.tokens / self._most)
        known = [rhythm for rhythm in self._rhythms if rhythm]
        if int(self._minute / 60) % 10 or not known:
            self.pace = schedule.Pace(pile, self.pace.hours, self.pace.share)
            return
        hours = tuple(1.0 + sum(column) for column in zip(*(rhythm.hours for rhythm in known), strict=True))
        items = sum(rhythm.items for rhythm in known)
        self.pace = schedule.Pace(pile, hours, (sum(self._matched) + 1) / (items + 100))


@dataclass(slots=True)
class Told:
    """What a policy did."""

    requests: int = 0
    delays: list[float] = field(default_factory=list)
    watched: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    missed: int = 0
    missed_watched: int = 0


def replay(traces: Sequence[Trace], policy: Policy) -> Told:
    """Poll by the policy through the run; each item waits for the first poll that sees it."""
    told, end = Told(), DAYS * DAY
    queue = [(policy.first(feed), feed) for feed in range(len(traces))]
    heapq.heapify(queue)
    seen = [0] * len(traces)
    began = [False] * len(traces)
    take = getattr(policy, "take", None)
    clock = 0.0
    while queue:
        due, feed = heapq.heappop(queue)
        clock = max(clock, due)
        if take is not None:
            while wait := take(clock):
                clock += wait
        now, trace = clock if take is not None else due, traces[feed]
        upto = bisect_right(trace.times, now)
        oldest = max(seen[feed], upto - trace.holds)
        new = range(oldest, upto)
        if not began[feed]:
            began[feed] = True
            new = range(max(0, upto - trace.holds), upto)
        for item in range(max(seen[feed], trace.first), oldest):
            told.missed += 1
            told.missed_watched += trace.watched[item]
        for item in range(max(oldest, trace.first), upto):
            wait = now - trace.times[item]
            told.delays.append(wait)
            if trace.watched[item]:
                told.watched.append(wait)
            if trace.times[item] < DAY:
                told.cold.append(wait)
        seen[feed] = upto
        told.requests += now < end
        following = now + policy.polled(feed, now, new)
        if now < end:
            heapq.heappush(queue, (following, feed))
    return told


def fitted(traces: Sequence[Trace], kind: type, requests: float, setting: float) -> tuple[Told, float]:
    """Replay a policy with the setting that spends as many requests (within 1 %), searched from ``setting`` on."""
    low, high = 1e-6, 1e9
    told = Told()
    for _ in range(30):
        told = replay(traces, kind(traces, setting))
        ratio = told.requests / requests
        if abs(ratio - 1) < 0.01:
            break
        low, high = (setting, high) if ratio > 1 else (low, setting)
        guess = setting * ratio  # requests go about with one over the setting
        setting = guess if low < guess < high else math.sqrt(low * high)
    return told, setting


def _bounded(seconds: float) -> float:
    return _within(seconds, FASTEST, SLOWEST)


def _within(value: float, least: float, most: float) -> float:
    return max(least, min(value, most))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(len(values), 1)


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)] if values else 0.0


def row(name: str, told: Told, budget: float, feeds: int) -> dict[str, float | str]:
    return {
        "policy": name,
        "budget": budget,
        "requests": round(told.requests / feeds / DAYS / 24, 3),
        "mean": round(_mean(told.delays), 1),
        "watched": round(_mean(told.watched), 1),
        "p99": round(_p99(told.delays), 1),
        "cold": round(_mean(told.cold), 1),
        "missed_watched": told.missed_watched,
        "missed": told.missed,
        "watched_items": told.missed_watched + len(told.watched),
    }


POLICIES: dict[str, tuple[type, float]] = {
    "miniflux": (Miniflux, 1.0),
    "aimd": (Aimd, 600.0),
    "ttl": (AdaptiveTtl, 0.5),
    "hindsight": (Hindsight, 40_000.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--traces", type=Path)
    parser.add_argument("--budgets", default="0.5,1,2,4,8")
    parser.add_argument("--policies", default="fixed,miniflux,aimd,ttl,ours,hindsight")
    parser.add_argument("--feeds", type=int, default=200, help="of the project's own")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.traces:
        with gzip.open(options.traces, "rt") as file:
            rows = json.load(file)["feeds"]
    else:
        rows = generated(options.feeds, DAYS)
    traces = [Trace([float(t) for t in sorted(r["t"])], r["watched"], r["holds"]) for r in rows]
    figures = []
    for budget in map(float, options.budgets.split(",")):
        for name in ["fixed", *(n for n in options.policies.split(",") if n != "fixed")]:
            begun = time.perf_counter()
            if name == "fixed":
                told = replay(traces, Fixed(traces, HOUR / budget))
                spent = told.requests
            elif name == "ours":
                told = replay(traces, Ours(traces, budget * len(traces)))
            else:
                kind, setting = POLICIES[name]
                told, _ = fitted(traces, kind, spent, setting / budget)
            figures.append(row(name, told, budget, len(traces)))
            print(f"{name} {budget}: {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    if options.json:
        print(json.dumps(figures))
        return 0
    base: dict[str, float | str] = {}
    print(f"{len(traces)} feeds, {DAYS} days; seconds an item waits, beside the fixed interval of as many requests\n")
    head = ("policy", "req/h", "mean", "", "watched", "", "p99", "", "cold day", "", "missed watched")
    print("{:10} {:>6} {:>8} {:>6} {:>8} {:>6} {:>8} {:>6} {:>8} {:>6}  {}".format(*head))
    for told in figures:
        if told["policy"] == "fixed":
            base = told
        cells = []
        for key in ("mean", "watched", "p99", "cold"):
            value, against = float(told[key]), float(base[key])
            cells += [f"{value:8.0f}", f"{100 * (value / against - 1):+5.0f}%" if against else ""]
        share = float(told["missed_watched"]) / max(float(told["watched_items"]), 1)
        print(f"{told['policy']:10} {told['requests']:6} {' '.join(cells)}  {told['missed_watched']} ({share:.3%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
