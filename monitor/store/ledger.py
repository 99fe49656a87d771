"""What the daemon can be asked about itself: heartbeat, health of feeds, alerts with their receipts, why."""

from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from monitor.store.alerts import UNFINISHED
from monitor.store.tables import (
    AlertRow,
    ArticleRow,
    AttemptRow,
    DeliveryRow,
    EntryRow,
    FeedRow,
    HeartbeatRow,
    MatchRow,
    MessageAlertRow,
)


def beat(session: Session, daemon: str, now: float, *, pid: int = 0, state: str = "running") -> None:
    """Write the daemon's sign of life."""
    row = session.get(HeartbeatRow, daemon)
    if row is None:
        session.add(HeartbeatRow(daemon=daemon, pid=pid, started_at=now, at=now, state=state))
    else:
        row.at, row.state = now, state


def forget_daemon(session: Session, daemon: str) -> int:
    """Take a daemon's sign of life away and free what it had claimed; return how many rows that were."""
    session.exec(delete(HeartbeatRow).where(col(HeartbeatRow.daemon) == daemon))
    freed = 0
    for table in (FeedRow, EntryRow, DeliveryRow):
        done = session.exec(
            update(table)
            .where(col(table.owner) == daemon, col(table.lease_until) > 0)
            .values(lease_until=0.0)
            .execution_options(synchronize_session=False)
        )
        freed += int(done.rowcount)
    return freed


def daemons(session: Session) -> list[HeartbeatRow]:
    """The daemons that are, or died without a word."""
    return list(session.exec(select(HeartbeatRow)))


def last_beat(session: Session) -> float | None:
    """The newest sign of life of any daemon."""
    return session.exec(select(func.max(HeartbeatRow.at))).one()


def feed_rows(session: Session) -> list[FeedRow]:
    """Every feed that is or was configured, by name."""
    return list(session.exec(select(FeedRow).order_by(FeedRow.name)))


def match_counts(session: Session) -> dict[str, tuple[int, float]]:
    """Of each watch: how many articles matched, and when the last one did."""
    rows = session.exec(
        select(MatchRow.watch, func.count(), func.max(MatchRow.matched_at)).group_by(col(MatchRow.watch))
    )
    return {watch: (count, last) for watch, count, last in rows}


def alert_counts(session: Session) -> dict[str, tuple[int, float]]:
    """Of each watch: how many alerts, and when the last one was."""
    rows = session.exec(
        select(AlertRow.watch, func.count(), func.max(AlertRow.created_at)).group_by(col(AlertRow.watch))
    )
    return {watch: (count, last) for watch, count, last in rows}


def alert_list(
    session: Session,
    *,
    since: float = 0.0,
    watch: str | None = None,
    undelivered: bool = False,
    limit: int = 100,
) -> list[tuple[AlertRow, list[DeliveryRow]]]:
    """Alerts, newest first, each with its deliveries."""
    query = select(AlertRow).where(AlertRow.created_at >= since)
    if watch:
        query = query.where(AlertRow.watch == watch)
    if undelivered:
        open_ = (
            select(MessageAlertRow.alert_id)
            .join(DeliveryRow, col(DeliveryRow.message_id) == MessageAlertRow.message_id)
            .where(col(DeliveryRow.state) != "sent")
        )
        query = query.where(col(AlertRow.id).in_(open_))
    rows = session.exec(query.order_by(col(AlertRow.created_at).desc(), col(AlertRow.id).desc()).limit(limit)).all()
    return [(row, deliveries_of(session, row.id or 0)) for row in rows]


def deliveries_of(session: Session, alert_id: int) -> list[DeliveryRow]:
    """The deliveries that carry an alert."""
    return list(
        session.exec(
            select(DeliveryRow)
            .join(MessageAlertRow, col(MessageAlertRow.message_id) == DeliveryRow.message_id)
            .where(MessageAlertRow.alert_id == alert_id)
            .order_by(col(DeliveryRow.id))
        )
    )


def attempts_of(session: Session, delivery_id: int) -> list[AttemptRow]:
    """Every attempt of a delivery, in order."""
    return list(
        session.exec(select(AttemptRow).where(AttemptRow.delivery_id == delivery_id).order_by(col(AttemptRow.id)))
    )


def undelivered(session: Session, *, since: float) -> int:
    """How many deliveries were attempted since then and have not arrived."""
    return session.exec(
        select(func.count(func.distinct(DeliveryRow.id)))
        .join(AttemptRow, col(AttemptRow.delivery_id) == DeliveryRow.id)
        .where(AttemptRow.at >= since, DeliveryRow.state != "sent")
    ).one()


def backlog_matches(session: Session) -> list[tuple[MatchRow, ArticleRow]]:
    """Matches of articles that every feed had before its baseline, oldest first."""
    fresh = select(EntryRow.article_id).where(col(EntryRow.backlog).is_(False), col(EntryRow.article_id).is_not(None))
    rows = session.exec(
        select(MatchRow, ArticleRow)
        .join(ArticleRow, col(ArticleRow.id) == MatchRow.article_id)
        .where(col(ArticleRow.id).not_in(fresh))
        .order_by(col(ArticleRow.published))
    )
    return list(rows.all())


def story_list(session: Session, *, since: float, limit: int) -> list[tuple[ArticleRow, int, list[str]]]:
    """Matched articles, newest first: the article, how many feeds carried it, which watches matched."""
    matched = select(MatchRow.article_id)
    rows = session.exec(
        select(ArticleRow)
        .where(ArticleRow.seen_at >= since, col(ArticleRow.id).in_(matched))
        .order_by(col(ArticleRow.seen_at).desc(), col(ArticleRow.id).desc())
        .limit(limit)
    ).all()
    found = []
    for row in rows:
        reports = session.exec(select(func.count()).select_from(EntryRow).where(EntryRow.article_id == row.id)).one()
        watches = session.exec(select(MatchRow.watch).where(MatchRow.article_id == row.id)).all()
        found.append((row, reports, sorted(watches)))
    return found


def story(session: Session, article_id: int) -> tuple[ArticleRow, list[EntryRow]] | None:
    """One article and the items that carried it, in the order they were seen."""
    row = session.get(ArticleRow, article_id)
    if row is None:
        return None
    query = select(EntryRow).where(EntryRow.article_id == article_id).order_by(col(EntryRow.seen_at))
    return row, list(session.exec(query).all())


def acknowledge(session: Session, alert_id: int, now: float) -> AlertRow | None:
    """Mark an alert as seen by a person."""
    row = session.get(AlertRow, alert_id)
    if row is not None and row.acked_at is None:
        row.acked_at = now
    return row


def snooze(session: Session, alert_id: int, until: float) -> AlertRow | None:
    """Hold what of an alert has not been sent until then."""
    row = session.get(AlertRow, alert_id)
    if row is not None:
        row.snoozed_until = until
        held = [d.id for d in deliveries_of(session, alert_id) if d.state in UNFINISHED and d.state != "sending"]
        session.exec(
            update(DeliveryRow)
            .where(col(DeliveryRow.id).in_(held), col(DeliveryRow.next_attempt) < until)
            .values(next_attempt=until)
            .execution_options(synchronize_session=False)
        )
    return row


def way_of(session: Session, key: str, url: str) -> dict[str, Any]:
    """All that is recorded of one address: items, article, matches, alerts with deliveries and attempts."""
    article = session.exec(
        select(ArticleRow).where((col(ArticleRow.key) == key) | (col(ArticleRow.url) == url))
    ).first()
    entries = session.exec(
        select(EntryRow).where(
            (col(EntryRow.url) == url)
            | (col(EntryRow.event) == key)
            | (col(EntryRow.article_id) == (article.id if article else -1))
        )
    ).all()
    if article is None and entries and entries[0].article_id:
        article = session.get(ArticleRow, entries[0].article_id)
    event = article.key if article else key
    alerts = session.exec(select(AlertRow).where(AlertRow.event == event)).all()
    return {
        "entries": list(entries),
        "article": article,
        "matches": list(session.exec(select(MatchRow).where(MatchRow.article_id == (article.id if article else -1)))),
        "alerts": [
            (row, [(d, attempts_of(session, d.id or 0)) for d in deliveries_of(session, row.id or 0)]) for row in alerts
        ],
    }


def prune(session: Session, now: float, *, articles: float, bodies: float) -> dict[str, int]:
    """Forget texts older than ``bodies`` seconds and articles older than ``articles``; what was seen stays known."""
    old_bodies = session.exec(
        update(ArticleRow)
        .where(col(ArticleRow.seen_at) < now - bodies, col(ArticleRow.document).is_not(None))
        .values(document=None)
        .execution_options(synchronize_session=False)
    )
    session.exec(
        update(EntryRow)
        .where(col(EntryRow.last_seen) < now - bodies, col(EntryRow.state) == "read")
        .values(document=None)
        .execution_options(synchronize_session=False)
    )
    gone = list(session.exec(select(ArticleRow.id).where(ArticleRow.seen_at < now - articles)))
    for start in range(0, len(gone), 400):
        part = gone[start : start + 400]
        session.exec(update(EntryRow).where(col(EntryRow.article_id).in_(part)).values(article_id=None))
        session.exec(update(AlertRow).where(col(AlertRow.article_id).in_(part)).values(article_id=None))
        session.exec(delete(MatchRow).where(col(MatchRow.article_id).in_(part)))
        session.exec(delete(ArticleRow).where(col(ArticleRow.id).in_(part)))
    return {"bodies": int(old_bodies.rowcount), "articles": len(gone)}
