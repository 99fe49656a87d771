"""`wirewatch feeds`: the feeds, their health, and finding, adding and exchanging them."""

import asyncio
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import click
from sqlmodel import Session

from monitor import app
from monitor.cli.common import DONE, FAILED, Invocation, ago, common_options, duration, moment
from monitor.config import Loaded
from monitor.config.edit import add_feeds, feed_name, tag_name
from monitor.core.address import split
from monitor.core.delays import Delays, delays
from monitor.core.feed import condition
from monitor.core.feed.discover import linked_feeds, news_sitemaps, usual_feeds
from monitor.core.feed.model import FeedDocument
from monitor.core.feed.rhythm import HISTORY, silence
from monitor.core.opml import Outline, read_opml, write_opml
from monitor.core.query.health import in_words
from monitor.fetch import Fetched, Rejected, Request
from monitor.sandbox import Sandbox
from monitor.store import crowded, ledger, vigil
from monitor.store.feeds import item_times
from monitor.store.pace import rhythm_of
from monitor.store.tables import FeedRow

_DELAYS_OF = 7 * 86400.0  # s that delays and gaps are shown of
_LIFELESS = 30.0  # s without a sign of life from a daemon that has not said that it ends


@click.group()
def feeds() -> None:
    """List, check, find, add, import and export feeds."""


@feeds.command("list")
@common_options
def list_(run: Invocation) -> int:
    """List the configured feeds."""
    config = run.load().config
    if run.json:
        for feed in config.feeds:
            run.emit(
                {
                    "name": feed.name,
                    "url": feed.url,
                    "title": feed.title,
                    "tags": feed.tags,
                    "language": feed.language,
                    "every": feed.every.total_seconds() if feed.every else None,
                }
            )
        return DONE
    run.table(
        ("name", "lang", "every", "tags", "url"),
        (
            (
                feed.name,
                feed.language or "",
                duration(feed.every.total_seconds()) if feed.every else "learned",
                " ".join(feed.tags),
                feed.url,
            )
            for feed in config.feeds
        ),
        whole=3,
    )
    return DONE


@feeds.command("health")
@common_options
def health(run: Invocation) -> int:
    """Show how each feed does. Exit 1 when one is in trouble, or when polling pauses.

    Its items of the last two weeks, a day each; the rhythm that was learned; when and why the next poll is; the last
    error and what to do. The delays are medians of the last 7 days: published to seen, and seen to alerted (sent) for
    what is told at once.

    With --json also sparkline, rhythm, why_then, advice; delays {published_seen, seen_alerted}, each {items, median,
    p95} in seconds; silent (in words), gap_at, and paused: why nothing is polled (or null).
    """
    loaded, now = run.load(), app.now()
    store = run.open_store()
    rows = {row.name: row for row in store.read(ledger.feed_rows)}
    paused = crowded(loaded.config.settings.database) or store.read(lambda s: _lifeless(s, now))
    measured = delays(store.read(lambda s: vigil.feed_delays(s, since=now - _DELAYS_OF)))
    silent = store.read(lambda s: _silences(s, rows.values(), now))
    seen = store.read(lambda s: item_times(s, since=now - condition.DAYS * 86400.0))
    table, troubled = [], False
    for feed in loaded.config.feeds:
        row = rows.get(feed.name)
        state = _state(row)
        troubled = troubled or state in ("failing", "gone")
        delay = measured.get(feed.name, Delays())
        if run.json:
            document = _health(feed.name, state, row) | _condition(row, seen.get(feed.name, ()), now)
            if row is not None:
                document |= {"silent": silent.get(feed.name), "gap_at": moment(row.gap_at)}
            run.emit(document | {"delays": delay.as_json(), "paused": paused})
        elif row is None:
            table.append((feed.name, state, "never", "0", "", "", "never", "when the daemon runs", "", ""))
        else:
            told = _condition(row, seen.get(feed.name, ()), now)
            said = row.last_error or "; ".join(filter(None, (row.notice, silent.get(feed.name), _gap(row, now))))
            remark = "; ".join(filter(None, (said, told["advice"])))
            next_poll = "never" if state == "gone" else f"{ago(max(row.next_poll, now), now)}: {told['why_then']}"
            table.append(
                (
                    feed.name,
                    state,
                    ago(row.last_ok, now),
                    str(row.items),
                    told["sparkline"],
                    told["rhythm"],
                    ago(row.last_new, now),
                    next_poll,
                    delay.in_words(),
                    remark,
                )
            )
    if not run.json:
        if paused:
            run.errors.print(paused, style="bold", markup=False)
        columns = (
            "feed", "state", "last good poll", "items", "two weeks", "rhythm", "last new", "next poll", "seen + sent",
            "remark",
        )  # fmt: skip
        run.table(columns, table, whole=2)
    return FAILED if troubled or paused else DONE


@feeds.command("add")
@click.argument("url")
@click.option("--name", help="Its name; made of its title when left out.")
@click.option("--tag", "tags", multiple=True, help="One word; may be given again.")
@click.option("--unchecked", is_flag=True, help="Do not fetch it first.")
@common_options
def add(run: Invocation, url: str, name: str | None, tags: tuple[str, ...], unchecked: bool) -> int:
    """Add a feed to the configuration, keeping its comments."""
    loaded = run.load()
    if any(feed.url == url for feed in loaded.config.feeds):
        raise click.ClickException("that address is a feed already")
    title, language = None, None
    if not unchecked:
        found = asyncio.run(_probe(loaded, [url]))[url]
        if isinstance(found, str):
            advice = f"try `wirewatch feeds discover {url}`, or --unchecked"
            raise click.ClickException(f"{url}: {found.partition('; try ')[0]}; {advice}")
        code = re.match(r"([a-z]{2})(?:[-_]|$)", (found.language or "").lower())
        title, language = found.title, code.group(1) if code else None
    taken = [feed.name for feed in loaded.config.feeds]
    if name is not None and name in taken:
        raise click.UsageError(f"there is a feed {name!r} already; choose another --name")
    entry: dict[str, Any] = {"name": name or feed_name(title, url, taken), "url": url}
    if title:
        entry["title"] = title
    if tags:
        entry["tags"] = list(tags)
    if language:
        entry["language"] = language
    target = add_feeds(run.config_path, [entry], check=run.load)
    if run.json:
        run.emit({"added": entry, "file": str(target)})
    else:
        run.console.print(f"Added {entry['name']} to {target}; a running daemon takes it up by itself.", markup=False)
    return DONE


@feeds.command("discover")
@click.argument("url")
@common_options
def discover(run: Invocation, url: str) -> int:
    """Find the feeds of a page.

    The page itself, the links that it names; else news sitemaps of its robots.txt and the usual addresses.
    """
    found, tried = asyncio.run(_discover(run.load(), url))
    if run.json:
        run.emit({"url": url, "feeds": found, "tried": tried})
    else:
        for feed in found:
            run.console.print(
                f"{feed['url']}  {feed['title'] or ''} ({feed['format']}, {feed['entries']} items)",
                markup=False,
            )
        for address, why in tried.items():
            run.errors.print(f"tried {address}: {why}", markup=False)
        if not found:
            run.errors.print("No feed found.")
    return FAILED if url in tried and not found and len(tried) == 1 else DONE


@feeds.command("import")
@click.argument("file", type=click.File("rb"))
@common_options
def import_(run: Invocation, file: Any) -> int:
    """Take feeds from an OPML file.

    Folders become tags; addresses that are there are left alone.
    """
    loaded = run.load()
    try:
        outlines = read_opml(file.read())
    except ValueError as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    there, names, entries = {f.url for f in loaded.config.feeds}, [f.name for f in loaded.config.feeds], []
    unusable = []
    for outline in outlines:
        if outline.url in there:
            continue
        if isinstance(split(outline.url), str):
            unusable.append(outline.url)
            continue
        there.add(outline.url)
        names.append(feed_name(outline.title, outline.url, names))
        entry: dict[str, Any] = {"name": names[-1], "url": outline.url}
        if outline.title:
            entry["title"] = outline.title
        if outline.folders:
            entry["tags"] = list(dict.fromkeys(filter(None, map(tag_name, outline.folders))))
        entries.append(entry)
    target = add_feeds(run.config_path, entries, check=run.load) if entries else run.config_path
    if run.json:
        run.emit(
            {
                "added": len(entries),
                "skipped": len(outlines) - len(entries),
                "unusable": unusable,
                "file": str(target),
            }
        )
        return DONE
    known = len(outlines) - len(entries) - len(unusable)
    run.console.print(f"Added {len(entries)} feeds to {target}; {known} were there already.", markup=False)
    for address in unusable:
        run.errors.print(f"left out {address}: no address of the web", markup=False)
    return DONE


@feeds.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@common_options
def export(run: Invocation, file: Path | None) -> int:
    """Write the feeds as OPML, to a file or to standard output."""
    config = run.load().config
    text = write_opml(Outline(feed.title or feed.name, feed.url, feed.tags[:1]) for feed in config.feeds)
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8")
        run.errors.print(f"{len(config.feeds)} feeds in {file}", markup=False)
    return DONE


async def _discover(loaded: Loaded, url: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    fetch = app.fetcher(loaded)
    try:
        page = await fetch.get(Request(url=url, accept="*/*", now=app.now()))
        robots = await fetch.get(Request(url=urljoin(url, "/robots.txt"), now=app.now()))
    finally:
        await fetch.close()
    tried: dict[str, str] = {}
    if isinstance(page, Rejected):
        return [], {url: page.reason}
    addresses = [url]
    if isinstance(page, Fetched):
        addresses += [address for address in linked_feeds(page.body, page.url) if address != url]
    usual = [*(news_sitemaps(robots.body, url) if isinstance(robots, Fetched) else ()), *usual_feeds(url)]
    found: list[dict[str, Any]] = []
    for batch in (addresses, [a for a in dict.fromkeys(usual) if a not in addresses]):
        for address, result in (await _probe(loaded, batch)).items():
            if isinstance(result, str):
                tried[address] = result
            else:
                found.append(
                    {
                        "url": address,
                        "title": result.title,
                        "format": result.format,
                        "entries": len(result.entries),
                    }
                )
        if found:
            break
    return found, tried


async def _probe(loaded: Loaded, urls: list[str]) -> dict[str, FeedDocument | str]:
    """Fetch and parse each address: its feed, or why it is none."""
    fetch, sandbox = app.fetcher(loaded), Sandbox()
    results: dict[str, FeedDocument | str] = {}
    try:
        for url in urls:
            answer = await fetch.get(Request(url=url, accept="*/*", now=app.now()))
            if isinstance(answer, Fetched):
                parsed = await sandbox.parse_feed(answer.body, url=answer.url, content_type=answer.content_type)
                results[url] = parsed if isinstance(parsed, FeedDocument) else parsed.reason
            else:
                results[url] = answer.reason if isinstance(answer, Rejected) else "it answered 304"
    finally:
        await fetch.close()
        await sandbox.close()
    return results


def _lifeless(session: Session, now: float) -> str | None:
    """Say why a daemon that should run shows no sign of life, or what it says itself about its pausing."""
    beats = ledger.daemons(session)
    if not beats:
        return None
    newest = max(beats, key=lambda beat: beat.at)
    if now - newest.at > _LIFELESS:
        silent = in_words(now - newest.at) if now - newest.at >= 60 else f"{now - newest.at:.0f} s"
        return f"The daemon has shown no sign of life for {silent}: it was killed, or cannot write its database."
    return f"Polling pauses: {newest.state.partition(': ')[2]}" if newest.state.startswith("paused: ") else None


def _silences(session: Session, rows: Iterable[FeedRow], now: float) -> dict[str, str]:
    """Say of each feed that fell silent what is usual for it."""
    told = {row.name: row for row in rows if row.silence_told is not None}
    seen = vigil.times_seen(session, list(told), since=now - HISTORY) if told else {}
    said = {}
    for name, row in told.items():
        since = max(row.baseline_at or 0.0, now - HISTORY)
        fallen = silence(seen.get(name, ()), since=since, until=row.last_ok or now)
        said[name] = str(fallen) if fallen else f"none for {in_words(now - (row.last_new or now))}"
    return said


def _gap(row: FeedRow, now: float) -> str | None:
    if row.gap_at is None or now - row.gap_at > _DELAYS_OF:
        return None
    return f"items may have rolled off between polls ({ago(row.gap_at, now)}): poll it more often (every)"


def _condition(row: FeedRow | None, times: Sequence[float], now: float) -> dict[str, Any]:
    """A feed's two weeks, its rhythm, why its next poll is then, and what to do about its error, in words."""
    if row is None:
        return {"sparkline": "", "rhythm": "not known yet", "why_then": "when the daemon runs", "advice": None}
    return {
        "sparkline": condition.sparkline(condition.by_day(times, now)),
        "rhythm": condition.rhythm_in_words(rhythm_of(row)),
        "why_then": condition.why_then(
            now=now,
            next_poll=row.next_poll,
            last_poll=row.last_poll,
            not_before=row.not_before,
            interval=row.interval,
            failures=row.failures,
            fixed=row.pull == 0,
        ),
        "advice": condition.advice(row.last_error),
    }


def _state(row: FeedRow | None) -> str:
    if row is None:
        return "not polled yet"
    if row.state != "active":
        return row.state
    if row.failures:
        return "failing"
    return "ok" if row.last_ok else "not polled yet"


def _health(name: str, state: str, row: FeedRow | None) -> dict[str, Any]:
    if row is None:
        return {"feed": name, "state": state}
    return {
        "feed": name,
        "state": state,
        "url": row.url,
        "moved_to": row.moved_to,
        "last_ok": moment(row.last_ok),
        "last_status": row.last_status,
        "failures": row.failures,
        "last_error": row.last_error,
        "last_error_at": moment(row.last_error_at),
        "notice": row.notice,
        "items": row.items,
        "last_new": moment(row.last_new),
        "interval": row.interval,
        "next_poll": moment(row.next_poll),
    }
