"""What the daemon asks about itself: what waits too long, who has not acknowledged, which feeds are quiet, how fast."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from monitor.store.alerts import UNFINISHED
from monitor.store.articles import EntryClaim
from monitor.store.feeds import FeedClaim
from monitor.store.tables import (
    AlertRow,
    ArticleRow,
    DeliveryRow,
    EntryRow,
    FeedRow,
    HeartbeatRow,
    MessageAlertRow,
    MessageRow,
)

_PROBE = "x" * 65536  # characters: no row of this size fits into what is left of the pages that are there


@dataclass(frozen=True, slots=True)
class Overdue:
    """A channel with late deliveries: since when the oldest is due (Unix seconds), and how many carry alerts."""

    channel: str
    since: float
    alerts: int


def overdue(session: Session, before: float) -> list[Overdue]:
    """Deliveries that were due before then and have not arrived; what a policy or a person holds is not due."""
    rows = session.exec(
        select(
            DeliveryRow.channel,
            func.min(MessageRow.due),
            func.count().filter(col(MessageRow.kind) != "notice"),
        )
        .join(MessageRow, col(MessageRow.id) == DeliveryRow.message_id)
        .where(col(DeliveryRow.state).in_(UNFINISHED), MessageRow.due <= before)
        .group_by(col(DeliveryRow.channel))
        .order_by(col(DeliveryRow.channel))
    )
    return [Overdue(channel, since, alerts) for channel, since, alerts in rows]


def unacknowledged(session: Session, now: float, *, after: Mapping[str, float], forget: float) -> list[AlertRow]:
    """Urgent alerts that nobody acknowledged in time.

    ``after`` maps watches to seconds, counted from sent, or from the end of a snooze; what should have been told
    more than ``forget`` seconds ago no longer matters.
    """
    if not after:
        return []
    sent = func.min(DeliveryRow.sent_at)
    rows = session.exec(
        select(AlertRow.id, AlertRow.watch, AlertRow.snoozed_until, sent)
        .join(MessageAlertRow, col(MessageAlertRow.alert_id) == AlertRow.id)
        .join(DeliveryRow, col(DeliveryRow.message_id) == MessageAlertRow.message_id)
        .where(
            AlertRow.level == "urgent",
            col(AlertRow.watch).in_(list(after)),
            col(AlertRow.acked_at).is_(None),
            col(AlertRow.escalated_at).is_(None),
            DeliveryRow.state == "sent",
            or_(col(DeliveryRow.sent_at) > now - forget - max(after.values()), col(AlertRow.snoozed_until) > 0),
        )
        .group_by(col(AlertRow.id), col(AlertRow.watch), col(AlertRow.snoozed_until))
        .order_by(col(AlertRow.id))
    ).all()
    found = []
    for number, watch, snoozed, first in rows:
        if first is None:
            continue
        due = max(first, snoozed or 0.0) + after[watch]
        row = session.get(AlertRow, number) if now - forget <= due <= now else None
        if row is not None:
            found.append(row)
    return found


def mark_escalated(session: Session, alert_id: int, now: float) -> bool:
    """Take an alert for escalation; false where it was acknowledged or escalated meanwhile."""
    done = session.exec(
        update(AlertRow)
        .where(col(AlertRow.id) == alert_id, col(AlertRow.escalated_at).is_(None), col(AlertRow.acked_at).is_(None))
        .values(escalated_at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)


def quiet_feeds(session: Session, *, before: float) -> list[FeedRow]:
    """Feeds whose polls succeed, with nothing new since then, that the operators have not been told of."""
    return list(
        session.exec(
            select(FeedRow)
            .where(
                FeedRow.state == "active",
                FeedRow.failures == 0,
                col(FeedRow.silence_told).is_(None),
                col(FeedRow.baseline_at).is_not(None),
                col(FeedRow.last_new) <= before,
            )
            .order_by(FeedRow.name)
        )
    )


def times_seen(session: Session, feeds: Collection[str], *, since: float) -> dict[str, list[float]]:
    """Of each of some feeds: when its items since then were first seen, without those of its baseline."""
    rows = session.exec(
        select(EntryRow.feed, EntryRow.seen_at)
        .join(FeedRow, col(FeedRow.name) == EntryRow.feed)
        .where(
            col(EntryRow.feed).in_(list(feeds)),
            EntryRow.seen_at > since,
            col(EntryRow.backlog).is_(False),
            col(EntryRow.seen_at) > col(FeedRow.baseline_at),
        )
    )
    found: dict[str, list[float]] = {}
    for feed, at in rows:
        found.setdefault(feed, []).append(at)
    return found


def probe(session: Session) -> None:
    """Write a row that needs room, and take it back; StoreError (from the transaction) while there is none."""
    row = HeartbeatRow(daemon="probe", pid=0, started_at=0.0, at=0.0, state=_PROBE)
    session.add(row)
    session.flush()
    session.delete(row)


def give_back(session: Session, claims: Iterable[FeedClaim | EntryClaim]) -> None:
    """Free what was claimed and could not be finished, unless it was taken over meanwhile."""
    for claim in claims:
        own: Any = col(FeedRow.name) == claim.name if isinstance(claim, FeedClaim) else col(EntryRow.id) == claim.id
        table = FeedRow if isinstance(claim, FeedClaim) else EntryRow
        session.exec(
            update(table)
            .where(own, col(table.fence) == claim.fence)
            .values(lease_until=0.0)
            .execution_options(synchronize_session=False)
        )


def feed_delays(session: Session, *, since: float) -> list[tuple[str, float | None, float, float | None]]:
    """Of each item since then that was news: feed, published, seen, and when its first alert was sent at once."""
    told = (
        select(
            AlertRow.event, func.min(AlertRow.created_at).label("created"), func.min(DeliveryRow.sent_at).label("at")
        )
        .join(MessageAlertRow, col(MessageAlertRow.alert_id) == AlertRow.id)
        .join(MessageRow, col(MessageRow.id) == MessageAlertRow.message_id)
        .join(DeliveryRow, col(DeliveryRow.message_id) == MessageRow.id)
        .where(MessageRow.kind == "alert", DeliveryRow.state == "sent", AlertRow.created_at >= since)
        .group_by(col(AlertRow.event))
        .subquery()
    )
    rows = session.exec(
        select(EntryRow.feed, EntryRow.published, EntryRow.seen_at, told.c.at)
        .join(told, (told.c.event == col(EntryRow.event)) & (told.c.created >= col(EntryRow.seen_at)), isouter=True)
        .where(EntryRow.seen_at >= since, col(EntryRow.backlog).is_(False))
    )
    return [(feed, published, seen, at) for feed, published, seen, at in rows]


def watch_delays(session: Session, *, since: float) -> list[tuple[str, float | None, float, float | None]]:
    """Of each alert since then that was told at once: watch, published, seen, and when it was first sent."""
    rows = session.exec(
        select(AlertRow.watch, ArticleRow.published, ArticleRow.seen_at, func.min(DeliveryRow.sent_at))
        .join(ArticleRow, col(ArticleRow.id) == AlertRow.article_id)
        .join(MessageAlertRow, col(MessageAlertRow.alert_id) == AlertRow.id)
        .join(MessageRow, col(MessageRow.id) == MessageAlertRow.message_id)
        .join(DeliveryRow, col(DeliveryRow.message_id) == MessageRow.id)
        .where(MessageRow.kind == "alert", DeliveryRow.state == "sent", AlertRow.created_at >= since)
        .group_by(col(AlertRow.id), col(AlertRow.watch), col(ArticleRow.published), col(ArticleRow.seen_at))
    )
    return [(watch, published, seen, at) for watch, published, seen, at in rows]
