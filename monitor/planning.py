"""Planning: a match becomes an alert, and the alert a place in a message to each channel of its watch.

So do what is new in a story, and a surge. Works inside the transaction that writes what is told; never sends and never
commits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from monitor import notify
from monitor.config.settings import Channel, Config, Watch
from monitor.core.alert import (
    OriginView,
    OtherReport,
    Planned,
    Policy,
    UpdateView,
    plan,
    plan_surge,
    plan_update,
    view,
)
from monitor.core.query import Match
from monitor.core.query.health import in_words
from monitor.reading import Reading
from monitor.store import alerts, stories
from monitor.store.tables import AlertRow, ReportRow

_OTHERS = 20  # reports that an alert names


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

    def alert(
        self, session: Session, match: Match, reading: Reading, event: Event, reports: Sequence[ReportRow], now: float
    ) -> int:
        """Write the watch's alert on this event, if it is its first, and queue it; return the messages joined.

        ``reports`` are those of its story so far, its own among them. A watch that asks for several sources waits.
        """
        watch = self._watches.get(match.watch)
        if watch is None:  # gone with a reload since it matched
            return 0
        story = reports[0].story_id
        follows = story if watch.group == "story" else None
        if alerts.alerted(session, watch.name, event.key, follows):
            return 0
        spec, origins = self._feeds.get(event.feed), origins_of(reports)
        said = view(
            reading.article,
            match,
            watch_title=watch.title,
            level=watch.level,
            event=event.key,
            feed_title=(spec.title if spec else None) or event.feed,
            seen=moment(event.seen_at),
            now=moment(now),
            note=reading.note,
            origin=reading.origin,
            others=self._others(session, event.key, event.feed, event.article_id, reports),
            independent=len(origins),
        ).model_copy(update={"story": story, "origins": origins})
        wanted = watch.min_sources
        waits = wanted is not None and len(origins) < wanted.count
        row = alerts.add(
            session,
            watch=watch.name,
            event=event.key,
            article_id=event.article_id,
            level=watch.level,
            now=now,
            document=said.model_dump(mode="json"),
            story_id=follows,
            waiting_until=now + wanted.within.total_seconds() if wanted is not None and waits else None,
        )
        if row is None or waits:
            return 0
        return self._queue(session, watch, event.key, row.id, now)

    def sources(self, session: Session, row: AlertRow, reports: Sequence[ReportRow], now: float) -> int:
        """Send an alert that waited, if its story now has the independent sources that its watch asks for."""
        watch, origins = self._watches.get(row.watch), origins_of(reports)
        wanted = watch.min_sources if watch else None
        if watch is None or (wanted is not None and len(origins) < wanted.count):
            return 0
        return self._release(session, watch, row, reports, now)

    def waited(self, session: Session, row: AlertRow, reports: Sequence[ReportRow], now: float) -> int:
        """Send an alert for which no other source came, marked as that; or drop it, where its watch says so."""
        watch = self._watches.get(row.watch)
        if watch is None or (watch.min_sources is not None and watch.min_sources.then == "drop"):
            row.waiting_until, row.dropped_at = None, now
            return 0
        return self._release(session, watch, row, reports, now, single=watch.min_sources is not None)

    def _release(
        self,
        session: Session,
        watch: Watch,
        row: AlertRow,
        reports: Sequence[ReportRow],
        now: float,
        *,
        single: bool = False,
    ) -> int:
        origins = origins_of(reports)
        own = row.article_id or 0
        feed = next((one.source for one in reports if one.article_id == own), "")
        row.document = {
            **row.document,
            "alerted": moment(now).isoformat(),
            "others": [one.model_dump(mode="json") for one in self._others(session, row.event, feed, own, reports)],
            "independent": len(origins),
            "origins": [one.model_dump(mode="json") for one in origins],
            "single_source": single,
        }
        row.waiting_until = None
        return self._queue(session, watch, row.event, row.id, now)

    def _others(
        self, session: Session, event: str, feed: str, article_id: int, reports: Sequence[ReportRow]
    ) -> list[OtherReport]:
        """Other feeds that carried the article, and the story's other reports."""
        carried = alerts.others(session, event, besides=feed)
        carried += [(one.source, one.url, one.seen_at) for one in reports if one.article_id != article_id]
        return [OtherReport(source=name, url=url, seen=moment(seen)) for name, url, seen in carried[:_OTHERS]]

    def update(
        self, session: Session, followers: Sequence[AlertRow], said: UpdateView, story_id: int, now: float
    ) -> int:
        """Queue what is new in a story for the channels of the alerts that follow it; return the messages joined."""
        update_id, made = None, 0
        for row in followers:
            watch = self._watches.get(row.watch)
            for channel, recipients in self._reached(watch.notify if watch else ()):
                assert watch is not None
                if update_id is None:
                    update_id = stories.add_update(session, story_id, now, said.model_dump(mode="json"))
                policy = self._policy(watch, channel)
                planned = plan_update(
                    now,
                    policy,
                    story=story_id,
                    watch=watch.name,
                    level=row.level,
                    recent=self._told(session, watch, policy, channel.name, now),
                    last=stories.last_told(session, story_id, channel.name),
                )
                snoozed = row.snoozed_until or 0.0
                if snoozed > planned.due:
                    planned = Planned(f"{planned.gather}#{row.id}", snoozed, planned.kind)
                made += alerts.queue(
                    session,
                    channel=channel.name,
                    recipients=recipients,
                    gather=planned.gather,
                    kind=planned.kind,
                    due=planned.due,
                    now=now,
                    alert_id=row.id,
                    update_id=update_id,
                )
        return made

    def surge(self, session: Session, watch_name: str, body: str, now: float) -> None:
        """Queue a surge of a watch for its channels."""
        watch = self._watches.get(watch_name)
        for channel, recipients in self._reached(watch.notify if watch else ()):
            assert watch is not None
            planned = plan_surge(now, self._policy(watch, channel), watch=watch.name, level=watch.level)
            alerts.queue(
                session,
                channel=channel.name,
                recipients=recipients,
                gather=planned.gather,
                kind=planned.kind,
                due=planned.due,
                now=now,
                notice={"title": f"Surge: {watch.title or watch.name}", "body": body},
            )

    def escalate(self, session: Session, watch_name: str, alert_id: int, now: float) -> int:
        """Queue an alert that nobody acknowledged for its watch's second list; return the messages made.

        It goes at once: who is named there is to be woken up.
        """
        watch = self._watches.get(watch_name)
        if watch is None or watch.escalate is None:
            return 0
        return sum(
            alerts.queue(
                session,
                channel=channel.name,
                recipients=recipients,
                gather=f"escalation:{alert_id}",
                kind="escalation",
                due=now,
                now=now,
                alert_id=alert_id,
                notice={"body": f"Not acknowledged for {in_words(watch.escalate.after.total_seconds())}."},
            )
            for channel, recipients in self._reached(watch.escalate.to)
        )

    def tell_operators(
        self, session: Session, gather: str, title: str, body: str, now: float, *, besides: str = ""
    ) -> None:
        """Queue a notice on the operators' channels, once for each ``gather``; ``besides`` is the one in trouble."""
        for channel, recipients in self._reached(self._operators):
            if channel.name != besides:
                alerts.queue(
                    session,
                    channel=channel.name,
                    recipients=recipients,
                    gather=f"notice:{gather}",
                    kind="notice",
                    due=now,
                    now=now,
                    notice={"title": title, "body": body},
                )

    def _reached(self, names: Sequence[str]) -> Iterator[tuple[Channel, tuple[str, ...]]]:
        """Give the channels of these names, each with its recipients, but for those that are switched off."""
        for name in names:
            channel = self._channels.get(name)
            if channel is not None and channel.url is not None:
                yield channel, notify.recipients(channel.url)

    def _queue(self, session: Session, watch: Watch, event: str, alert_id: int | None, now: float) -> int:
        made = 0
        for channel, recipients in self._reached(watch.notify):
            policy = self._policy(watch, channel)
            told = self._told(session, watch, policy, channel.name, now)
            planned = plan(now, policy, event=event, watch=watch.name, level=watch.level, recent=told)
            made += alerts.queue(
                session,
                channel=channel.name,
                recipients=recipients,
                gather=planned.gather,
                kind=planned.kind,
                due=planned.due,
                now=now,
                alert_id=alert_id,
            )
        return made

    def _told(self, session: Session, watch: Watch, policy: Policy, channel: str, now: float) -> list[float]:
        if policy.at_most is None:
            return []
        return alerts.told_at_once(session, watch.name, channel, after=now - policy.at_most[1])

    def _policy(self, watch: Watch, channel: Channel) -> Policy:
        quiet = channel.quiet
        return Policy(
            digest=watch.digest,
            digest_zone=self._zone,
            at_most=(watch.at_most.count, watch.at_most.per.total_seconds()) if watch.at_most else None,
            quiet=(quiet.from_, quiet.to, quiet.let_through) if quiet else None,
            zone=channel.timezone or self._zone,
        )


def moment(seconds: float) -> datetime:
    """Unix seconds as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def origins_of(reports: Sequence[ReportRow]) -> tuple[OriginView, ...]:
    """The independent accounts of a story, first seen first; ``reports`` in the order in which they were seen."""
    found: dict[str, list[ReportRow]] = {}
    for one in reports:
        found.setdefault(one.origin, []).append(one)
    return tuple(
        OriginView(name=name or group[0].source, first=moment(group[0].seen_at), reports=len(group))
        for name, group in found.items()
    )
