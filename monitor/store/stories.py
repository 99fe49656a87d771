"""Stories and their reports, what is told of them after the first alert, and earlier versions of articles."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, exists, func, or_, text, update
from sqlmodel import Session, col, select

from monitor.core.story.model import Placed, Report, Traits
from monitor.store.tables import (
    AlertRow,
    EntryRow,
    FeedRow,
    MatchRow,
    MessageRow,
    MessageUpdateRow,
    ReportRow,
    StoryRow,
    UpdateRow,
    VersionRow,
)

_AT_ONCE = 400
_LOCK = text("SELECT pg_advisory_xact_lock(7769726577)")

_FRESH = exists().where(col(EntryRow.article_id) == ReportRow.article_id, col(EntryRow.backlog).is_(False))


def lock(session: Session) -> None:
    """Let no other daemon place a report until this transaction ends; in SQLite it is the only one that writes."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK)


def after(session: Session, last: int, *, since: float, limit: int | None = None) -> Iterator[ReportRow]:
    """Give the reports with a greater id than ``last`` that can still be joined, in the order of their ids."""
    query = (
        select(ReportRow)
        .where(col(ReportRow.id) > last, ReportRow.at >= since, col(ReportRow.traits).is_not(None))
        .order_by(col(ReportRow.id))
        .limit(limit)
    )
    yield from session.exec(query.execution_options(yield_per=_AT_ONCE))


def as_report(row: ReportRow) -> Report:
    """A row as the core knows it."""
    return Report(row.id or 0, row.story_id, row.at, Traits.from_plain(row.traits or {}), row.origin)


def of_article(session: Session, article_id: int) -> ReportRow | None:
    """The article's place in its story."""
    return session.exec(select(ReportRow).where(ReportRow.article_id == article_id)).first()


def is_there(session: Session, known: ReportRow) -> bool:
    """Whether a report that this process wrote was committed: a number may be given again after one that was not."""
    same = select(ReportRow.id).where(
        ReportRow.id == known.id, ReportRow.seen_at == known.seen_at, ReportRow.url == known.url
    )
    return session.exec(same).first() is not None


def add(
    session: Session,
    placed: Placed,
    traits: Traits,
    *,
    article_id: int,
    at: float,
    seen_at: float,
    source: str,
    title: str,
    url: str | None,
    language: str | None,
) -> ReportRow:
    """Write a report into the story where it was placed, which it may open."""
    story = session.get(StoryRow, placed.story, with_for_update=True) if placed.story is not None else None
    if story is None:
        story = StoryRow(first_at=at, last_at=at, title=title)
        session.add(story)
        session.flush()
    story.last_at = max(story.last_at, at)
    row = ReportRow(
        story_id=story.id or 0,
        article_id=article_id,
        at=at,
        seen_at=seen_at,
        kind=placed.kind,
        copy_of=placed.of,
        origin=placed.origin,
        source=source,
        title=title,
        url=url,
        language=language,
        why=placed.why,
        traits=traits.to_plain(),
    )
    session.add(row)
    session.flush()
    return row


def reports(session: Session, story_id: int) -> list[ReportRow]:
    """A story's reports, in the order in which they were seen."""
    query = select(ReportRow).where(ReportRow.story_id == story_id)
    return list(session.exec(query.order_by(col(ReportRow.seen_at), col(ReportRow.id))))


def following(session: Session, story_id: int, event: str) -> list[AlertRow]:
    """The alerts of watches that follow a story, and those on the article ``event``, oldest first."""
    own = or_(col(AlertRow.story_id) == story_id, col(AlertRow.event) == event)
    return list(session.exec(select(AlertRow).where(own).order_by(col(AlertRow.id)).with_for_update()))


def waiting(session: Session, story_id: int) -> list[AlertRow]:
    """The alerts that wait for another source of this story."""
    mine = select(ReportRow.article_id).where(ReportRow.story_id == story_id)
    return list(
        session.exec(
            select(AlertRow)
            .where(
                col(AlertRow.waiting_until).is_not(None),
                or_(col(AlertRow.story_id) == story_id, col(AlertRow.article_id).in_(mine)),
            )
            .order_by(col(AlertRow.id))
            .with_for_update()
        )
    )


def overdue(session: Session, now: float, *, later: float) -> list[AlertRow]:
    """The alerts that have waited long enough for another source, or were made after ``later``: the clock went back."""
    return list(
        session.exec(
            select(AlertRow)
            .where(
                col(AlertRow.waiting_until).is_not(None),
                or_(col(AlertRow.waiting_until) <= now, col(AlertRow.created_at) > later),
            )
            .order_by(col(AlertRow.id))
            .with_for_update()
        )
    )


def add_update(session: Session, story_id: int, now: float, document: dict[str, Any]) -> int:
    """Write what is new in a story."""
    row = UpdateRow(story_id=story_id, at=now, document=document)
    session.add(row)
    session.flush()
    return row.id or 0


def updated(session: Session, story_id: int) -> float | None:
    """When the story's last update was written."""
    return session.exec(select(func.max(UpdateRow.at)).where(UpdateRow.story_id == story_id)).one()


def last_told(session: Session, story_id: int, channel: str) -> float | None:
    """When the last update of this story that went to this channel was due."""
    return session.exec(
        select(func.max(MessageRow.due))
        .join(MessageUpdateRow, col(MessageUpdateRow.message_id) == MessageRow.id)
        .join(UpdateRow, col(UpdateRow.id) == MessageUpdateRow.update_id)
        .where(UpdateRow.story_id == story_id, MessageRow.channel == channel)
    ).one()


def keep_version(session: Session, article_id: int, version: int, now: float, document: dict[str, Any]) -> None:
    """Keep what an article said before."""
    session.add(VersionRow(article_id=article_id, version=version, until=now, document=document))


def story_times(session: Session, watches: Collection[str], *, since: float) -> dict[str, list[float]]:
    """Of each of some watches: when each story since then first had a report that it matched, in order."""
    first = func.min(ReportRow.at)
    rows = session.exec(
        select(MatchRow.watch, first)
        .join(ReportRow, col(ReportRow.article_id) == MatchRow.article_id)
        .where(col(MatchRow.watch).in_(list(watches)), ReportRow.at >= since, _FRESH)
        .group_by(col(MatchRow.watch), col(ReportRow.story_id))
        .order_by(first)
    )
    found: dict[str, list[float]] = {}
    for watch, at in rows:
        found.setdefault(watch, []).append(at)
    return found


def busy_watches(session: Session, *, since: float) -> dict[str, int]:
    """The watches that matched reports since then, and of how many origins."""
    rows = session.exec(
        select(MatchRow.watch, func.count(func.distinct(ReportRow.origin)))
        .join(ReportRow, col(ReportRow.article_id) == MatchRow.article_id)
        .where(ReportRow.at >= since, _FRESH)
        .group_by(col(MatchRow.watch))
    )
    return dict(rows.all())


def first_poll(session: Session) -> float | None:
    """When the first feed's first poll ended: nothing was watched before."""
    return session.exec(select(func.min(FeedRow.baseline_at))).one()


def surged(session: Session, watch: str) -> float | None:
    """When a surge of this watch was last told."""
    query = select(func.max(MessageRow.created_at)).where(col(MessageRow.gather).startswith(f"surge:{watch}:"))
    return session.exec(query).one()


@dataclass(frozen=True, slots=True)
class Told:
    """A story as a person asks for it: its reports in the order in which they were seen, and what was made of them.

    ``watches`` fired on its reports; ``feeds`` and ``versions`` are by article; ``alerts`` are those on the story and
    on its reports.
    """

    story: StoryRow
    reports: list[ReportRow]
    watches: list[str]
    feeds: dict[int, list[str]] = field(default_factory=dict)
    versions: dict[int, list[VersionRow]] = field(default_factory=dict)
    alerts: list[AlertRow] = field(default_factory=list)
    updates: list[UpdateRow] = field(default_factory=list)


def latest(session: Session, *, since: float, limit: int, watched: bool) -> list[Told]:
    """The stories with a report since then, newest first; ``watched``: only those on which a watch fired."""
    query = select(StoryRow).where(StoryRow.last_at >= since)
    if watched:
        fired = exists().where(col(ReportRow.story_id) == StoryRow.id, col(MatchRow.article_id) == ReportRow.article_id)
        query = query.where(fired)
    rows = session.exec(query.order_by(col(StoryRow.last_at).desc(), col(StoryRow.id).desc()).limit(limit)).all()
    return [Told(row, reports(session, row.id or 0), _watches(session, row.id or 0)) for row in rows]


def whole(session: Session, story_id: int) -> Told | None:
    """One story with all that is recorded of it."""
    row = session.get(StoryRow, story_id)
    if row is None:
        return None
    every = reports(session, story_id)
    articles = [one.article_id for one in every if one.article_id is not None]
    feeds, changed = defaultdict[int, list[str]](list), defaultdict[int, list[VersionRow]](list)
    for start in range(0, len(articles), _AT_ONCE):
        part = articles[start : start + _AT_ONCE]
        carried = select(EntryRow.article_id, EntryRow.feed).where(col(EntryRow.article_id).in_(part))
        for number, feed in session.exec(carried.order_by(col(EntryRow.seen_at))):
            feeds[number or 0].append(feed)
        older = select(VersionRow).where(col(VersionRow.article_id).in_(part)).order_by(col(VersionRow.id))
        for version in session.exec(older):
            changed[version.article_id].append(version)
    mine = select(ReportRow.article_id).where(ReportRow.story_id == story_id)
    own = or_(col(AlertRow.story_id) == story_id, col(AlertRow.article_id).in_(mine))
    alerts = session.exec(select(AlertRow).where(own).order_by(col(AlertRow.id))).all()
    updates = session.exec(select(UpdateRow).where(UpdateRow.story_id == story_id).order_by(col(UpdateRow.id))).all()
    return Told(row, every, _watches(session, story_id), dict(feeds), dict(changed), list(alerts), list(updates))


def _watches(session: Session, story_id: int) -> list[str]:
    query = (
        select(MatchRow.watch)
        .join(ReportRow, col(ReportRow.article_id) == MatchRow.article_id)
        .where(ReportRow.story_id == story_id)
        .distinct()
    )
    return sorted(session.exec(query))


def of_articles(session: Session, article_ids: Sequence[int]) -> dict[int, int]:
    """The story of each of some articles."""
    found: dict[int, int] = {}
    for start in range(0, len(article_ids), _AT_ONCE):
        part = article_ids[start : start + _AT_ONCE]
        pairs = select(ReportRow.article_id, ReportRow.story_id).where(col(ReportRow.article_id).in_(part))
        found.update((article, story) for article, story in session.exec(pairs) if article is not None)
    return found


def forget_traits(session: Session, before: float) -> int:
    """Drop what reports seen before then would be joined by; return of how many."""
    done = session.exec(
        update(ReportRow)
        .where(col(ReportRow.at) < before, col(ReportRow.traits).is_not(None))
        .values(traits=None)
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)


def forget_articles(session: Session, article_ids: Sequence[int]) -> None:
    """Let go of articles that are to be deleted; their reports stay."""
    session.exec(update(ReportRow).where(col(ReportRow.article_id).in_(article_ids)).values(article_id=None))
    session.exec(delete(VersionRow).where(col(VersionRow.article_id).in_(article_ids)))
