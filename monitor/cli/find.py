"""Finding a site's feeds: what is tried, in which order, and what came of it."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from monitor import app
from monitor.config import Loaded
from monitor.core.feed.discover import anchored_feeds, linked_feeds, news_sitemaps, usual_feeds
from monitor.core.feed.model import FeedDocument
from monitor.fetch import Fetched, Fetcher, Rejected, Request
from monitor.sandbox import Sandbox

_HINT = re.compile(r"; (?:try `|it may need |settings\.).*$", re.DOTALL)


def plain(reason: str) -> str:
    """Why something is no feed, without the advice that is of no use where better advice is given."""
    return _HINT.sub("", reason)


async def discover(loaded: Loaded, url: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The feeds of the first of these that has any, and why each other address that was tried is none.

    The page itself and what its head names; what its links call a feed; news sitemaps of its robots.txt and the
    usual addresses.
    """
    found: list[dict[str, Any]] = []
    tried: dict[str, str] = {}
    fetch, sandbox = app.fetcher(loaded), Sandbox()

    async def look(addresses: Iterable[str]) -> None:
        for address in dict.fromkeys(addresses):
            if address in tried or any(feed["url"] == address for feed in found):
                continue
            result = await _feed(fetch, sandbox, address)
            if isinstance(result, str):
                tried[address] = plain(result)
            else:
                about = {"title": result.title, "format": result.format, "entries": len(result.entries)}
                found.append({"url": address, **about})

    try:
        page = await fetch.get(Request(url=url, accept="*/*", now=app.now()))
        if isinstance(page, Rejected):
            tried[url] = page.reason
            if page.status is None:  # nobody is there to be asked for anything else
                return found, tried
        at = url
        if isinstance(page, Fetched):
            at = page.url
            await look((url, *linked_feeds(page.body, at)))
            if not found:
                await look(anchored_feeds(page.body, at))
        if not found:
            robots = await fetch.get(Request(url=urljoin(at, "/robots.txt"), now=app.now()))
            await look((*(news_sitemaps(robots.body, at) if isinstance(robots, Fetched) else ()), *usual_feeds(at)))
    finally:
        await fetch.close()
        await sandbox.close()
    return found, tried


async def probe(loaded: Loaded, url: str) -> FeedDocument | str:
    """Fetch and parse an address: its feed, or why it is none."""
    fetch, sandbox = app.fetcher(loaded), Sandbox()
    try:
        return await _feed(fetch, sandbox, url)
    finally:
        await fetch.close()
        await sandbox.close()


async def _feed(fetch: Fetcher, sandbox: Sandbox, url: str) -> FeedDocument | str:
    answer = await fetch.get(Request(url=url, accept="*/*", now=app.now()))
    if isinstance(answer, Fetched):
        parsed = await sandbox.parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
        return parsed if isinstance(parsed, FeedDocument) else parsed.reason
    return answer.reason if isinstance(answer, Rejected) else "it answered 304"
