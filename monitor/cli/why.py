"""`wirewatch why`: one article's way, from the feed to each receipt, and where it stopped.

Tells what is recorded and what every watch says of the article today; changes nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import takewhile
from typing import Any

import click
from courlan import extract_domain
from rich.text import Text

from monitor import app
from monitor.cli.common import DONE, Invocation, ago, common_options, moment
from monitor.cli.found import names
from monitor.config import Loaded
from monitor.config.settings import Feed
from monitor.core.address import canonical_key
from monitor.core.article import Article
from monitor.core.query import Verdict
from monitor.core.query.parts import shortened
from monitor.store import ledger, open_store
from monitor.store.ledger import Carried, Way
from monitor.store.tables import AlertRow, EntryRow, FeedRow

_HELD_BY = {"digest": "the watch's digest", "over": "at_most", "quiet": "the channel's quiet hours"}


@click.command()
@click.argument("url")
@common_options
def why(run: Invocation, url: str) -> int:
    """Show one article's whole way and where it stopped.

    From the feed to the receipt of each delivery, with what every watch says of it. An article that no feed has shown:
    which feed should have had it, and how that one does.

    With --json: url, seen [{feed, at, published, state, backlog, note}], article {title, language, language_from, read,
    at, note} or null, verdicts [{watch, fires, matched, snippet, failed, reason}], alerts [{id, watch, at, deliveries
    [{channel, recipient, state, kind, due, held_by, attempts [{at, outcome, status, answer}]}]}], feeds [{feed, state,
    last_poll, error, newest}] (only of an article that was never seen: those on its site) and stopped, one sentence.
    """
    loaded, now = run.load(), app.now()
    likely: list[dict[str, Any]] = []
    with closing(open_store(loaded.config.settings.database)) as store:
        way = store.read(lambda s: ledger.way_of(s, url))
        if not way.entries:
            rows = {row.name: row for row in store.read(ledger.feed_rows)}
            feeds = _feeds_on_site(loaded, rows, url)
            newest = store.read(lambda s: ledger.newest_items(s, [feed.name for feed in feeds]))
            likely = [_feed(feed, rows.get(feed.name), newest.get(feed.name, (None, None))) for feed in feeds]
    verdicts = _verdicts(loaded, way)
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
            for e in way.entries
        ],
        "article": None if way.article is None else _article(loaded, way),
        "verdicts": [_verdict(way, one) for one in verdicts],
        "alerts": [
            {
                "id": alert.id,
                "watch": alert.watch,
                "at": moment(alert.created_at),
                "deliveries": [_delivery(alert, one, now) for one in carried],
            }
            for alert, carried in way.alerts
        ],
        "feeds": likely,
    }
    story["stopped"] = _never_seen(url, likely) if not way.entries else _stopped(loaded, way, verdicts, now)
    if run.json:
        run.emit(story)
    else:
        _print_way(run, story)
    return DONE


def _verdicts(loaded: Loaded, way: Way) -> Sequence[Verdict]:
    if way.article is None or way.article.document is None:
        return ()
    came = names(loaded, [entry.feed for entry in way.entries])
    return loaded.matcher.explain(Article.model_validate(way.article.document), came)


def _article(loaded: Loaded, way: Way) -> dict[str, Any]:
    row = way.article
    assert row is not None
    given = {feed.name: feed.language for feed in loaded.config.feeds}
    language_from = None
    if row.language is not None:
        by_feed = any(given.get(entry.feed) == row.language for entry in way.entries)
        language_from = "the feed's `language:`" if by_feed else "the article itself"
    return {
        "title": row.title,
        "language": row.language,
        "language_from": language_from,
        "read": row.origin,
        "at": moment(row.read_at),
        "note": row.note,
    }


def _verdict(way: Way, verdict: Verdict) -> dict[str, Any]:
    return {
        "watch": verdict.watch,
        "fires": verdict.match is not None,
        "matched": moment(next((row.matched_at for row in way.matches if row.watch == verdict.watch), None)),
        "snippet": verdict.match.snippet if verdict.match else None,
        "failed": verdict.failed,
        "reason": verdict.reason,
    }


def _delivery(alert: AlertRow, one: Carried, now: float) -> dict[str, Any]:
    delivery = one.delivery
    return {
        "channel": delivery.channel,
        "recipient": delivery.recipient or None,
        "state": delivery.state,
        "kind": one.message.kind,
        "due": moment(max(one.message.due, delivery.next_attempt)),
        "held_by": _held_by(alert, one, now),
        "attempts": [
            {"at": moment(a.at), "outcome": a.outcome, "status": a.status, "answer": a.answer} for a in one.attempts
        ],
    }


def _held_by(alert: AlertRow, one: Carried, now: float) -> str | None:
    """Say what made, or makes, the delivery later than its alert."""
    waits = one.delivery.state not in ("sent", "dead", "sending") and one.delivery.next_attempt > now
    if waits and alert.snoozed_until is not None and alert.snoozed_until >= one.delivery.next_attempt:
        return "snooze"
    return _HELD_BY.get(one.message.gather.partition(":")[0])


def _feeds_on_site(loaded: Loaded, rows: dict[str, FeedRow], url: str) -> list[Feed]:
    """Give the configured feeds of the article's site whose host is nearest: rss.example.com for www.example.com."""
    shared: dict[int, list[Feed]] = {}
    for feed in loaded.config.feeds:
        row = rows.get(feed.name)
        addresses = [feed.url, row.moved_to] if row and row.moved_to else [feed.url]
        near = max(_shared_labels(url, address) for address in addresses if address)
        shared.setdefault(near, []).append(feed)
    nearest = max(shared, default=0)
    return shared[nearest] if nearest else []


def _shared_labels(url: str, other: str) -> int:
    """Count the labels that two hosts of one site share from the right; 0 where they are of different sites."""
    host, other_host = _host(url), _host(other)
    if host is None or other_host is None or _site(url, host) != _site(other, other_host):
        return 0
    pairs = zip(reversed(host.split(".")), reversed(other_host.split(".")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _host(url: str) -> str | None:
    key = canonical_key(url)
    return key.split("/", 1)[0] if key != url.strip() else None  # what is no address is its own key


def _site(url: str, host: str) -> str:
    known = extract_domain(url)  # by the public-suffix list; a name of an own network is not in it
    return known or (host if host.rpartition(".")[2][:1].isdigit() else ".".join(host.split(".")[-2:]))


def _feed(feed: Feed, row: FeedRow | None, newest: tuple[float | None, float | None]) -> dict[str, Any]:
    state = "never polled"
    if row is not None and row.state != "active":
        state = row.state
    elif row is not None and row.failures:
        state = "failing"
    elif row is not None and row.last_poll is not None:
        state = "ok"
    return {
        "feed": feed.name,
        "state": state,
        "last_poll": moment(row.last_poll) if row else None,
        "error": row.last_error if row else None,
        "newest": moment(newest[0] or newest[1]),
    }


def _never_seen(url: str, likely: list[dict[str, Any]]) -> str:
    """Say which feed should have had an article that none has shown, and what to do."""
    if _host(url) is None:
        return "no feed has shown this address, and it is none of the web; write it with https://"
    if not likely:
        return f"no feed has shown this address; no configured feed is on its site: `wirewatch feeds discover {url}`"
    told = "; ".join(f"{feed['feed']} should have had it, {_how_it_does(feed)}" for feed in likely[:3])
    more = f"; so should {len(likely) - 3} more feeds" if len(likely) > 3 else ""
    advice = "`wirewatch feeds health` says more"
    if all(feed["state"] == "ok" for feed in likely):
        advice = f"`wirewatch feeds discover {url}` may find a feed that carries it"
    if all(feed["state"] == "never polled" for feed in likely):
        advice = "is the daemon running with this configuration?"
    return f"no feed has shown this address; {told}{more}; {advice}"


def _how_it_does(feed: dict[str, Any]) -> str:
    if feed["state"] == "failing":
        return f"but its last poll ({feed['last_poll']}) failed: {feed['error']}"
    if feed["state"] == "gone":
        return "but its server says that it is gone for good"
    if feed["state"] != "ok":
        return "but it has not been polled yet"
    if feed["newest"] is None:
        return f"but at its last poll ({feed['last_poll']}) it held nothing"
    return f"but up to its last poll ({feed['last_poll']}) it did not show it; its newest item is of {feed['newest']}"


def _stopped(loaded: Loaded, way: Way, verdicts: Sequence[Verdict], now: float) -> str:
    """Say where the way of an article that was seen ended, in one sentence."""
    if way.article is None:
        return _unread(way.entries[0], now)
    if way.alerts:
        return _delivered(loaded, way, now)
    if way.article.document is None:
        matched = ", ".join(row.watch for row in way.matches)
        then = f"{matched} matched it then, without an alert" if matched else "no watch had fired on it"
        return f"its text is no longer kept (settings.keep.bodies); {then}"
    firing = [verdict.watch for verdict in verdicts if verdict.match]
    if not firing:
        if way.matches:
            did = ", ".join(row.watch for row in way.matches)
            return f"no watch fires on it now; {did} did when it was read, without an alert"
        kept_out = [v.watch for v in verdicts if (v.failed or "").startswith(("feeds:", "languages:"))]
        if kept_out and len(kept_out) == len(verdicts):
            return "no watch looks at it: their feeds: or languages: leave it out"
        return "no watch fires on it"
    if all(entry.backlog for entry in way.entries):
        return "it was there at the feed's first poll (its baseline), so it alerts for nothing"
    before = {row.watch for row in way.matches}
    if before.isdisjoint(firing):
        return f"{', '.join(firing)} fires on it now, but did not when it was read: the watch is newer than that"
    return f"{', '.join(sorted(before))} matched it, but no alert of it is recorded"


def _unread(entry: EntryRow, now: float) -> str:
    if entry.state == "failed":
        return f"it could not be read and was given up: {entry.note}"
    if entry.lease_until > now:
        return "it is being read right now"
    if entry.next_read > now:
        reason = f" ({entry.note})" if entry.note else ""
        return f"it waits to be read again{reason}: {ago(entry.next_read, now)}"
    return "it waits to be read; the daemon does that as soon as it runs"


def _delivered(loaded: Loaded, way: Way, now: float) -> str:
    """Sum up the deliveries of all its alerts: what is wrong first."""
    every = [(alert, one) for alert, carried in way.alerts for one in carried]
    quiet = [alert.watch for alert, carried in way.alerts if not carried]
    endings = list(dict.fromkeys(_ending(alert, one, now) for alert, one in every if one.delivery.state != "sent"))
    sent = list(dict.fromkeys(_to(one) for _, one in every if one.delivery.state == "sent"))
    if not endings and sent and not quiet:
        return "it was alerted and every delivery arrived"
    if sent:
        endings.append(f"it arrived at {', '.join(sent)}")
    endings += [_nobody(loaded, watch) for watch in dict.fromkeys(quiet)]
    return "alerted; " + "; ".join(endings)


def _ending(alert: AlertRow, one: Carried, now: float) -> str:
    delivery, to = one.delivery, _to(one)
    answer = f": {delivery.last_answer}" if delivery.last_answer else ""
    if delivery.state == "dead":
        return f"{to} did not take it and it was given up{answer}; `wirewatch alerts retry {alert.id}` sends it again"
    if delivery.state == "sending" and delivery.lease_until > now:
        return f"it is being sent to {to} right now"
    held = _held_by(alert, one, now)
    if delivery.next_attempt > now and held:
        return f"held for {to} by {held} until {moment(delivery.next_attempt)}"
    if delivery.state in ("retry", "unknown"):
        doubt = "may have arrived at" if delivery.state == "unknown" else "has not arrived at"
        return f"it {doubt} {to} and is tried again {ago(max(delivery.next_attempt, now), now)}{answer}"
    return f"it is due at {to}; the daemon sends it as soon as it runs"


def _nobody(loaded: Loaded, watch: str) -> str:
    spec = next((w for w in loaded.config.watches if w.name == watch), None)
    if spec is None or not spec.notify:
        return f"{watch} tells nobody: it has no notify"
    return f"{watch} told nobody: its channels ({', '.join(spec.notify)}) were not set"


def _to(one: Carried) -> str:
    return f"{one.delivery.channel} {one.delivery.recipient}".rstrip()


def _print_way(run: Invocation, story: dict[str, Any]) -> None:
    for label, text in _lines(story):
        run.console.print(Text.assemble((f"{label:<9}", "dim"), text), soft_wrap=True)
    run.console.print(f"⇒ {story['stopped']}", style="bold", markup=False, soft_wrap=True)


def _lines(story: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in story["seen"]:
        old = ", part of the feed's baseline" if entry["backlog"] else ""
        published = f" (published {entry['published']})" if entry["published"] else " (without a date)"
        yield "seen", f"{entry['at']} in {entry['feed']}{published}{old}"
        if entry["note"] and story["article"] is None:
            yield "", entry["note"]
    if article := story["article"]:
        language = f"language {article['language']}, from {article['language_from']}"
        told = language if article["language"] else "language unknown, which any `languages:` lets pass"
        source = "its page" if article["read"] == "page" else "the feed's own text"
        yield "read", f"{article['at']} from {source}, {told}: {article['title']}"
        if article["note"]:
            yield "", article["note"]
    for verdict in sorted(story["verdicts"], key=lambda verdict: not verdict["fires"]):
        if verdict["fires"]:
            yield "fires", f"{verdict['watch']}: {verdict['snippet']}"
        else:
            failed, reason = shortened(verdict["failed"] or ""), shortened(verdict["reason"] or "", 200)
            yield "silent", f"{verdict['watch']}: {failed}: {reason}"
    for alert in story["alerts"]:
        yield "alert", f"{alert['id']} of {alert['watch']} at {alert['at']}"
        for delivery in alert["deliveries"]:
            held = f", held by {delivery['held_by']}, due {delivery['due']}" if delivery["held_by"] else ""
            to = f"{delivery['channel']} {delivery['recipient'] or ''}".rstrip()
            yield "", f"→ {to}: {delivery['state']} (in a message of kind {delivery['kind']}{held})"
            for a in delivery["attempts"]:
                yield "", f"  {a['at']} " + "  ".join(str(x) for x in (a["outcome"], a["status"], a["answer"]) if x)
    for feed in story["feeds"]:
        yield "feed", f"{feed['feed']}: {feed['state']}, newest item {feed['newest'] or 'none'}"
