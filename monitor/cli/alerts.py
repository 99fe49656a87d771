"""`wirewatch alerts`: what was alerted, every attempt to deliver it, and what a person does about it."""

from functools import partial
from typing import Any

import click

from monitor import app
from monitor.cli.common import DONE, FAILED, Invocation, Span, ago, common_options, moment
from monitor.planning import origins_of
from monitor.store import alerts as outbox
from monitor.store import ledger, stories
from monitor.store.tables import AlertRow, DeliveryRow


@click.group()
def alerts() -> None:
    """List, show, retry, acknowledge or snooze alerts."""


@alerts.command("list")
@click.option("--since", type=Span(), default="7d", show_default=True, help="How far back.")
@click.option("--watch", help="Only this watch's.")
@click.option("--undelivered", is_flag=True, help="Only those that have not reached everyone.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
@common_options
def list_(run: Invocation, since: float, watch: str | None, undelivered: bool, limit: int) -> int:
    """List alerts, newest first, with how each delivery stands."""
    now = app.now()
    rows = run.open_store().read(
        lambda s: ledger.alert_list(s, since=now - since, watch=watch, undelivered=undelivered, limit=limit)
    )
    if run.json:
        for row, deliveries in rows:
            run.emit(_as_json(row, deliveries))
        return DONE
    if not rows:
        run.console.print("No alerts in that time.")
        return DONE
    run.table(
        ("id", "when", "watch", "level", "title", "deliveries"),
        (
            (
                str(row.id),
                ago(row.created_at, now),
                row.watch,
                row.level + (" ✓" if row.acked_at else " ↑" if row.escalated_at else ""),
                str(row.document.get("title", "")),
                ", ".join(_stands(d, now) for d in deliveries) or _untold(row),
            )
            for row, deliveries in rows
        ),
        whole=2,
    )
    return DONE


@alerts.command("show")
@click.argument("alert_id", type=int)
@common_options
def show(run: Invocation, alert_id: int) -> int:
    """Show one alert with every attempt to deliver it."""
    store = run.open_store()
    row = store.read(lambda s: s.get(AlertRow, alert_id))
    if row is None:
        raise _no_alert(alert_id)
    carried = store.read(lambda s: ledger.carried(s, alert_id))
    story = row.document.get("story")
    origins = origins_of(store.read(lambda s: stories.reports(s, story))) if story else ()
    if run.json:
        document = _as_json(row, [one.delivery for one in carried])
        document["origins"] = [one.model_dump(mode="json") for one in origins]
        for entry, one in zip(document["deliveries"], carried, strict=True):
            entry["message"] = {"gather": one.message.gather, "kind": one.message.kind, "due": moment(one.message.due)}
            entry["attempts"] = [
                {"at": moment(a.at), "outcome": a.outcome, "status": a.status, "answer": a.answer} for a in one.attempts
            ]
        run.emit(document)
        return DONE
    out, view = run.console, row.document
    out.print(f"Alert {row.id}: {view.get('title')}", style="bold", markup=False)
    out.print(f"watch {row.watch}, level {row.level}, {moment(row.created_at)}", markup=False)
    for what, at in (
        ("acknowledged", row.acked_at),
        ("snoozed until", row.snoozed_until),
        ("escalated: nobody had acknowledged it by", row.escalated_at),
        ("held for another independent source until", row.waiting_until),
        ("dropped, no other independent source came by", row.dropped_at),
    ):
        if at:
            out.print(f"{what} {moment(at)}")
    out.print(f"{view.get('source')}  {view.get('url')}\n{view.get('snippet')}", markup=False)
    for other in view.get("others", []):
        out.print(f"also: {other['source']} {other.get('url')}", markup=False)
    for origin in origins:
        first = moment(origin.first.timestamp()) if origin.first else "unknown"
        passed = f", passed on by {origin.reports} reports" if origin.reports > 1 else ""
        out.print(f"source: {origin.name}, first {first}{passed}", markup=False)
    if view.get("story"):
        out.print(f"story {view['story']}: wirewatch stories show {view['story']}", style="dim")
    if not carried:
        out.print(f"{_untold(row).capitalize()}.")
    for one in carried:
        delivery, message = one.delivery, one.message
        to = f"{delivery.channel} {delivery.recipient}".strip()
        repeat = ", marked as a possible repeat" if delivery.maybe_repeat else ""
        out.print(f"→ {to}: {delivery.state}{repeat}", style="bold", markup=False)
        out.print(f"   {message.kind}, due {moment(message.due)} ({message.gather})", markup=False)
        for a in one.attempts:
            said = "  ".join(filter(None, (a.outcome, str(a.status or ""), a.answer)))
            out.print(f"   {moment(a.at)}  {said}", markup=False)
        if delivery.state not in ("sent", "dead"):
            now = app.now()
            out.print(f"   next attempt {ago(max(delivery.next_attempt, now), now)}")
    return DONE


@alerts.command("retry")
@click.argument("alert_id", type=int, required=False)
@click.option("--all-dead", is_flag=True, help="Every delivery that was given up.")
@common_options
def retry(run: Invocation, alert_id: int | None, all_dead: bool) -> int:
    """Send again what has not arrived."""
    if (alert_id is None) != all_dead:
        raise click.UsageError("name an alert, or say --all-dead")
    store, now = run.open_store(), app.now()
    if alert_id is not None and store.read(lambda s: s.get(AlertRow, alert_id)) is None:
        raise _no_alert(alert_id)
    count = store.write(lambda s: outbox.retry(s, now, alert_id=alert_id))
    if run.json:
        run.emit({"retried": count})
    else:
        are = "delivery is" if count == 1 else "deliveries are"
        run.console.print(f"{count} {are} due now; the daemon sends them." if count else "Nothing waits to be sent.")
    return DONE


@alerts.command("ack")
@click.argument("alert_ids", type=int, nargs=-1, required=True)
@common_options
def ack(run: Invocation, alert_ids: tuple[int, ...]) -> int:
    """Acknowledge alerts: a person has seen them, so they do not escalate."""
    store, now, code = run.open_store(), app.now(), DONE
    for alert_id in alert_ids:
        row = store.write(partial(ledger.acknowledge, alert_id=alert_id, now=now))
        code = _say(run, alert_id, row, "acknowledged") or code
    return code


@alerts.command("snooze")
@click.argument("alert_id", type=int)
@click.option("--for", "span", type=Span(), default="1h", show_default=True)
@common_options
def snooze(run: Invocation, alert_id: int, span: float) -> int:
    """Hold what of an alert has not been sent, for a while. Its escalation counts from the end of that."""
    until = app.now() + span
    row = run.open_store().write(lambda s: ledger.snooze(s, alert_id, until))
    return _say(run, alert_id, row, f"snoozed until {moment(until)}")


def _stands(delivery: DeliveryRow, now: float) -> str:
    """How a delivery stands, with when it goes on and why it did not arrive."""
    said = f"{delivery.channel} {delivery.state}"
    if delivery.state == "sent":
        return said
    if delivery.state != "dead" and delivery.next_attempt > now:
        said += f" {ago(delivery.next_attempt, now)}"
    answer = (delivery.last_answer or "").strip().partition("\n")[0]
    return f"{said} ({answer[:80]})" if answer else said


def _untold(row: AlertRow) -> str:
    """Why no message carries an alert."""
    if row.waiting_until is not None:
        return "held for another source"
    return "dropped: a single source" if row.dropped_at is not None else "nobody to tell"


def _no_alert(alert_id: int) -> click.ClickException:
    return click.ClickException(f"there is no alert {alert_id}; see `wirewatch alerts list`")


def _say(run: Invocation, alert_id: int, row: AlertRow | None, what: str) -> int:
    if run.json:
        run.emit({"alert": alert_id, "found": row is not None})
    elif row is None:
        run.errors.print(f"there is no alert {alert_id}")
    else:
        run.console.print(f"alert {alert_id} {what}")
    return FAILED if row is None else DONE


def _as_json(row: AlertRow, deliveries: list[DeliveryRow]) -> dict[str, Any]:
    return {
        "id": row.id,
        "watch": row.watch,
        "event": row.event,
        "level": row.level,
        "created": moment(row.created_at),
        "acknowledged": moment(row.acked_at),
        "snoozed_until": moment(row.snoozed_until),
        "escalated": moment(row.escalated_at),
        "waiting_until": moment(row.waiting_until),
        "dropped": moment(row.dropped_at),
        "alert": row.document,
        "deliveries": [
            {
                "channel": d.channel,
                "recipient": d.recipient or None,
                "state": d.state,
                "attempts": d.attempts,
                "sent": moment(d.sent_at),
                "next_attempt": None if d.state in ("sent", "dead") else moment(d.next_attempt),
                "status": d.last_status,
                "answer": d.last_answer,
                "maybe_repeat": d.maybe_repeat,
            }
            for d in deliveries
        ],
    }
