"""`wirewatch watches`: what is watched, and whether it ever fires."""

import click

from monitor import app
from monitor.cli.common import DONE, Invocation, ago, common_options, moment
from monitor.store import ledger


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
@common_options
def health(run: Invocation) -> int:
    """Show how often each watch matched and alerted; one that never did stands out."""
    config, store, now = run.load().config, run.open_store(), app.now()
    matched, alerted = store.read(ledger.match_counts), store.read(ledger.alert_counts)
    rows = []
    for watch in config.watches:
        matches, last_match = matched.get(watch.name, (0, None))
        alerts, last_alert = alerted.get(watch.name, (0, None))
        remark = "" if matches else "nothing in the archive ever matched it; try `wirewatch backtest`"
        if matches and not watch.notify:
            remark = "tells nobody: it has no notify"
        rows.append((watch.name, matches, last_match, alerts, last_alert, remark))
    if run.json:
        for name, matches, last_match, alerts, last_alert, remark in rows:
            run.emit(
                {
                    "watch": name,
                    "matches": matches,
                    "last_match": moment(last_match),
                    "alerts": alerts,
                    "last_alert": moment(last_alert),
                    "remark": remark or None,
                }
            )
        return DONE
    run.table(
        ("watch", "matches", "last match", "alerts", "last alert", "remark"),
        (
            (name, str(matches), ago(last_match, now), str(alerts), ago(last_alert, now), remark)
            for name, matches, last_match, alerts, last_alert, remark in rows
        ),
    )
    return DONE
