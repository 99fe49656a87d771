"""Reading an item: its page if that can be had, else the feed's own text with the reason said.

Owns that choice and what to try again; never writes to the database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from monitor.config.settings import Config, Feed
from monitor.core import alert
from monitor.core.address import canonical_key
from monitor.core.article import Article, ReadHints, Unreadable
from monitor.core.feed.model import Entry
from monitor.fetch import Fetcher, NotModified, Rejected, Request
from monitor.sandbox import Killed, Sandbox
from monitor.store.articles import EntryClaim

PAGES_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
LOOKS = (900.0, 3600.0, 6 * 3600.0, 24 * 3600.0)  # s after a page was read first: when it is looked at again
TRIES = 5  # of a page that fails for a passing reason; the feed's text is matched at the first failure
KILLS = 3  # of the worker by one page, after which its feed's text is taken


@dataclass(frozen=True)
class Reading:
    """What reading an item gave: the article, whether of its page or of its feed, and what to say about it.

    ``again_at`` (Unix seconds) asks for one more reading: the page failed for a passing reason. ``page`` are the ETag
    and Last-Modified of the page, where it was fetched for this.
    """

    article: Article
    origin: Literal["page", "feed"]
    note: str | None = None
    again_at: float | None = None
    killed: bool = False
    page: tuple[str | None, str | None] | None = None


@dataclass(frozen=True)
class Removed:
    """A page that is no longer there, in words."""

    reason: str


@dataclass(frozen=True)
class _Unread:
    """Why a page gave no article, in words; ``after``: seconds that its server asked to wait."""

    reason: str
    permanent: bool
    after: float = 0.0
    killed: bool = False
    status: int | None = None


class Reader:
    """Reads items by one configuration. ``clock`` gives Unix seconds."""

    def __init__(self, config: Config, *, fetch: Fetcher, sandbox: Sandbox, clock: Callable[[], float]) -> None:
        self._settings, self._sites = config.settings, tuple(site.model_dump() for site in config.sites)
        self._feeds = {feed.name: feed for feed in config.feeds}
        self._fetch, self._sandbox, self._clock = fetch, sandbox, clock

    async def read(self, claim: EntryClaim, known: Article | None) -> Reading:
        """Read the item. ``known`` is its article where another feed's item was read at this address just now."""
        entry, spec = claim.entry, self._feeds.get(claim.feed)
        hints = self._hints(entry, spec)
        if spec is None or spec.read == "feed" or entry.url is None:
            return Reading(await self._of_feed(entry, hints), "feed")
        if known is not None:
            return Reading(known, "page")
        page = await self._of_page(entry.url, spec, hints, kills=claim.kills)
        if isinstance(page, Reading):
            return page
        assert isinstance(page, _Unread)
        note = f"page not read: {page.reason}; matched on the feed's text"
        again = None
        if not page.permanent and claim.attempts + 1 < TRIES:
            now, key = self._clock(), f"read:{claim.id}:{claim.revision}"
            again = max(now + page.after, alert.retry_at(now, claim.attempts + 2, key=key))
        article = await self._of_feed(entry, hints)
        article = article.model_copy(update={"warnings": (*article.warnings, note)})
        return Reading(article, "feed", note, again, page.killed)

    async def look(self, claim: EntryClaim) -> Reading | Removed | None:
        """Look at an item's page again; None where it is as it was, or cannot be had now."""
        entry, spec = claim.entry, self._feeds.get(claim.feed)
        if spec is None or spec.read == "feed" or entry.url is None:
            return None
        known = (claim.etag, claim.last_modified)
        page = await self._of_page(entry.url, spec, self._hints(entry, spec), kills=claim.kills, known=known)
        if isinstance(page, _Unread):
            return Removed(page.reason) if page.status in (404, 410) else None
        return page

    async def _of_page(
        self,
        url: str,
        spec: Feed,
        hints: ReadHints,
        *,
        kills: int,
        known: tuple[str | None, str | None] = (None, None),
    ) -> Reading | _Unread | None:
        """Fetch and read a page; None where it is the one that ``known`` (ETag, Last-Modified) names."""
        now = self._clock()
        if kills >= KILLS:
            return _Unread(f"reading it killed the worker {KILLS} times", permanent=True)
        if spec.robots and not await self._fetch.robots_allow(url, now):
            return _Unread("the site's robots.txt asks not to", permanent=True)
        page = await self._fetch.get(
            Request(
                url=url,
                accept=PAGES_ACCEPT,
                headers=_own(spec, url),
                now=now,
                etag=known[0],
                last_modified=known[1],
            )
        )
        if isinstance(page, Rejected):
            return _Unread(page.reason, permanent=page.permanent, after=page.retry_after or 0.0, status=page.status)
        if isinstance(page, NotModified):
            return None if any(known) else _Unread("it answered 304 to a plain request", permanent=False)
        read = await self._sandbox.read_page(page.body, url=page.url, content_type=page.content_type, hints=hints)
        if isinstance(read, Killed):
            return _Unread(read.reason, permanent=False, killed=True)
        if isinstance(read, Unreadable):
            return _Unread(read.reason, permanent=True)
        return Reading(read, "page", page=(page.etag, page.last_modified))

    async def _of_feed(self, entry: Entry, hints: ReadHints) -> Article:
        source = entry.url or entry.key
        read = await self._sandbox.read_text(entry.text, url=entry.url, source=source, hints=hints)
        if isinstance(read, Article):
            return read if read.title else read.model_copy(update={"title": entry.title})
        bare = "the feed's text could not be analysed; it was matched as it is"
        return Article(
            source=source,
            url=entry.url,
            title=entry.title,
            text=entry.text,
            published=entry.published,
            language=hints.language,
            warnings=(bare,),
        )

    def _hints(self, entry: Entry, spec: Feed | None) -> ReadHints:
        return ReadHints(
            language=(spec.language if spec else None) or entry.language,
            zone=(spec.timezone if spec else None) or self._settings.timezone,
            feed_title=entry.title,
            feed_published=entry.published,
            feed_authors=entry.authors,
            sites=self._sites,
        )


def _own(spec: Feed, url: str) -> dict[str, str]:
    """The feed's secret headers, if ``url`` is on the feed's own host."""
    same = canonical_key(url).split("/", 1)[0] == canonical_key(spec.url).split("/", 1)[0]
    return spec.headers if same else {}
