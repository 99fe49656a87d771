"""Hears a day of ``storyday`` as the daemon does: matcher, joining and planner over a database of its own.

Which article tells of which event is known, so what grouping does to each event's first alert can be counted.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from sqlmodel import Session, col, select
from storyday import WORDS, Day, Told, rest

from monitor import notify
from monitor.config import Loaded, load
from monitor.core.address import canonical_key
from monitor.core.query import Match
from monitor.core.story.model import Traits
from monitor.joining import Joining, tell
from monitor.planning import Event, Planner
from monitor.reading import Reading
from monitor.store import Store, alerts, articles, feeds, open_store, stories
from monitor.store.tables import AlertRow, ArticleRow, MessageRow, ReportRow, UpdateRow


@dataclass(frozen=True)
class Heard:
    """What became of the events that a watch fired on; a watch's event counts for each watch that it fires.

    ``silent``: events of which no article of their own alerted, with the event whose alert hid each. ``late``: seconds
    from an event's first article that fired to its own first alert, where there are any. ``updates``: reports that were
    told of in threads, in so many ``messages``.
    """

    articles: int
    events: int
    fired: int
    alerts: int
    silent: tuple[str, ...]
    late: tuple[float, ...]
    updates: int
    messages: int
    twice: tuple[str, ...]

    def figures(self) -> dict[str, object]:
        """Give what is quoted."""
        return {
            "articles": self.articles, "events": self.events, "fired": self.fired,
            "alerts an event": self.alerts / self.events, "without their own": len(self.silent),
            "late": len(self.late), "latest s": max(self.late, default=0.0), "updates": self.updates,
            "update messages": self.messages,
        }  # fmt: skip


def config(folder: Path) -> Loaded:
    """Write and load the watches of the day."""
    words = yaml.load(WORDS.read_text(encoding="utf-8"), yaml.CSafeLoader)["values"]
    ships = [name.strip("“号").replace("”", "") for value in words["ship"] for name in value.values()]
    states = " OR ".join(f"@{name}" for name in ("ukraine", "russia", "dprk", "south-korea", "china", "usa", "japan"))
    watches = {
        "strikes": "@shahed OR @iskander-missile OR @kh-101",
        "talks": "@choe-son-hui OR @no-kwang-chol OR @shoigu OR @lavrov OR @kozlov OR @volodin",
        "vessels": "@followed-ships",
        "desk": states,
    }
    document = {
        "settings": {"operators": ["desk"]},
        "concepts": {"followed-ships": {"any": ships}},
        "feeds": [{"name": name, "url": f"https://{name}.example/feed"} for name in ("wire", "desk", "rest")],
        "watches": [
            {"name": name, "query": query, "notify": ["desk"], "feeds": ["desk"] if name == "desk" else ["wire"]}
            for name, query in watches.items()
        ],
        "channels": [{"name": "desk", "url": "json://desk.example/"}],
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return load(path, environ={}, usable_channel=notify.usable)


def hear(told: Sequence[Told]) -> Heard:
    """Take a day in, article after article as it arrives, each in a transaction of its own."""
    with tempfile.TemporaryDirectory() as folder:
        loaded = config(Path(folder))
        store = open_store(f"sqlite:///{folder}/day.db")
        store.write(lambda s: feeds.sync(s, [(feed.name, feed.url) for feed in loaded.config.feeds], 0.0, interval=600))
        ear = _Ear(loaded)
        for one in told:
            ear.take(store, one)
        heard = ear.heard(store)
        store.close()
    return heard


class _Ear:
    def __init__(self, loaded: Loaded) -> None:
        self._matcher, self._joining, self._planner = loaded.matcher, Joining(loaded.config), Planner(loaded.config)
        self._first: dict[tuple[str, str], float] = {}
        self._event: dict[str, str] = {}
        self._fired = 0

    def take(self, store: Store, one: Told) -> None:
        matches = self._matcher.match(one.article, {one.feed})
        traits = self._joining.traits(one.article)
        self._fired += len(matches)
        for match in matches:
            self._first.setdefault((match.watch, one.event), one.at)
        self._event[one.article.url or ""] = one.event
        store.write(lambda s: self._taken(s, one, matches, traits))
        store.write(lambda s: _delivered(s, one.at))

    def _taken(self, session: Session, one: Told, matches: Sequence[Match], traits: Traits) -> None:
        key = canonical_key(one.article.url or "") or ""
        stored = articles.save(session, key, one.article, one.at, seen_at=one.at, origin="feed", note=None)
        assert stored.id is not None
        articles.save_matches(session, stored.id, matches, one.at)
        joined = self._joining.join(session, stored, one.article, traits, feed=one.feed, now=one.at)
        reports = stories.reports(session, joined.report.story_id)
        about, reading = Event(key, stored.id, one.feed, one.at), Reading(one.article, "feed")
        for match in matches:
            self._planner.alert(session, match, reading, about, reports, one.at)
        if joined.report.kind == "report":
            tell(
                session, self._planner, joined.report, key, one.at, kind="report", news=joined.brings,
                article=one.article,
            )  # fmt: skip

    def heard(self, store: Store) -> Heard:
        """Count what was told."""
        return store.read(self._heard)

    def _heard(self, session: Session) -> Heard:
        of = {row.id: self._event[row.url or ""] for row in session.exec(select(ArticleRow))}
        told: dict[tuple[str, str], list[float]] = defaultdict(list)
        for row in session.exec(select(AlertRow).order_by(col(AlertRow.id))):
            told[row.watch, of[row.article_id]].append(row.created_at)
        stories_of: dict[str, Counter[int]] = defaultdict(Counter)
        in_story: dict[int, Counter[str]] = defaultdict(Counter)
        for report in session.exec(select(ReportRow)):
            stories_of[of[report.article_id]][report.story_id] += 1
            in_story[report.story_id][of[report.article_id]] += 1
        silent = []
        for key in self._first:
            if key not in told:
                others = Counter(other for story in stories_of[key[1]] for other in in_story[story].elements())
                del others[key[1]]
                silent.append(f"{key[1]} ({key[0]}): {stories_of[key[1]].total()} reports with {others.most_common(2)}")
        late = [told[key][0] - first for key, first in self._first.items() if key in told and told[key][0] > first]
        messages = select(MessageRow).where(MessageRow.kind == "update")
        return Heard(
            articles=len(of),
            events=len(self._first),
            fired=self._fired,
            alerts=sum(map(len, told.values())),
            silent=tuple(silent),
            late=tuple(sorted(late)),
            updates=len(session.exec(select(UpdateRow)).all()),
            messages=len(session.exec(messages).all()),
            twice=tuple(f"{event} ({watch}): {len(at)}" for (watch, event), at in told.items() if len(at) > 1),
        )


def _delivered(session: Session, now: float) -> None:
    """Say of all that is due that it was sent."""
    for claim in alerts.claim(session, now, owner="day", limit=99, lease=60, a_channel=99):
        alerts.finish(session, claim, now, state="sent", outcome="sent", status=200, answer="")


def day(count: int, seed: int, corpus: Path) -> Heard:
    """Hear a day of about ``count`` articles."""
    made = list(Day(seed, corpus).articles(count))
    return hear(sorted([*made, *rest(count - len(made), seed)], key=lambda one: one.at))
