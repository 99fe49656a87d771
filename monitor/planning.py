"""Planning: a match becomes an alert, and the alert a place in a message to each channel of its watch.

Works inside the transaction that writes the article; never sends and never commits.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from monitor import notify
from monitor.config.settings import Channel, Config, Watch
from monitor.core.alert import OtherReport, Policy, plan, view
from monitor.core.query import Match
from monitor.core.query.health import in_words
from monitor.reading import Reading
from monitor.store import alerts


@dataclass(frozen=True)
class Event:
    """What an article reports on, and how it came: ``key`` is the event's name for ever, ``seen_at`` Unix seconds."""

    key: str
    article_id: int
    feed: str
    seen_at: float


class Planner:
    """Plans by one configuration."""

    def __init__(self, config: Config) -> None:
        self._zone, self._operators = config.settings.timezone, config.settings.operators
        self._feeds = {feed.name: feed for feed in config.feeds}
        self._watches = {watch.name: watch for watch in config.watches}
        self._channels = {channel.name: channel for channel in config.channels}

    def alert(self, session: Session, match: Match, reading: Reading, event: Event, now: float) -> int:
        """Write the watch's alert on this event, if it is its first, and queue it; return the messages joined."""
        watch = self._watches.get(match.watch)
        if watch is None:  # gone with a reload since it matched
            return 0
        spec = self._feeds.get(event.feed)
        said = view(
            reading.article,
            match,
            watch_title=watch.title,
            level=watch.level,
            event=event.key,
            feed_title=(spec.title if spec else None) or event.feed,
            seen=_moment(event.seen_at),
            now=_moment(now),
            note=reading.note,
            origin=reading.origin,
            others=[
                OtherReport(source=title, url=url, seen=_moment(seen))
                for title, url, seen in alerts.others(session, event.key, besides=event.feed)
            ],
        )
        row = alerts.add(
            session,
            watch=watch.name,
            event=event.key,
            article_id=event.article_id,
            level=watch.level,
            now=now,
            document=said.model_dump(mode="json"),
        )
        if row is None:  # it has already fired on this event
            return 0
        return sum(self._queue(session, watch, name, event.key, row.id, now) for name in watch.notify)

    def escalate(self, session: Session, watch_name: str, alert_id: int, now: float) -> int:
        """Queue an alert that nobody acknowledged for its watch's second list; return the messages made.

        It goes at once: who is named there is to be woken up.
        """
        watch = self._watches.get(watch_name)
        if watch is None or watch.escalate is None:
            return 0
        made = 0
        for name in watch.escalate.to:
            channel = self._channels.get(name)
            if channel is not None and channel.url is not None:
                made += alerts.queue(
                    session,
                    channel=name,
                    recipients=notify.recipients(channel.url),
                    gather=f"escalation:{alert_id}",
                    kind="escalation",
                    due=now,
                    now=now,
                    alert_id=alert_id,
                    notice={"body": f"Not acknowledged for {in_words(watch.escalate.after.total_seconds())}."},
                )
        return made

    def tell_operators(
        self, session: Session, gather: str, title: str, body: str, now: float, *, besides: str = ""
    ) -> None:
        """Queue a notice on the operators' channels, once for each ``gather``; ``besides`` is the one in trouble."""
        for name in self._operators:
            channel = self._channels.get(name)
            if channel is not None and channel.url is not None and name != besides:
                alerts.queue(
                    session,
                    channel=name,
                    recipients=notify.recipients(channel.url),
                    gather=f"notice:{gather}",
                    kind="notice",
                    due=now,
                    now=now,
                    notice={"title": title, "body": body},
                )

    def _queue(self, session: Session, watch: Watch, name: str, event: str, alert_id: int | None, now: float) -> bool:
        channel = self._channels.get(name)
        if channel is None or channel.url is None:  # switched off: its variable has an empty default
            return False
        policy = self._policy(watch, channel)
        window = policy.at_most[1] if policy.at_most else 0.0
        told = alerts.told_at_once(session, watch.name, name, after=now - window) if window else []
        planned = plan(now, policy, event=event, watch=watch.name, level=watch.level, recent=told)
        return alerts.queue(
            session,
            channel=name,
            recipients=notify.recipients(channel.url),
            gather=planned.gather,
            kind=planned.kind,
            due=planned.due,
            now=now,
            alert_id=alert_id,
        )

    def _policy(self, watch: Watch, channel: Channel) -> Policy:
        quiet = channel.quiet
        return Policy(
            digest=watch.digest,
            digest_zone=self._zone,
            at_most=(watch.at_most.count, watch.at_most.per.total_seconds()) if watch.at_most else None,
            quiet=(quiet.from_, quiet.to, quiet.let_through) if quiet else None,
            zone=channel.timezone or self._zone,
        )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
