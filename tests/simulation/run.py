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
from tests.simulation.daemon import Daemon, Fuse, Restless, database
from tests.simulation.fakes import Attempt, FakeChannels, Job
from tests.simulation.ledger import Ledger
from tests.simulation.reference import Reference
from tests.simulation.script import DAY, DAYS, HOUR, MINUTE, START, Event, FeedSpec, Script, changed, write
from tests.simulation.world import Crash, World

IN_MEMORY = Path("/dev/shm")
KINDS = ("feed", "entry", "delivery", "vigil")


@dataclass(frozen=True)
class Verdict:
    """What came of a seed; it is good where ``faults`` is empty."""

    seed: int
    faults: tuple[str, ...]
    alerts: int
    arrivals: int
    lost: int
    repeats: int
    unmarked: int  # of the repeats
    crashes: int


def simulate(seed: int, trace: Callable[[str], None] | None = None, *, days: int = DAYS) -> Verdict:
    """Live through the seed's thirty days, or fewer."""
    folder = Path(tempfile.mkdtemp(prefix="wirewatch-simulation-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    try:
        return loop.run(_Simulation(write(seed, days), folder, trace).run())
    except BaseException as error:
        error.add_note(f"in seed {seed}")
        raise
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
        self._polls: dict[str, float] = {}  # when each feed was last polled with success
        self._lives, self._asked_all = 0, 0.0
        self._up_at = START  # when it starts again
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
        books = self._ledger
        return Verdict(
            self._script.seed,
            tuple(books.faults),
            alerts=len(books.alerts),
            arrivals=books.arrivals,
            lost=books.lost,
            repeats=books.repeats,
            unmarked=books.unmarked,
            crashes=len(books.crashes),
        )

    async def _live(self, events: list[Event], until: float) -> None:
        world = self._world
        while world.now < until:
            try:
                while events and events[0].at <= world.now:
                    await self._happen(events.pop(0))
                world.wake()
                if self._daemon is None and world.now >= self._up_at:
                    self._start()
                if self._daemon is not None:
                    await self._daemon.tick(self._due)
                    self._ledger.look(self._in_force)
            except Crash:
                await self._crash()
            except Restless as error:
                self._ledger.fault(str(error))
                return
            moments = [until, events[0].at if events else until]
            moments += [world.waiting[0][0]] if world.waiting else []
            if self._daemon is None:
                moments.append(self._up_at)
            else:
                moments.append(max(self._next_due(), world.now + self._pace()))
            world.now = max(min(moments), world.now)

    def _pace(self) -> float:
        """Seconds to the next look for work; through a long outage there are few, for speed."""
        long = any(
            one.start <= self._world.now < one.end and one.end - one.start > 2 * DAY for one in self._script.outages
        )
        return 1800.0 if long else self._script.tick

    def _due(self) -> dict[str, bool]:
        clock, now = self._world.clock(), self._world.now
        stepped = any(at <= now < at + abs(by) + HOUR for at, by in self._ledger.steps)
        if now - self._asked_all >= (HOUR / 6 if stepped else 6 * HOUR):  # what a step made due is in no column
            self._asked_all = now
            return dict.fromkeys(self._dues(), True)
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
            "(SELECT min(max(next_read, lease_until)) FROM entry WHERE state IN ('pending', 'watched')),"
            "(SELECT min(max(CASE d.state WHEN 'sending' THEN 0 ELSE d.next_attempt END, d.lease_until,"
            " CASE WHEN c.state <> 'working' THEN coalesce(c.probe_at, 0) ELSE 0 END))"
            " FROM delivery d LEFT JOIN channel c ON c.name = d.channel"
            " WHERE d.state IN ('pending', 'sending', 'retry', 'unknown'))"
        ).fetchone()
        due = {kind: at for kind, at in zip(("feed", "entry", "delivery"), row, strict=True) if at is not None}
        waits = self._ledger.eye.execute("SELECT min(waiting_until) FROM alert").fetchone()[0]
        due["vigil"] = min(self._next_escalation(), clock + 12 * HOUR if waits is None else waits)
        return {kind: due.get(kind, clock + 12 * HOUR) for kind in KINDS}

    def _next_escalation(self) -> float:
        after = {watch.name: watch.escalate * MINUTE for watch in self._in_force.watches if watch.escalate}
        rows = self._ledger.eye.execute(
            "SELECT a.watch, max(min(d.sent_at), coalesce(a.snoozed_until, 0)) FROM alert a"
            " JOIN message_alert ma ON ma.alert_id = a.id JOIN delivery d ON d.message_id = ma.message_id"
            " WHERE a.level = 'urgent' AND a.acked_at IS NULL AND a.escalated_at IS NULL AND d.state = 'sent'"
            " AND d.sent_at IS NOT NULL GROUP BY a.id"
        ).fetchall()
        clock = self._world.clock()
        due = [at + after[watch] for watch, at in rows if watch in after and at + after[watch] > clock - 72 * HOUR]
        return min(due, default=clock + 12 * HOUR)

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
            jobs = self._daemon.unfinished()
            await asyncio.gather(*self._daemon.die(), return_exceptions=True)
            self._find_written(jobs)
        self._ledger.look(self._in_force)
        world.waiting.clear()
        self._daemon, self._up_at = None, world.now + down["down"]
        world.bad_times.append((world.now, self._up_at + (0 if down["same_machine"] else 900)))

    def _check_pace(self, feed: FeedSpec) -> None:
        """A feed is not asked more often than it is to be."""
        now, last = self._world.now, self._polls.get(feed.name)
        if feed.every is None or last is None or any(at >= last for at, _ in self._ledger.steps):
            return
        if now - last < int(feed.every[:-1]) * HOUR - 1:
            self._ledger.fault(f"{feed.name} is polled {now - last:.0f} s after the last time, not every {feed.every}")

    def _reached(self, job: Job, point: str) -> None:
        if point == "claimed" and job.kind == "poll":
            self._check_pace(next(feed for feed in self._in_force.feeds if feed.name == job.claim.name))
        elif point == "poll:committed":
            job.committed = True
        elif point == "read:committed":
            self._ledger.look(self._in_force)
            number = int(job.claim.entry.key.rsplit("-", 1)[1])
            item = self._reference.items.get((job.claim.feed, number))
            if item is not None:
                item.reads.append(self._world.now)
        elif point == "claimed" and job.kind == "deliver":
            self._ledger.look(self._in_force)  # what the vigil has released just now
            job.attempt = Attempt(job.claim.message_id, job.claim.recipient, self._world.now)
            self._ledger.claimed(job.attempt)
        elif point == "deliver:committed" and job.attempt is not None:
            state, fence = self._ledger.eye.execute(
                "SELECT state, fence FROM delivery WHERE id = ?", (job.claim.id,)
            ).fetchone()
            job.attempt.closed = fence == job.claim.fence
            job.attempt.confirmed = self._world.now if job.attempt.closed and state == "sent" else None
            self._ledger.look_for_dead()
        if point == "poll:committed":
            self._polled(job)

    def _find_written(self, jobs: list[Job]) -> None:
        """Take note of polls that were written before the kill, whose handlers never came to say so."""
        for job in jobs:
            if job.kind == "poll" and job.shown and not job.committed:
                keys = {f"item-{number}" for number, _ in job.shown}
                rows = self._ledger.eye.execute("SELECT key FROM entry WHERE feed = ?", (job.claim.name,))
                if keys <= {key for (key,) in rows.fetchall()}:
                    self._reference.polled(job.claim.name, job.shown, self._world.now, self._world.clock(), sure=False)

    def _polled(self, job: Job) -> None:
        if job.shown is not None:
            self._trace(f"{job.claim.name} shows {job.shown}")
            self._reference.polled(
                job.claim.name, job.shown, self._world.now, self._world.clock(), sure=not job.overtaken
            )

    def _finished(self, job: Job, result: Any) -> None:
        if isinstance(result, Exception):
            self._ledger.fault(f"{job.kind} raised {type(result).__name__}: {result}")
        elif job.kind == "poll" and isinstance(result, int) and not job.overtaken:
            self._polls[job.claim.name] = self._world.now
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
                self._asked_all = 0.0
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
        ).fetchall() or eye.execute("SELECT id FROM alert WHERE waiting_until IS NULL ORDER BY id").fetchall()  # fmt: skip
        if not waiting:
            return
        number, until = dice.choice(waiting)[0], clock + dice.uniform(HOUR, 12 * HOUR)
        if kind == "ack":
            self._ledger.escalations.acked(number)
            self._cli.write(lambda s: ledger.acknowledge(s, number, clock))
        else:
            self._ledger.snoozed(number, until)
            self._cli.write(lambda s: ledger.snooze(s, number, until))
        self._trace(f"{kind} of alert {number}")
