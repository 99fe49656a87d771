"""A configuration and a filled database, for the commands that ask the archive."""

from pathlib import Path

from sqlmodel import Session, select

from monitor import app
from monitor.core.article.model import Article, Section
from monitor.core.feed.model import Entry
from monitor.core.feed.novelty import compare
from monitor.core.query.model import Hit, Match
from monitor.core.story.model import Placed, Traits
from monitor.store import alerts, articles, feeds, open_store, stories
from monitor.store.tables import EntryRow

TITLE = "Missiles [/red] for [bold]Moscow[/bold]"
TEXT = "They sent missiles."
URL = "http://one.example/a"
CONFIG = """settings:
  database: sqlite:///{database}
feeds:
  - name: one
    url: http://one.example/rss   # a comment
    title: "One [red]feed[/red]"
    tags: [agency]
    every: 90s
watches:
  - name: arms
    title: Arms [bold]x[/bold]
    query: missile
    feeds: [tag:agency]
    notify: [hook]
channels:
  - name: hook
    url: json://127.0.0.1:1/hook
"""


def configured(folder: Path) -> Path:
    """A configuration with one feed, one watch and one channel."""
    path = folder / "wirewatch.yaml"
    path.write_text(CONFIG.format(database=folder / "w.db"))
    return path


def filled(folder: Path) -> Path:
    """That configuration with its database: an article that fired, and whose delivery was given up."""
    path, store, now = configured(folder), open_store(f"sqlite:///{folder / 'w.db'}"), app.now() - 60
    entry = Entry(key="a", fingerprint="f", title=TITLE, url=URL)
    article = Article(
        source="one",
        url=URL,
        title=TITLE,
        language="en",
        text=TEXT,
        lead=TEXT,
        sections=(Section(heading=None, paragraphs=(TEXT,)),),
    )
    match = Match("arms", (Hit("missile", None, "text", "missiles", 10, 18),), "They sent ⟦missiles⟧.")

    def work(session: Session) -> None:
        feeds.sync(session, [("one", "http://one.example/rss")], now, interval=600)
        changes = compare((entry,), *feeds.known(session, "one", (entry,)))
        feeds.record_entries(session, [("one", changes, {"a": False})], now)
        row = articles.save(session, "one.example/a", article, now, seen_at=now, origin="page", note=None)
        articles.save_matches(session, row.id or 0, (match,), now)
        item = session.exec(select(EntryRow)).one()
        item.article_id, item.event, item.state = row.id, "one.example/a", "read"
        stories.add(
            session, Placed(None, "first", "one"), Traits(), article_id=row.id or 0, at=now, seen_at=now,
            source="One [red]feed[/red]", title=TITLE, url=URL, language="en",
        )  # fmt: skip
        told = {"title": TITLE, "source": "One [red]feed[/red]", "url": URL, "snippet": match.snippet}
        alert = alerts.add(
            session, watch="arms", event="one.example/a", article_id=row.id, level="urgent", now=now, document=told
        )
        alerts.queue(
            session,
            channel="hook",
            recipients=("",),
            gather="event:one.example/a",
            kind="alert",
            due=now,
            now=now,
            alert_id=alert.id if alert else 0,
        )

    store.write(work)
    (claim,) = store.write(lambda s: alerts.claim(s, now, owner="me", limit=1, lease=60))
    store.write(
        lambda s: alerts.finish(s, claim, now, state="dead", outcome="broken", status=404, answer="[no] such hook")
    )
    store.close()
    return path
