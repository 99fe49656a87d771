"""What the daemon can be asked about itself: heartbeat, health of feeds, alerts with their receipts, why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.core.address import canonical_key
from monitor.core.story.model import OPEN_FOR
from monitor.store import index, stories
from monitor.store.alerts import UNFINISHED, carrying
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
    MessageRow,
    MessageUpdateRow,
)

_JOINABLE = 4 * OPEN_FOR  # s


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


def shift_leases(session: Session, daemon: str, seconds: float) -> None:
    """Let a daemon's leases end so much later: its clock jumped, or it stood still, and its handlers lost that time."""
    for table in (FeedRow, EntryRow, DeliveryRow):
        session.exec(
            update(table)
            .where(col(table.owner) == daemon, col(table.lease_until) > 0)
            .values(lease_until=table.lease_until + seconds)
            .execution_options(synchronize_session=False)
        )


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


def match_times(session: Session) -> dict[str, list[float]]:
    """Of each watch: when the articles that it matched were first seen, without what only came with a baseline."""
    rows = session.exec(
        select(MatchRow.watch, ArticleRow.seen_at)
        .join(ArticleRow, col(ArticleRow.id) == MatchRow.article_id)
        .where(col(ArticleRow.id).in_(_fresh()))
    )
    times: dict[str, list[float]] = {}
    for watch, at in rows:
        times.setdefault(watch, []).append(at)
    return times


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
        late = select(DeliveryRow.message_id).where(col(DeliveryRow.state) != "sent")
        told = select(MessageAlertRow.alert_id).where(col(MessageAlertRow.message_id).in_(late))
        updated = select(MessageUpdateRow.alert_id).where(col(MessageUpdateRow.message_id).in_(late))
        query = query.where(or_(col(AlertRow.id).in_(told), col(AlertRow.id).in_(updated)))
    rows = session.exec(query.order_by(col(AlertRow.created_at).desc(), col(AlertRow.id).desc()).limit(limit)).all()
    return [(row, deliveries_of(session, row.id or 0)) for row in rows]


def deliveries_of(session: Session, alert_id: int) -> list[DeliveryRow]:
    """The deliveries that carry an alert, or an update to it."""
    return list(session.exec(select(DeliveryRow).where(carrying(alert_id)).order_by(col(DeliveryRow.id))))


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
    rows = session.exec(
        select(MatchRow, ArticleRow)
        .join(ArticleRow, col(ArticleRow.id) == MatchRow.article_id)
        .where(col(ArticleRow.id).not_in(_fresh()))
        .order_by(col(ArticleRow.published))
    )
    return list(rows.all())


def baseline_ids(session: Session, *, since: float) -> set[int]:
    """Articles seen since then that every feed had before its baseline: they alert for nothing."""
    query = select(ArticleRow.id).where(ArticleRow.seen_at >= since, col(ArticleRow.id).not_in(_fresh()))
    return {number for number in session.exec(query) if number is not None}


def archive_reach(session: Session, *, since: float = 0.0) -> tuple[int, float | None, float | None]:
    """How many articles with a text the archive holds from ``since`` on, and when the first and the last were seen.

    The first is that of the whole archive, whatever ``since``.
    """
    kept = col(ArticleRow.document).is_not(None)
    count = session.exec(select(func.count()).where(kept, ArticleRow.seen_at >= since)).one()
    first, last = session.exec(select(func.min(ArticleRow.seen_at), func.max(ArticleRow.seen_at)).where(kept)).one()
    return count, first, last


def feeds_of(session: Session, article_ids: Collection[int]) -> dict[int, list[str]]:
    """The feeds that carried each of some articles."""
    found: dict[int, list[str]] = {}
    wanted = list(article_ids)
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        query = select(EntryRow.article_id, EntryRow.feed).where(col(EntryRow.article_id).in_(part)).distinct()
        for number, feed in session.exec(query):
            if number is not None:
                found.setdefault(number, []).append(feed)
    return found


def newest_items(session: Session, feeds: Collection[str]) -> dict[str, tuple[float | None, float | None]]:
    """Of each of some feeds: when its newest item was published, as it says, and when one was last seen first."""
    rows = session.exec(
        select(EntryRow.feed, func.max(EntryRow.published), func.max(EntryRow.seen_at))
        .where(col(EntryRow.feed).in_(list(feeds)))
        .group_by(col(EntryRow.feed))
    )
    return {feed: (published, seen) for feed, published, seen in rows}


def acknowledge(session: Session, alert_id: int, now: float) -> AlertRow | None:
    """Mark an alert as seen by a person."""
    row = session.get(AlertRow, alert_id)
    if row is not None and row.acked_at is None:
        row.acked_at = now
    return row


def snooze(session: Session, alert_id: int, until: float) -> AlertRow | None:
    """Hold what of an alert has not been sent until then; others that it was to go out with are not held.

    What is on its way, or was tried together with others, goes on as it was.
    """
    row = session.get(AlertRow, alert_id)
    if row is None:
        return None
    row.snoozed_until = until
    carrying = select(MessageAlertRow.message_id).where(MessageAlertRow.alert_id == alert_id)
    messages = session.exec(select(MessageRow).where(col(MessageRow.id).in_(carrying)).with_for_update()).all()
    for message in messages:
        others = session.exec(
            select(func.count()).where(MessageAlertRow.message_id == message.id, MessageAlertRow.alert_id != alert_id)
        ).one()
        if message.due >= until:
            continue
        if not others:
            _hold(session, message, until)
        elif message.open:
            _take_out(session, message, alert_id, until)
    for message in _updates_alone(session, alert_id):
        if message.due < until:
            _hold(session, message, until)
    return row


def _updates_alone(session: Session, alert_id: int) -> list[MessageRow]:
    """The messages that tell updates to this alert and nothing else."""
    told = select(MessageUpdateRow.message_id).where(MessageUpdateRow.alert_id == alert_id)
    others = select(MessageUpdateRow.message_id).where(MessageUpdateRow.alert_id != alert_id)
    alerts = select(MessageAlertRow.message_id)
    own = col(MessageRow.id)
    query = select(MessageRow).where(own.in_(told), own.not_in(others), own.not_in(alerts)).with_for_update()
    return list(session.exec(query))


def _hold(session: Session, message: MessageRow, until: float) -> None:
    """Let a message wait; who comes later does not join it."""
    held = session.exec(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.message_id) == message.id,
            col(DeliveryRow.state).in_(set(UNFINISHED) - {"sending"}),
            col(DeliveryRow.next_attempt) < until,
        )
        .values(next_attempt=until)
        .execution_options(synchronize_session=False)
    )
    if held.rowcount:
        message.open, message.due = False, until


def _take_out(session: Session, message: MessageRow, alert_id: int, until: float) -> None:
    """Give an alert that others go out with a message of its own, to the same recipients, that waits."""
    own = MessageRow(
        channel=message.channel,
        gather=f"{message.gather}#{alert_id}",
        kind=message.kind,
        due=until,
        open=False,
        created_at=message.created_at,
    )
    session.add(own)
    session.flush()
    to = session.exec(select(DeliveryRow.recipient).where(DeliveryRow.message_id == message.id)).all()
    for recipient in to:
        session.add(DeliveryRow(message_id=own.id or 0, channel=own.channel, recipient=recipient, next_attempt=until))
    session.exec(
        update(MessageAlertRow)
        .where(col(MessageAlertRow.message_id) == message.id, col(MessageAlertRow.alert_id) == alert_id)
        .values(message_id=own.id)
        .execution_options(synchronize_session=False)
    )


@dataclass(frozen=True, slots=True)
class Carried:
    """A delivery, the message that it carries, and every attempt in order."""

    message: MessageRow
    delivery: DeliveryRow
    attempts: list[AttemptRow]


@dataclass(frozen=True, slots=True)
class Way:
    """All that is recorded of one address: items, article, matches, and alerts with their deliveries."""

    entries: list[EntryRow]
    article: ArticleRow | None
    matches: list[MatchRow]
    alerts: list[tuple[AlertRow, list[Carried]]]


def way_of(session: Session, url: str) -> Way:
    """All that is recorded of one address, however it is spelled."""
    key = canonical_key(url) or url
    article = session.exec(
        select(ArticleRow).where((col(ArticleRow.key) == key) | (col(ArticleRow.url) == url))
    ).first()
    entries = _entries_at(session, key, url, article)
    if article is None:
        read = next((entry.article_id for entry in entries if entry.article_id is not None), None)
        article = session.get(ArticleRow, read) if read is not None else None
        if article is not None:
            entries = _entries_at(session, article.key, url, article)
    event = next((entry.event for entry in entries if entry.event), article.key if article else key)
    alerts = session.exec(select(AlertRow).where(AlertRow.event == event).order_by(col(AlertRow.id))).all()
    number = article.id if article else None
    matches = session.exec(select(MatchRow).where(MatchRow.article_id == number)).all() if number is not None else []
    return Way(entries, article, list(matches), [(row, carried(session, row.id or 0)) for row in alerts])


def _entries_at(session: Session, key: str, url: str, article: ArticleRow | None) -> list[EntryRow]:
    own = (col(EntryRow.url) == url) | (col(EntryRow.event) == key)
    if article is not None:
        own = own | (col(EntryRow.article_id) == article.id)
    entries = session.exec(select(EntryRow).where(own).order_by(col(EntryRow.seen_at))).all()
    if entries:
        return list(entries)
    longest = max(key.partition("?")[0].split("/"), key=len)  # an item not read yet has no event: any spelling of it
    near = session.exec(
        select(EntryRow.id, EntryRow.url).where(col(EntryRow.url).contains(longest, autoescape=True))
    ).all()
    same = [number for number, spelled in near if spelled and canonical_key(spelled) == key]
    return list(session.exec(select(EntryRow).where(col(EntryRow.id).in_(same)).order_by(col(EntryRow.seen_at))))


def carried(session: Session, alert_id: int) -> list[Carried]:
    """The deliveries of an alert and its updates, each with its message and its attempts."""
    rows = session.exec(
        select(MessageRow, DeliveryRow)
        .join(DeliveryRow, col(DeliveryRow.message_id) == MessageRow.id)
        .where(carrying(alert_id))
        .order_by(col(DeliveryRow.id))
    ).all()
    return [Carried(message, delivery, attempts_of(session, delivery.id or 0)) for message, delivery in rows]


def _fresh() -> SelectOfScalar[Any]:
    """Articles that came with news, not with a feed's baseline alone."""
    return select(EntryRow.article_id).where(col(EntryRow.backlog).is_(False), col(EntryRow.article_id).is_not(None))


def prune(session: Session, now: float, *, articles: float, bodies: float) -> dict[str, int]:
    """Forget texts older than ``bodies`` seconds and articles older than ``articles``; what was seen stays known."""
    index.forget_seen_before(session.connection(), now - min(articles, bodies))
    stories.forget_traits(session, now - _JOINABLE)
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
    old = session.exec(select(ArticleRow.id).where(ArticleRow.seen_at < now - articles))
    gone = [number for number in old if number is not None]
    for start in range(0, len(gone), 400):
        part = gone[start : start + 400]
        session.exec(update(EntryRow).where(col(EntryRow.article_id).in_(part)).values(article_id=None))
        session.exec(update(AlertRow).where(col(AlertRow.article_id).in_(part)).values(article_id=None))
        session.exec(delete(MatchRow).where(col(MatchRow.article_id).in_(part)))
        stories.forget_articles(session, part)
        session.exec(delete(ArticleRow).where(col(ArticleRow.id).in_(part)))
    return {"bodies": int(old_bodies.rowcount), "articles": len(gone)}
