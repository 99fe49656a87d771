"""The vigil: what waits for a person, a channel or another source too long, which feeds fell silent, what surges.

Works inside the transactions that it is given: what it finds and the message about it are written together. Never
sends and never commits.
"""

from sqlmodel import Session

from monitor.config.settings import Config
from monitor.core.alert.surge import HISTORY as USUAL
from monitor.core.alert.surge import WINDOW, surge
from monitor.core.feed.rhythm import HISTORY, silence
from monitor.core.query.health import in_words
from monitor.planning import Planner
from monitor.store import stories, vigil

LATE = 900.0  # s after which what has not arrived is late
_QUIET = 6 * 3600.0  # s: no feed is called silent before
_SURGE_AGAIN = 12 * 3600.0  # s: a watch surges once in this time
_SKEW = 60.0  # s that a clock may differ
_FORGET = 72 * 3600.0  # s: an escalation that is later than this is of no use


class Vigil:
    """Keeps watch by one configuration."""

    def __init__(self, config: Config) -> None:
        self._planner, self._zone = Planner(config), config.settings.timezone
        self._after = {w.name: w.escalate.after.total_seconds() for w in config.watches if w.escalate is not None}

    def escalate(self, session: Session, now: float) -> int:
        """Tell the second list of each urgent alert that nobody acknowledged in time, once; return how many."""
        told = 0
        for row in vigil.unacknowledged(session, now, after=self._after, forget=_FORGET):
            if row.id is not None and vigil.mark_escalated(session, row.id, now):
                self._planner.escalate(session, row.watch, row.id, now)
                told += 1
        return told

    def end_waiting(self, session: Session, now: float) -> int:
        """Send or drop the alerts that have waited long enough for another source; return how many."""
        rows = stories.overdue(session, now, later=now + _SKEW)
        for row in rows:
            own = stories.of_article(session, row.article_id) if row.article_id is not None else None
            self._planner.waited(session, row, stories.reports(session, own.story_id) if own else [], now)
        return len(rows)

    def look_for_surges(self, session: Session, now: float) -> list[str]:
        """Tell of each watch whose stories of the last two hours are far more than usual; return their names."""
        busy = stories.busy_watches(session, since=now - WINDOW)
        times = stories.story_times(session, list(busy), since=now - USUAL) if busy else {}
        since, found = max(stories.first_poll(session) or now, now - USUAL), []
        for name, seen in times.items():
            last = stories.surged(session, name)
            if last is not None and now - _SURGE_AGAIN < last <= now:
                continue
            risen = surge(now, seen, origins=busy[name], zone=self._zone, since=since)
            if risen is not None:
                self._planner.surge(session, name, risen.text, now)
                found.append(name)
        return found

    def late(self, session: Session, now: float) -> bool:
        """Tell the operators of each channel whose alerts wait too long, once an hour; return whether anything does."""
        found = vigil.overdue(session, now - LATE)
        for one in found:
            if one.alerts:
                self._planner.tell_operators(
                    session,
                    f"late:{one.channel}:{int(now // 3600)}",
                    f"Channel {one.channel} is late: {one.alerts} not delivered",
                    f"The oldest was due {in_words(now - one.since)} ago.\n"
                    "See `wirewatch alerts list --undelivered`; `wirewatch notify test` tries the channel.",
                    now,
                    besides=one.channel,
                )
        return bool(found)

    def listen(self, session: Session, now: float) -> list[str]:
        """Tell the operators of each feed that has fallen silent against its own rhythm, once; return their names."""
        feeds = vigil.quiet_feeds(session, before=now - _QUIET)
        seen = vigil.times_seen(session, [row.name for row in feeds], since=now - HISTORY) if feeds else {}
        found = []
        for row in feeds:
            since = max(row.baseline_at or 0.0, now - HISTORY)
            fallen = silence(seen.get(row.name, ()), since=since, until=row.last_ok or 0.0)
            if fallen is None:
                continue
            row.silence_told = now
            found.append(row.name)
            self._planner.tell_operators(
                session,
                f"silent:{row.name}:{int(now)}",
                f"Feed {row.name} has fallen silent: {fallen}",
                "Its polls succeed, with nothing new in them. Look at its page: the feed may have moved.",
                now,
            )
        return found

    def say(self, session: Session, gather: str, title: str, body: str, now: float) -> None:
        """Tell the operators something of the daemon itself, once for each ``gather``."""
        self._planner.tell_operators(session, gather, title, body, now)
