"""Which feeds are polled now, and what a poll's outcome makes of a feed's plan.

Owns the budget, the line, and the columns of a feed's row that say when; the arithmetic is core/schedule.py's. Never
does I/O of its own: it works on rows inside the transactions of the pipeline.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlmodel import Session

from monitor.config.settings import Config, Feed
from monitor.core import schedule
from monitor.core.feed.model import FeedDocument
from monitor.core.line import Line
from monitor.fetch import Fetched, NotModified, Rejected
from monitor.store import feeds, pace
from monitor.store.feeds import FeedClaim, FeedPlan
from monitor.store.tables import FeedRow

LEAST_LEFT = 0.1  # of the budget stays for feeds without a fixed interval, whatever the others take
LONGEST_WAIT = 86400.0  # s: what a server may ask for with Retry-After

Dates = Sequence[float | None]


class Polling:
    """The plan for all feeds of one configuration."""

    def __init__(self, config: Config) -> None:
        settings = config.settings
        self._fastest = settings.poll.fastest.total_seconds()
        self._slowest = settings.poll.slowest.total_seconds()
        fixed = sum(3600 / max(feed.every.total_seconds(), 1.0) for feed in config.feeds if feed.every is not None)
        self._per_hour = max(settings.requests_per_hour - fixed, settings.requests_per_hour * LEAST_LEFT)
        self._shared: schedule.Pace | None = None  # as of the last claim
        self.line = Line(len({urlsplit(feed.url).hostname for feed in config.feeds}))

    def claim(self, session: Session, now: float, *, owner: str, limit: int, lease: float) -> list[FeedClaim]:
        """Take due feeds, oldest due first, as many as the line and the budget let go out now."""
        limit = self.line.room(now, limit)
        row = pace.locked(session, now, self._per_hour)
        pace.adjust(session, row, now, per_hour=self._per_hour, fastest=self._fastest, slowest=self._slowest)
        self._shared = pace.shared(row)
        if limit <= 0:
            return []
        tokens = int(pace.left(row, now, self._per_hour))
        claims = feeds.claim(session, now, owner=owner, limit=limit, lease=lease, learned=tokens)
        if spent := sum(not claim.fixed for claim in claims):
            pace.spend(row, now, self._per_hour, spent)
        return claims

    def heard(self, url: str, answer: Fetched | NotModified | Rejected, now: float) -> None:
        """Note what a poll of this address says of our own line."""
        if isinstance(answer, Rejected) and answer.connection:
            self.line.failed(urlsplit(url).hostname or url, now)
        elif not isinstance(answer, Rejected) or answer.status is not None:
            self.line.answered(now)

    def make_due(self, session: Session, now: float) -> None:
        """Make every active feed due, whatever the budget, for ``run --once``."""
        count = feeds.make_due(session, now)
        pace.spend(pace.locked(session, now, self._per_hour), now, self._per_hour, -count)

    def succeeded(
        self,
        session: Session,
        row: FeedRow | FeedPlan,
        spec: Feed,
        answer: Fetched | NotModified,
        now: float,
        *,
        document: FeedDocument | None = None,
        new: Dates = (),
        first: bool = False,
    ) -> None:
        """Write a good poll into the row: what it taught of the feed's rhythm, and when the next one is.

        ``new`` are the dates of the new items (of all items, where it is the ``first`` poll).
        """
        row.moved_to = answer.moved_to or row.moved_to
        row.failures, row.last_error, row.last_ok, row.last_poll = 0, None, now, now
        row.polls += 1
        row.lease_until = 0.0
        before = pace.rhythm_of(row)
        if before is None or first:
            rhythm, row.matched = schedule.seeded(new, now), 0.0
        else:
            rhythm = schedule.learned(before, new, now)
            row.matched *= schedule.faded(now - before.at)
        pace.remember(row, rhythm)
        if spec.every is not None:
            row.interval, row.pull, row.not_before = spec.every.total_seconds(), 0.0, 0.0
            row.next_poll = schedule.next_poll(now, row.interval, name=row.name, fastest=row.interval)
            return
        row.hints = _hints(row.hints, answer, document)
        shared = self._shared or pace.shared(pace.locked(session, now, self._per_hour))
        row.interval, row.pull = schedule.interval(
            rhythm, now, shared, worth=schedule.weight(rhythm, row.matched, shared), slowest=self._slowest
        )
        row.interval = max(row.interval, self._fastest)
        row.floor = min(max(row.hints["cache"], row.hints["ttl"]), self._slowest)
        due = schedule.next_poll(now, row.interval, name=row.name, fastest=self._fastest, not_before=now + row.floor)
        allowed = schedule.after_skips(due, row.hints["hours"], row.hints["days"])
        row.next_poll = max(due, min(allowed, now + self._slowest))
        row.not_before = now + row.floor if row.floor else 0.0

    def failed(self, row: FeedRow, spec: Feed | None, reason: str, answer: Rejected | None, now: float) -> None:
        """Write a failed poll into the row, and when it is tried again; while our line is down the plan stands.

        A feed that had moved (301) is asked for at its own address next.
        """
        row.last_poll, row.last_error, row.last_error_at = now, reason, now
        row.lease_until = 0.0
        if self.line.down(now) and answer is not None and answer.connection:
            row.last_error = f"{reason} (no host answers: our own line seems to be down)"
            row.next_poll = min(row.next_poll, now)
            return
        row.failures += 1
        row.polls += 1
        if row.moved_to is not None:  # it may have moved back, or to nowhere
            row.moved_to = row.etag = row.last_modified = None
        row.last_status = answer.status if answer else row.last_status
        fixed = spec.every.total_seconds() if spec and spec.every else 0.0
        wait = schedule.back_off(row.failures, fastest=max(self._fastest, fixed), slowest=max(self._slowest, fixed))
        asked = min(answer.retry_after, LONGEST_WAIT) if answer and answer.retry_after else 0.0
        row.not_before = now + asked if asked else 0.0
        row.next_poll = schedule.next_poll(now, wait, name=row.name, fastest=self._fastest, not_before=row.not_before)


def _hints(
    before: dict[str, Any] | None, answer: Fetched | NotModified, document: FeedDocument | None
) -> dict[str, Any]:
    """What the server asks; after a 304 what it asked before still holds, but for the headers of the 304 itself."""
    kept = dict(before or {"cache": 0.0, "ttl": 0.0, "hours": [], "days": []})
    if document is not None:
        kept |= {"ttl": document.ttl or 0.0, "hours": list(document.skip_hours), "days": list(document.skip_days)}
        kept["cache"] = answer.cache_seconds or 0.0
    elif answer.cache_seconds is not None:
        kept["cache"] = answer.cache_seconds
    return kept
