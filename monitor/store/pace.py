"""What all feeds share: the pile that is let grow, the requests that are left, the pooled rhythm. One row.

Owns the sums over all feeds; what follows from them is core/schedule.py's.
"""

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from monitor.core.schedule import Pace, Rhythm, nudged, refilled
from monitor.store.feeds import FeedPlan
from monitor.store.lease import SKEW
from monitor.store.tables import FeedRow, PaceRow

_NUDGE_EVERY, _POOL_EVERY = 60.0, 600.0  # s
_POOL_OF = 500  # feeds, those with the most items
_FIRST_NUDGES = 60  # at a first start: until the pile fits the feeds that there are
_HOUR = 3600.0


def locked(session: Session, now: float, per_hour: float) -> PaceRow:
    """Return the row, locked; nothing is written where only time has passed, unless the clock went back."""
    row = session.get(PaceRow, 1, with_for_update=True)
    if row is None:
        row = PaceRow(filled_at=now, tokens=refilled(0.0, _HOUR, per_hour)[0])
        session.add(row)
    elif row.filled_at > now + SKEW:
        row.filled_at = now
    return row


def left(row: PaceRow, now: float, per_hour: float) -> float:
    """Return the tokens that the bucket has now."""
    return refilled(row.tokens, now - row.filled_at, per_hour)[0]


def spend(row: PaceRow, now: float, per_hour: float, count: int) -> None:
    """Take ``count`` tokens."""
    row.tokens, row.filled_at = left(row, now, per_hour) - count, now


def adjust(session: Session, row: PaceRow, now: float, *, per_hour: float, fastest: float, slowest: float) -> None:
    """Once a minute: bring the pile to where the planned requests meet the budget; now and then pool the rhythms."""
    if abs(now - row.nudged_at) < _NUDGE_EVERY:
        return
    tokens, most = refilled(row.tokens, now - row.filled_at, per_hour)
    for _ in range(1 if row.nudged_at else _FIRST_NUDGES):
        wanted = _planned(session, row.pile, fastest=fastest, slowest=slowest)
        row.pile = nudged(row.pile, wanted, per_hour, min(max(tokens / most, 0.0), 1.0))
    row.nudged_at = now
    if abs(now - row.pooled_at) >= _POOL_EVERY:
        _pool(session, row)
        row.pooled_at = now


def shared(row: PaceRow) -> Pace:
    """What all feeds share, for planning one of them."""
    return Pace(row.pile, tuple(row.hours), row.share)


def rhythm_of(row: FeedRow | FeedPlan) -> Rhythm | None:
    """What is learned of a feed, ``None`` before its first good poll."""
    if row.rhythm is None:
        return None
    kept = row.rhythm
    return Rhythm(kept["at"], kept["items"], kept["seconds"], tuple(kept["hours"]))


def remember(row: FeedRow | FeedPlan, rhythm: Rhythm) -> None:
    """Keep what is learned of a feed in its row."""
    row.rhythm = {
        "at": round(rhythm.at, 3),
        "items": round(rhythm.items, 6),
        "seconds": round(rhythm.seconds, 3),
        "hours": [round(count, 3) for count in rhythm.hours],
    }


def _planned(session: Session, pile: float, *, fastest: float, slowest: float) -> float:
    """The requests an hour that follow from a pile."""
    polls = col(FeedRow.pull) * (1 / (2 * pile) ** 0.5)
    shortest = case((col(FeedRow.floor) > fastest, col(FeedRow.floor)), else_=fastest)
    bounded = case((polls < 1 / slowest, 1 / slowest), (polls * shortest > 1, 1 / shortest), else_=polls)
    total = session.exec(select(func.sum(bounded)).where(FeedRow.state == "active", col(FeedRow.pull) > 0)).one()
    return float(total or 0.0) * _HOUR


def _pool(session: Session, row: PaceRow) -> None:
    known = session.exec(
        select(FeedRow.rhythm, FeedRow.matched)
        .where(FeedRow.state == "active", col(FeedRow.rhythm).is_not(None))
        .order_by(col(FeedRow.items).desc())
        .limit(_POOL_OF)
    ).all()
    hours, items, matched = [1.0] * 24, 100.0, 1.0
    for rhythm, fired in known:
        if rhythm is not None:
            hours = [count + more for count, more in zip(hours, rhythm["hours"], strict=True)]
            items, matched = items + rhythm["items"], matched + fired
    row.hours, row.share = [round(count, 3) for count in hours], matched / items
