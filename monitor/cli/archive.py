"""`wirewatch search`, `backtest` and `why`: the archive asked by the same matcher that alerts."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import click
from rich.progress import track

from monitor import app
from monitor.cli.common import DONE, Invocation, Span, common_options, moment
from monitor.config import Loaded
from monitor.core.address import canonical_key
from monitor.core.article import Article
from monitor.core.query import ConceptSpec, Match, Matcher, WatchSpec, compile_watches
from monitor.errors import QueryError
from monitor.store import articles, ledger, open_store
from monitor.store.tables import ArticleRow


@click.command()
@click.argument("query")
@click.option("--since", type=Span(), default="7d", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@common_options
def search(run: Invocation, query: str, since: float, limit: int) -> int:
    """Search the archive with the watch language, newest first."""
    loaded = run.load()
    matcher = _compiled(loaded, "search", query)
    found = list(islice(_found(run, loaded, matcher, app.now() - since, newest_first=True), limit + 1))
    for row, article, match in found[:limit]:
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
    if len(found) > limit:
        run.errors.print(f"… the first {limit}; --limit shows more")
    if not found and not run.json:
        run.console.print("Nothing in the archive matches.")
    return DONE


@click.command()
@click.argument("watch")
@click.option("--since", type=Span(), default="30d", show_default=True)
@click.option("--query", help="Compare with this query: +new / −gone.")
@common_options
def backtest(run: Invocation, watch: str, since: float, query: str | None) -> int:
    """Show what a watch would have fired, a day at a time."""
    loaded, start = run.load(), app.now() - since
    spec = next((w for w in loaded.config.watches if w.name == watch), None)
    if spec is None:
        known = ", ".join(w.name for w in loaded.config.watches) or "none"
        raise click.UsageError(f"there is no watch {watch!r}; there are: {known}")
    matcher = _compiled(loaded, watch, spec.query, spec.feeds, spec.languages)
    fired = {row.id: (row, article) for row, article, _ in _found(run, loaded, matcher, start, newest_first=False)}
    if query is None:
        return _show_days(run, watch, fired)
    other = _compiled(loaded, watch, query, spec.feeds, spec.languages)
    changed = {row.id: (row, article) for row, article, _ in _found(run, loaded, other, start, newest_first=False)}
    new = [changed[i] for i in changed if i not in fired]
    gone = [fired[i] for i in fired if i not in changed]
    if run.json:
        run.emit(
            {
                "watch": watch,
                "before": len(fired),
                "after": len(changed),
                "new": _titles(new),
                "gone": _titles(gone),
            }
        )
        return DONE
    for sign, rows in (("+", new), ("−", gone)):
        for row, article in rows:
            run.console.print(f"{sign} {moment(row.seen_at)}  {article.title}", markup=False)
    run.console.print(f"{len(fired)} before, {len(changed)} after: +{len(new)} / −{len(gone)}")
    return DONE


@click.command()
@click.argument("url")
@common_options
def why(run: Invocation, url: str) -> int:
    """Show one article's whole way and where it stopped.

    From the feed to the receipt of each delivery, with what every watch says of it.
    """
    loaded = run.load()
    store = open_store(loaded.config.settings.database)
    way = store.read(lambda s: ledger.way_of(s, canonical_key(url) or url, url))
    row: ArticleRow | None = way["article"]
    verdicts: list[dict[str, Any]] = []
    if row is not None and row.document is not None:
        names = _names(loaded, [entry.feed for entry in way["entries"]])
        for verdict in loaded.matcher.explain(Article.model_validate(row.document), names):
            verdicts.append(
                {
                    "watch": verdict.watch,
                    "fires": verdict.match is not None,
                    "snippet": verdict.match.snippet if verdict.match else None,
                    "failed": verdict.failed,
                    "reason": verdict.reason,
                }
            )
    story = {
        "url": url,
        "seen": [
            {
                "feed": e.feed,
                "at": moment(e.seen_at),
                "published": moment(e.published),
                "state": e.state,
                "backlog": e.backlog,
                "note": e.note,
            }
            for e in way["entries"]
        ],
        "article": None
        if row is None
        else {
            "title": row.title,
            "language": row.language,
            "read": row.origin,
            "at": moment(row.read_at),
            "note": row.note,
        },
        "verdicts": verdicts,
        "alerts": [
            {
                "id": alert.id,
                "watch": alert.watch,
                "at": moment(alert.created_at),
                "deliveries": [
                    {
                        "channel": d.channel,
                        "recipient": d.recipient or None,
                        "state": d.state,
                        "attempts": [
                            {"at": moment(a.at), "outcome": a.outcome, "status": a.status, "answer": a.answer}
                            for a in attempts
                        ],
                    }
                    for d, attempts in deliveries
                ],
            }
            for alert, deliveries in way["alerts"]
        ],
    }
    story["stopped"] = _stopped(story, loaded, url)
    if run.json:
        run.emit(story)
    else:
        _print_way(run, story)
    return DONE


def _compiled(
    loaded: Loaded, name: str, query: str, feeds: tuple[str, ...] = (), languages: tuple[str, ...] = ()
) -> Matcher:
    concepts = {key: ConceptSpec(c.any, c.except_) for key, c in loaded.config.concepts.items()}
    try:
        return compile_watches([WatchSpec(name, query, feeds, languages)], concepts)
    except QueryError as error:
        raise click.UsageError(str(error)) from error


def _names(loaded: Loaded, feeds: list[str]) -> set[str]:
    tags = {feed.name: feed.tags for feed in loaded.config.feeds}
    return {*feeds, *(f"tag:{tag}" for name in feeds for tag in tags.get(name, ()))}


def _found(
    run: Invocation, loaded: Loaded, matcher: Matcher, since: float, *, newest_first: bool
) -> Iterator[tuple[ArticleRow, Article, Match]]:
    store = open_store(loaded.config.settings.database)
    rows = store.read(lambda s: list(articles.stored(s, since=since, newest_first=newest_first)))
    shown = track(rows, "matching", console=run.errors, transient=True, disable=not run.errors.is_terminal)
    for row, feeds in shown:
        article = Article.model_validate(row.document)
        for match in matcher.match(article, _names(loaded, feeds)):
            yield row, article, match


def _show_days(run: Invocation, watch: str, fired: dict[int | None, tuple[ArticleRow, Article]]) -> int:
    days = Counter(datetime.fromtimestamp(row.seen_at, UTC).date().isoformat() for row, _ in fired.values())
    if run.json:
        run.emit(
            {
                "watch": watch,
                "fired": len(fired),
                "days": dict(sorted(days.items())),
                "articles": _titles(list(fired.values())),
            }
        )
        return DONE
    most = max(days.values(), default=1)
    for day, count in sorted(days.items()):
        run.console.print(f"{day}  {'█' * max(1, round(40 * count / most))} {count}")
    for row, article in list(fired.values())[-10:]:
        run.console.print(f"  {moment(row.seen_at)}  {article.title}", markup=False)
    number = "1 article" if len(fired) == 1 else f"{len(fired)} articles"
    run.console.print(f"{watch} would have fired on {number} of the archive.")
    return DONE


def _titles(rows: list[tuple[ArticleRow, Article]]) -> list[dict[str, Any]]:
    return [{"title": article.title, "url": article.url, "seen": moment(row.seen_at)} for row, article in rows]


def _stopped(story: dict[str, Any], loaded: Loaded, url: str) -> str:
    """Where the article's way ended, in one sentence."""
    if not story["seen"]:
        host = canonical_key(url).split("/", 1)[0]
        feeds = [f.name for f in loaded.config.feeds if host and host in canonical_key(f.url)]
        likely = f"; {', '.join(feeds)} should have had it" if feeds else "; no configured feed is on its site"
        return f"no feed has shown this address{likely}"
    if story["article"] is None:
        return "it waits to be read"
    if not any(v["fires"] for v in story["verdicts"]) and not story["alerts"]:
        return "no watch fires on it"
    if not story["alerts"]:
        if all(entry["backlog"] for entry in story["seen"]):
            return "it was there at the feed's first poll (its baseline), so it alerts for nothing"
        return "a watch fires on it now, but did not when it was read"
    states = [d["state"] for alert in story["alerts"] for d in alert["deliveries"]]
    if not states:
        return "its watch tells nobody"
    if all(state == "sent" for state in states):
        return "it was alerted and every delivery arrived"
    return "alerted; deliveries: " + ", ".join(sorted(states))


def _print_way(run: Invocation, story: dict[str, Any]) -> None:
    out = run.console
    for entry in story["seen"]:
        old = ", part of the feed's baseline" if entry["backlog"] else ""
        out.print(f"seen     {entry['at']} in {entry['feed']} (published {entry['published']}){old}", markup=False)
    if story["article"]:
        article = story["article"]
        out.print(
            f"read     {article['at']} from the {article['read']}, language {article['language']}: {article['title']}",
            markup=False,
        )
        if article["note"]:
            out.print(f"         {article['note']}", markup=False)
    for verdict in story["verdicts"]:
        if verdict["fires"]:
            out.print(f"fires    {verdict['watch']}: {verdict['snippet']}", markup=False)
        else:
            out.print(f"silent   {verdict['watch']}: {verdict['failed']}: {verdict['reason']}", markup=False)
    for alert in story["alerts"]:
        out.print(f"alert    {alert['id']} of {alert['watch']} at {alert['at']}", markup=False)
        for delivery in alert["deliveries"]:
            out.print(
                f"  to     {delivery['channel']} {delivery['recipient'] or ''}".rstrip() + f": {delivery['state']}",
                markup=False,
            )
            for a in delivery["attempts"]:
                out.print(
                    f"           {a['at']} {a['outcome']} {a['status'] or ''} {a['answer'] or ''}",
                    markup=False,
                )
    out.print(f"⇒ {story['stopped']}", style="bold", markup=False)
