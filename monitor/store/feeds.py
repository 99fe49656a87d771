"""Feeds and their items: what is due, what has been seen, what a poll changes.

Claims are leases: a row is taken by a conditional UPDATE and finished with the claim's fence in the WHERE.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam, func, or_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from monitor.core.feed.model import Entry
from monitor.core.feed.novelty import Changes, Known, title_key
from monitor.store import lease as lease_rule
from monitor.store.tables import EntryRow, FeedRow

_CHUNK = 400  # bound variables a statement
_PENDING = {"state": "pending", "revision": 0, "attempts": 0, "kills": 0, "lease_until": 0.0, "fence": 0}
_CLAIMED: tuple[Any, ...] = (
    FeedRow.name, FeedRow.moved_to, FeedRow.url, FeedRow.etag, FeedRow.last_modified, FeedRow.interval,
    FeedRow.failures, FeedRow.baseline_at, FeedRow.last_ok, FeedRow.fence, FeedRow.pull, FeedRow.slices,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedClaim:
    """A feed that this daemon may poll until the lease ends."""

    name: str
    url: str
    etag: str | None
    last_modified: str | None
    interval: float
    failures: int
    baseline: bool  # no poll of this address has succeeded yet
    last_ok: float | None  # the last good poll, of an earlier address where it was changed
    fence: int
    fixed: bool = False  # its interval is fixed: no request of the budget
    slices: bytes | None = None  # digests of the items in its last document (core.feed.slices)

    @property
    def held(self) -> tuple[str, int]:
        """What a row that is still held by this claim has: name and fence."""
        return self.name, self.fence


@dataclass(slots=True)
class FeedPlan:
    """The columns of a feed's row that a poll without news changes, without the cost of an object of the session."""

    name: str
    fence: int
    moved_to: str | None
    interval: float
    next_poll: float
    not_before: float
    lease_until: float
    polls: int
    failures: int
    last_poll: float | None
    last_ok: float | None
    last_status: int | None
    last_error: str | None
    rhythm: dict[str, Any] | None
    hints: dict[str, Any] | None
    matched: float
    pull: float
    floor: float


@dataclass(slots=True)
class FeedState(FeedPlan):
    """… and those that a poll with a document changes besides."""

    title: str | None
    etag: str | None
    last_modified: str | None
    items: int
    slices: bytes | None
    baseline_at: float | None
    last_new: float | None
    silence_told: float | None
    gap_at: float | None
    notice: str | None


_P = TypeVar("_P", bound=FeedPlan)
_NAMES = {kind: [field.name for field in fields(kind)] for kind in (FeedPlan, FeedState)}
_HELD = {
    kind: select(*(getattr(FeedRow, name) for name in names))
    .where(col(FeedRow.name).in_(bindparam("names", expanding=True)))
    .order_by(FeedRow.name)
    .with_for_update()
    for kind, names in _NAMES.items()
}
_KEEP = {
    kind: update(FeedRow.__table__)  # type: ignore[attr-defined] # SQLModel does not declare it
    .where(col(FeedRow.name) == bindparam("of_name"))
    .values({name: bindparam(f"to_{name}") for name in names[2:]})
    for kind, names in _NAMES.items()
}

_BY_KEY = select(EntryRow.key, EntryRow.fingerprint, EntryRow.title_key, EntryRow.url).where(
    EntryRow.feed == bindparam("feed"), col(EntryRow.key).in_(bindparam("keys", expanding=True))
)
_BY_TITLE = select(EntryRow.title_key, EntryRow.key).where(
    EntryRow.feed == bindparam("feed"), col(EntryRow.title_key).in_(bindparam("titles", expanding=True))
)


def sync(session: Session, feeds: Iterable[tuple[str, str]], now: float, *, interval: float) -> None:
    """Make the table hold exactly the configured ``(name, url)``; state of those that stay is kept.

    A feed whose address changed forgets its ETag and where it had moved, and its next poll is a baseline; so is
    that of one that comes back. One that left is ``removed``, its items are remembered.
    """
    wanted = dict(feeds)
    for row in session.exec(select(FeedRow)).all():
        url = wanted.pop(row.name, None)
        if url is None:
            row.state = "removed"
        elif url != row.url:
            row.url, row.moved_to, row.etag, row.last_modified = url, None, None, None
            row.state, row.failures, row.last_error, row.notice = "active", 0, None, None
            row.next_poll, row.not_before, row.baseline_at = now, 0.0, None
            row.gap_at, row.silence_told = None, None
            row.hints, row.floor, row.slices = None, 0.0, None
        elif row.state == "removed":
            row.state, row.next_poll, row.baseline_at, row.last_ok = "active", now, None, None
    for name, url in wanted.items():
        session.add(FeedRow(name=name, url=url, next_poll=now, interval=interval))
    session.flush()  # what follows in the transaction is written past the session's objects


def claim(
    session: Session, now: float, *, owner: str, limit: int, lease: float, learned: int | None = None
) -> list[FeedClaim]:
    """Take up to ``limit`` due feeds, oldest due first, for ``lease`` seconds.

    Of those without a fixed interval at most ``learned``. A feed that was polled later than now was planned by a clock
    that has since gone back, and is due.
    """
    free = lease_rule.free(col(FeedRow.lease_until), now, lease)

    def due(*also: Any, most: int) -> list[str]:
        names = select(FeedRow.name).where(FeedRow.state == "active", free, *also)
        ordered = names.order_by(col(FeedRow.next_poll)).limit(max(most, 0)).with_for_update(skip_locked=True)
        return list(session.exec(ordered))

    on_time, later = col(FeedRow.next_poll) <= now, now + lease_rule.SKEW
    ahead = or_(col(FeedRow.last_poll) > later, and_(col(FeedRow.last_poll).is_(None), col(FeedRow.next_poll) > later))
    names: list[str] = []
    for moment in (on_time, ahead):  # each by an index of its own, which an OR of them would not be
        if learned is None or learned >= limit:
            names += due(moment, most=limit - len(names))
            continue
        names += due(moment, FeedRow.pull == 0, most=limit - len(names))
        others = due(moment, col(FeedRow.pull) > 0, most=min(learned, limit - len(names)))
        names, learned = [*names, *others], learned - len(others)
    claims = []
    for start in range(0, len(names), _CHUNK):
        taken = session.execute(
            update(FeedRow)
            .where(col(FeedRow.name).in_(names[start : start + _CHUNK]), free)
            .values(lease_until=now + lease, owner=owner, fence=FeedRow.fence + 1)
            .returning(*_CLAIMED)
            .execution_options(synchronize_session=False)
        )
        claims += [
            FeedClaim(name, moved or url, etag, changed, interval, failures, at is None, ok, fence, pull == 0, slices)
            for name, moved, url, etag, changed, interval, failures, at, ok, fence, pull, slices in taken
        ]
    order = {name: place for place, name in enumerate(names)}
    return sorted(claims, key=lambda claim: order[claim.name])


def make_due(session: Session, now: float) -> int:
    """Make every active feed due, for ``run --once``; return how many. What asked for more time is left in peace."""
    done = session.exec(
        update(FeedRow)
        .where(col(FeedRow.state) == "active", or_(col(FeedRow.failures) == 0, col(FeedRow.not_before) <= now))
        .values(next_poll=now, lease_until=0.0)
    )
    return int(done.rowcount)


def count_match(session: Session, feed: str, by: float) -> None:
    """Add an item on which a watch fired to what is learned of its feed; ``by`` is 1 for one of now, less for older."""
    session.exec(
        update(FeedRow)
        .where(col(FeedRow.name) == feed)
        .values(matched=FeedRow.matched + by)
        .execution_options(synchronize_session=False)
    )


def next_due(session: Session) -> float | None:
    """When the next active feed is due."""
    return session.exec(select(func.min(FeedRow.next_poll)).where(FeedRow.state == "active")).one()


def held(session: Session, claim: FeedClaim) -> FeedRow | None:
    """The feed's row if the claim still holds, else ``None``: another daemon took it over."""
    row = session.get(FeedRow, claim.name, with_for_update=True)
    return row if row is not None and row.fence == claim.fence else None


def plans(session: Session, claims: Sequence[FeedClaim], kind: type[_P]) -> dict[tuple[str, int], _P]:
    """The plans of the feeds whose claims still hold, by ``FeedClaim.held``; their rows are locked."""
    claimed = {claim.held for claim in claims}
    found = (kind(*row) for row in session.connection().execute(_HELD[kind], {"names": [name for name, _ in claimed]}))
    return {held: plan for plan in found if (held := (plan.name, plan.fence)) in claimed}


def keep_plans(session: Session, plans: Iterable[FeedPlan], kind: type[FeedPlan]) -> None:
    """Write plans back into their rows."""
    names = _NAMES[kind][2:]
    rows = [{"of_name": plan.name, **{f"to_{name}": getattr(plan, name) for name in names}} for plan in plans]
    if rows:
        session.connection().execute(_KEEP[kind], rows)


def known(session: Session, feed: str, entries: Sequence[Entry]) -> tuple[dict[str, Known], dict[str, str]]:
    """What is remembered of these items: by key, and by folded title (title -> key it had)."""
    run = session.connection().execute
    by_key: dict[str, Known] = {}
    by_title: dict[str, str] = {}
    keys = [entry.key for entry in entries]
    for start in range(0, len(keys), _CHUNK):
        found = run(_BY_KEY, {"feed": feed, "keys": keys[start : start + _CHUNK]})
        by_key.update({key: Known(key, *rest) for key, *rest in found})
    titles = list({title_key(entry.title) for entry in entries if entry.key not in by_key} - {""})
    for start in range(0, len(titles), _CHUNK):
        pairs = run(_BY_TITLE, {"feed": feed, "titles": titles[start : start + _CHUNK]})
        by_title.update((title, key) for title, key in pairs)
    return by_key, by_title


def item_times(session: Session, *, since: float) -> dict[str, list[float]]:
    """When the items of each feed were published, or first seen where they carry no date, as far as since then."""
    at = func.coalesce(EntryRow.published, EntryRow.seen_at)
    times: dict[str, list[float]] = {}
    for feed, moment in session.exec(select(EntryRow.feed, at).where(at >= since)):
        times.setdefault(feed, []).append(moment)
    return times


def record_entries(session: Session, polled: Sequence[tuple[str, Changes, Mapping[str, bool]]], now: float) -> None:
    """Write what polls changed: of each its feed, the changes, and whether an item is backlog, by the keys of such."""
    rows = [
        {
            "feed": feed,
            "key": entry.key,
            "fingerprint": entry.fingerprint,
            "title_key": title_key(entry.title),
            "url": entry.url,
            "document": entry,
            "published": entry.published.timestamp() if entry.published else None,
            "seen_at": now,
            "last_seen": now,
            "backlog": backlog.get(entry.key, False),
            "next_read": now,
            **_PENDING,
        }
        for feed, changes, backlog in polled
        for entry in changes.new
    ]
    if rows:  # through Core: 30 rows of SQLModel's objects cost more than all else that a poll writes
        session.connection().execute(_insert_of(session).on_conflict_do_nothing(), rows)
    for feed, changes, _ in polled:
        _record_known(session, feed, changes, now)


def _record_known(session: Session, feed: str, changes: Changes, now: float) -> None:
    for entry in (*changes.changed, *changes.reused):
        row = session.exec(select(EntryRow).where(EntryRow.feed == feed, EntryRow.key == entry.key)).one()
        _renew(row, entry, now)
        unread = row.backlog and row.event is None  # still what was there before: no edit adds to what nobody knows
        row.revision += not unread
        row.state, row.attempts, row.next_read = "pending", 0, now
        if entry in changes.reused:  # another article under an old GUID
            row.event, row.article_id, row.backlog, row.revision, row.seen_at = None, None, False, 0, now
        row.fence += 1  # a reading under way is of the older text
        row.lease_until = 0.0
    for old_key, entry in changes.renamed:
        row = session.exec(select(EntryRow).where(EntryRow.feed == feed, EntryRow.key == old_key)).one()
        row.key = entry.key
        _renew(row, entry, now)
    keys = [entry.key for entry in changes.same]
    for start in range(0, len(keys), _CHUNK):
        session.exec(
            update(EntryRow)
            .where(col(EntryRow.feed) == feed, col(EntryRow.key).in_(keys[start : start + _CHUNK]))
            .values(last_seen=now)
            .execution_options(synchronize_session=False)
        )


def _insert_of(session: Session) -> Any:
    return (sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert)(EntryRow.__table__)  # type: ignore[attr-defined]


def _renew(row: EntryRow, entry: Entry, now: float) -> None:
    row.fingerprint, row.title_key, row.url = entry.fingerprint, title_key(entry.title), entry.url
    row.document, row.last_seen = entry.model_dump(mode="json"), now
