"""How channels do: which deliveries are held back, which one may probe, and what a channel's recovery makes due."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, exists, func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from monitor.core.alert import LONGEST_BROKEN, LONGEST_OPEN, Health
from monitor.store.lease import SKEW
from monitor.store.tables import AttemptRow, ChannelRow, DeliveryRow, MessageRow

_INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def held() -> SelectOfScalar[str]:
    """Names of the channels that are open or broken: nothing of theirs is claimed but a probe."""
    return select(ChannelRow.name).where(ChannelRow.state != "working")


def to_probe(now: float) -> SelectOfScalar[str]:
    """Names of those that one delivery may try now; also where a clock that has since gone back set the time."""
    probe = col(ChannelRow.probe_at)
    ahead = or_(
        and_(col(ChannelRow.state) == "open", probe > now + LONGEST_OPEN + SKEW),
        and_(col(ChannelRow.state) == "broken", probe > now + LONGEST_BROKEN + SKEW),
    )
    return held().where(or_(probe.is_(None), probe <= now, ahead))


def take_probe(session: Session, name: str, now: float, lease: float) -> bool:
    """Reserve the channel's probe until the lease ends; false if another daemon has it."""
    taken = session.exec(
        update(ChannelRow)
        .where(col(ChannelRow.name) == name, col(ChannelRow.name).in_(to_probe(now)))
        .values(probe_at=now + lease)
        .execution_options(synchronize_session=False)
    )
    return taken.rowcount == 1


def health(session: Session, name: str) -> Health:
    """How the channel does; its row is locked until the transaction ends."""
    row = session.exec(select(ChannelRow).where(ChannelRow.name == name).with_for_update()).first()
    if row is None:
        return Health()
    return Health(row.state, row.failures, row.since, row.probe_at)  # type: ignore[arg-type]  # a column of words


def record(session: Session, name: str, health: Health, reason: str) -> None:
    """Write how the channel does now; one that never failed has no row."""
    values: dict[str, Any] = {
        "state": health.state,
        "failures": health.failures,
        "since": health.since,
        "probe_at": health.probe_at,
        "reason": reason if health.failures else None,
    }
    if health.failures:
        insert: Any = _INSERTS[session.get_bind().dialect.name](ChannelRow).values(name=name, **values)
        session.exec(insert.on_conflict_do_update(index_elements=["name"], set_=values))
    else:
        session.exec(update(ChannelRow).where(col(ChannelRow.name) == name).values(**values))


def resume(session: Session, names: Sequence[str], now: float) -> int:
    """Use these channels again and make what waits for them due now; return how many deliveries that are.

    What a person or a policy holds stays held.
    Whoever calls this knows or hopes that they work: a probe arrived, or a person mended them.
    """
    waiting = and_(
        col(DeliveryRow.channel).in_(names),
        col(DeliveryRow.state).in_(("retry", "unknown")),
        ~exists().where(col(MessageRow.id) == DeliveryRow.message_id, col(MessageRow.due) > now),  # snoozed
    )
    session.exec(
        update(DeliveryRow)
        .where(waiting, col(DeliveryRow.next_attempt) > now)
        .values(next_attempt=now)
        .execution_options(synchronize_session=False)
    )
    held_back = and_(
        col(DeliveryRow.channel).in_(held().where(col(ChannelRow.name).in_(names))),
        col(DeliveryRow.state) == "pending",
    )
    count = session.exec(
        select(func.count()).select_from(DeliveryRow).where(or_(waiting, held_back), DeliveryRow.next_attempt <= now)
    ).one()
    session.exec(
        update(ChannelRow)
        .where(col(ChannelRow.name).in_(names))
        .values(state="working", failures=0, since=None, probe_at=None, reason=None)
        .execution_options(synchronize_session=False)
    )
    return count


def allow_probes(session: Session, names: Sequence[str], now: float) -> None:
    """Let one delivery of each of these channels try at once, where they are open or broken."""
    session.exec(
        update(ChannelRow)
        .where(col(ChannelRow.name).in_(names), col(ChannelRow.state) != "working")
        .values(probe_at=now)
        .execution_options(synchronize_session=False)
    )


def give_up_held(session: Session, name: str, now: float, *, after: float, answer: str) -> int:
    """End as dead what has waited for the channel for ``after`` seconds, tried or not; return how many.

    To be called after an attempt through it has failed: what a daemon that was down could not try is tried first.
    """
    waits = func.coalesce(col(DeliveryRow.first_failed), col(DeliveryRow.next_attempt))
    rows = session.exec(
        select(DeliveryRow).where(
            DeliveryRow.channel == name,
            col(DeliveryRow.state).in_(("pending", "retry", "unknown")),
            waits <= now - after,
            col(DeliveryRow.channel).in_(held().where(col(ChannelRow.since) <= now - after)),
        )
    ).all()
    for row in rows:
        row.state, row.last_answer = "dead", answer
        session.add(AttemptRow(delivery_id=row.id or 0, at=now, outcome="given up", answer=answer))
    return len(rows)
