"""What happens in a seed's thirty days: feeds, stories, the configuration and a timetable of events and faults.

All randomness of the plan is here; the same seed gives the same script.
"""

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from tests.events import lettered

START = 1_760_054_400.0  # 2025-10-10 00:00 UTC: summer time ends within the thirty days
DAY, HOUR, MINUTE = 86400.0, 3600.0, 60.0
DAYS = 30
ZONE = "Europe/Kyiv"
TOPICS = ("missile", "submarine", "reactor", "ferry")
EVENT = "volcano"  # the word of the events that have several reports
WITHIN = 3  # hours that the watch of two sources waits
POINTS = (
    "poll:fetched", "poll:committed", "read:fetched", "read:matched", "read:committed",
    "deliver:claimed", "deliver:sent", "deliver:committed",
)  # fmt: skip


@dataclass(frozen=True)
class WatchSpec:
    name: str
    words: frozenset[str]
    notify: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    level: str = "normal"
    digest: tuple[str, ...] = ()
    at_most: int = 0  # an hour; 0 is no limit
    escalate: int = 0  # minutes; 0 is never
    group: str = "article"
    sources: int = 0  # independent ones that it waits for; 0 is none

    @property
    def title(self) -> str:
        return f"Watch {self.name.capitalize()}"

    @property
    def sees(self) -> tuple[Any, ...]:
        """What decides whether it fires."""
        return self.words, self.feeds, self.languages

    def document(self) -> dict[str, Any]:
        told: dict[str, Any] = {"name": self.name, "title": self.title, "query": " OR ".join(sorted(self.words))}
        told |= {"notify": list(self.notify), "level": self.level, "group": self.group}
        if self.sources:
            told["min_sources"] = {"count": self.sources, "within": f"{WITHIN}h"}
        if self.feeds:
            told["feeds"] = list(self.feeds)
        if self.languages:
            told["languages"] = list(self.languages)
        if self.digest:
            told["digest"] = list(self.digest)
        if self.at_most:
            told["at_most"] = f"{self.at_most}/h"
        if self.escalate:
            told["escalate"] = {"after": f"{self.escalate}m", "to": ["ops"]}
        return told


@dataclass(frozen=True)
class ChannelSpec:
    name: str
    version: int = 0
    quiet: tuple[str, str, str] | None = None  # from, to, let_through

    @property
    def host(self) -> str:
        return f"{self.name}{self.version}.example"

    @property
    def recipients(self) -> tuple[str, ...]:
        return ("a@readers.example", "b@readers.example") if self.name == "mail" else ("",)

    def document(self) -> dict[str, Any]:
        url = f"json://{self.host}/"
        if self.name == "mail":
            url = f"mailto://user:password@{self.host}?to={','.join(self.recipients)}"
        told: dict[str, Any] = {"name": self.name, "url": url}
        if self.quiet:
            told["quiet"] = dict(zip(("from", "to", "let_through"), self.quiet, strict=True))
        return told


@dataclass(frozen=True)
class FeedSpec:
    name: str
    language: str
    reads_pages: bool
    rss: bool
    every: str | None
    window: int

    @property
    def url(self) -> str:
        return f"https://{self.name}.example/feed"

    def document(self) -> dict[str, Any]:
        told = {"name": self.name, "url": self.url, "language": self.language}
        told["read"] = "page" if self.reads_pages else "feed"
        return told | ({"every": self.every} if self.every else {})


@dataclass(frozen=True)
class Configuration:
    feeds: tuple[FeedSpec, ...]
    watches: tuple[WatchSpec, ...]
    channels: tuple[ChannelSpec, ...]
    backlog: int  # hours

    def watch(self, name: str) -> WatchSpec | None:
        return next((watch for watch in self.watches if watch.name == name), None)

    def channel(self, name: str) -> ChannelSpec:
        return next(channel for channel in self.channels if channel.name == name)

    def document(self) -> dict[str, Any]:
        return {
            "settings": {
                "timezone": ZONE,
                "operators": ["ops"],
                "poll": {"fastest": "30m", "slowest": "8h"},
                "alert_backlog": f"{self.backlog}h" if self.backlog else 0,
            },
            "feeds": [feed.document() for feed in self.feeds],
            "watches": [watch.document() for watch in self.watches],
            "channels": [channel.document() for channel in self.channels],
        }


@dataclass
class Story:
    """``page`` tells how its page answers: up, forbidden, or busy until ``page_up`` (Unix seconds)."""

    number: int
    feeds: tuple[str, ...]
    at: float
    topics: set[str]
    extra: set[str] = field(default_factory=set)  # named on the page only
    page: str = "up"
    page_up: float = 0.0
    version: int = 0
    seed: int = 0
    event: int | None = None  # of whose reports it is one
    retold: bool = False  # in other words than the event's other reports

    @property
    def marker(self) -> str:
        return f"Marker{lettered(self.number)}"

    @property
    def url(self) -> str:
        return f"https://{self.feeds[0]}.example/news/{self.number}"


@dataclass(frozen=True, order=True)
class Event:
    at: float
    number: int
    kind: str = field(compare=False)
    what: dict[str, Any] = field(compare=False, default_factory=dict)


@dataclass(frozen=True)
class Outage:
    """``what`` is a feed's or a channel's name; ``kind`` how it fails."""

    what: str
    start: float
    end: float
    kind: str


@dataclass(frozen=True)
class Script:
    seed: int
    configuration: Configuration
    stories: tuple[Story, ...]
    events: tuple[Event, ...]
    outages: tuple[Outage, ...]
    tick: float  # s: the daemon looks for work no more often
    days: int

    @property
    def end(self) -> float:
        return START + self.days * DAY


def write(seed: int, days: int = DAYS) -> Script:
    """Write the seed's thirty days, or fewer of the same kind."""
    dice = Random(f"{seed}:script")
    feeds = tuple(_feed(dice, number) for number in range(dice.randint(3, 4)))
    channels = tuple(
        ChannelSpec(name, quiet=_quiet(dice) if name != "ops" else None) for name in ("desk", "mail", "ops")
    )
    names = [feed.name for feed in feeds]
    watches = tuple(new_watch(dice, name, names) for name in ("alpha", "beta", "gamma", "delta")[: dice.randint(3, 4)])
    watches += tuple(_story_watch(dice, names, name, sources) for name, sources in (("story", 0), ("sources", 2)))
    configuration = Configuration(feeds, watches, channels, dice.choice((0, 0, 12)))
    stories = _stories(dice, feeds, days)
    ordinary = tuple(stories)
    stories += _reports(dice, feeds, days, seed=seed, first=len(stories))
    events = [(story.at + lag, "publish", {"story": story.number, "feed": name})
              for story in stories for name, lag in _lags(dice, story)]  # fmt: skip
    for story in ordinary:
        while dice.random() < 0.3:
            adds = [dice.choice(TOPICS)] if dice.random() < 0.5 else []
            events.append((story.at + dice.uniform(MINUTE, 2 * DAY), "edit", {"story": story.number, "adds": adds}))
    for kind, count in (("reorder", 12), ("bring back", 12), ("ack", 5), ("snooze", 6), ("reload", 5), ("stall", 5)):
        events += [(_any_time(dice, days), kind, {"dice": dice.randrange(1 << 30)}) for _ in range(_of(count, days))]
    for _ in range(_of(3, days)):
        events.append((_any_time(dice, days), "step", {"by": dice.choice((-1, 1)) * dice.uniform(60, 2 * HOUR)}))
    events += [(_any_time(dice, days), "crash", _crash(dice)) for _ in range(_of(16, days))]
    for story in dice.sample(stories, _of(12, days)):
        events.append((story.at + dice.uniform(0, 2 * HOUR), "crash", _crash(dice)))
    outages = _outages(dice, names, days)
    ordered = sorted(((max(at, START), number, kind, what) for number, (at, kind, what) in enumerate(events)))
    return Script(
        seed,
        configuration,
        tuple(stories),
        tuple(Event(*event) for event in ordered),
        tuple(outages),
        tick=dice.choice((1.0, 1.0, 30.0, 300.0)),
        days=days,
    )


def new_watch(dice: Random, name: str, feeds: list[str]) -> WatchSpec:
    """A watch as the dice fall."""
    policy = dice.choice(("at once", "at once", "digest", "at_most"))
    level = dice.choice(("info", "normal", "normal", "urgent", "urgent"))
    return WatchSpec(
        name,
        frozenset(dice.sample(TOPICS, dice.randint(1, 2))),
        tuple(dice.choice((("desk",), ("mail",), ("desk", "mail")))),
        feeds=tuple(dice.sample(feeds, 2)) if dice.random() < 0.2 else (),
        languages=(dice.choice(("en", "uk")),) if dice.random() < 0.25 else (),
        level=level,
        digest=tuple(dice.choice((("08:00",), ("07:30", "18:00")))) if policy == "digest" else (),
        at_most=dice.randint(1, 3) if policy == "at_most" else 0,
        escalate=dice.choice((0, 15, 90)) if level == "urgent" else 0,
    )


def _story_watch(dice: Random, names: list[str], name: str, sources: int) -> WatchSpec:
    """A watch that alerts once an event, and where it waits for sources has no policy besides."""
    fresh = replace(new_watch(dice, name, names), words=frozenset((EVENT,)), feeds=(), languages=(), group="story")
    if not sources:
        return fresh
    return replace(fresh, sources=sources, level="normal", digest=(), at_most=0, escalate=0)


def changed(dice: Random, was: Configuration) -> Configuration:
    """The configuration after a person has edited it."""
    names = [feed.name for feed in was.feeds]
    what = dice.choice(("add or remove", "add or remove", "query", "policy", "address", "quiet"))
    watches, channels = list(was.watches), list(was.channels)
    place = dice.choice([number for number, one in enumerate(watches) if one.group == "article"] or [0])
    watch = watches[place]
    if what == "add or remove":
        missing = sorted({"alpha", "beta", "gamma", "delta"} - {one.name for one in watches})
        if missing and (len(missing) > 1 or dice.random() < 0.6):
            watches.append(new_watch(dice, dice.choice(missing), names))
        else:
            watches.pop(place)
    elif what == "query":
        watches[place] = replace(watch, words=frozenset(dice.sample(TOPICS, 2)))
    elif what == "policy":
        fresh = new_watch(dice, watch.name, names)
        watches[place] = replace(fresh, words=watch.words, feeds=watch.feeds, languages=watch.languages)
    else:
        spot = dice.randrange(2)
        one = channels[spot]
        new = {"version": one.version + 1} if what == "address" else {"quiet": _quiet(dice)}
        channels[spot] = replace(one, **new)
    return replace(was, watches=tuple(watches), channels=tuple(channels))


def _feed(dice: Random, number: int) -> FeedSpec:
    language = "uk" if number == 2 else "en"
    every = dice.choice((None, "6h", "8h", "12h"))
    return FeedSpec(f"paper{number}", language, number == 1, number == 0, every, dice.randint(8, 15))


def _quiet(dice: Random) -> tuple[str, str, str] | None:
    if dice.random() < 0.5:
        return None
    start, end = dice.choice((("22:00", "07:00"), ("12:00", "14:30"), ("20:15", "06:45")))
    return start, end, dice.choice(("urgent", "urgent", "normal", "nothing"))


def _stories(dice: Random, feeds: tuple[FeedSpec, ...], days: int) -> list[Story]:
    stories = []
    moments = [dice.uniform(-2 * DAY, 0) for _ in range(6)]
    moments += [dice.uniform(0, (days - 2) * DAY) for _ in range(_of(36, days))]
    for _ in range(_of(4, days)):  # bursts, for limits and digests
        around = dice.uniform(DAY, (days - 2) * DAY)
        moments += [around + dice.uniform(0, 20 * MINUTE) for _ in range(6)]
    for number, after in enumerate(moments):
        feed = dice.choice(feeds)
        where = [feed.name]
        if not feed.reads_pages and dice.random() < 0.15:
            where.append(dice.choice([one.name for one in feeds if not one.reads_pages and one != feed]))
        topics = set(dice.sample(TOPICS, dice.choice((0, 1, 1, 1, 2))))
        story = Story(number, tuple(where), START + after, topics)
        if feed.reads_pages:
            story.page = dice.choice(("up", "up", "forbidden", "busy"))
            story.page_up = story.at + dice.uniform(0, 12 * HOUR) if story.page == "busy" else 0.0
            story.extra = set(dice.sample(TOPICS, 1)) if dice.random() < 0.5 else set()
        stories.append(story)
    return stories


def _reports(dice: Random, feeds: tuple[FeedSpec, ...], days: int, *, seed: int, first: int) -> list[Story]:
    """Reports of events: a wire's account in several papers within hours, at times one in other words too."""
    made: list[Story] = []
    for event in range(_of(14, days)):
        at = START + dice.uniform(0.5 * DAY, (days - 2) * DAY)
        spread = dice.choice((2 * MINUTE, HOUR, 8 * HOUR))
        for number in range(dice.randint(1, 5)):
            one = dice.choice(feeds)
            story = Story(first + len(made), (one.name,), at + dice.uniform(0, spread), {EVENT}, seed=seed, event=event)
            story.retold = number > 0 and dice.random() < 0.4
            if one.reads_pages:
                story.page = dice.choice(("up", "up", "forbidden"))
            made.append(story)
    return made


def _lags(dice: Random, story: Story) -> list[tuple[str, float]]:
    return [(name, 0.0 if place == 0 else dice.uniform(0, 12 * HOUR)) for place, name in enumerate(story.feeds)]


def _any_time(dice: Random, days: int) -> float:
    return START + dice.uniform(HOUR, (days - 2) * DAY)


def _of(count: int, days: int) -> int:
    """How many in so many days, where thirty have ``count``."""
    return max(1, round(count * days / DAYS))


def _crash(dice: Random) -> dict[str, Any]:
    how = dice.choice(("point", "point", "statement", "statement", "commit", "now"))
    return {
        "how": how,
        "point": dice.choice(POINTS),
        "count": dice.randint(1, 25),
        "down": dice.choice((0.0, 0.0, 30.0, 30.0, 900.0, 6 * HOUR, 20 * HOUR)),
        "same_machine": dice.random() < 0.5,
    }


def _outages(dice: Random, feeds: list[str], days: int) -> list[Outage]:
    found = []
    for _ in range(_of(4, days)):
        start = _any_time(dice, days)
        kind = dice.choice(("busy", "refused", "page"))
        found.append(Outage(dice.choice(feeds), start, start + dice.uniform(HOUR, DAY), kind))
    for _ in range(_of(14, days)):
        start = _any_time(dice, days)
        kind = dice.choice(("busy", "limit", "refused", "reset", "hang", "flaky", "flaky", "gone", "bad"))
        length = dice.uniform(5 * MINUTE, HOUR if kind in ("reset", "hang", "bad") else 10 * HOUR)
        found.append(Outage(dice.choice(("desk", "mail")), start, start + length, kind))
    if days == DAYS and dice.random() < 0.15:
        start = START + dice.uniform(DAY, 20 * DAY)
        found.append(Outage(dice.choice(("desk", "mail")), start, start + 84 * HOUR, "busy"))
    return found
