"""Alerts, messages and deliveries: the outbox.

An alert is unique on (watch, event), a message on (channel, gather), a delivery on (message, recipient).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from monitor.store import channels, contents
from monitor.store import lease as lease_rule
from monitor.store.tables import (
    AlertRow,
    AttemptRow,
    DeliveryRow,
    EntryRow,
    FeedRow,
    MessageAlertRow,
    MessageRow,
    MessageUpdateRow,
)

Kind = Literal["alert", "digest", "summary", "notice", "escalation", "update", "surge"]
UNFINISHED = ("pending", "sending", "retry", "unknown")


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """A delivery that this daemon may make until the lease ends, with all that its message says.

    ``updates`` are documents of core.alert.UpdateView; ``thread`` is the message of this story that this recipient got
    first, where there is one: its row's number and time, and its receipt.
    """

    id: int
    message_id: int
    channel: str
    recipient: str
    kind: Kind
    alerts: tuple[dict[str, Any], ...]
    notice: dict[str, Any] | None
    created_at: float
    attempts: int
    first_failed: float | None
    maybe_repeat: bool
    fence: int
    short: bool
    ambiguous: int  # attempts so far that nobody knows the end of
    updates: tuple[dict[str, Any], ...] = ()
    thread: tuple[int, float, str | None] | None = None


def add(
    session: Session,
    *,
    watch: str,
    event: str,
    article_id: int | None,
    level: str,
    now: float,
    document: dict[str, Any],
    story_id: int | None = None,
    waiting_until: float | None = None,
) -> AlertRow | None:
    """Record the alert unless this watch has already alerted on this event, or this story (then ``None``)."""
    if alerted(session, watch, event, story_id):
        return None
    row = AlertRow(
        watch=watch,
        event=event,
        article_id=article_id,
        level=level,
        created_at=now,
        document=document,
        story_id=story_id,
        waiting_until=waiting_until,
    )
    session.add(row)
    session.flush()
    return row


def alerted(session: Session, watch: str, event: str, story_id: int | None) -> bool:
    """Whether a watch has alerted on an event, or on a story that it follows."""
    same = col(AlertRow.event) == event
    if story_id is not None:
        same = or_(same, col(AlertRow.story_id) == story_id)
    return session.exec(select(AlertRow.id).where(AlertRow.watch == watch, same)).first() is not None


def told_at_once(session: Session, watch: str, channel: str, *, after: float) -> list[float]:
    """When ``channel`` was told at once of this watch's alerts and their updates, since ``after``, oldest first."""
    updates = session.exec(
        select(MessageRow.due)
        .join(MessageUpdateRow, col(MessageUpdateRow.message_id) == MessageRow.id)
        .join(AlertRow, col(AlertRow.id) == MessageUpdateRow.alert_id)
        .where(
            AlertRow.watch == watch, MessageRow.due > after, MessageRow.channel == channel, MessageRow.kind == "update"
        )
        .group_by(col(MessageRow.id), col(MessageRow.due))
    ).all()
    alerts = list(
        session.exec(
            select(AlertRow.created_at)
            .join(MessageAlertRow, col(MessageAlertRow.alert_id) == AlertRow.id)
            .join(MessageRow, col(MessageRow.id) == MessageAlertRow.message_id)
            .where(
                AlertRow.watch == watch,
                AlertRow.created_at > after,
                MessageRow.channel == channel,
                MessageRow.kind == "alert",
            )
            .order_by(col(AlertRow.created_at))
        )
    )
    return sorted([*alerts, *updates])


def queue(
    session: Session,
    *,
    channel: str,
    recipients: Sequence[str],
    gather: str,
    kind: Kind,
    due: float,
    now: float,
    alert_id: int | None = None,
    update_id: int | None = None,
    notice: dict[str, Any] | None = None,
) -> bool:
    """Put an alert, an update to it or a notice into the message that gathers it, which is made as needed.

    A message that a delivery has begun, or that is snoozed, is closed: the alert goes into the next one of that
    gather, due as planned. A notice whose gather exists is not repeated. Returns whether anything was queued.
    """
    message = _gathering(session, channel, gather)
    if message is not None and alert_id is None:
        return False
    planned, number = gather, 1
    while message is not None and not message.open:
        number += 1
        gather = f"{planned}~{number}"
        message = _gathering(session, channel, gather)
    if message is None:
        message = MessageRow(channel=channel, gather=gather, kind=kind, due=due, created_at=now, notice=notice)
        session.add(message)
        session.flush()
        assert message.id is not None
        for recipient in recipients:
            session.add(DeliveryRow(message_id=message.id, channel=channel, recipient=recipient, next_attempt=due))
    if update_id is not None and alert_id is not None and message.id is not None:
        session.add(MessageUpdateRow(message_id=message.id, update_id=update_id, alert_id=alert_id))
    elif alert_id is not None and message.id is not None:
        session.add(MessageAlertRow(message_id=message.id, alert_id=alert_id))
    session.flush()
    return True


def _gathering(session: Session, channel: str, gather: str) -> MessageRow | None:
    query = select(MessageRow).where(MessageRow.channel == channel, MessageRow.gather == gather)
    return session.exec(query.with_for_update()).first()


def claim(
    session: Session,
    now: float,
    *,
    owner: str,
    limit: int,
    lease: float,
    busy: Sequence[str] = (),
    a_channel: int = 2,
    under_way: Mapping[str, int] = MappingProxyType({}),
    in_hand: Sequence[int] = (),
) -> list[DeliveryClaim]:
    """Take up to ``limit`` due deliveries, ``a_channel`` a channel that is not ``busy``; their messages close.

    ``under_way`` counts towards ``a_channel``. What is ``in_hand`` here is left there, even if its lease ran out while
    the database or this process stood still: its end will be known. A channel that is open or broken gives one
    delivery when its probe is due, else none. One found in ``sending`` with its lease run out was cut off: whether it
    arrived is unknown.
    """
    free = lease_rule.free(col(DeliveryRow.lease_until), now, lease)
    probing = set(session.exec(channels.to_probe(now)))
    usable = or_(
        col(DeliveryRow.channel).not_in(channels.held()),
        and_(col(DeliveryRow.channel).in_(probing), col(DeliveryRow.channel).not_in(list(under_way))),
    )
    suspect = case((col(DeliveryRow.state) == "pending", 0), (col(DeliveryRow.state) == "retry", 1), else_=2)
    order = [
        case((col(DeliveryRow.channel).in_(probing), suspect), else_=0),  # a probe is not to be a repeat
        col(DeliveryRow.next_attempt),
        col(DeliveryRow.id),
    ]
    ranked = (
        select(DeliveryRow.id, func.row_number().over(partition_by=col(DeliveryRow.channel), order_by=order).label("n"))
        .where(
            _due(now),
            free,
            usable,
            col(DeliveryRow.channel).not_in(busy),
            col(DeliveryRow.id).not_in(list(in_hand)),
        )
        .subquery()
    )
    rows = session.exec(
        select(DeliveryRow)
        .join(ranked, ranked.c.id == DeliveryRow.id)
        .where(ranked.c.n <= a_channel)
        .order_by(ranked.c.n, col(DeliveryRow.next_attempt), col(DeliveryRow.id))
        .limit(limit + len(probing) * a_channel)
    ).all()
    claims: list[DeliveryClaim] = []
    taken_of = dict(under_way)
    for row in rows:
        room = 1 if row.channel in probing else a_channel
        if taken_of.get(row.channel, 0) >= room or len(claims) >= limit:
            continue
        if row.channel in probing and not channels.take_probe(session, row.channel, now, lease):
            continue
        repeat = row.maybe_repeat or row.state in ("sending", "unknown")
        taken = session.exec(
            update(DeliveryRow)
            .where(col(DeliveryRow.id) == row.id, col(DeliveryRow.fence) == row.fence, free)
            .values(
                state="sending",
                lease_until=now + lease,
                owner=owner,
                fence=row.fence + 1,
                attempts=row.attempts + 1,
                maybe_repeat=repeat,
            )
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1 or row.id is None:
            continue
        taken_of[row.channel] = taken_of.get(row.channel, 0) + 1
        if row.state == "sending":
            cut_off = "cut off while it was sent; it may have arrived"
            session.add(AttemptRow(delivery_id=row.id, at=now, outcome="unknown", answer=cut_off))
            session.flush()
        session.exec(update(MessageRow).where(col(MessageRow.id) == row.message_id).values(open=False))
        message = session.exec(select(MessageRow).where(MessageRow.id == row.message_id)).one()
        documents = session.exec(
            select(AlertRow.document)
            .join(MessageAlertRow, col(MessageAlertRow.alert_id) == AlertRow.id)
            .where(MessageAlertRow.message_id == row.message_id)
            .order_by(col(AlertRow.id))
        ).all()
        claims.append(
            DeliveryClaim(
                row.id,
                row.message_id,
                row.channel,
                row.recipient,
                cast(Kind, message.kind),
                tuple(dict(document) for document in documents),
                message.notice,
                message.created_at,
                row.attempts + 1,
                row.first_failed,
                repeat,
                row.fence + 1,
                row.short,
                _ambiguous(session, row.id) if repeat else 0,
                contents.updates_of(session, row.message_id),
                contents.thread_of(session, row),
            )
        )
    return claims


def _due(now: float) -> ColumnElement[bool]:
    """What is to be sent now, if its channel allows it; also what a clock that has since gone back put off."""
    later = now + lease_rule.SKEW
    tried_later = exists().where(col(AttemptRow.delivery_id) == DeliveryRow.id, col(AttemptRow.at) > later)
    held = exists().where(
        col(MessageRow.id) == DeliveryRow.message_id,
        col(MessageRow.due) > now,
        col(MessageRow.due) > MessageRow.created_at,
    )
    made_later = exists().where(
        col(MessageRow.id) == DeliveryRow.message_id,
        col(MessageRow.created_at) > later,
        col(MessageRow.due) <= MessageRow.created_at,
        col(DeliveryRow.next_attempt) <= MessageRow.created_at,
    )
    due = or_(
        and_(col(DeliveryRow.state).in_(UNFINISHED), col(DeliveryRow.next_attempt) <= now),
        col(DeliveryRow.state) == "sending",  # its lease decides
        and_(col(DeliveryRow.state).in_(("retry", "unknown")), tried_later, ~held),
        and_(col(DeliveryRow.state) == "pending", made_later),
    )
    return and_(due, ~_ahead_of_its_alert())


def _ahead_of_its_alert() -> ColumnElement[bool]:
    """An update whose alert is still on its way to the same recipient: it would be read first, outside any thread."""
    alert = aliased(DeliveryRow)
    return exists().where(
        col(MessageRow.id) == DeliveryRow.message_id,
        col(MessageRow.kind) == "update",
        col(MessageUpdateRow.message_id) == DeliveryRow.message_id,
        col(MessageAlertRow.alert_id) == MessageUpdateRow.alert_id,
        col(alert.message_id) == MessageAlertRow.message_id,
        col(alert.channel) == DeliveryRow.channel,
        col(alert.recipient) == DeliveryRow.recipient,
        col(alert.state).in_(("pending", "sending", "retry")),
    )


def _ambiguous(session: Session, delivery_id: int) -> int:
    query = select(func.count()).where(AttemptRow.delivery_id == delivery_id, AttemptRow.outcome == "unknown")
    return session.exec(query).one()


def finish(
    session: Session,
    claim: DeliveryClaim,
    now: float,
    *,
    state: str,
    outcome: str,
    status: int | None,
    answer: str,
    next_attempt: float | None = None,
    short: bool = False,
    maybe_repeat: bool | None = None,
    receipt: str | None = None,
) -> bool:
    """Record an attempt and the delivery's new state; false if the claim no longer held (nothing is written)."""
    failed = None if state == "sent" else (claim.first_failed or now)
    done = session.exec(
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == claim.id, col(DeliveryRow.fence) == claim.fence)
        .values(
            state=state,
            lease_until=0.0,
            sent_at=now if state == "sent" else None,
            first_failed=failed,
            next_attempt=next_attempt if next_attempt is not None else now,
            last_status=status,
            last_answer=answer,
            short=short,
            **({} if maybe_repeat is None else {"maybe_repeat": maybe_repeat}),
            **({} if receipt is None else {"receipt": receipt}),
        )
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:
        return False
    session.add(AttemptRow(delivery_id=claim.id, at=now, outcome=outcome, status=status, answer=answer))
    return True


def retry(session: Session, now: float, *, alert_id: int | None = None) -> int:
    """Make dead and waiting deliveries due again, of one alert or of all that are dead; return how many."""
    query = select(DeliveryRow)
    if alert_id is None:
        query = query.where(DeliveryRow.state == "dead")
    else:
        query = query.where(carrying(alert_id), col(DeliveryRow.state).in_(("dead", "retry", "unknown")))
    rows = session.exec(query).all()
    for row in rows:
        row.state, row.next_attempt, row.first_failed, row.short = "pending", now, None, False
    channels.allow_probes(session, sorted({row.channel for row in rows}), now)
    return len(rows)


def carrying(alert_id: int) -> ColumnElement[bool]:
    """Whether a delivery carries an alert or an update to it."""
    told = select(MessageAlertRow.message_id).where(MessageAlertRow.alert_id == alert_id)
    updated = select(MessageUpdateRow.message_id).where(MessageUpdateRow.alert_id == alert_id)
    return or_(col(DeliveryRow.message_id).in_(told), col(DeliveryRow.message_id).in_(updated))


def waiting(session: Session, now: float) -> tuple[int, float | None]:
    """How many deliveries could be sent now, and when the next one after that is due."""
    free = or_(col(DeliveryRow.channel).not_in(channels.held()), col(DeliveryRow.channel).in_(channels.to_probe(now)))
    due = session.exec(select(func.count()).select_from(DeliveryRow).where(_due(now), free)).one()
    open_ = col(DeliveryRow.state).in_(UNFINISHED)
    later = session.exec(select(func.min(DeliveryRow.next_attempt)).where(open_, DeliveryRow.next_attempt > now)).one()
    return due, later


def others(session: Session, event: str, *, besides: str) -> list[tuple[str, str | None, float]]:
    """Other feeds that carried the event: (feed title or name, address, seen)."""
    rows = session.exec(
        select(FeedRow.title, FeedRow.name, EntryRow.url, EntryRow.seen_at)
        .join(FeedRow, col(FeedRow.name) == EntryRow.feed)
        .where(EntryRow.event == event, EntryRow.feed != besides)
        .order_by(col(EntryRow.seen_at))
    )
    return [(title or name, url, seen) for title, name, url, seen in rows]
