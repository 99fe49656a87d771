"""Whether each event with several reports was alerted once, and where two sources are asked for not before, nor never."""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from tests.simulation.alerted import Alerted
from tests.simulation.reference import LATE, Reference, good_time
from tests.simulation.script import HOUR, WITHIN, Story, WatchSpec
from tests.simulation.world import World


class Sources:
    """Follows the alerts of watches that alert once a story, and those that wait for another source."""

    def __init__(
        self, world: World, reference: Reference, eye: sqlite3.Connection, fault: Callable[[str], None]
    ) -> None:
        self._world, self._reference, self._eye, self._fault = world, reference, eye, fault
        self._alerted: dict[tuple[str, int], int] = {}  # watch, event
        self._waiting: dict[int, tuple[str, str, float]] = {}
        self._until: dict[int, float] = {}

    def waits(self, number: int, watch: str, event: str, until: float) -> None:
        """An alert was made that waits until then, by the daemon's clock."""
        self._waiting[number], self._until[number] = (watch, event, until), until

    def released(self) -> list[tuple[Any, ...]]:
        """The alerts that have waited and now are to be sent: id, watch, event, time of the daemon's clock, None."""
        found = []
        for number, (watch, event, _) in list(self._waiting.items()):
            until, dropped = self._eye.execute(
                "SELECT waiting_until, dropped_at FROM alert WHERE id = ?", (number,)
            ).fetchone()
            if dropped is not None:
                self._fault(f"LOST: alert {number} of {watch} was dropped, which its watch does not ask for")
            if until is None:
                del self._waiting[number]
                found.append((number, watch, event, self._world.clock(), None))
        return found

    def alerted(self, number: int, spec: WatchSpec, story: Story) -> None:
        """A watch's alert on one of an event's reports is to be sent: the only one, and for a reason."""
        if story.event is None:
            self._fault(f"alert {number} of {spec.name} is on no event")
            return
        if (spec.name, story.event) in self._alerted:
            self._fault(f"{spec.name} alerted twice on event {story.event}, with alert {number} again")
        self._alerted[spec.name, story.event] = number
        if not spec.sources:
            return
        single, created = self._eye.execute(
            "SELECT json_extract(document, '$.single_source'), created_at FROM alert WHERE id = ?", (number,)
        ).fetchone()
        until = self._until.get(number, created + WITHIN * HOUR)  # it may have waited and gone between two looks
        stepped = any(at <= self._world.now < at + abs(by) + HOUR for at, by in self._world.steps)
        if single and self._world.clock() < until - 1 and not stepped:
            self._fault(f"alert {number} of {spec.name} is marked single-source before its time")
        if not single and len(self._accounts(story.event)) < spec.sources:
            self._fault(f"alert {number} of {spec.name} goes out with one source")

    def _accounts(self, event: int) -> set[int]:
        """The accounts of an event that feeds have shown: a wire's copies are one."""
        shown = {number for _, number in self._reference.items if self._world.stories[number].event == event}
        return {number if self._world.stories[number].retold else -1 for number in shown}

    def close_books(
        self,
        must: Mapping[tuple[str, int], float],
        alerts: Mapping[tuple[str, int], Alerted],
        bad: list[tuple[float, float]],
    ) -> None:
        """At the end each event was alerted, in good time, and no story holds two events."""
        due: dict[tuple[str, int], float] = {}
        for (watch, number), since in must.items():
            event = self._world.stories[number].event
            if event is not None:
                due[watch, event] = min(since, due.get((watch, event), since))
        at = {
            (alert.watch, event): alert.at
            for alert in alerts.values()
            if (event := self._world.stories[alert.story].event) is not None
        }
        for (watch, event), since in sorted(due.items()):
            spec = self._reference.epochs[0][1].watch(watch)
            if spec is None or spec.group != "story":
                continue
            if (watch, event) not in at:
                self._fault(f"LOST: no alert of {watch} on event {event}")
            elif spec.sources == 0 and good_time(since, at[watch, event], self._world.bad_times + bad) > LATE:
                self._fault(f"{watch} alerted on event {event} too late")
            elif good_time(since, at[watch, event], self._world.bad_times + bad) > LATE + WITHIN * HOUR:
                self._fault(f"{watch} held event {event} for too long")
        if self._waiting:
            self._fault(f"LOST: alerts wait for ever: {sorted(self._waiting)}")
        self._check_joined()

    def _check_joined(self) -> None:
        """The real joiner tells the events apart: what is alerted once a story is alerted once an event."""
        events: dict[int, set[int | None]] = {}
        for story, url in self._eye.execute("SELECT story_id, url FROM report").fetchall():
            told = self._world.by_url[url].event
            if told is not None:
                events.setdefault(story, set()).add(told)
        for story, found in events.items():
            if len(found) > 1:
                self._fault(f"story {story} holds the events {sorted(map(str, found))}")
