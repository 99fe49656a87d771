"""The product, as three handlers: poll a feed, read an item, deliver an alert.

    feed ──poll──▶ entry ──read──▶ article ──match──▶ match ──plan──▶ alert ──deliver──▶ receipt

Each has one shape: a row has been claimed; I/O with no transaction open; a pure decision; one transaction that
writes the result and the rows of the next stage. A handler killed at any line loses nothing: its lease runs out
and the row is claimed again. A handler whose claim was taken over meanwhile writes nothing.
"""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from monitor import notify
from monitor.config import Loaded
from monitor.config.settings import Feed, write_duration
from monitor.core import alert
from monitor.core.address import canonical_key
from monitor.core.article import Article
from monitor.core.feed.model import FeedDocument
from monitor.core.feed.novelty import Changes, compare
from monitor.core.query import Match, Matcher
from monitor.core.query.health import in_words
from monitor.core.schedule import faded
from monitor.core.story.changes import changes as what_changed
from monitor.core.story.model import Traits
from monitor.delivering import Delivering, Sends
from monitor.errors import StoreError
from monitor.fetch import Fetched, Fetcher, NotModified, Rejected, Request, Room
from monitor.fetch.room import Place
from monitor.joining import Joining, tell
from monitor.planning import Event, Planner
from monitor.polling import Polling
from monitor.reading import LOOKS, TRIES, Reader, Reading, Removed
from monitor.sandbox import Sandbox
from monitor.store import Store, articles, feeds, stories
from monitor.store.alerts import DeliveryClaim
from monitor.store.articles import EntryClaim
from monitor.store.feeds import FeedClaim, FeedPlan, FeedState
from monitor.store.tables import EntryRow
from monitor.store.writer import Writer

T = TypeVar("T")

FEEDS_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
REUSE = 3600.0  # s: the same address in another feed is not fetched again within this
WRITE_AGAIN = 1.0  # s
GAP_AT_LEAST = 3  # items; a feed that shows fewer may show only the newest of the day
LARGE_AT_ONCE = 12  # feeds of more than 200 KB in memory


@dataclass(frozen=True, slots=True)
class _Poll:
    """A poll that brought a document, and when it began."""

    claim: FeedClaim
    spec: Feed
    answer: Fetched
    document: FeedDocument
    started: float


class Pipeline:
    """The three handlers over their tools. ``clock`` gives Unix seconds; ``reached`` names points for fault tests."""

    def __init__(
        self,
        *,
        store: Store,
        fetch: Fetcher,
        sandbox: Sandbox,
        sender: Sends,
        loaded: Loaded,
        clock: Callable[[], float],
        reached: Callable[[str], None],
    ) -> None:
        self._store, self._fetch, self._sandbox, self._sender = store, fetch, sandbox, sender
        self._clock, self._reached = clock, reached
        self._writer = Writer(store)
        self._room = Room(LARGE_AT_ONCE)
        self._answered: dict[int, notify.Outcome] = {}  # of deliveries, until it is written
        self._joining = Joining(loaded.config)
        self._recalled: asyncio.Task[None] | None = None
        self._take(loaded)

    def use(self, loaded: Loaded, fetch: Fetcher) -> None:
        """Work by this configuration, through this client, from the next row on."""
        self._fetch = fetch
        self._joining = Joining(loaded.config, before=self._joining)
        self._take(loaded)

    def recall(self) -> asyncio.Task[None]:
        """Begin to read the reports of the last days, in a thread of its own; give what ends when they are known.

        Nothing is joined before, and everything else goes on. After a failure (StoreError) it begins again.
        """
        task = self._recalled
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            work = asyncio.to_thread(self._joining.recent.recall, self._store, self._clock())
            task = self._recalled = asyncio.create_task(work)
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # there may be nobody who waits
        return task

    def close(self) -> None:
        """End the writer's thread."""
        self._joining.recent.close()
        self._writer.close()

    def _take(self, loaded: Loaded) -> None:
        config = loaded.config
        self._settings = config.settings
        self._matcher: Matcher = loaded.matcher
        self._feeds = {feed.name: feed for feed in config.feeds}
        self._channels = {channel.name: channel for channel in config.channels}
        self._reader = Reader(config, fetch=self._fetch, sandbox=self._sandbox, clock=self._clock)
        self._planner = Planner(config)
        self._delivering = Delivering(config, self._planner, self._sender, self._clock)
        self.polling = Polling(config)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run one work in the writer's thread: all of it is committed, or nothing."""
        return await self._writer.write(work)

    async def _write_at_last(self, work: Callable[[Session], T]) -> T:
        """Run a transaction as soon as the database takes it: what was sent must not be forgotten while it is full."""
        while True:
            try:
                return await self.write(work)
            except StoreError as error:
                if error.permanent:
                    raise
            await asyncio.sleep(WRITE_AGAIN)

    async def failed(self, claim: FeedClaim | EntryClaim | DeliveryClaim, error: Exception) -> None:
        """Write on the row that its handler failed, and when it is tried again: nothing fails silently."""
        reason = f"internal error, please report it: {type(error).__name__}: {error}"[:300]
        if isinstance(claim, FeedClaim):
            await self.write(lambda s: self._poll_failed(s, claim, reason, None))
        elif isinstance(claim, EntryClaim):
            await self.write(lambda s: self._read_failed(s, claim, reason))
        else:
            answered = self._answered.pop(claim.id, None)
            arrived = answered is not None and answered.kind in ("sent", "unknown")
            outcome = notify.Outcome("unknown" if arrived else "retry", None, reason, None)
            await self.write(lambda s: self._delivering.finish(s, claim, outcome, repeat=claim.maybe_repeat, ours=True))

    # ── poll ────────────────────────────────────────────────────────────────────────────────────────────────

    async def poll(self, claim: FeedClaim) -> int | str:
        """Fetch a feed and write its new and changed items; return how many are to be read, or why it failed."""
        spec = self._feeds.get(claim.name)
        if spec is None:  # gone with a reload after the claim
            return 0
        async with self._room.place() as place:
            return await self._poll(claim, spec, place)

    async def _poll(self, claim: FeedClaim, spec: Feed, place: Place) -> int | str:
        started = self._clock()
        answer = await self._fetch.get(
            Request(
                url=claim.url,
                accept=FEEDS_ACCEPT,
                etag=claim.etag,
                last_modified=claim.last_modified,
                headers=spec.headers,
                now=started,
                place=place,
            )
        )
        self._reached("poll:fetched")
        self.polling.heard(claim.url, answer, self._clock())
        if isinstance(answer, Rejected):
            return await self.write(lambda s: self._poll_failed(s, claim, answer.reason, answer))
        if isinstance(answer, NotModified):
            return await self._writer.write_one_of(self._polls_unchanged, (claim, spec, answer))
        parsed = await self._sandbox.parse_feed(
            answer.body,
            url=answer.url,
            content_type=answer.content_type,
            zone=spec.timezone or self._settings.timezone,
            seen=None if claim.baseline else claim.slices,
        )
        if not isinstance(parsed, FeedDocument):
            reason = parsed.reason
            return await self.write(lambda s: self._poll_failed(s, claim, reason, None))
        count = await self._writer.write_one_of(self._polls_done, _Poll(claim, spec, answer, parsed, started))
        self._reached("poll:committed")
        return count

    def _polls_done(self, session: Session, polls: list[_Poll]) -> list[int]:
        """Write what came of polls that brought a document; return how many items of each are to be read."""
        states, now = feeds.plans(session, [poll.claim for poll in polls], FeedState), self._clock()
        allowed = self._settings.alert_backlog.total_seconds()
        counts, polled = [], []
        for poll in polls:
            state = states.get(poll.claim.held)
            if state is None:
                counts.append(0)
                continue
            changes = self._poll_done(session, poll, state, now)
            first = poll.claim.baseline
            old = _backlog(changes, poll.started, allowed, poll.claim.last_ok) if first else {}
            counts.append(changes.to_read)
            polled.append((state.name, changes, old))
        feeds.record_entries(session, polled, now)
        feeds.keep_plans(session, states.values(), FeedState)
        return counts

    def _poll_done(self, session: Session, poll: _Poll, row: FeedState, now: float) -> Changes:
        """Tell what is new from what is known, and write into the feed's state what the poll makes of it."""
        claim, answer, document = poll.claim, poll.answer, poll.document
        before = feeds.known(session, row.name, document.entries if row.items else ())
        changes = compare(document.entries, *before, others=document.others)
        row.title = document.title or row.title
        row.etag, row.last_modified, row.last_status = answer.etag, answer.last_modified, answer.status
        row.slices = document.slices
        had = row.items
        row.items += len(changes.new)
        if changes.new:
            row.last_new, row.silence_told = now, None
        if changes.gap and not claim.baseline and had and len(changes.new) >= GAP_AT_LEAST:
            self._gap(session, row, poll.spec, now)
        if claim.baseline:
            row.baseline_at = now
        if changes.shifted:
            text = f"changed the GUIDs or addresses of {len(changes.renamed)} items at once; none of them is news"
            row.notice = text
            self._planner.tell_operators(
                session, f"shifted:{row.name}:{int(now // 86400)}", f"Feed {row.name} {text}", "", now
            )
        fresh = document.entries if claim.baseline else (*changes.new, *changes.reused)
        dates = [entry.published.timestamp() if entry.published else None for entry in fresh]
        self.polling.succeeded(session, row, poll.spec, answer, now, document=document, new=dates, first=claim.baseline)
        return changes

    def _gap(self, session: Session, row: FeedState, spec: Feed, now: float) -> None:
        """Record that nothing of the poll before was left, and tell the operators, once a day."""
        row.gap_at = now
        between = now - (row.last_ok or now)
        planned = spec.every.total_seconds() if spec.every is not None else row.interval
        advice = f"poll it more often: every: {write_duration(timedelta(minutes=max(1, math.ceil(between / 240))))}"
        if between > 2 * planned:
            advice = "it had not been polled for longer than planned"
        self._planner.tell_operators(
            session,
            f"gap:{row.name}:{int(now // 86400)}",
            f"Feed {row.name} may have lost items between two polls",
            f"None of the items of the poll before, {in_words(between)} ago, was left: items may have rolled off "
            f"between polls; {advice}",
            now,
        )

    def _polls_unchanged(self, session: Session, polls: list[tuple[FeedClaim, Feed, NotModified]]) -> list[int]:
        """Write what came of polls that brought nothing, all in one go: they are most of all polls."""
        plans, now = feeds.plans(session, [claim for claim, _, _ in polls], FeedPlan), self._clock()
        for claim, spec, answer in polls:
            if (plan := plans.get(claim.held)) is not None:
                plan.last_status = 304
                self.polling.succeeded(session, plan, spec, answer, now)
        feeds.keep_plans(session, plans.values(), FeedPlan)
        return [0] * len(polls)

    def _poll_failed(self, session: Session, claim: FeedClaim, reason: str, answer: Rejected | None) -> str:
        row = feeds.held(session, claim)
        if row is None:
            return reason
        now, had_moved = self._clock(), row.moved_to is not None
        self.polling.failed(row, self._feeds.get(claim.name), reason, answer, now)
        if answer and answer.gone and not had_moved:
            row.state = "gone"
            row.notice = "its server says that it is gone for good (410); take it out or give its new address"
            self._planner.tell_operators(session, f"gone:{claim.name}", f"Feed {claim.name} is gone", row.notice, now)
        return reason

    # ── read ────────────────────────────────────────────────────────────────────────────────────────────────

    async def read(self, claim: EntryClaim) -> int:
        """Read an item's article, match it and write article, matches, alerts and deliveries at once.

        A page that a watch has matched is looked at again, up to a day later. Returns the deliveries that became due.
        """
        reading = await (self._reader.look(claim) if claim.looks is not None else self._first_reading(claim))
        self._reached("read:fetched")
        if not isinstance(reading, Reading):
            return await self.write(lambda s: self._looked(s, claim, reading))
        matches, traits = await asyncio.to_thread(self._understood, claim, reading.article)
        self._reached("read:matched")
        await asyncio.shield(self.recall())
        if self._joining.recent.overgrown:
            await self._writer.between(lambda: self._joining.recent.trim(self._clock()))
        count = await self.write(lambda s: self._read_done(s, claim, reading, matches, traits))
        self._reached("read:committed")
        return count

    async def _first_reading(self, claim: EntryClaim) -> Reading:
        known = None
        if claim.revision == 0 and (url := claim.entry.url) is not None:
            known = await self.write(lambda s: articles.by_url(s, url, read_after=self._clock() - REUSE))
        return await self._reader.read(claim, known)

    def _understood(self, claim: EntryClaim, article: Article) -> tuple[tuple[Match, ...], Traits]:
        spec = self._feeds.get(claim.feed)
        names = {claim.feed, *(f"tag:{tag}" for tag in spec.tags)} if spec else {claim.feed}
        return self._matcher.match(article, names), self._joining.traits(article)

    def _read_done(
        self, session: Session, claim: EntryClaim, reading: Reading, matches: Sequence[Match], traits: Traits
    ) -> int:
        row = articles.held(session, claim)
        if row is None:
            return 0
        now, article = self._clock(), reading.article
        event = _event(claim, article)
        before = articles.version(session, event, reading.origin)
        changed = what_changed(before, article) if before is not None else None
        if claim.looks is not None and changed is None:
            _look_again(row, reading, now)
            return 0
        stored = articles.save(
            session, event, article, now, seen_at=claim.seen_at, origin=reading.origin, note=reading.note
        )
        assert stored.id is not None
        fired = articles.fired_before(session, stored.id)
        articles.save_matches(session, stored.id, matches, now)
        row.event, row.article_id, row.note = event, stored.id, reading.note
        row.attempts += 1
        row.kills += reading.killed
        row.lease_until = 0.0
        if reading.again_at is not None:
            row.next_read = reading.again_at
        elif (matches and not claim.backlog) or claim.looks is not None:
            _look_again(row, reading, now)
        else:
            row.state = "read"
        if matches and claim.revision == 0 and claim.attempts == 0:
            feeds.count_match(session, claim.feed, faded(now - (row.published or now)))
        if claim.backlog:  # seen by search and backtest; only what an edit adds to it is news
            matches = [m for m in matches if claim.revision > 0 and m.watch not in fired]
        joined = self._joining.join(session, stored, article, traits, feed=claim.feed, now=now)
        reports = stories.reports(session, joined.report.story_id)
        about = Event(event, stored.id, claim.feed, claim.seen_at)
        made = sum(self._planner.alert(session, match, reading, about, reports, now) for match in matches)
        for waits in stories.waiting(session, joined.report.story_id):
            made += self._planner.sources(session, waits, reports, now)
        told = partial(tell, session, self._planner, joined.report, event, now, article=article)
        if joined.new and joined.report.kind == "report" and not claim.backlog:
            made += told(kind="report", news=joined.brings, snippet=matches[0].snippet if matches else "")
        if before is not None and changed is not None:
            stories.keep_version(session, stored.id, stored.version - 1, now, before.model_dump(mode="json"))
            news = tuple(one.text for one in changed.developments)
            made += told(kind="changed", news=news, difference=changed.difference)
        return made

    def _looked(self, session: Session, claim: EntryClaim, found: Removed | None) -> int:
        """Write that a page is as it was, or that it is gone."""
        row, now = articles.held(session, claim), self._clock()
        if row is None:
            return 0
        _look_again(row, None, now)
        report = stories.of_article(session, row.article_id) if row.article_id is not None else None
        if found is None or report is None:
            return 0
        row.state = "read"
        news = (f"its page is no longer there: {found.reason}",)
        return tell(session, self._planner, report, claim.event or "", now, kind="removed", news=news)

    def _read_failed(self, session: Session, claim: EntryClaim, reason: str) -> None:
        row, now = articles.held(session, claim), self._clock()
        if row is not None and claim.looks is not None:
            _look_again(row, None, now)
        elif row is not None:
            row.attempts, row.note, row.lease_until = row.attempts + 1, reason, 0.0
            row.next_read = alert.retry_at(now, row.attempts + 2, key=f"read:{claim.id}")
            if row.attempts >= TRIES:
                row.state = "failed"
                self._planner.tell_operators(
                    session,
                    f"unread:{claim.id}",
                    f"An item of {claim.feed} was not read",
                    f"{claim.entry.url}: {reason}",
                    now,
                )

    # ── deliver ─────────────────────────────────────────────────────────────────────────────────────────────

    async def deliver(self, claim: DeliveryClaim) -> str:
        """Send one message to one recipient and record the receipt; return the delivery's new state."""
        channel, repeat = self._channels.get(claim.channel), claim.maybe_repeat
        if channel is None or channel.url is None:
            outcome = notify.Outcome("broken", None, "the channel is not configured or its variable is not set", None)
        else:
            self._reached("deliver:claimed")
            outcome, repeat = await self._delivering.send(claim, channel, channel.url)
            self._answered[claim.id] = outcome
        self._reached("deliver:sent")
        state = await self._write_at_last(lambda s: self._delivering.finish(s, claim, outcome, repeat=repeat))
        self._answered.pop(claim.id, None)
        self._reached("deliver:committed")
        return state


def _backlog(changes: Changes, started: float, allowed: float, last_ok: float | None) -> dict[str, bool]:
    """Which of a first poll's items are too old to alert; one without a date counts as old.

    Where only the feed's address was changed, what was published since its ``last_ok`` poll is news.
    """
    oldest = min(started - allowed, started if last_ok is None else last_ok)
    anything = allowed > 0 or last_ok is not None
    return {
        entry.key: not anything or entry.published is None or entry.published.timestamp() < oldest
        for entry in changes.new
    }


def _look_again(row: EntryRow, reading: Reading | None, now: float) -> None:
    """Plan the next look at an item's page, if there is one; ``reading`` is what this one gave."""
    if reading is not None and reading.page is not None:
        row.page_etag, row.page_modified = reading.page
    if row.state == "watched":
        row.looks += 1
    row.lease_until, row.attempts = 0.0, max(row.attempts, 1)
    fetched = row.state == "watched" or (reading is not None and reading.page is not None)
    if not fetched or row.looks >= len(LOOKS):
        row.state = "read"
    else:
        row.state, row.next_read = "watched", max(row.seen_at + LOOKS[row.looks], now + LOOKS[0])


def _event(claim: EntryClaim, article: Article) -> str:
    """What the article reports on, for ever: its canonical address, kept through later edits of the item."""
    own = canonical_key(article.canonical_url or article.url or "")
    return claim.event or own or f"{claim.feed}:{claim.entry.key}"
