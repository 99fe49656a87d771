"""Joining: which story an article belongs to, and what those who follow the story are to hear of it.

Works inside the transaction that writes the article. Keeps the reports of the last days in memory, read from the
database and never ahead of it: all of them before the first is joined, which takes seconds and holds up nobody, in a
transaction only what others wrote since. Never sends and never commits.
"""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sqlmodel import Session

from monitor.config.queries import concept_specs
from monitor.config.settings import Config
from monitor.config.shipped import shipped_concepts, shipped_towns
from monitor.core.alert import KEPT_TRYING, UpdateView
from monitor.core.article import Article
from monitor.core.story.developments import developments
from monitor.core.story.join import Window
from monitor.core.story.model import OPEN_FOR, Traits
from monitor.core.story.traits import Marker
from monitor.planning import Planner, moment, origins_of
from monitor.store import Store, stories
from monitor.store.tables import ArticleRow, ReportRow

KEPT = OPEN_FOR + KEPT_TRYING  # s: older reports are joined to nothing; an outage makes no two stories of one
_TRIM = 1000  # reports between looks for what is too old
_A_READ = 1000  # reports at once
_UNSURE = 200  # reports whose transaction may have failed: more than are written in one
_SNIPPET = 300


@dataclass(frozen=True)
class Joined:
    """An article's place in its story: ``new`` when it was given just now, ``brings`` what others had not."""

    report: ReportRow
    new: bool
    brings: tuple[str, ...] = ()


class Recent:
    """The reports of the last days. Only one thread at a time may use it."""

    def __init__(self) -> None:
        self.window = Window()
        self._last: deque[ReportRow] = deque(maxlen=_UNSURE)  # taken, by ascending ids
        self._untrimmed = 0  # reports that were taken since what is too old was dropped
        self._closed = False

    def recall(self, store: Store, now: float) -> None:
        """Read what is not known yet, a part at a time and in no transaction that writes. Raises StoreError.

        Takes seconds after a start, and goes on where it failed. Everybody who places a report holds the lock until it
        is committed, so none can appear later before one that was seen.
        """
        full = True
        while full and not self._closed:
            rows = store.read(lambda session: list(self._unknown(session, now, limit=_A_READ)))
            for row in rows:
                self.take(row)
            full = len(rows) == _A_READ
        self._untrimmed = 0

    def catch_up(self, session: Session, now: float) -> None:
        """Read what others wrote, having dropped what was taken in transactions that failed."""
        while self._last and not stories.is_there(session, self._last[-1]):
            self.window.remove(self._last.pop().id or 0)
        if not self._last:
            self.window = Window()
        for row in self._unknown(session, now):
            self.take(row)

    def take(self, row: ReportRow) -> None:
        """Add a report, the last that was written."""
        self.window.add(stories.as_report(row))
        self._last.append(row)
        self._untrimmed += 1

    @property
    def overgrown(self) -> bool:
        """Whether there may be much that is too old."""
        return self._untrimmed >= _TRIM

    def trim(self, now: float) -> None:
        """Drop what is too old; takes half a second where there are 100,000."""
        if self.overgrown:
            self._untrimmed = 0
            self.window.forget(now - KEPT)

    def close(self) -> None:
        """Have a reading end soon, in whichever thread it is."""
        self._closed = True

    def _unknown(self, session: Session, now: float, *, limit: int | None = None) -> Iterator[ReportRow]:
        last = (self._last[-1].id or 0) if self._last else 0
        return stories.after(session, last, since=now - KEPT, limit=limit)


class Joining:
    """Joins by the concepts of one configuration; the reports in memory (``recent``) outlive it."""

    def __init__(self, config: Config, before: "Joining | None" = None) -> None:
        self._concepts = config.concepts
        self._feeds = {feed.name: feed for feed in config.feeds}
        self.recent: Recent = before.recent if before else Recent()
        self._marker: Marker | None = before._marker if before and before._concepts == config.concepts else None
        self._making = threading.Lock()

    def traits(self, article: Article) -> Traits:
        """Tell what an article is about. Takes milliseconds, half a second at first: not in the event loop."""
        with self._making:
            if self._marker is None:
                own = self._concepts.keys() - shipped_concepts().keys()
                self._marker = Marker(concept_specs(self._concepts), shipped_towns(), own)
        return self._marker.traits(article)

    def join(
        self, session: Session, stored: ArticleRow, article: Article, traits: Traits, *, feed: str, now: float
    ) -> Joined:
        """Write the article's place in its story, which is for ever; after an edit it is only known better."""
        assert stored.id is not None
        row = stories.of_article(session, stored.id)
        if row is not None:
            row.traits, row.title = traits.to_plain(), _title(article)
            if row.at >= now - KEPT:
                self.recent.window.add(stories.as_report(row))
            return Joined(row, new=False)
        stories.lock(session)
        self.recent.catch_up(session, now)
        at = min(stored.published or stored.seen_at, stored.seen_at)
        placed = self.recent.window.place(traits, at)
        brings: tuple[str, ...] = ()
        if placed.kind in ("report", "copy") and placed.story is not None:
            earlier = stories.reports(session, placed.story)
            known = [Traits.from_plain(one.traits) for one in earlier if one.traits]
            origins = {one.origin for one in earlier}
            news = developments(traits, known, origin=placed.origin, origins=origins)
            if placed.kind == "copy" and any(one.kind in ("figure", "status") for one in news):
                placed = replace(placed, kind="report", why=f"{placed.why}, with news in it")
            if placed.kind == "report":
                brings = tuple(one.text for one in news)
        spec = self._feeds.get(feed)
        row = stories.add(
            session,
            placed,
            traits,
            article_id=stored.id,
            at=at,
            seen_at=stored.seen_at,
            source=((spec.title if spec else None) or article.site or feed)[:120],
            title=_title(article),
            url=article.canonical_url or article.url,
            language=article.language,
        )
        self.recent.take(row)
        return Joined(row, new=True, brings=brings)


def tell(
    session: Session,
    planner: Planner,
    report: ReportRow,
    event: str,
    now: float,
    *,
    kind: Literal["report", "changed", "removed"],
    news: tuple[str, ...],
    article: Article | None = None,
    snippet: str = "",
    difference: str = "",
) -> int:
    """Tell a story's followers of a further report, or of one that was changed or removed; return the messages joined.

    Copies and relays are not told of: the next update counts them. ``event`` is the report's own: an alert on it has
    said already what the report says, not what became of it.
    """
    followers = [
        one
        for one in stories.following(session, report.story_id, event)
        if one.waiting_until is None
        and one.dropped_at is None
        and not (one.event == event and (kind == "report" or one.created_at >= now))
    ]
    if not followers:
        return 0
    every = stories.reports(session, report.story_id)
    since = stories.updated(session, report.story_id) or min(one.created_at for one in followers)
    said = UpdateView(
        story=report.story_id,
        story_title="",
        watches=(),
        kind=kind,
        title=report.title,
        url=report.url,
        source=report.source,
        place=article.dateline if article else None,
        language=report.language,
        published=article.published if article else None,
        seen=moment(report.seen_at),
        snippet=snippet or ((article.lead or article.text)[:_SNIPPET] if article else ""),
        news=news,
        difference=difference,
        copies=sum(one.kind in ("copy", "relay") and one.seen_at > since for one in every),
        reports=len(every),
        independent=len(origins_of(every)),
    )
    return planner.update(session, followers, said, report.story_id, now)


def _title(article: Article) -> str:
    return (article.title or article.lead or article.url or "(untitled)")[:300]
