"""The archive's articles that a query finds: the index narrows, the matcher decides."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from rich.progress import Progress

from monitor.cli.common import Invocation
from monitor.config import Loaded
from monitor.core.article import Article
from monitor.core.query import ConceptSpec, Match, Matcher
from monitor.core.query.narrow import narrowing
from monitor.store import Store, articles, open_store
from monitor.store.tables import ArticleRow

_BATCH = 100


def found(
    run: Invocation, loaded: Loaded, matcher: Matcher, queries: Iterable[str], since: float, *, newest_first: bool
) -> Iterator[tuple[ArticleRow, Article, Match]]:
    """Go through the archive's articles from ``since`` on that ``matcher``, made of ``queries``, fires on."""
    narrowed = narrowing(queries, {name: ConceptSpec(c.any, c.except_) for name, c in loaded.config.concepts.items()})
    store = open_store(loaded.config.settings.database)
    ids = store.read(lambda s: articles.candidates(s, since=since, narrowing=narrowed, newest_first=newest_first))
    with Progress(console=run.errors, transient=True, disable=not run.errors.is_terminal) as progress:
        for row, feeds in progress.track(_read(store, ids), total=len(ids), description="matching"):
            article = Article.model_validate(row.document)
            for match in matcher.match(article, names(loaded, feeds)):
                yield row, article, match


def names(loaded: Loaded, feeds: Iterable[str]) -> set[str]:
    """Give the feeds' names with ``tag:x`` for each of their tags, as a watch's ``feeds:`` asks them."""
    tags = {feed.name: feed.tags for feed in loaded.config.feeds}
    return {*feeds, *(f"tag:{tag}" for name in feeds for tag in tags.get(name, ()))}


def _read(store: Store, ids: Sequence[int]) -> Iterator[tuple[ArticleRow, list[str]]]:
    """Read a batch at a time, each in a transaction of its own: a slow reader of the output blocks nobody."""
    for start in range(0, len(ids), _BATCH):
        yield from store.read(partial(articles.with_feeds, ids=ids[start : start + _BATCH]))
