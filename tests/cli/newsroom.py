"""A database that tests fill a row at a time, with the configuration that it belongs to."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from monitor import app
from monitor.cli import main
from monitor.config import load
from monitor.core.article import Article
from monitor.core.feed.model import Entry
from monitor.core.feed.novelty import compare
from monitor.core.story.model import Placed, Traits
from monitor.store import Store, alerts, articles, feeds, open_store, stories
from monitor.store.tables import DeliveryRow, EntryRow, FeedRow

DAY = 86400.0
CONFIG = """settings:
  database: {database}
feeds:
  - {{name: one, url: "https://rss.one.example/feed", tags: [agency], language: en}}
  - {{name: two, url: "https://www.two.example/feed"}}
watches:
{watches}
channels:
  - {{name: hook, url: "json://127.0.0.1:1/hook"}}
  - {{name: desk, url: "json://127.0.0.1:1/desk"}}
"""


@dataclass
class Newsroom:
    """The configuration at ``path`` and its database; ``ask`` runs a command."""

    path: Path
    store: Store
    capture: pytest.CaptureFixture[str]
    now: float

    def ask(self, *arguments: str) -> str:
        """Run a command that must succeed, and give what it prints."""
        assert main(["-c", str(self.path), *arguments]) == 0
        return self.capture.readouterr().out

    def told(self, *arguments: str) -> dict[str, Any]:
        """Run a command and give its one JSON document."""
        (line,) = self.ask(*arguments, "--json").splitlines()
        document: dict[str, Any] = json.loads(line)
        return document

    def item(self, url: str, *, feed: str = "one", title: str = "News", backlog: bool = False, ago: float = 60) -> None:
        """An item that a feed has shown, not read yet."""
        entry, at = Entry(key=url, fingerprint="f", title=title, url=url), self.now - ago

        def work(session: Session) -> None:
            changes = compare((entry,), *feeds.known(session, feed, (entry,)))
            feeds.record_entries(session, [(feed, changes, {url: backlog})], at)

        self.store.write(work)

    def article(self, url: str, text: str, *, ago: float = 60, matched: bool = True, **item: Any) -> int:
        """An item with its article, matched as the daemon does unless the watch is said to be newer."""
        self.item(url, ago=ago, **item)
        at, feed = self.now - ago, item.get("feed", "one")
        article = Article(source=feed, url=url, title=item.get("title", "News"), language="en", text=text)
        matches = (
            load(self.path, environ={}, defaults=False).matcher.match(article, {feed, "tag:agency"}) if matched else ()
        )

        def work(session: Session) -> int:
            key = url.partition("://")[2]
            row = articles.save(session, key, article, at, seen_at=at, origin="page", note=None)
            articles.save_matches(session, row.id or 0, matches, at)
            entry = session.exec(select(EntryRow).where(EntryRow.url == url, EntryRow.feed == feed)).one()
            entry.article_id, entry.event, entry.state = row.id, key, "read"
            if stories.of_article(session, row.id or 0) is None:
                stories.add(
                    session, Placed(None, "first", feed), Traits(), article_id=row.id or 0, at=at, seen_at=at,
                    source=feed, title=article.title or "", url=url, language="en",
                )  # fmt: skip
            return row.id or 0

        return self.store.write(work)

    def alert(self, url: str, *, watch: str = "arms", gather: str | None = None, channel: str | None = "hook") -> None:
        """An alert on an article; with a channel its message is queued, held where ``gather`` says so."""
        key = url.partition("://")[2]
        kind, due = ("digest", self.now + 3600) if gather else ("alert", self.now - 30)

        def work(session: Session) -> None:
            row = alerts.add(
                session, watch=watch, event=key, article_id=None, level="normal", now=self.now - 40, document={}
            )
            assert row is not None
            if channel is not None:
                alerts.queue(
                    session, channel=channel, recipients=("",), gather=gather or f"event:{key}", kind=kind,  # type: ignore[arg-type] # one of two literals
                    due=due, now=self.now, alert_id=row.id,
                )  # fmt: skip

        self.store.write(work)

    def receipt(self, state: str, outcome: str, answer: str, *, again: float | None = None) -> None:
        """The next due delivery is tried, with this outcome."""
        (claim,) = self.store.write(lambda s: alerts.claim(s, self.now, owner="me", limit=1, lease=60))
        self.store.write(
            lambda s: alerts.finish(
                s, claim, self.now, state=state, outcome=outcome, status=200, answer=answer, next_attempt=again
            )
        )

    def change(self, table: type[EntryRow | FeedRow | DeliveryRow], **values: Any) -> None:
        """Set columns of every row of a table, or of those of one feed (``name``)."""
        name = values.pop("name", None)

        def work(session: Session) -> None:
            query = select(table)
            if name is not None:
                query = query.where(col(FeedRow.name) == name)
            for row in session.exec(query).all():
                for column, value in values.items():
                    setattr(row, column, value)

        self.store.write(work)


def newsroom(folder: Path, database: str, capture: pytest.CaptureFixture[str], *watches: str) -> Newsroom:
    """A newsroom with these watches (YAML flow mappings), its feeds known and never polled."""
    path, now = folder / "newsroom.yaml", app.now()
    written = "\n".join(f"  - {watch}" for watch in watches)
    path.write_text(CONFIG.format(database=json.dumps(database), watches=written), encoding="utf-8")
    store = open_store(database)
    known = [("one", "https://rss.one.example/feed"), ("two", "https://www.two.example/feed")]
    store.write(lambda s: feeds.sync(s, known, now - 40 * DAY, interval=600))
    return Newsroom(path, store, capture, now)


Opened = Callable[..., Newsroom]
