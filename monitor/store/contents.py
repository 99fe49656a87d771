"""What a message says beside its alerts: the updates that it carries, and the thread where it belongs."""

from typing import Any

from sqlmodel import Session, col, select

from monitor.core.alert import level_rank
from monitor.store.tables import AlertRow, DeliveryRow, MessageAlertRow, MessageRow, MessageUpdateRow, UpdateRow


def updates_of(session: Session, message_id: int) -> tuple[dict[str, Any], ...]:
    """What is new that a message tells, each once, with the watches that it is told for."""
    rows = session.exec(
        select(UpdateRow, AlertRow)
        .join(MessageUpdateRow, col(MessageUpdateRow.update_id) == UpdateRow.id)
        .join(AlertRow, col(AlertRow.id) == MessageUpdateRow.alert_id)
        .where(MessageUpdateRow.message_id == message_id)
        .order_by(col(UpdateRow.id), col(AlertRow.id))
    )
    found: dict[int, dict[str, Any]] = {}
    for told, alert in rows:
        said = alert.document
        document = found.setdefault(
            told.id or 0, {**told.document, "story_title": said.get("title", ""), "watches": [], "level": alert.level}
        )
        document["watches"].append(said.get("watch_title") or alert.watch)
        document["level"] = max(document["level"], alert.level, key=level_rank)
    return tuple(found.values())


def thread_of(session: Session, row: DeliveryRow) -> tuple[int, float, str | None] | None:
    """The first message to this recipient with an alert that this one's updates are to, and the thread's last receipt.

    They differ where a thread was given up.
    """
    answered = select(MessageUpdateRow.alert_id).where(MessageUpdateRow.message_id == row.message_id)
    first = session.exec(
        select(MessageRow.id, MessageRow.created_at, DeliveryRow.receipt)
        .join(MessageAlertRow, col(MessageAlertRow.message_id) == MessageRow.id)
        .join(DeliveryRow, col(DeliveryRow.message_id) == MessageRow.id)
        .where(
            col(MessageAlertRow.alert_id).in_(answered),
            MessageRow.channel == row.channel,
            DeliveryRow.recipient == row.recipient,
            MessageRow.id != row.message_id,
        )
        .order_by(col(MessageRow.id))
    ).first()
    if first is None or first[0] is None:
        return None
    last = session.exec(
        select(DeliveryRow.receipt)
        .join(MessageUpdateRow, col(MessageUpdateRow.message_id) == DeliveryRow.message_id)
        .where(
            col(MessageUpdateRow.alert_id).in_(answered),
            DeliveryRow.channel == row.channel,
            DeliveryRow.recipient == row.recipient,
            col(DeliveryRow.receipt).is_not(None),
        )
        .order_by(col(DeliveryRow.id).desc())
    ).first()
    return first[0], first[1], last or first[2]
