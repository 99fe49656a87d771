"""Whether urgent alerts that nobody acknowledged, and only those, went to the second list."""

import sqlite3
from collections.abc import Callable

from tests.simulation.alerted import Alerted
from tests.simulation.reference import LATE, Reference, good_time
from tests.simulation.script import HOUR, MINUTE, Configuration
from tests.simulation.world import World

SECOND_LIST = "ops"


class Escalations:
    """Follows acknowledgements and snoozes, and every alert that is escalated."""

    def __init__(
        self, world: World, reference: Reference, eye: sqlite3.Connection, fault: Callable[[str], None]
    ) -> None:
        self._world, self._reference, self._eye, self._fault = world, reference, eye, fault
        self._acked: dict[int, float] = {}
        self._snoozed: dict[int, tuple[float, float]] = {}  # when, until when by the daemon's clock
        self._escalated: dict[int, float] = {}

    def acked(self, alert: int) -> None:
        self._acked.setdefault(alert, self._world.now)

    def snoozed(self, alert: int, until: float) -> None:
        self._snoozed[alert] = (self._world.now, until)

    def look(self, alerts: dict[int, Alerted], in_force: Configuration, *, stepped: bool) -> None:
        """Take note of what was escalated since the last look; ``stepped``: the clock was changed lately."""
        for (number,) in self._eye.execute(
            "SELECT id FROM alert WHERE escalated_at IS NOT NULL ORDER BY id"
        ).fetchall():
            if number not in self._escalated and number in alerts:
                self._escalated[number] = self._world.now
                self._check(alerts[number], in_force, stepped=stepped)

    def _check(self, alert: Alerted, in_force: Configuration, *, stepped: bool) -> None:
        spec, told = in_force.watch(alert.watch), f"{alert.watch} on story {alert.story} is escalated"
        if spec is None or not spec.escalate or alert.spec.level != "urgent":
            self._fault(f"{told}, which its watch does not ask for")
        elif alert.id in self._acked:
            self._fault(f"{told} though it was acknowledged")
        elif (arrived := alert.first_arrival()) is None:
            self._fault(f"{told} before anybody was told of it")
        elif not stepped:
            due = max(arrived + self._world.offset, self._snoozed.get(alert.id, (0.0, 0.0))[1]) + spec.escalate * MINUTE
            if self._world.clock() < due - 1:
                self._fault(f"{told} {due - self._world.clock():.0f} s too early")

    def close_books(self, alerts: dict[int, Alerted], bad: list[tuple[float, float]]) -> None:
        """At the end each that had to be escalated was, in good time, and reached the second list."""
        for number, alert in alerts.items():
            if number in self._escalated and (SECOND_LIST, "") not in alert.arrived:
                self._fault(f"LOST: the escalation of {alert.watch} on story {alert.story} never arrived")
            due = self._due(alert)
            if due is None:
                continue
            told = self._escalated.get(number, self._world.now)
            acked = self._acked.get(number, float("inf"))
            if good_time(due, min(told, acked), bad) > LATE:
                self._fault(f"{alert.watch} on story {alert.story} was not escalated in time")

    def _due(self, alert: Alerted) -> float | None:
        """When it had to be escalated at the latest; None where it need not be."""
        sent = alert.first_confirmed()
        if alert.spec.level != "urgent" or sent is None or alert.id in self._snoozed:
            return None
        due = sent + alert.spec.escalate * MINUTE
        specs = [told.watch(alert.watch) for told in self._reference.between(alert.at, due + 24 * HOUR)]
        steady = all(spec is not None and spec.escalate == alert.spec.escalate for spec in specs)
        return due if alert.spec.escalate and steady else None
