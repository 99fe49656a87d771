"""`wirewatch stories`: what was reported, and by which feeds.

A story is one article and the feeds that carried it; joining different articles about one event comes later.
"""

import click

from monitor import app
from monitor.cli.common import DONE, Invocation, Span, ago, common_options, moment
from monitor.store import ledger


@click.group()
def stories() -> None:
    """List stories and show who reported one, in order."""


@stories.command("list")
@click.option("--since", type=Span(), default="1d", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def list_(run: Invocation, since: float, limit: int) -> int:
    """List the stories that watches matched, newest first."""
    now = app.now()
    rows = run.open_store().read(lambda s: ledger.story_list(s, since=now - since, limit=limit))
    if run.json:
        for article, reports, watches in rows:
            run.emit(
                {
                    "id": article.id,
                    "title": article.title,
                    "first_seen": moment(article.seen_at),
                    "reports": reports,
                    "watches": watches,
                }
            )
        return DONE
    if not rows:
        run.console.print("No watched stories in that time.")
        return DONE
    run.table(
        ("id", "first seen", "reports", "watches", "title"),
        (
            (str(article.id), ago(article.seen_at, now), str(reports), ", ".join(watches), article.title or "")
            for article, reports, watches in rows
        ),
        whole=2,
    )
    return DONE


@stories.command("show")
@click.argument("story_id", type=int)
@common_options
def show(run: Invocation, story_id: int) -> int:
    """Show one story's reports in the order they were seen."""
    found = run.open_store().read(lambda s: ledger.story(s, story_id))
    if found is None:
        raise click.ClickException(f"there is no story {story_id}; see `wirewatch stories list`")
    article, reports = found
    if run.json:
        run.emit(
            {
                "id": article.id,
                "title": article.title,
                "url": article.url,
                "language": article.language,
                "reports": [
                    {"feed": r.feed, "url": r.url, "seen": moment(r.seen_at), "edits": r.revision} for r in reports
                ],
            }
        )
        return DONE
    run.console.print(f"{article.title}\n{article.url}", markup=False)
    for report in reports:
        edits = f", edited {report.revision} times" if report.revision else ""
        run.console.print(f"  {moment(report.seen_at)}  {report.feed}{edits}", markup=False)
    return DONE
