"""What is true outside: the clock, the newspapers and their pages, and how long I/O takes.

Knows nothing of the product's inside. Every number here comes from the seed.
"""

import asyncio
import heapq
import json
from datetime import UTC, datetime
from html import escape
from random import Random

from tests.events import Report, report
from tests.simulation.script import EVENT, START, FeedSpec, Outage, Script, Story


class Crash(BaseException):
    """The process was killed here."""


class World:
    """``now`` is true time, ``clock()`` what the daemon's machine says."""

    def __init__(self, script: Script) -> None:
        self.script, self.now, self.offset = script, START, 0.0
        self.stories = {story.number: story for story in script.stories}
        self.by_url = {story.url: story for story in script.stories}
        self.shown: dict[str, list[int]] = {feed.name: [] for feed in script.configuration.feeds}
        self.dice = Random(f"{script.seed}:world")
        self.stalls = 0
        self.steps: list[tuple[float, float]] = []  # of the daemon's clock: when, by how much
        self.waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self.bad_times: list[tuple[float, float]] = []  # in which nothing can be expected of the daemon
        self._count = 0

    def clock(self) -> float:
        return self.now + self.offset

    async def pause(self, deadline: float = float("inf")) -> bool:
        """Take the time that I/O takes, at most until the deadline; return whether it was done by then.

        A stalled one outlasts every lease.
        """
        self._count += 1
        seconds = 0.0
        if self.stalls:
            self.stalls -= 1
            seconds = self.dice.uniform(700, 1500)
            self.bad_times.append((self.now, self.now + min(seconds, deadline)))
        elif self.dice.random() < 0.15:
            seconds = self.dice.uniform(0.1, 60)
        if seconds:
            future = asyncio.get_running_loop().create_future()
            heapq.heappush(self.waiting, (self.now + min(seconds, deadline), self._count, future))
            await future
        return seconds <= deadline

    def wake(self) -> None:
        """Let what has waited long enough go on."""
        while self.waiting and self.waiting[0][0] <= self.now:
            future = heapq.heappop(self.waiting)[2]
            if not future.done():
                future.set_result(None)

    def outage(self, what: str) -> Outage | None:
        return next((one for one in self.script.outages if one.what == what and one.start <= self.now < one.end), None)

    def feed_body(self, feed: FeedSpec) -> tuple[list[tuple[int, int]], bytes]:
        """The document as it stands, and which stories it shows in which version."""
        numbers = self.shown[feed.name][: feed.window]
        stories = [self.stories[number] for number in numbers]
        seen = [(story.number, story.version) for story in stories]
        return seen, (_rss(feed, stories) if feed.rss else _json(feed, stories))

    def publish(self, story: Story, feed: str) -> None:
        if story.number not in self.shown[feed]:
            self.shown[feed].insert(0, story.number)

    def edit(self, story: Story, adds: list[str]) -> None:
        story.topics |= set(adds)
        story.version += 1

    def reorder(self, dice: Random) -> None:
        feed = dice.choice(self.script.configuration.feeds)
        top = self.shown[feed.name][: feed.window]
        dice.shuffle(top)
        self.shown[feed.name][: feed.window] = top

    def bring_back(self, dice: Random) -> None:
        """Put an item that has rolled off back to the top."""
        feed = dice.choice(self.script.configuration.feeds)
        gone = self.shown[feed.name][feed.window :]
        if gone:
            number = dice.choice(gone)
            self.shown[feed.name].remove(number)
            self.shown[feed.name].insert(0, number)


def report_of(story: Story) -> Report | None:
    """The account that it gives of its event, if it is of one with several reports."""
    if story.event is None:
        return None
    return report(story.seed, story.event, story.number, word=EVENT, token=story.marker, retold=story.retold)


def title_of(story: Story) -> str:
    told = report_of(story)
    if told is not None:
        return told.title
    edited = f", update {story.version}" if story.version else ""
    named = " and ".join(sorted(story.topics)) or "weather"
    return f"{story.marker} reports on {named}{edited}"


def text_of(story: Story) -> str:
    told = report_of(story)
    if told is not None:
        return "\n\n".join(told.paragraphs)
    named = " and a ".join(sorted(story.topics)) or "calm day"
    return f"Witnesses at the harbour told {story.marker} that a {named} was what they saw. Version {story.version}."


def page_of(story: Story) -> bytes:
    told = report_of(story)
    if told is not None:
        text = "".join(f"<p>{one}</p>" for one in told.paragraphs)
        head = f"<!doctype html><html><head><title>{told.title}</title></head>"
        return f"{head}<body><article><h1>{told.title}</h1>{text}</article></body></html>".encode()
    extra = (
        f"<p>Officials also named a {' and a '.join(sorted(story.extra))} later that day.</p>" if story.extra else ""
    )
    return (
        f"<!doctype html><html><head><title>{title_of(story)}</title></head><body><article><h1>{title_of(story)}</h1>"
        f"<p>{text_of(story)}</p><p>The weather at the harbour was calm, and people went on with their work as on any "
        f"other day of the year.</p>{extra}</article></body></html>"
    ).encode()


def _json(feed: FeedSpec, stories: list[Story]) -> bytes:
    items = [
        {
            "id": f"item-{story.number}",
            "url": story.url,
            "title": title_of(story),
            "content_text": text_of(story),
            "date_published": datetime.fromtimestamp(story.at, UTC).isoformat(),
        }
        for story in stories
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": feed.name, "items": items}).encode()


def _rss(feed: FeedSpec, stories: list[Story]) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>item-{story.number}</guid><link>{story.url}</link>"
        f"<title>{escape(title_of(story))}</title><description>{escape(text_of(story))}</description>"
        f"<pubDate>{datetime.fromtimestamp(story.at, UTC):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for story in stories
    )
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>{feed.name}</title>{items}</channel></rss>".encode()
    )
