"""The reference model: what must, may and must not arrive, from what was shown and what was configured.

Small on purpose, and shares nothing with the product: times of day are found by walking minute by minute, a watch
is a set of words, an article is a set of topics that only grows.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.simulation.script import HOUR, MINUTE, ZONE, ChannelSpec, Configuration, FeedSpec, Story, WatchSpec

LATE = 2 * HOUR  # of good time: the longest back-off is 15 min, the longest lease 10, the coarsest tick 30
AFTER_OUTAGE = 1.3 * HOUR  # a Retry-After of an hour is honoured
_RANK = {"info": 0, "normal": 1, "urgent": 2, "nothing": 3}


@dataclass
class Item:
    """A story in a feed. ``versions``: (time of the poll, version, topics then, the poll surely counted)."""

    baseline: bool | None  # None: too near the border of the backlog to say
    versions: list[tuple[float, int, frozenset[str], bool]] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)


class Reference:
    """Told of polls, reads and configurations as they happen."""

    def __init__(self, stories: dict[int, Story]) -> None:
        self._stories = stories
        self.epochs: list[tuple[float, Configuration]] = []
        self.items: dict[tuple[str, int], Item] = {}
        self._polled: set[str] = set()

    def in_force(self, at: float, configuration: Configuration) -> None:
        self.epochs.append((at, configuration))

    def polled(self, feed: str, shown: list[tuple[int, int]], at: float, clock: float, *, sure: bool) -> None:
        """A poll was written down: it showed these stories in these versions."""
        backlog = self.epochs[-1][1].backlog * HOUR
        for number, version in shown:
            story, key = self._stories[number], (feed, number)
            if key not in self.items:
                baseline: bool | None = feed not in self._polled
                if baseline and backlog:
                    margin = story.at - (clock - backlog)
                    baseline = None if abs(margin) < 10 * MINUTE else margin < 0
                self.items[key] = Item(baseline)
            versions = self.items[key].versions
            if not versions or versions[-1][1] < version or (sure and not versions[-1][3]):
                versions.append((at, version, frozenset(story.topics), sure))
        self._polled.add(feed)

    def may(self, watch: str, number: int, at: float) -> str | None:
        """Why this alert must not be, or None."""
        story = self._stories[number]
        items = {feed: item for (feed, other), item in self.items.items() if other == number}
        if not items:
            return "no feed has shown it"
        specs = [spec for _, told in self.epochs if (spec := told.watch(watch)) is not None]
        everything = story.topics | story.extra
        firing = [feed for feed in items for spec in specs if _fires(spec, everything, self._feed(feed))]
        if not firing:
            return "the watch does not match it"
        if all(items[feed].baseline for feed in firing):
            steady = len({spec.sees for spec in specs}) == 1 and len(specs) == len(self.epochs)
            said = [items[feed].versions[0][2] for feed in firing]
            if story.version == 0 or all(items[feed].versions[0][1] == story.version for feed in firing):
                return "it was there before the baseline and has not changed"
            if steady and all(specs[0].words & topics for topics in said):
                return "it matched before the baseline already"
        return None

    def must(self) -> dict[tuple[str, int], float]:
        """Every (watch, story) that has to be alerted, and since when it could be."""
        due: dict[tuple[str, int], float] = {}
        names = {watch.name for _, told in self.epochs for watch in told.watches}
        for (feed, number), item in self.items.items():
            if item.baseline is not False:
                continue
            story = self._stories[number]
            for at, _, topics, sure in item.versions:
                until = max([read for read in item.reads if read >= at], default=float("inf"))
                known = topics | (story.extra if story.page == "up" else set())
                for name in names:
                    specs = [told.watch(name) for told in self.between(at, until)]
                    steady = specs[0] is not None and all(
                        spec is not None and spec.sees == specs[0].sees for spec in specs
                    )
                    if sure and steady and specs[0] is not None and _fires(specs[0], known, self._feed(feed)):
                        due[name, number] = min(at, due.get((name, number), at))
        return due

    def between(self, start: float, end: float) -> list[Configuration]:
        """The configurations that were in force then."""
        before = [told for at, told in self.epochs if at <= start][-1:]
        return before + [told for at, told in self.epochs if start < at <= end]

    def _feed(self, name: str) -> FeedSpec:
        return next(feed for feed in self.epochs[0][1].feeds if feed.name == name)


def earliest(created: float, watch: WatchSpec, channel: ChannelSpec) -> float:
    """Before when (by the daemon's clock) the channel must not be told."""
    at = created
    if watch.digest:
        at = _next_minute(at, frozenset(watch.digest))
    return _after_quiet(at, watch, channel)


def latest(created: float, watch: WatchSpec, channel: ChannelSpec) -> float:
    """Until when the policy may hold it: as ``earliest``, and a window of ``at_most`` more."""
    if watch.at_most and not watch.digest:
        return max(earliest(created, watch, channel), _after_quiet(created + HOUR + 1, watch, channel))
    return earliest(created, watch, channel)


def good_time(start: float, end: float, bad: list[tuple[float, float]]) -> float:
    """Seconds between two times that lie in none of the bad ones."""
    good, at = 0.0, start
    for begin, stop in sorted(bad):
        good += max(0.0, min(begin, end) - at)
        at = max(at, stop)
    return good + max(0.0, end - at)


def _fires(watch: WatchSpec, topics: set[str] | frozenset[str], feed: FeedSpec) -> bool:
    in_feed = not watch.feeds or feed.name in watch.feeds
    in_language = not watch.languages or feed.language in watch.languages
    return bool(in_feed and in_language and watch.words & topics)


def _after_quiet(at: float, watch: WatchSpec, channel: ChannelSpec) -> float:
    if channel.quiet is None:
        return at
    start, end, through = channel.quiet
    now = _local(at)
    quiet = start <= now < end if start < end else now >= start or now < end
    return _next_minute(at, frozenset((end,))) if quiet and _RANK[watch.level] < _RANK[through] else at


@lru_cache(maxsize=4096)
def _next_minute(at: float, times: frozenset[str]) -> float:
    minute = at - at % MINUTE + MINUTE
    while _local(minute) not in times:
        minute += MINUTE
    return minute


def _local(at: float) -> str:
    return f"{datetime.fromtimestamp(at, ZoneInfo(ZONE)):%H:%M}"
