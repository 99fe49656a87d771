"""One seed, from its script to its verdict."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from monitor.store import Store, alerts, ledger
from tests.simulation import loop
from tests.simulation.daemon import LATEST, Daemon, Fuse, database
from tests.simulation.fakes import FakeChannels, Job
from tests.simulation.ledger import Ledger
from tests.simulation.reference import Reference
from tests.simulation.script import DAY, HOUR, START, Event, Script, changed, write
from tests.simulation.world import Crash, World


@dataclass(frozen=True)
class Verdict:
    """What came of a seed; it is good where ``faults`` is empty."""

    seed: int
    faults: tuple[str, ...]
    alerts: int
    arrivals: int
    repeats: int
    crashes: int


def simulate(seed: int, trace: Callable[[str], None] | None = None) -> Verdict:
    """Live through the seed's thirty days."""
    folder = Path(tempfile.mkdtemp(prefix="wirewatch-simulation-"))
    try:
        return loop.run(_Simulation(write(seed), folder, trace).run())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Simulation:
    def __init__(self, script: Script, folder: Path, trace: Callable[[str], None] | None) -> None:
        self._script, self._told = script, trace
        self._world = World(script)
        self._fuse = Fuse()
        self._engine = database(folder, self._fuse)
        self._cli = Store(self._engine)  # what commands in another terminal write through
        self._reference = Reference(self._world.stories)
        self._ledger = Ledger(self._world, self._reference, folder / "simulation.db", self._trace)
        self._channels = FakeChannels(self._world, self._ledger)
        self._wanted = self._in_force = script.configuration
        self._daemon: Daemon | None = None
        self._lives, self._asked_all = 0, 0.0
        self._up_at, self._heir = START, False  # when it starts again, and whether on the same machine
        self._down: dict[str, Any] = {"down": 30.0, "same_machine": True}

    def _trace(self, text: str) -> None:
        if self._told:
            self._told(f"{(self._world.now - START) / DAY:9.5f} clock {self._world.clock():.1f} {text}")

    async def run(self) -> Verdict:
        world, events = self._world, list(self._script.events)
        for event in [one for one in events if one.at <= START]:
            await self._happen(event)
        events = [one for one in events if one.at > START]
        await self._live(events, self._script.end)
        self._fuse.arm("", "", 0)
        world.stalls = 0
        await self._live([], self._script.end + 2 * DAY)
        self._cli.write(lambda s: alerts.retry(s, world.clock()))
        await self._live([], self._script.end + 4 * DAY)
        self._ledger.close_books()
        if self._daemon is not None:
            await asyncio.gather(*self._daemon.die(), return_exceptions=True)
        self._ledger.eye.close()
        self._engine.dispose()
        arrivals = sum(attempt.arrived for attempt in self._channels.attempts)
        books = self._ledger
        return Verdict(
            self._script.seed, tuple(books.faults), len(books.alerts), arrivals, books.repeats, len(books.crashes)
        )

    async def _live(self, events: list[Event], until: float) -> None:
        world = self._world
        while world.now < until:
            while events and events[0].at <= world.now:
                await self._happen(events.pop(0))
            world.wake()
            try:
                if self._daemon is None and world.now >= self._up_at:
                    self._start()
                if self._daemon is not None:
                    await self._daemon.tick(self._due)
            except Crash:
                await self._crash()
            moments = [until, events[0].at if events else until]
            moments += [world.waiting[0][0]] if world.waiting else []
            if self._daemon is None:
                moments.append(self._up_at)
            else:
                moments.append(max(self._next_due(), world.now + self._pace()))
            world.now = max(min(moments), world.now)

    def _pace(self) -> float:
        """Seconds to the next look for work; through a long outage there are few, for speed."""
        long = any(one.start <= self._world.now < one.end and one.end - one.start > 2 * DAY for one in self._script.outages)
        return 1800.0 if long else self._script.tick

    def _due(self) -> dict[str, bool]:
        clock = self._world.clock()
        if abs(self._world.now - self._asked_all) >= 6 * HOUR:  # what a step of the clock made due is in no column
            self._asked_all = self._world.now
            return {"feed": True, "entry": True, "delivery": True}
        return {kind: at <= clock for kind, at in self._dues().items()}

    def _next_due(self) -> float:
        """The next true time at which something may be due; what is due and cannot be had is looked at in two minutes."""
        world = self._world
        found = [at - world.offset for at in self._dues().values()]
        return min([at if at > world.now else world.now + 120 for at in found], default=world.now + HOUR)

    def _dues(self) -> dict[str, float]:
        clock = self._world.clock()
        row = self._ledger.eye.execute(
            "SELECT (SELECT min(max(next_poll, lease_until)) FROM feed WHERE state = 'active'),"
            "(SELECT min(max(next_read, lease_until)) FROM entry WHERE state = 'pending'),"
            "(SELECT min(max(CASE d.state WHEN 'sending' THEN 0 ELSE d.next_attempt END, d.lease_until,"
            " CASE WHEN c.state <> 'working' THEN coalesce(c.probe_at, 0) ELSE 0 END))"
            " FROM delivery d LEFT JOIN channel c ON c.name = d.channel"
            " WHERE d.state IN ('pending', 'sending', 'retry', 'unknown'))"
        ).fetchone()
        far = clock + 12 * HOUR
        return {
            kind: far if at is None else at if at <= clock + LATEST else clock
            for kind, at in zip(("feed", "entry", "delivery"), row, strict=True)
        }

    def _start(self) -> None:
        self._lives += 1
        gone = self._daemon_name(self._lives - 1) if self._down["same_machine"] else None
        self._trace(f"daemon {self._lives} starts")
        if self._in_force != self._wanted or self._lives == 1:
            self._in_force = self._wanted
            self._reference.in_force(self._world.now, self._wanted)
        self._daemon = Daemon(
            self._world, self._engine, self._fuse, self._channels, self._wanted,
            self._daemon_name(self._lives), self._finished, self._reached,
        )  # fmt: skip
        self._daemon.start(self._wanted, gone)

    def _daemon_name(self, life: int) -> str:
        return f"simulation:{life}"

    async def _crash(self) -> None:
        world, down = self._world, self._down
        self._trace(f"KILLED, down for {down['down']:.0f} s")
        self._ledger.crashes.append(world.now)
        if self._daemon is not None:
            await asyncio.gather(*self._daemon.die(), return_exceptions=True)
        self._ledger.look(self._in_force)
        world.waiting.clear()
        self._daemon, self._up_at = None, world.now + down["down"]
        world.bad_times.append((world.now, self._up_at + (0 if down["same_machine"] else 900)))

    def _reached(self, job: Job, point: str) -> None:
        if point == "poll:committed":
            job.committed = True
        elif point == "read:committed":
            self._ledger.look(self._in_force)
            number = int(job.claim.entry.key.rsplit("-", 1)[1])
            item = self._reference.items.get((job.claim.feed, number))
            if item is not None:
                item.reads.append(self._world.now)
        elif point == "deliver:committed" and job.attempt is not None:
            state, fence = self._ledger.eye.execute(
                "SELECT state, fence FROM delivery WHERE id = ?", (job.claim.id,)
            ).fetchone()
            job.attempt.closed = fence == job.claim.fence
            job.attempt.confirmed = job.attempt.closed and state == "sent"
            if state == "dead":
                self._died(job)
        if point == "poll:committed":
            self._polled(job)

    def _polled(self, job: Job) -> None:
        if job.shown is not None:
            self._trace(f"{job.claim.name} shows {job.shown}")
            self._reference.polled(
                job.claim.name, job.shown, self._world.now, self._world.clock(), sure=not job.overtaken
            )

    def _died(self, job: Job) -> None:
        self._trace(f"delivery {job.claim.id} of message {job.claim.message_id} is dead")
        self._ledger.died.add(job.claim.message_id)
        first = self._ledger.eye.execute("SELECT min(at) FROM attempt WHERE delivery_id = ?", (job.claim.id,)).fetchone()[0]
        slack = sum(abs(by) for _, by in self._ledger.steps)
        assert job.attempt is not None
        if job.attempt.outcome != "rejected" and self._world.clock() - first < 72 * HOUR - slack:
            self._ledger.fault(f"delivery {job.claim.id} is dead after {self._world.clock() - first:.0f} s")

    def _finished(self, job: Job, result: Any) -> None:
        if isinstance(result, Exception):
            self._ledger.fault(f"{job.kind} raised {type(result).__name__}: {result}")
        elif job.kind != "read" and result not in (0, "sent"):
            self._trace(f"{job.kind} {getattr(job.claim, 'name', '') or job.claim.id}: {result!r}")

    async def _happen(self, event: Event) -> None:
        world, what = self._world, event.what
        if event.kind not in ("publish", "edit"):
            self._trace(f"{event.kind} {what}")
        dice = Random(what.get("dice", 0))
        match event.kind:
            case "publish":
                world.publish(world.stories[what["story"]], what["feed"])
            case "edit":
                world.edit(world.stories[what["story"]], what["adds"])
            case "reorder":
                world.reorder(dice)
            case "bring back":
                world.bring_back(dice)
            case "stall":
                world.stalls += 1
            case "step":
                world.offset += what["by"]
                self._ledger.steps.append((world.now, what["by"]))
                world.bad_times.append((world.now, world.now + abs(what["by"]) + 900))
            case "crash":
                self._down = what
                if what["how"] == "now":
                    await self._crash()
                else:
                    self._fuse.arm(what["how"], what["point"], what["count"])
            case "ack" | "snooze":
                self._person(event.kind, dice)
            case "reload":
                self._wanted = changed(dice, self._wanted)
                if self._daemon is not None:
                    self._in_force = self._wanted
                    self._reference.in_force(world.now, self._wanted)
                    self._daemon.reload(self._wanted)

    def _person(self, kind: str, dice: Random) -> None:
        """Acknowledge or snooze an alert, one that waits to be sent if there is one."""
        eye, clock = self._ledger.eye, self._world.clock()
        waiting = eye.execute(
            "SELECT DISTINCT ma.alert_id FROM message_alert ma JOIN delivery d ON d.message_id = ma.message_id "
            "WHERE d.state NOT IN ('sent', 'dead') ORDER BY 1"
        ).fetchall() or eye.execute("SELECT id FROM alert ORDER BY id").fetchall()  # fmt: skip
        if not waiting:
            return
        number, until = dice.choice(waiting)[0], clock + dice.uniform(HOUR, 12 * HOUR)
        if kind == "ack":
            self._cli.write(lambda s: ledger.acknowledge(s, number, clock))
        else:
            self._ledger.snoozed(number, until)
            self._cli.write(lambda s: ledger.snooze(s, number, until))
        self._trace(f"{kind} of alert {number}")
