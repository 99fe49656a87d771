"""`wirewatch search`: the archive asked by the same matcher that alerts."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import click
from rich.progress import track

from monitor import app
from monitor.cli.common import DONE, Invocation, Span, common_options, moment
from monitor.config import Loaded
from monitor.core.article import Article
from monitor.core.query import ConceptSpec, Match, Matcher, WatchSpec, compile_watches
from monitor.errors import QueryError
from monitor.store import articles, open_store
from monitor.store.tables import ArticleRow


@click.command()
@click.argument("query")
@click.option("--since", type=Span(), default="7d", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def search(run: Invocation, query: str, since: float, limit: int) -> int:
    """Search the archive with the watch language, newest first."""
    loaded = run.load()
    matcher = compiled(loaded, WatchSpec("search", query))
    shown = list(islice(found(run, loaded, matcher, app.now() - since, newest_first=True), limit + 1))
    for row, article, match in shown[:limit]:
        if run.json:
            run.emit(
                {
                    "title": article.title,
                    "url": article.url,
                    "language": article.language,
                    "seen": moment(row.seen_at),
                    "published": moment(row.published),
                    "snippet": match.snippet,
                }
            )
        else:
            run.console.print(f"{moment(row.seen_at)}  {article.title}", style="bold", markup=False)
            run.console.print(f"  {match.snippet}\n  {article.url}", markup=False)
    if len(shown) > limit:
        run.errors.print(f"… the first {limit}; --limit shows more")
    if not shown and not run.json:
        run.console.print("Nothing in the archive matches.")
    return DONE


def compiled(loaded: Loaded, *watches: WatchSpec) -> Matcher:
    """Compile queries with the configuration's concepts; wrong usage (exit 2) if one cannot be."""
    concepts = {key: ConceptSpec(c.any, c.except_) for key, c in loaded.config.concepts.items()}
    try:
        return compile_watches(watches, concepts)
    except QueryError as error:
        raise click.UsageError(str(error)) from error


def names(loaded: Loaded, feeds: list[str]) -> set[str]:
    """Give the feeds' names with ``tag:x`` for each of their tags, as a watch's ``feeds:`` asks them."""
    tags = {feed.name: feed.tags for feed in loaded.config.feeds}
    return {*feeds, *(f"tag:{tag}" for name in feeds for tag in tags.get(name, ()))}


def found(
    run: Invocation, loaded: Loaded, matcher: Matcher, since: float, *, newest_first: bool
) -> Iterator[tuple[ArticleRow, Article, Match]]:
    """Go through the archive's articles from ``since`` on that ``matcher`` fires on, each with its match."""
    with closing(open_store(loaded.config.settings.database)) as store:
        rows = store.read(lambda s: list(articles.stored(s, since=since, newest_first=newest_first)))
    shown = track(rows, "matching", console=run.errors, transient=True, disable=not run.errors.is_terminal)
    for row, feeds in shown:
        article = Article.model_validate(row.document)
        for match in matcher.match(article, names(loaded, feeds)):
            yield row, article, match


def newest_articles(run: Invocation, loaded: Loaded, limit: int) -> Iterator[tuple[ArticleRow, list[str]]]:
    """Go through the newest articles of the archive, each with the feeds that carried it."""
    with closing(open_store(loaded.config.settings.database)) as store:
        rows = store.read(lambda s: list(islice(articles.stored(s, since=0.0), limit)))
    yield from track(rows, "matching", console=run.errors, transient=True, disable=not run.errors.is_terminal)
