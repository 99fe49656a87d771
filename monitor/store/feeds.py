"""Feeds and their items: what is due, what has been seen, what a poll changes.

Claims are leases: a row is taken by a conditional UPDATE and finished with the claim's fence in the WHERE.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from monitor.core.feed.model import Entry
from monitor.core.feed.novelty import Changes, Known, title_key
from monitor.store import lease as lease_rule
from monitor.store.tables import EntryRow, FeedRow

_CHUNK = 400  # bound variables a statement


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
        elif row.state == "removed":
            row.state, row.next_poll, row.baseline_at, row.last_ok = "active", now, None, None
    for name, url in wanted.items():
        session.add(FeedRow(name=name, url=url, next_poll=now, interval=interval))


def claim(session: Session, now: float, *, owner: str, limit: int, lease: float) -> list[FeedClaim]:
    """Take up to ``limit`` due feeds, oldest due first, for ``lease`` seconds.

    A feed that was polled later than now was planned by a clock that has since gone back, and is due.
    """
    due = or_(
        col(FeedRow.next_poll) <= now,
        col(FeedRow.last_poll) > now + lease_rule.SKEW,
        and_(col(FeedRow.last_poll).is_(None), col(FeedRow.next_poll) > now + lease_rule.SKEW),
    )
    free = lease_rule.free(col(FeedRow.lease_until), now, lease)
    rows = session.exec(
        select(FeedRow).where(FeedRow.state == "active", due, free).order_by(col(FeedRow.next_poll)).limit(limit)
    ).all()
    claims = []
    for row in rows:
        taken = session.exec(
            update(FeedRow)
            .where(col(FeedRow.name) == row.name, col(FeedRow.fence) == row.fence, free)
            .values(lease_until=now + lease, owner=owner, fence=row.fence + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 1:
            claims.append(
                FeedClaim(
                    row.name,
                    row.moved_to or row.url,
                    row.etag,
                    row.last_modified,
                    row.interval,
                    row.failures,
                    row.baseline_at is None,
                    row.last_ok,
                    row.fence + 1,
                )
            )
    return claims


def make_due(session: Session, now: float) -> None:
    """Make every active feed due, for ``run --once``."""
    session.exec(update(FeedRow).where(col(FeedRow.state) == "active").values(next_poll=now, lease_until=0.0))


def next_due(session: Session) -> float | None:
    """When the next active feed is due."""
    return session.exec(select(func.min(FeedRow.next_poll)).where(FeedRow.state == "active")).one()


def held(session: Session, claim: FeedClaim) -> FeedRow | None:
    """The feed's row if the claim still holds, else ``None``: another daemon took it over."""
    row = session.get(FeedRow, claim.name, with_for_update=True)
    return row if row is not None and row.fence == claim.fence else None


def known(session: Session, feed: str, entries: Sequence[Entry]) -> tuple[dict[str, Known], dict[str, str]]:
    """What is remembered of these items: by key, and by folded title (title -> key it had)."""
    by_key: dict[str, Known] = {}
    by_title: dict[str, str] = {}
    keys = [entry.key for entry in entries]
    titles = list({title_key(entry.title) for entry in entries} - {""})
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        found = session.exec(
            select(EntryRow.key, EntryRow.fingerprint, EntryRow.title_key, EntryRow.url).where(
                EntryRow.feed == feed, col(EntryRow.key).in_(part)
            )
        )
        by_key.update({key: Known(key, fingerprint, title, url) for key, fingerprint, title, url in found})
    if len(by_key) < len(keys):
        for start in range(0, len(titles), _CHUNK):
            pairs = session.exec(
                select(EntryRow.title_key, EntryRow.key).where(
                    EntryRow.feed == feed, col(EntryRow.title_key).in_(titles[start : start + _CHUNK])
                )
            )
            by_title.update(dict(pairs.all()))
    return by_key, by_title


def record_entries(session: Session, feed: str, changes: Changes, now: float, *, backlog: Mapping[str, bool]) -> int:
    """Write what a poll changed; return how many items are to be read. ``backlog`` maps the keys of old items."""
    for entry in changes.new:
        session.add(
            EntryRow(
                feed=feed,
                key=entry.key,
                fingerprint=entry.fingerprint,
                title_key=title_key(entry.title),
                url=entry.url,
                document=entry.model_dump(mode="json"),
                published=entry.published.timestamp() if entry.published else None,
                seen_at=now,
                last_seen=now,
                backlog=backlog.get(entry.key, False),
                next_read=now,
            )
        )
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
    return len(changes.new) + len(changes.changed) + len(changes.reused)


def _renew(row: EntryRow, entry: Entry, now: float) -> None:
    row.fingerprint, row.title_key, row.url = entry.fingerprint, title_key(entry.title), entry.url
    row.document, row.last_seen = entry.model_dump(mode="json"), now
