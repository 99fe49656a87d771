"""`wirewatch watches`: what is watched, and whether it ever fires."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import click

from monitor import app
from monitor.cli.common import DONE, Invocation, ago, common_options, moment
from monitor.cli.found import compiled, names, newest_articles
from monitor.config import Loaded
from monitor.core.article import Article
from monitor.core.delays import Delays, delays
from monitor.core.query import WatchSpec
from monitor.core.query.health import in_words, never, silence, usual_gap
from monitor.core.query.parts import operands, shortened
from monitor.store import Store, ledger, open_store, vigil

_DELAYS_OF = 7 * 86400.0  # s
_NEWEST = 2000  # articles that --deep looks at


@click.group()
def watches() -> None:
    """List the watches and how they do."""


@watches.command("list")
@common_options
def list_(run: Invocation) -> int:
    """List the watches as they are configured."""
    config = run.load().config
    if run.json:
        for watch in config.watches:
            run.emit(
                {
                    "name": watch.name,
                    "title": watch.title,
                    "query": watch.query,
                    "feeds": watch.feeds,
                    "languages": watch.languages,
                    "level": watch.level,
                    "notify": watch.notify,
                }
            )
        return DONE
    run.table(
        ("name", "level", "tells", "feeds", "title"),
        (
            (w.name, w.level, ", ".join(w.notify) or "nobody", ", ".join(w.feeds) or "all", w.title or "")
            for w in config.watches
        ),
        whole=2,
    )
    return DONE


@watches.command("health")
@click.option("--deep", is_flag=True, help="Ask the newest articles why a watch has never fired.")
@common_options
def health(run: Invocation, deep: bool) -> int:
    """Show how often each watch matched and alerted, and which ones seem not to work.

    A gap is the time between two articles that a watch fired on, an hour's counted as one; the usual one is their
    median. --deep matches the newest 2,000 articles and names the clause that none of them satisfies.

    The delays are medians of the last 7 days, of alerts told at once: published to seen, and seen to sent.

    With --json: watch, matches, last_match, alerts, last_alert, usual_gap (seconds or null), delays {published_seen,
    seen_alerted}, each {items, median, p95} in seconds, remark (or null).
    """
    loaded, now = run.load(), app.now()
    with closing(open_store(loaded.config.settings.database)) as store:
        alerted, fired = store.read(ledger.alert_counts), firings(loaded, store)
        measured = delays(store.read(lambda s: vigil.watch_delays(s, since=now - _DELAYS_OF)))
    explained = _explained(run, loaded, [one.watch for one in fired if not one.matches]) if deep else {}
    rows = []
    for one in fired:
        remark = "; ".join(filter(None, (explained.get(one.watch, one.remark), _tells_nobody(loaded, one.watch))))
        rows.append((one, *alerted.get(one.watch, (0, None)), remark))
    if run.json:
        for one, alerts, last_alert, remark in rows:
            run.emit(
                {
                    "watch": one.watch,
                    "matches": one.matches,
                    "last_match": moment(one.last),
                    "alerts": alerts,
                    "last_alert": moment(last_alert),
                    "usual_gap": one.usual_gap,
                    "delays": measured.get(one.watch, Delays()).as_json(),
                    "remark": remark or None,
                }
            )
        return DONE
    run.table(
        ("watch", "matches", "last match", "usually every", "alerts", "last alert", "seen + sent", "remark"),
        (
            (
                one.watch,
                str(one.matches),
                ago(one.last, now),
                in_words(one.usual_gap) if one.usual_gap else "",
                str(alerts),
                ago(last_alert, now),
                measured.get(one.watch, Delays()).in_words(),
                remark,
            )
            for one, alerts, last_alert, remark in rows
        ),
    )
    return DONE


@dataclass(frozen=True, slots=True)
class Firing:
    """How a watch has fired: the articles, the last time, the usual gap in seconds, and what is odd about it."""

    watch: str
    matches: int
    last: float | None
    usual_gap: float | None
    remark: str | None


def firings(loaded: Loaded, store: Store) -> list[Firing]:
    """Say how each configured watch has fired, by what the database holds."""
    counts, times = store.read(ledger.match_counts), store.read(ledger.match_times)
    articles, _, newest = store.read(ledger.archive_reach)
    result = []
    for watch in loaded.config.watches:
        matches, last = counts.get(watch.name, (0, None))
        seen = times.get(watch.name, [])
        silent = silence(seen, newest) if newest is not None else None
        remark = silent or never(matches, articles)
        result.append(Firing(watch.name, matches, last, usual_gap(seen), remark))
    return result


def _tells_nobody(loaded: Loaded, name: str) -> str | None:
    watch = next(watch for watch in loaded.config.watches if watch.name == name)
    if not watch.notify:
        return "tells nobody: it has no notify"
    usable = {channel.name for channel in loaded.config.channels if channel.url is not None}
    if usable.isdisjoint(watch.notify):
        return f"tells nobody: {', '.join(watch.notify)} {'is' if len(watch.notify) == 1 else 'are'} unset"
    return None


def _explained(run: Invocation, loaded: Loaded, idle: Sequence[str]) -> dict[str, str]:
    """Match the newest articles by each idle watch and by each of its clauses alone -> what keeps it silent."""
    asked = [watch for watch in loaded.config.watches if watch.name in idle]
    clauses = {watch.name: operands(watch.query) for watch in asked}
    specs = [WatchSpec(watch.name, watch.query, watch.feeds, watch.languages) for watch in asked]
    for watch in asked:
        for number, (_, query) in enumerate(clauses[watch.name]):
            specs.append(WatchSpec(f"{watch.name} {number}", query, watch.feeds, watch.languages))
    matcher, fired, articles = compiled(loaded, *specs), Counter[str](), 0
    for row, feeds in newest_articles(run, loaded, _NEWEST):
        fired.update(matcher.fires(Article.model_validate(row.document), names(loaded, feeds)))
        articles += 1
    return {name: _why_idle(name, fired, clauses[name], articles) for name in idle if articles}


def _why_idle(name: str, fired: Counter[str], clauses: Sequence[tuple[str, str]], articles: int) -> str:
    if fired[name]:
        return f"has never fired, but would on {fired[name]:,} of the newest {articles:,} articles: is it new?"
    missing = [written for number, (written, _) in enumerate(clauses) if not fired[f"{name} {number}"]]
    if not missing:
        return f"each of its clauses holds in some of the newest {articles:,} articles, but never all in one"
    return f"none of the newest {articles:,} articles satisfies {' nor '.join(map(shortened, missing))}"
