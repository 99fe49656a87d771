"""What the pipeline is given in place of the network, the sandbox's processes and the channels."""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit

from monitor import notify
from monitor.core.article import Article, ReadHints, Unreadable
from monitor.core.article.read import read_page, read_text
from monitor.core.feed import parse_feed
from monitor.core.feed.model import FeedDocument, NotAFeed
from monitor.fetch import Fetched, NotModified, Rejected, Request
from monitor.notify import Outcome, Rendered
from tests.simulation.world import World, page_of

DEADLINE = 40.0  # s: what is not sent by then is cut off, as notify.Sender does


@dataclass(eq=False)
class Attempt:
    """One claim of a delivery and what came of it; ``outcome`` is None until the receiver's answer is there."""

    message: int
    recipient: str
    begun: float
    arrived: bool = False
    outcome: str | None = None
    confirmed: float | None = None  # when the daemon wrote down that it was sent
    closed: bool = False  # the daemon wrote down how it ended


@dataclass
class Job:
    """What a handler is at: set for each task, so that the fakes know on whose behalf they are asked."""

    kind: str
    claim: Any
    shown: list[tuple[int, int]] | None = None
    overtaken: bool = False
    committed: bool = False
    attempt: Attempt | None = None
    reads: list[int] = field(default_factory=list)


JOB: ContextVar[Job] = ContextVar("job")


class Watches(Protocol):
    """Who is told what arrives."""

    def arrived(self, channel: str, attempt: Attempt, rendered: Rendered) -> None: ...


class FakeFetch:
    """The newspapers' servers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._feeds = {feed.url: feed for feed in world.script.configuration.feeds}

    async def get(self, request: Request) -> Fetched | NotModified | Rejected:
        world = self._world
        await world.pause()
        feed = self._feeds.get(request.url)
        if feed is None:
            answer: Fetched | NotModified | Rejected = self._page(request.url)
        else:
            answer = self._feed(request)
        await world.pause()
        return answer

    async def robots_allow(self, url: str, now: float) -> bool:
        return True

    async def close(self) -> None:
        pass

    def _feed(self, request: Request) -> Fetched | NotModified | Rejected:
        feed = self._feeds[request.url]
        outage = self._world.outage(feed.name)
        if outage is not None:
            if outage.kind == "page":
                return Fetched(request.url, b"<!doctype html><html><body>Login</body></html>", content_type="text/html")
            if outage.kind == "refused":
                return Rejected("connection refused", connection=True)
            return Rejected("answered 503", status=503, retry_after=600.0)
        shown, body = self._world.feed_body(feed)
        etag = hashlib.sha256(body).hexdigest()[:16]
        if request.etag == etag:
            return NotModified()
        JOB.get().shown = shown
        return Fetched(
            request.url, body, content_type="application/rss+xml" if feed.rss else "application/json", etag=etag
        )

    def _page(self, url: str) -> Fetched | Rejected:
        story = self._world.by_url[url]
        if story.page == "forbidden":
            return Rejected("answered 403", status=403, permanent=True)
        if self._world.now < story.page_up:
            return Rejected("answered 503", status=503)
        return Fetched(url, page_of(story), content_type="text/html")


class FakeSandbox:
    """The sandbox's own work, done in this process."""

    async def parse_feed(
        self, body: bytes, *, url: str, content_type: str | None = None, zone: str = "UTC", seen: bytes | None = None
    ) -> FeedDocument | NotAFeed:
        return _parsed(body, url, content_type, zone, seen)

    async def read_page(
        self, body: bytes, *, url: str, content_type: str | None = None, hints: ReadHints
    ) -> Article | Unreadable:
        return read_page(body, source=url, url=url, content_type=content_type, hints=hints)

    async def read_text(self, text: str, *, url: str | None, source: str, hints: ReadHints) -> Article:
        return read_text(text, source=source, url=url, hints=hints)

    async def close(self) -> None:
        pass


@lru_cache(maxsize=16)
def _parsed(body: bytes, url: str, content_type: str | None, zone: str, seen: bytes | None) -> FeedDocument | NotAFeed:
    return parse_feed(body, url=url, content_type=content_type, zone=zone, seen=seen)


class FakeChannels:
    """Every channel's provider: takes messages or fails as the script says, and keeps a ledger of its own."""

    def __init__(self, world: World, watches: Watches) -> None:
        self._world, self._watches = world, watches

    async def send(
        self, url: str, recipient: str, rendered: Rendered, *, message_id: str, at: float | None = None, **_more: Any
    ) -> Outcome:
        world = self._world
        channel = str(urlsplit(url).hostname).split(".")[0].rstrip("0123456789")
        attempt = JOB.get().attempt
        assert attempt is not None
        assert (str(attempt.message), attempt.recipient) == (message_id.split(".")[0], recipient)
        outcome = self._outcome(channel) if await world.pause(DEADLINE) else Outcome("unknown", None, "timed out", None)
        takes = outcome.kind == "sent" or (outcome.kind == "unknown" and outcome.answer == "reset")
        if takes:
            self._watches.arrived(channel, attempt, rendered)
            attempt.arrived = True
        await world.pause()
        attempt.outcome = outcome.kind
        return outcome

    async def arrived(self, *_asked: Any, **_more: Any) -> None:
        """None of these channels can be asked."""
        return

    async def close(self) -> None:
        pass

    def _outcome(self, channel: str) -> notify.Outcome:
        outage = self._world.outage(channel)
        kind = outage.kind if outage else "up"
        if kind == "flaky":
            kind = self._world.dice.choice(("up", "up", "busy", "reset", "hang", "refused"))
        if kind == "limit":
            return Outcome("retry", 429, "slow down", float(self._world.dice.choice((30, 600, 7200))))
        return {
            "up": Outcome("sent", 200, "ok", None),
            "busy": Outcome("retry", 503, "busy", None),
            "refused": Outcome("retry", None, "connection refused", None),
            "reset": Outcome("unknown", None, "reset", None),
            "hang": Outcome("unknown", None, "hang", None),
            "gone": Outcome("broken", 404, "no such hook", None),
            "bad": Outcome("rejected", 400, "bad request", None),
        }[kind]
