"""The archive's articles that watches find: the index narrows, the matcher decides."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial

import click
from rich.progress import Progress

from monitor.cli.common import Invocation
from monitor.config import Loaded
from monitor.config.queries import concept_specs
from monitor.core.article import Article
from monitor.core.query import Match, Matcher, WatchSpec, compile_watches
from monitor.core.query.narrow import Narrowing, narrowing
from monitor.errors import QueryError
from monitor.store import Store, articles, open_store
from monitor.store.tables import ArticleRow

_BATCH = 100


def compiled(loaded: Loaded, *watches: WatchSpec) -> Matcher:
    """Compile queries with the configuration's concepts; wrong usage (exit 2) if one cannot be."""
    try:
        return compile_watches(watches, concept_specs(loaded.config.concepts))
    except QueryError as error:
        raise click.UsageError(str(error)) from error


def found(
    run: Invocation, loaded: Loaded, watches: Sequence[WatchSpec], since: float, *, newest_first: bool
) -> Iterator[tuple[ArticleRow, Article, Match]]:
    """Go through the archive's articles from ``since`` on that a watch fires on, each with its match."""
    matcher = compiled(loaded, *watches)
    with closing(open_store(loaded.config.settings.database)) as store:
        ids = _candidates(store, _narrowing(loaded, watches), since, newest_first=newest_first)
        for row, feeds in _read(run, store, ids):
            article = Article.model_validate(row.document)
            for match in matcher.match(article, names(loaded, feeds)):
                yield row, article, match


def reach(loaded: Loaded, watches: Sequence[WatchSpec], since: float) -> int:
    """Count the articles that ``found`` would look at."""
    with closing(open_store(loaded.config.settings.database)) as store:
        return len(_candidates(store, _narrowing(loaded, watches), since))


def newest_articles(run: Invocation, loaded: Loaded, limit: int) -> Iterator[tuple[ArticleRow, list[str]]]:
    """Go through the newest articles of the archive, each with the feeds that carried it."""
    with closing(open_store(loaded.config.settings.database)) as store:
        yield from _read(run, store, _candidates(store, None, 0.0)[:limit])


def names(loaded: Loaded, feeds: Iterable[str]) -> set[str]:
    """Give the feeds' names with ``tag:x`` for each of their tags, as a watch's ``feeds:`` asks them."""
    tags = {feed.name: feed.tags for feed in loaded.config.feeds}
    return {*feeds, *(f"tag:{tag}" for name in feeds for tag in tags.get(name, ()))}


def _narrowing(loaded: Loaded, watches: Sequence[WatchSpec]) -> Narrowing:
    return narrowing([watch.query for watch in watches], concept_specs(loaded.config.concepts))


def _candidates(store: Store, narrowed: Narrowing | None, since: float, *, newest_first: bool = True) -> list[int]:
    return store.read(lambda s: articles.candidates(s, since=since, narrowing=narrowed, newest_first=newest_first))


def _read(run: Invocation, store: Store, ids: Sequence[int]) -> Iterator[tuple[ArticleRow, list[str]]]:
    """Read a batch at a time, each in a transaction of its own: a slow reader of the output blocks nobody."""
    with Progress(console=run.errors, transient=True, disable=not run.errors.is_terminal) as progress:
        task = progress.add_task("matching", total=len(ids))
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            yield from store.read(partial(articles.with_feeds, ids=part))
            progress.advance(task, len(part))
