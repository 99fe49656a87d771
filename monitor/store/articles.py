"""Items to be read and the articles that come of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, update
from sqlmodel import Session, col, select

from monitor.core.article.model import Article
from monitor.core.feed.model import Entry
from monitor.core.query.model import Match
from monitor.core.query.narrow import Narrowing
from monitor.store import index, ledger
from monitor.store import lease as lease_rule
from monitor.store.tables import ArticleRow, EntryRow, MatchRow

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class EntryClaim:
    """An item that this daemon may read until the lease ends."""

    id: int
    feed: str
    entry: Entry
    seen_at: float
    revision: int
    backlog: bool
    attempts: int
    kills: int
    event: str | None
    fence: int
    looks: int | None = None  # times that the page was looked at again; None where the item is to be read
    etag: str | None = None
    last_modified: str | None = None


def claim(session: Session, now: float, *, owner: str, limit: int, lease: float) -> list[EntryClaim]:
    """Take up to ``limit`` items that are due: news before backlog, oldest due first; then pages to look at again."""
    free = lease_rule.free(col(EntryRow.lease_until), now, lease)
    rows = session.exec(
        select(EntryRow)
        .where(col(EntryRow.state).in_(("pending", "watched")), _due(now), free)
        .order_by(col(EntryRow.state), col(EntryRow.backlog), col(EntryRow.next_read), col(EntryRow.id))
        .limit(limit)
    ).all()
    claims = []
    for row in rows:
        taken = session.exec(
            update(EntryRow)
            .where(col(EntryRow.id) == row.id, col(EntryRow.fence) == row.fence, free)
            .values(lease_until=now + lease, owner=owner, fence=row.fence + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 1 and row.id is not None:
            document = row.document or {"key": row.key, "fingerprint": row.fingerprint, "url": row.url}
            claims.append(
                EntryClaim(
                    row.id,
                    row.feed,
                    Entry.model_validate(document),
                    row.seen_at,
                    row.revision,
                    row.backlog,
                    row.attempts,
                    row.kills,
                    row.event,
                    row.fence + 1,
                    row.looks if row.state == "watched" else None,
                    row.page_etag,
                    row.page_modified,
                )
            )
    return claims


def _due(now: float) -> ColumnElement[bool]:
    """What is to be read now; a first reading is never put off, unless by a clock that has since gone back."""
    put_off = and_(col(EntryRow.attempts) == 0, col(EntryRow.next_read) > now + lease_rule.SKEW)
    return or_(col(EntryRow.next_read) <= now, put_off)


def held(session: Session, claim: EntryClaim) -> EntryRow | None:
    """The item's row if the claim still holds, else ``None``."""
    row = session.get(EntryRow, claim.id, with_for_update=True)
    return row if row is not None and row.fence == claim.fence else None


def pending(session: Session, now: float) -> tuple[int, float | None]:
    """How many items wait to be read now, and when the next one after that is due."""
    due = session.exec(select(func.count()).select_from(EntryRow).where(EntryRow.state == "pending", _due(now))).one()
    later = session.exec(
        select(func.min(EntryRow.next_read)).where(EntryRow.state == "pending", EntryRow.next_read > now)
    ).one()
    return due, later


def by_url(session: Session, url: str, *, read_after: float) -> Article | None:
    """The article at ``url`` if its page was read after ``read_after``."""
    row = session.exec(
        select(ArticleRow).where(ArticleRow.url == url, ArticleRow.origin == "page", ArticleRow.read_at >= read_after)
    ).first()
    return Article.model_validate(row.document) if row is not None and row.document is not None else None


def save(
    session: Session, key: str, article: Article, now: float, *, seen_at: float, origin: str, note: str | None
) -> ArticleRow:
    """Write the article under its canonical ``key``, as a new row or over its older version."""
    row = session.exec(select(ArticleRow).where(ArticleRow.key == key).with_for_update()).first()
    before = row.document if row is not None else None
    if row is None:
        row = ArticleRow(key=key, seen_at=seen_at, read_at=now)
        session.add(row)
    elif row.origin == "page" and origin == "feed":
        row.read_at = now  # a page that was read once says more than the feed's own text
        return row
    else:
        row.version += 1
    row.url, row.title, row.language = article.url, article.title, article.language
    row.published = article.published.timestamp() if article.published else None
    row.read_at, row.origin, row.note = now, origin, note
    row.document = article.model_dump(mode="json")
    session.flush()
    index.replace(session.connection(), row.id or 0, article, before)
    return row


def version(session: Session, key: str, origin: str) -> Article | None:
    """The article under its canonical ``key`` as it stands, if it is of the same origin: a page, or a feed's text."""
    row = session.exec(select(ArticleRow).where(ArticleRow.key == key, ArticleRow.origin == origin)).first()
    return Article.model_validate(row.document) if row is not None and row.document is not None else None


def fired_before(session: Session, article_id: int) -> set[str]:
    """Watches that have matched this article in any version."""
    return set(session.exec(select(MatchRow.watch).where(MatchRow.article_id == article_id)))


def save_matches(session: Session, article_id: int, matches: Iterable[Match], now: float) -> None:
    """Write the matches of this version; those of an older one that no longer hold stay as they were."""
    rows = {r.watch: r for r in session.exec(select(MatchRow).where(MatchRow.article_id == article_id))}
    for match in matches:
        hits = [
            {
                "term": h.term,
                "concept": h.concept,
                "field": h.field,
                "text": h.text,
                "start": h.start,
                "end": h.end,
            }
            for h in match.hits
        ]
        row = rows.get(match.watch)
        if row is None:
            row = MatchRow(article_id=article_id, watch=match.watch, matched_at=now)
            session.add(row)
        row.snippet, row.hits = match.snippet, hits


def candidates(session: Session, *, since: float, narrowing: Narrowing | None, newest_first: bool) -> list[int]:
    """Give the ids of the articles with a text from ``since`` on that the index does not rule out, in order."""
    query = select(ArticleRow.seen_at, ArticleRow.id).where(
        ArticleRow.seen_at >= since, col(ArticleRow.document).is_not(None)
    )
    ids = None if narrowing is None else index.candidates(session.connection(), narrowing)
    if ids is None:
        found = list(session.exec(query))
    else:
        few = list(ids)
        parts = (few[start : start + _AT_ONCE] for start in range(0, len(few), _AT_ONCE))
        found = [row for part in parts for row in session.exec(query.where(col(ArticleRow.id).in_(part)))]
    return [number for _, number in sorted(found, reverse=newest_first) if number is not None]


def with_feeds(session: Session, ids: Sequence[int]) -> list[tuple[ArticleRow, list[str]]]:
    """Read some hundreds of articles that have their text, in the order of ``ids``, each with the feeds it came by."""
    rows = session.exec(select(ArticleRow).where(col(ArticleRow.id).in_(ids), col(ArticleRow.document).is_not(None)))
    found = {row.id: row for row in rows}
    feeds = ledger.feeds_of(session, ids)
    return [(found[number], feeds.get(number, [])) for number in ids if number in found]
