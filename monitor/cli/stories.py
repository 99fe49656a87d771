"""`wirewatch stories`: which reports tell of one event, whose accounts they are, and what changed when."""

from datetime import UTC, datetime
from typing import Any

import click

from monitor import app
from monitor.cli.common import DONE, Invocation, Span, ago, common_options, moment
from monitor.planning import origins_of
from monitor.store import stories as archive
from monitor.store.stories import Told
from monitor.store.tables import ReportRow

_UPDATE = ("kind", "title", "url", "source", "news", "difference", "copies")


@click.group()
def stories() -> None:
    """List stories and show who reported one, in order."""


@stories.command("list")
@click.option("--since", type=Span(), default="1d", show_default=True, help="With a report in that time.")
@click.option("--all", "every", is_flag=True, help="Also those on which no watch fired.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def list_(run: Invocation, since: float, every: bool, limit: int) -> int:
    """List the stories that watches matched, the latest first."""
    now = app.now()
    found = run.open_store().read(lambda s: archive.latest(s, since=now - since, limit=limit, watched=not every))
    if run.json:
        for told in found:
            run.emit(_summary(told))
        return DONE
    if not found:
        run.console.print("No stories in that time." if every else "No watched stories in that time; --all has others.")
        return DONE
    run.table(
        ("id", "first", "last", "reports", "sources", "in", "watches", "title"),
        (
            (
                str(told.story.id),
                ago(told.story.first_at, now),
                ago(told.story.last_at, now),
                str(len(told.reports)),
                str(len(origins_of(told.reports))),
                " ".join(_languages(told)),
                ", ".join(told.watches),
                told.story.title,
            )
            for told in found
        ),
        whole=6,
    )
    return DONE


@stories.command("show")
@click.argument("story_id", type=int)
@common_options
def show(run: Invocation, story_id: int) -> int:
    """Show one story: its reports in the order they were seen, its independent sources, what changed, who was told."""
    told = run.open_store().read(lambda s: archive.whole(s, story_id))
    if told is None:
        raise click.ClickException(f"there is no story {story_id}; see `wirewatch stories list`")
    if run.json:
        run.emit(_document(told))
        return DONE
    out, origins = run.console, origins_of(told.reports)
    out.print(told.story.title, style="bold", markup=False)
    count, sources = len(told.reports), len(origins)
    languages = f", in {' '.join(_languages(told))}" if _languages(told) else ""
    out.print(
        f"{count} {'report' if count == 1 else 'reports'} from {sources} independent "
        f"{'source' if sources == 1 else 'sources'}{languages}",
        markup=False,
    )
    for origin in origins:
        first = moment(origin.first.timestamp()) if origin.first else ""
        passed = f", {origin.reports} reports" if origin.reports > 1 else ""
        out.print(f"  {origin.name}: first {first}{passed}", markup=False)
    for _, lines in sorted(_timeline(told), key=lambda event: event[0]):
        for number, text in enumerate(lines):
            out.print(text, style="" if number == 0 else "dim", markup=False)
    return DONE


def _timeline(told: Told) -> list[tuple[float, list[str]]]:
    """What happened and when (Unix seconds), each in lines for a person."""
    events = []
    by_id = {one.id: one for one in told.reports}
    for one in told.reports:
        feeds = ", ".join(dict.fromkeys(told.feeds.get(one.article_id or 0, [])))
        lines = [f"{moment(one.seen_at)}  {_how(one, by_id)}  {one.source}{_tongue(one)}: {one.title}"]
        lines += [f"    {one.url}" + (f" ({feeds})" if feeds else "")] if one.url else []
        lines += [f"    joined: {one.why}"] if one.why and one.kind != "first" else []
        events.append((one.seen_at, lines))
        for version in told.versions.get(one.article_id or 0, []):
            events.append((version.until, [f"{moment(version.until)}  changed  {one.source}: {one.title}"]))
    for alert in told.alerts:
        state = ""
        if alert.waiting_until is not None:
            state = f", held for another source until {moment(alert.waiting_until)}"
        elif alert.dropped_at is not None:
            state = f", dropped {moment(alert.dropped_at)}: no other source came"
        events.append((alert.created_at, [f"{moment(alert.created_at)}  → alert {alert.id} of {alert.watch}{state}"]))
    for update in told.updates:
        document = update.document
        lines = [f"{moment(update.at)}  → update: {document.get('title')} ({document.get('source')})"]
        lines += [f"    {text}" for text in document.get("news", ())]
        lines += [f"    {line}" for line in str(document.get("difference") or "").splitlines()]
        events.append((update.at, lines))
    return events


def _how(one: ReportRow, by_id: dict[int | None, ReportRow]) -> str:
    if one.kind == "copy":
        copied = by_id.get(one.copy_of)
        return f"copy of {copied.source}," if copied else "copy,"
    if one.kind == "relay":
        return f"passes on {one.origin},"
    return "first report" if one.kind == "first" else "report"


def _tongue(one: ReportRow) -> str:
    return f" [{one.language}]" if one.language else ""


def _languages(told: Told) -> list[str]:
    return list(dict.fromkeys(one.language for one in told.reports if one.language))


def _summary(told: Told) -> dict[str, Any]:
    return {
        "id": told.story.id,
        "title": told.story.title,
        "first": moment(told.story.first_at),
        "last": moment(told.story.last_at),
        "reports": len(told.reports),
        "independent": len(origins_of(told.reports)),
        "languages": _languages(told),
        "watches": told.watches,
    }


def _document(told: Told) -> dict[str, Any]:
    return {
        **_summary(told),
        "origins": [
            {"name": one.name, "first": _iso(one.first), "reports": one.reports} for one in origins_of(told.reports)
        ],
        "reports": [
            {
                "kind": one.kind,
                "copy_of": next((r.url for r in told.reports if r.id == one.copy_of), None) if one.copy_of else None,
                "origin": one.origin,
                "source": one.source,
                "title": one.title,
                "url": one.url,
                "language": one.language,
                "published": moment(one.at),
                "seen": moment(one.seen_at),
                "feeds": list(dict.fromkeys(told.feeds.get(one.article_id or 0, []))),
                "why": one.why,
                "changed": [moment(version.until) for version in told.versions.get(one.article_id or 0, [])],
            }
            for one in told.reports
        ],
        "alerts": [
            {
                "id": alert.id,
                "watch": alert.watch,
                "created": moment(alert.created_at),
                "waiting_until": moment(alert.waiting_until),
                "dropped": moment(alert.dropped_at),
            }
            for alert in told.alerts
        ],
        "updates": [
            {"at": moment(update.at), **{key: update.document.get(key) for key in _UPDATE}} for update in told.updates
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")
