"""What the daemon asks of the sandbox: a feed parsed, a page read."""

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.core.feed.model import FeedDocument, NotAFeed
from monitor.sandbox.pool import Killed, Pool

if TYPE_CHECKING:  # the worker imports this package too: a feed's worker does without the extractors
    from monitor.core.article import Article, ReadHints, Unreadable
    from monitor.core.article.read import Reading

_Good = TypeVar("_Good", bound=BaseModel)
_Bad = TypeVar("_Bad", bound=BaseModel)


class Sandbox:
    """Feeds and pages parsed in processes of their own, so many of each kind, within time and memory.

    A normal feed takes milliseconds; ``feed_seconds`` and ``page_seconds`` are for hostile ones.
    """

    def __init__(
        self, *, workers: int = 2, feed_seconds: float = 3.0, page_seconds: float = 10.0, memory_mb: int = 1024
    ) -> None:
        self._feeds = Pool("feed", size=workers, seconds=feed_seconds, memory_mb=memory_mb)
        self._pages = Pool("page", size=workers, seconds=page_seconds, memory_mb=memory_mb)

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the worker processes that live now."""
        return self._feeds.pids + self._pages.pids

    async def parse_feed(
        self, body: bytes, *, url: str, content_type: str | None = None, zone: str = "UTC", seen: bytes | None = None
    ) -> FeedDocument | NotAFeed | Killed:
        """Parse a feed document fetched from ``url``; ``zone`` is taken for times that carry none.

        ``seen`` are the ``slices`` of the document before: what stands as it did then is not parsed again.
        """
        header = {"url": url, "content_type": content_type, "zone": zone, "seen": seen.hex() if seen else None}
        return await _ask(self._feeds, header, body, FeedDocument, NotAFeed)

    async def read_page(
        self, body: bytes, *, url: str, content_type: str | None = None, hints: "ReadHints"
    ) -> "Article | Unreadable | Killed":
        """Read the article out of a page fetched from ``url``."""
        from monitor.core.article import Article, Unreadable

        return await _ask(self._pages, _page_header(url, content_type, hints), body, Article, Unreadable)

    async def examine_page(
        self, body: bytes, *, url: str, content_type: str | None = None, hints: "ReadHints"
    ) -> "Reading | Unreadable | Killed":
        """Read the article out of a page as ``read_page`` does, and say which rule gave each field."""
        from monitor.core.article import Unreadable
        from monitor.core.article.read import Reading

        header = {**_page_header(url, content_type, hints), "explain": True}
        return await _ask(self._pages, header, body, Reading, Unreadable)

    async def read_text(
        self, text: str, *, url: str | None, source: str, hints: "ReadHints"
    ) -> "Article | Unreadable | Killed":
        """Read the article out of plain text, as a feed carries it."""
        from monitor.core.article import Article, Unreadable

        header = {"url": url, "source": source, "hints": hints.model_dump(mode="json")}
        return await _ask(self._pages, header, text.encode("utf-8", "replace"), Article, Unreadable)

    async def close(self) -> None:
        """Kill every worker."""
        await self._feeds.close()
        await self._pages.close()


def _page_header(url: str, content_type: str | None, hints: "ReadHints") -> dict[str, Any]:
    return {"url": url, "content_type": content_type, "hints": hints.model_dump(mode="json"), "explain": False}


async def _ask(
    pool: Pool, header: dict[str, Any], body: bytes, good: type[_Good], bad: type[_Bad]
) -> _Good | _Bad | Killed:
    answer = await pool.run(header, body)
    if isinstance(answer, Killed):
        return answer
    try:
        model = good if answer.kind == good.__name__ else bad
        return model.model_validate_json(answer.document)
    except ValidationError as error:
        return Killed(f"its result cannot be understood ({error.error_count()} errors)")
