"""What arrived, what was expected to, and every way in which the two can disagree."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from monitor.notify import Rendered
from tests.simulation.alerted import Alerted, Hold, Receiver
from tests.simulation.escalations import SECOND_LIST, Escalations
from tests.simulation.fakes import Attempt
from tests.simulation.reference import AFTER_OUTAGE, LATE, Reference, earliest, good_time, latest
from tests.simulation.script import HOUR, START, Configuration, WatchSpec
from tests.simulation.sources import Sources
from tests.simulation.world import World

REPEAT = "ossibly a repeat"


class Ledger:
    """Watches the database from outside and keeps the receivers' books."""

    def __init__(self, world: World, reference: Reference, path: Path, trace: Callable[[str], None]) -> None:
        self._world, self._reference, self._trace = world, reference, trace
        self.eye = sqlite3.connect(path, isolation_level=None)
        self.alerts: dict[tuple[str, int], Alerted] = {}
        self.attempts: dict[tuple[int, str], list[Attempt]] = {}
        self.dead: set[int] = set()  # deliveries
        self.died: set[int] = set()  # messages of which a delivery was dead
        self.crashes: list[float] = []
        self.steps = world.steps
        self.faults: list[str] = []
        self.arrivals = self.repeats = self.unmarked = self.lost = 0
        self.escalations = Escalations(world, reference, self.eye, self.fault)
        self.sources = Sources(world, reference, self.eye, self.fault)
        self._updates: dict[tuple[int, int, Receiver], list[int]] = {}  # the messages that told each
        self._last = 0

    def fault(self, text: str) -> None:
        self.faults.append(f"day {(self._world.now - START) / 86400:.3f}: {text}")
        self.lost += text.startswith("LOST")
        self._trace(f"FAULT {text}")

    def claimed(self, attempt: Attempt) -> None:
        """The daemon has taken a delivery and is about to send it."""
        self.attempts.setdefault((attempt.message, attempt.recipient), []).append(attempt)

    def look(self, configuration: Configuration) -> None:
        """Take note of new alerts; each must be allowed, and must have its deliveries already."""
        rows = self.eye.execute(
            "SELECT id, watch, event, created_at, waiting_until FROM alert WHERE id > ? ORDER BY id", (self._last,)
        ).fetchall()
        rows += self.sources.released()
        for number, watch, event, created, waits in rows:
            self._last, story = max(number, self._last), int(event.rsplit("/", 1)[1])
            self._trace(f"alert {number}: {watch} on story {story}{' waits' if waits else ''}")
            if waits is not None:
                self.sources.waits(number, watch, event, waits)
                continue
            why_not = self._reference.may(watch, story, self._world.now)
            if why_not:
                self.fault(f"alert of {watch} on story {story}: {why_not}")
            spec = configuration.watch(watch)
            if spec is None:
                self.fault(f"alert of {watch}, which is not configured")
                continue
            if (watch, story) in self.alerts:
                self.fault(f"{watch} alerted twice on story {story}")
            self.alerts[watch, story] = Alerted(number, watch, story, self._world.now, created, spec, configuration)
            self._check_queued(number, spec, configuration, created)
            if spec.group == "story":
                self.sources.alerted(number, spec, self._world.stories[story])
        self.escalations.look(self._by_number(), configuration, stepped=self._stepped(14 * HOUR))

    def look_for_dead(self) -> None:
        """Take note of what was given up: before 72 hours only what its provider refused."""
        rows = self.eye.execute(
            "SELECT d.id, d.message_id, d.recipient, min(m.due, coalesce(d.first_failed, m.due)) FROM delivery d "
            "JOIN message m ON m.id = d.message_id WHERE d.state = 'dead'"
        ).fetchall()
        slack = sum(abs(by) for _, by in self.steps)
        for number, message, recipient, since in rows:
            if number not in self.dead:
                self.dead.add(number)
                self.died.add(message)
                self._trace(f"delivery {number} of message {message} is dead")
                waited = self._world.clock() - since
                rejected = any(one.outcome == "rejected" for one in self.attempts.get((message, recipient), ()))
                if not rejected and waited < 72 * HOUR - slack:
                    self.fault(f"delivery {number} is dead after {waited:.0f} s")

    def _by_number(self) -> dict[int, Alerted]:
        return {alert.id: alert for alert in self.alerts.values()}

    def _check_queued(self, number: int, spec: WatchSpec, configuration: Configuration, created: float) -> None:
        queued = self.eye.execute(
            "SELECT m.channel, d.recipient, m.kind FROM message_alert ma JOIN message m ON m.id = ma.message_id "
            "JOIN delivery d ON d.message_id = m.id WHERE ma.alert_id = ?",
            (number,),
        ).fetchall()
        wanted = [(name, person) for name in spec.notify for person in configuration.channel(name).recipients]
        if sorted((channel, person) for channel, person, _ in queued) != sorted(wanted):
            self.fault(f"alert {number} is to reach {wanted} and is queued for {queued}")
        if not spec.at_most or spec.digest or self._stepped(2 * HOUR):
            return
        for channel in {channel for channel, _, kind in queued if kind == "alert"}:
            told = self.eye.execute(
                "SELECT count(DISTINCT a.id) FROM alert a JOIN message_alert ma ON ma.alert_id = a.id JOIN message m "
                "ON m.id = ma.message_id WHERE a.watch = ? AND m.channel = ? AND m.kind = 'alert' "
                "AND a.created_at > ? AND a.id < ?",
                (spec.name, channel, created - HOUR, number),
            ).fetchone()[0]
            if told >= spec.at_most:
                self.fault(f"alert {number} goes at once to {channel}, as {told} of {spec.at_most} an hour did before")

    def arrived(self, channel: str, attempt: Attempt, rendered: Rendered) -> None:
        """A receiver takes a message: is it one that it should get, now, and not twice?"""
        now, clock = self._world.now, self._world.clock()
        receiver = (channel, attempt.recipient)
        text = f"{rendered.title}\n{rendered.body}"
        marked = REPEAT in text
        self.arrivals += 1
        self._trace(
            f"{channel} {attempt.recipient} takes message {attempt.message}{' marked' * marked}: {rendered.title}"
        )
        if any(one.confirmed for one in self._before(attempt)):
            self.fault(f"message {attempt.message} arrives at {receiver} again though it was confirmed")
        rows = self.eye.execute(
            "SELECT a.watch, a.event FROM message_alert ma JOIN alert a ON a.id = ma.alert_id WHERE ma.message_id = ?",
            (attempt.message,),
        ).fetchall()
        self._check_updates(receiver, attempt, marked)
        for watch, event in rows:
            alert = self.alerts.get((watch, int(event.rsplit("/", 1)[1])))
            if alert is None:
                self.fault(f"message {attempt.message} carries an alert that was never seen: {watch} {event}")
                continue
            story = self._world.stories[alert.story]
            if " more: wirewatch" not in text and (
                story.marker not in text or f"Watch {watch.capitalize()}" not in text
            ):
                self.fault(f"message {attempt.message} does not name {watch} on story {alert.story}")
            self._check_once(alert, receiver, attempt, marked)
            if channel != SECOND_LIST:
                self._check_time(alert, receiver, attempt, clock)
            alert.arrived.setdefault(receiver, []).append((now, attempt))

    def _check_updates(self, receiver: Receiver, attempt: Attempt, marked: bool) -> None:
        """What is new in a story is told once to whom an alert went, or marked as a repeat."""
        told = self.eye.execute(
            "SELECT update_id, alert_id FROM message_update WHERE message_id = ?", (attempt.message,)
        ).fetchall()
        for update, alert in told:
            seen = self._updates.setdefault((update, alert, receiver), [])
            if seen and not marked:
                self.fault(f"update {update} to alert {alert} arrives at {receiver} again, unmarked")
            if any(message != attempt.message for message in seen):
                self.fault(f"update {update} to alert {alert} arrives at {receiver} in two messages")
            seen.append(attempt.message)

    def _check_once(self, alert: Alerted, receiver: Receiver, attempt: Attempt, marked: bool) -> None:
        earlier = alert.arrived.get(receiver, [])
        if earlier and not marked:
            self.fault(f"{alert.watch} on story {alert.story} arrives at {receiver} again, unmarked")
        if any(one.message != attempt.message for _, one in earlier):
            self.fault(f"{alert.watch} on story {alert.story} arrives at {receiver} in two messages")
        self.repeats += bool(earlier)
        self.unmarked += bool(earlier) and not marked
        if marked and not earlier and all(one.closed and one.outcome != "unknown" for one in self._before(attempt)):
            self.fault(f"message {attempt.message} to {receiver} is marked as a repeat without a reason")

    def _before(self, attempt: Attempt) -> list[Attempt]:
        tries = self.attempts[attempt.message, attempt.recipient]
        return tries[: tries.index(attempt)]

    def _check_time(self, alert: Alerted, receiver: Receiver, attempt: Attempt, clock: float) -> None:
        channel = alert.configuration.channel(receiver[0])
        for hold in alert.holds.get(receiver, []):
            if attempt.begun > hold.at and clock < hold.until - 1:
                self.fault(
                    f"{alert.watch} on story {alert.story} arrives {hold.until - clock:.0f} s before its snooze ends"
                )
        early = earliest(alert.clock, alert.spec, channel) - clock
        stepped_back = any(at > alert.at - 30 * HOUR and by < 0 for at, by in self.steps)
        if early > 1 and not stepped_back:
            self.fault(f"{alert.watch} on story {alert.story} arrives at {receiver} {early:.0f} s too early")
        if not alert.arrived.get(receiver) and attempt.message not in self.died:
            late = self._late(alert, receiver, attempt)
            if late > LATE:
                self.fault(f"{alert.watch} on story {alert.story} arrives at {receiver} {late:.0f} s too late")

    def _late(self, alert: Alerted, receiver: Receiver, attempt: Attempt) -> float:
        name = receiver[0]
        due = alert.at + latest(alert.clock, alert.spec, alert.configuration.channel(name)) - alert.clock
        bad = self._world.bad_times + [(at, at + abs(by) + HOUR) for at, by in self.steps]
        bad += [(one.start, one.end + AFTER_OUTAGE) for one in self._world.script.outages if one.what == name]
        bad += [(hold.at, hold.at + 13 * HOUR) for hold in alert.holds.get(receiver, [])]
        unclear = [one for one in self._before(attempt) if not one.closed or one.outcome == "unknown"]
        bad += [(one.begun, one.begun + min(24 * HOUR, 10.0 * 4**n) + 600) for n, one in enumerate(unclear, 1)]
        return good_time(due, attempt.begun, bad)

    def _stepped(self, within: float) -> bool:
        return any(at > self._world.now - within for at, _ in self.steps)

    def snoozed(self, alert: int, until: float) -> None:
        """The alert is about to be snoozed: what nobody has begun to send with it, or sends it alone, is to be held."""
        alerted = self._by_number()[alert]
        self.escalations.snoozed(alert, until)
        rows = self.eye.execute(
            "SELECT m.channel, d.recipient FROM message m JOIN delivery d ON d.message_id = m.id "
            "JOIN message_alert ma ON ma.message_id = m.id WHERE ma.alert_id = ? AND m.due < ? AND "
            "d.state NOT IN ('sent', 'dead', 'sending') AND "
            "(m.open OR (SELECT count(*) FROM message_alert o WHERE o.message_id = m.id) = 1)",
            (alert, until),
        )
        for channel, recipient in rows.fetchall():
            alerted.holds.setdefault((channel, recipient), []).append(Hold(self._world.now, until))

    def close_books(self) -> None:
        """At the end nothing is lost, late for ever or half done."""
        must = self._reference.must()
        self.sources.close_books(must, self.alerts, [(at, at + abs(by) + HOUR) for at, by in self.steps])
        for (watch, story), since in sorted(must.items()):
            if self._world.stories[story].event is not None:
                continue
            alert = self.alerts.get((watch, story))
            if alert is None:
                self.fault(f"LOST: no alert of {watch} on story {story}, shown on day {since / 86400 % 10000:.2f}")
            elif (late := good_time(since, alert.at, self._world.bad_times)) > LATE and alert.at > since:
                self.fault(f"{watch} alerted on story {story} {late:.0f} s too late")
        for alert in self.alerts.values():
            for name in alert.spec.notify:
                for person in alert.configuration.channel(name).recipients:
                    if (name, person) not in alert.arrived:
                        self.fault(f"LOST: {alert.watch} on story {alert.story} never reached {name} {person}")
        steps = [(at, at + abs(by) + HOUR) for at, by in self.steps]
        self.escalations.close_books(self._by_number(), self._world.bad_times + steps)
        for table, state in (("delivery", "sent"), ("entry", "read")):
            left = self.eye.execute(f"SELECT id, state FROM {table} WHERE state <> ?", (state,)).fetchall()
            if left:
                self.fault(f"{table} rows are left over: {left[:5]}")
        for key in self._reference.items:
            found = self.eye.execute("SELECT 1 FROM entry WHERE feed = ? AND key = ?", (key[0], f"item-{key[1]}"))
            if found.fetchone() is None:
                self.fault(f"LOST: the item of story {key[1]} in {key[0]} is not in the database")
