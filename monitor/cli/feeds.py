"""`wirewatch feeds`: the feeds, their health, and finding, adding and exchanging them."""

import asyncio
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from monitor import app
from monitor.cli import find
from monitor.cli.common import DONE, FAILED, Invocation, ago, common_options, duration, moment
from monitor.config.edit import add_feeds, feed_name, tag_name
from monitor.core.address import split
from monitor.core.delays import Delays, delays
from monitor.core.feed import condition
from monitor.core.feed.rhythm import HISTORY, silence
from monitor.core.opml import Outline, read_opml, write_opml
from monitor.core.query.health import in_words
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
    runs = bool(store.read(ledger.daemons))
    measured = delays(store.read(lambda s: vigil.feed_delays(s, since=now - _DELAYS_OF)))
    silent = store.read(lambda s: _silences(s, rows.values(), now))
    seen = store.read(lambda s: item_times(s, since=now - condition.DAYS * 86400.0))
    table, remarks, troubled = [], [], False
    for feed in loaded.config.feeds:
        row = rows.get(feed.name)
        state = _state(row)
        troubled = troubled or state in ("failing", "gone")
        delay = measured.get(feed.name, Delays())
        if run.json:
            document = _health(feed.name, state, row) | _condition(row, seen.get(feed.name, ()), now, runs=runs)
            if row is not None:
                document |= {"silent": silent.get(feed.name), "gap_at": moment(row.gap_at)}
            run.emit(document | {"delays": delay.as_json(), "paused": paused})
        elif row is None:
            table.append((feed.name, state, "never", "0", "", "", "never", "when the daemon runs", ""))
        else:
            told = _condition(row, seen.get(feed.name, ()), now, runs=runs)
            if remark := _remark(row, told["advice"], silent.get(feed.name), now):
                remarks.append(f"{feed.name}: {remark}")
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
                )
            )
    if not run.json:
        if paused:
            run.errors.print(paused, style="bold", markup=False)
        columns = (
            "feed", "state", "last good poll", "items", "two weeks", "rhythm", "last new", "next poll", "seen + sent",
        )  # fmt: skip
        run.table(columns, table, whole=2)
        for number, remark in enumerate(remarks):
            run.console.print("" if number else "\n", remark, sep="", markup=False)
    return FAILED if troubled or paused else DONE


@feeds.command("add")
@click.argument("url")
@click.option("--name", help="Its name; made of its title when left out.")
@click.option("--tag", "tags", multiple=True, help="One word; may be given again.")
@click.option("--unchecked", is_flag=True, help="Do not fetch it first.")
@common_options
def add(run: Invocation, url: str, name: str | None, tags: tuple[str, ...], unchecked: bool) -> int:
    """Add a feed to the configuration, keeping its comments."""
    loaded, url = run.load(), _address(url)
    if known := next((feed.name for feed in loaded.config.feeds if feed.url == url), None):
        raise click.ClickException(f"that address is a feed already: {known}")
    title, language = None, None
    if not unchecked:
        found = asyncio.run(find.probe(loaded, url))
        if isinstance(found, str):
            advice = f"try `wirewatch feeds discover {url}`, or --unchecked"
            raise click.ClickException(f"{url}: {find.plain(found)}; {advice}")
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

    The page itself and the feeds that its head names; else what its links call a feed; else news sitemaps of its
    robots.txt and the usual addresses. Says what it tried. Exit 1 when the page cannot be had and no feed is found.
    """
    url = _address(url)
    found, tried = asyncio.run(find.discover(run.load(), url))
    if run.json:
        run.emit({"url": url, "feeds": found, "tried": tried})
    else:
        for feed in found:
            items = "1 item" if feed["entries"] == 1 else f"{feed['entries']} items"
            run.console.print(f"{feed['url']}  {feed['title'] or ''} ({feed['format']}, {items})", markup=False)
        reasons: dict[str, list[str]] = {}
        for address, why in tried.items():
            reasons.setdefault(why, []).append(address)
        for why, addresses in reasons.items():
            run.errors.print(f"tried {_listed(addresses)}: {why}", markup=False)
        if found:
            run.errors.print(f"To take one: wirewatch feeds add {found[0]['url']}", markup=False)
        else:
            run.errors.print("No feed found.")
    return FAILED if not found and (tried.get(url, "").startswith("answered ") or len(tried) == 1) else DONE


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
    added = f"Added {_feeds(len(entries))} to {target}" if entries else "Nothing to add"
    there_already = f"; {_feeds(known)} {'was' if known == 1 else 'were'} there already" if known else ""
    run.console.print(f"{added}{there_already}.", markup=False)
    for address in unusable:
        run.errors.print(f"left out {address}: no address of the web", markup=False)
    return DONE


@feeds.command("export")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@common_options
def export(run: Invocation, file: Path | None) -> int:
    """Write the feeds as OPML, to a file or to standard output."""
    config = run.load().config
    text = write_opml(Outline(feed.title or feed.name, feed.url, feed.tags) for feed in config.feeds)
    if file is None:
        sys.stdout.write(text)
    else:
        file.write_text(text, encoding="utf-8")
        run.errors.print(f"{_feeds(len(config.feeds))} in {file}", markup=False)
    return DONE


def _address(written: str) -> str:
    """The address as it was written, https:// before it where it has no scheme. Raises UsageError."""
    url = written if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/|/|$", written) else f"https://{written}"
    if isinstance(wrong := split(url), str):
        raise click.UsageError(f"{url}: {wrong}")
    return url


def _listed(addresses: Sequence[str]) -> str:
    """The first of each site in full, of the others the paths."""
    shown, before = [], ""
    for address in addresses:
        site = "/".join(address.split("/", 3)[:3])
        shown.append(address.removeprefix(site) or "/" if site == before else address)
        before = site
    return " ".join(shown)


def _feeds(count: int) -> str:
    return "1 feed" if count == 1 else f"{count} feeds"


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


def _remark(row: FeedRow, advice: str | None, silent: str | None, now: float) -> str:
    """What is to be said of a feed: its error and what to do, or what is odd though its polls succeed."""
    if row.last_error:
        return "; ".join(filter(None, (find.plain(row.last_error), advice)))
    moved = f"it has moved to {row.moved_to}: write that address into the configuration" if row.moved_to else None
    return "; ".join(filter(None, (row.notice, silent, _gap(row, now), moved)))


def _gap(row: FeedRow, now: float) -> str | None:
    if row.gap_at is None or now - row.gap_at > _DELAYS_OF:
        return None
    return f"items may have rolled off between polls ({ago(row.gap_at, now)}): poll it more often (every)"


def _condition(row: FeedRow | None, times: Sequence[float], now: float, *, runs: bool) -> dict[str, Any]:
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
            runs=runs,
        ),
        "advice": _advice(row),
    }


def _advice(row: FeedRow) -> str | None:
    """What to do about the last error, with the addresses to do it with."""
    site = "/".join(row.url.split("/", 3)[:3]) + "/"
    advice = condition.advice(row.last_error)
    return advice and advice.replace("discover URL`", f"discover {row.url}`").replace(
        "discover SITE`", f"discover {site}`"
    )


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
