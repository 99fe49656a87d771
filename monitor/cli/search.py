"""`wirewatch search`: the archive asked by the same matcher that alerts."""

from itertools import islice

import click

from monitor import app
from monitor.cli.common import DONE, Invocation, Span, common_options, moment
from monitor.cli.found import found
from monitor.core.query import WatchSpec


@click.command()
@click.argument("query")
@click.option("--since", type=Span(), default="7d", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def search(run: Invocation, query: str, since: float, limit: int) -> int:
    """Search the archive with the watch language, newest first."""
    loaded = run.load()
    watch = WatchSpec("search", query)
    shown = list(islice(found(run, loaded, [watch], app.now() - since, newest_first=True), limit + 1))
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
