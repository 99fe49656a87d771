"""A daemon that can be killed at any statement: the real pipeline over a real SQLite file, claimed as the scheduler does."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy import Engine, event
from sqlmodel import Session

from monitor import notify
from monitor.config import Loaded, load
from monitor.pipeline import Pipeline
from monitor.scheduler import POLL_LEASE, POLLS, READ_LEASE, READS, SEND_LEASE, SENDS, SENDS_A_CHANNEL
from monitor.store import Store, alerts, articles, channels, feeds, ledger, open_store
from monitor.store.engine import create
from monitor.vigil import Vigil
from tests.simulation.fakes import JOB, FakeChannels, FakeFetch, FakeSandbox, Job
from tests.simulation.script import Configuration
from tests.simulation.world import Crash, World

T = TypeVar("T")
ROUNDS = 1000  # of claims in one moment; a hundred is much


class Restless(Exception):
    """The daemon does the same work again and again."""


class Fuse:
    """Kills the process at a named point, in the middle of a transaction, or at its commit, when it burns down."""

    def __init__(self) -> None:
        self.how, self.point, self.count = "", "", 0
        self.live = False  # only the daemon's own transactions count

    def arm(self, how: str, point: str, count: int) -> None:
        self.how, self.point, self.count = how, point, count

    def burn(self, how: str, point: str = "") -> None:
        if self.live and how == self.how and (how != "point" or point == self.point):
            self.count -= 1
            if self.count <= 0 or how == "point":
                self.how = ""
                raise Crash


class MortalStore(Store):
    """A store that a killed process cannot use any more."""

    def __init__(self, engine: Engine, fuse: Fuse) -> None:
        super().__init__(engine)
        self._fuse, self.dead = fuse, False

    def write(self, work: Callable[[Session], T]) -> T:
        if self.dead:
            raise Crash
        self._fuse.live = True
        try:
            return super().write(work)
        finally:
            self._fuse.live = False


def database(folder: Path, fuse: Fuse) -> Engine:
    """An engine on a fresh database that trades safety from power cuts for speed."""
    path = folder / "simulation.db"
    path.write_bytes(_empty_database())
    engine = create(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    @event.listens_for(engine, "before_cursor_execute")
    def _before(*_args: Any) -> None:
        fuse.burn("statement")

    @event.listens_for(engine, "commit")
    def _commit(_connection: Any) -> None:
        fuse.burn("commit")

    return engine


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()


@lru_cache(maxsize=8)
def loaded(configuration: Configuration) -> Loaded:
    """The configuration as the real loader reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_text(yaml.safe_dump(configuration.document()))
        return load(path, environ={}, sending=True, defaults=False, usable_channel=notify.usable)


class Daemon:
    """One process's life. ``finished`` is told of each handler that ended, with its result or what it raised."""

    def __init__(
        self,
        world: World,
        engine: Engine,
        fuse: Fuse,
        receivers: FakeChannels,
        configuration: Configuration,
        name: str,
        finished: Callable[[Job, Any], None],
        reached: Callable[[Job, str], None],
    ) -> None:
        self._world, self._fuse, self._finished, self._told = world, fuse, finished, reached
        self.store, self.name = MortalStore(engine, fuse), name
        self._fetch = FakeFetch(world)
        self.pipeline = Pipeline(
            store=self.store,
            fetch=self._fetch,  # type: ignore[arg-type]
            sandbox=FakeSandbox(),  # type: ignore[arg-type]
            sender=receivers,
            loaded=loaded(configuration),
            clock=world.clock,
            reached=self._reached,
        )
        self._vigil = Vigil(loaded(configuration).config)
        self._tasks: dict[asyncio.Task[Any], Job] = {}

    def start(self, configuration: Configuration, gone: str | None) -> None:
        """As ``app`` does at a start; ``gone`` is a killed daemon of the same machine."""
        self._sync(configuration)
        if gone is not None:
            self.store.write(lambda s: ledger.forget_daemon(s, gone))

    def reload(self, configuration: Configuration) -> None:
        """As ``app`` does when the configuration was saved."""
        self.pipeline.use(loaded(configuration), self._fetch)  # type: ignore[arg-type]
        self._vigil = Vigil(loaded(configuration).config)
        self._sync(configuration)
        names = [channel.name for channel in configuration.channels]
        self.store.write(lambda s: channels.resume(s, names, self._world.clock()))

    def _sync(self, configuration: Configuration) -> None:
        pairs = [(feed.name, feed.url) for feed in configuration.feeds]
        self.store.write(lambda s: feeds.sync(s, pairs, self._world.clock(), interval=3600.0))

    async def tick(self, due: Callable[[], dict[str, bool]]) -> None:
        """Claim and handle until nothing more is due or all that runs waits. Raises Crash when the process died."""
        for _ in range(ROUNDS):
            wanted, before = due(), len(self._tasks)
            await self._claim(wanted, self._world.clock())
            started = len(self._tasks) > before
            ended = await self._settle()
            if not started and not ended:
                return
        raise Restless(f"after {ROUNDS} rounds in one moment there is still work: {wanted}")

    async def _claim(self, wanted: dict[str, bool], now: float) -> None:
        """As ``scheduler`` does."""
        write = self.pipeline.write
        if wanted["vigil"]:
            await write(lambda s: self._vigil.escalate(s, now))
            await write(lambda s: self._vigil.end_waiting(s, now))
        if wanted["delivery"] and (sends := SENDS - self._running("deliver")) > 0:
            sending = {job.claim.id: job.claim.channel for job in self._tasks.values() if job.kind == "deliver"}
            under_way = Counter(sending.values())
            for delivery in await write(
                lambda s: alerts.claim(
                    s,
                    now,
                    owner=self.name,
                    limit=sends,
                    lease=SEND_LEASE,
                    busy=[name for name, count in under_way.items() if count >= SENDS_A_CHANNEL],
                    a_channel=SENDS_A_CHANNEL,
                    under_way=under_way,
                    in_hand=list(sending),
                )
            ):
                self._start(Job("deliver", delivery), self.pipeline.deliver)
        if wanted["entry"] and (reads := READS - self._running("read")) > 0:
            for item in await write(lambda s: articles.claim(s, now, owner=self.name, limit=reads, lease=READ_LEASE)):
                self._start(Job("read", item), self.pipeline.read)
        if wanted["feed"] and (polls := POLLS - self._running("poll")) > 0:
            for feed in await write(
                lambda s: self.pipeline.polling.claim(s, now, owner=self.name, limit=polls, lease=POLL_LEASE)
            ):
                for other in self._tasks.values():
                    other.overtaken |= other.kind == "poll" and other.claim.name == feed.name
                self._start(Job("poll", feed), self.pipeline.poll)

    def die(self) -> list[asyncio.Task[Any]]:
        """Kill the process: nothing of it reaches the database any more. Returns its tasks, to be awaited."""
        self.store.dead = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        self._tasks.clear()
        return tasks

    def unfinished(self) -> list[Job]:
        """What its handlers are at."""
        return list(self._tasks.values())

    def _running(self, kind: str) -> int:
        return sum(job.kind == kind for job in self._tasks.values())

    def _start(self, job: Job, work: Callable[[Any], Any]) -> None:
        self._told(job, "claimed")

        async def handle() -> Any:
            JOB.set(job)
            try:
                return await work(job.claim)
            except Exception as error:
                await self.pipeline.failed(job.claim, error)
                raise

        self._tasks[asyncio.get_running_loop().create_task(handle())] = job

    async def _settle(self) -> bool:
        """Let handlers run until each has ended or waits for I/O; whether any ended."""
        ended = False
        while True:
            for task in [task for task in self._tasks if task.done()]:
                job, ended = self._tasks.pop(task), True
                error = None if task.cancelled() else task.exception()
                self._finished(job, error if error is not None else task.result())
                if isinstance(error, Crash):
                    raise error
            if sum(not future.done() for _, _, future in self._world.waiting) >= len(self._tasks):
                return ended
            await asyncio.sleep(0)

    def _reached(self, point: str) -> None:
        self._told(JOB.get(), point)
        self._fuse.live = True
        try:
            self._fuse.burn("point", point)
        finally:
            self._fuse.live = False
