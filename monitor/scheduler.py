"""When handlers run: one APScheduler tick that finds due rows, and cron for housekeeping.

The database holds what is due; a finished stage only hints that the next has work, and a lost hint costs at most
one tick. 50,000 APScheduler jobs cost a second of loop lag (measured), so there is one. Handlers that fail are
caught here: this is the job boundary, and the row's lease brings it back.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from monitor.errors import StoreError
from monitor.pipeline import Pipeline
from monitor.store import alerts, articles, ledger, vigil
from monitor.store.alerts import DeliveryClaim
from monitor.store.articles import EntryClaim
from monitor.store.feeds import FeedClaim

TICK = 1.0  # s
BEAT = 5.0  # s between signs of life
VIGIL = 10.0  # s between looks at what waits for a person or a channel
STOOD_STILL = 30.0  # s between two ticks, by the wall clock: a suspend, or a clock that was set
DEAD = 60.0  # s without one: another daemon takes over what it had claimed
POLLS, READS, SENDS, SENDS_A_CHANNEL = 512, 16, 32, 2  # handlers at once
POLL_LEASE, READ_LEASE, SEND_LEASE = 400.0, 600.0, 120.0  # s; longer than a handler can take
STARTED_AT_ONCE = 8
POLLS_A_TICK = 64  # started at once; 400 hosts that hang must not keep the others waiting, so many may be under way
DRAIN = 7.0  # s: all is over within 8, and a container has 10

log = structlog.get_logger("wirewatch")


class Scheduler:
    """Claims due rows and runs the handlers, each kind bounded; drains on request."""

    def __init__(
        self,
        pipeline: Pipeline,
        *,
        daemon: str,
        clock: Callable[[], float],
        monotonic: Callable[[], float],
        reload: Callable[[], Awaitable[None]],
        housekeeping: Callable[[], Awaitable[None]],
        watch: Callable[[], Awaitable[None]],
        crowded: Callable[[], str | None],
        troubled: Callable[[str | None], None],
    ) -> None:
        """``crowded`` says why nothing more may be polled; ``troubled`` hears why nothing can be written, and ``None``
        when it can again.
        """
        self._pipeline, self._daemon, self._clock, self._monotonic = pipeline, daemon, clock, monotonic
        self._reload, self._housekeeping = reload, housekeeping
        self._watch, self._crowded, self._troubled = watch, crowded, troubled
        self._running: dict[str, set[asyncio.Task[Any]]] = {"poll": set(), "read": set(), "deliver": set()}
        self._sending: dict[int, str] = {}  # deliveries in hand, and their channels
        self._hint = asyncio.Event()
        self._stopping = False
        self._trouble: str | None = None
        self._unwritten: list[FeedClaim | EntryClaim] = []  # claims whose result the database did not take
        self._paused: str | None = None
        self._beaten = self._watched = 0.0
        self._ticked: float | None = None
        self._tick_now = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until ``stop`` is set, then drain."""
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        tick = scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK,
            id="tick",
            next_run_time=datetime.fromtimestamp(self._clock(), UTC),
        )
        scheduler.add_job(self._housekeeping, "interval", hours=6, id="housekeeping")
        scheduler.start()
        drift = self._clock() - self._monotonic()
        try:
            while not stop.is_set():
                waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._hint.wait())]
                await asyncio.wait(waits, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
                for wait in waits:
                    wait.cancel()
                if self._hint.is_set():
                    self._hint.clear()
                    await self.tick()
                now_drift = self._clock() - self._monotonic()
                if now_drift < drift - 2 * TICK:  # the clock went back: APScheduler would sleep until it caught up
                    log.warning("clock went back", seconds=round(drift - now_drift))
                    tick.modify(next_run_time=datetime.fromtimestamp(self._clock(), UTC))
                drift = now_drift
        finally:
            scheduler.shutdown(wait=False)
            await self.drain(DRAIN)

    async def tick(self) -> None:
        """Claim what is due and start its handlers; keep the heartbeat."""
        if self._stopping:
            return
        async with self._tick_now:
            try:
                await self._reload()
                now = self._clock()
                if self._trouble:
                    await self._recover()
                await self._keep_what_runs(now)
                if abs(now - self._beaten) >= BEAT:
                    await self._pipeline.write(lambda s: self._beat(s, now))
                    self._beaten = now
                await self._claim(now)
                if abs(now - self._watched) >= VIGIL:
                    await self._watch()
                    self._watched = now
            except StoreError as error:
                self._fall(str(error))
            except Exception:
                log.exception("a tick failed; the next one tries again")

    async def _keep_what_runs(self, now: float) -> None:
        """After a suspend or a step of the clock let nothing be claimed again that is still in hand here."""
        passed = now - (now if self._ticked is None else self._ticked)
        if abs(passed) >= STOOD_STILL:
            log.warning("stood still, or the clock was set", seconds=round(passed))
            await self._pipeline.write(lambda s: ledger.shift_leases(s, self._daemon, passed))
        self._ticked = now

    def _fall(self, reason: str) -> None:
        """Pause: nothing is claimed until a row that needs room can be written."""
        if reason != self._trouble:
            log.error("polling pauses", reason=reason)
        if self._trouble is None:
            self._troubled(reason)
        self._trouble = reason

    async def _recover(self) -> None:
        """Try whether rows can be written again; then free what the trouble left claimed. StoreError while not."""
        await self._pipeline.write(vigil.probe)
        given, self._unwritten = self._unwritten, []
        try:
            await self._pipeline.write(lambda s: vigil.give_back(s, given))
        except StoreError:
            self._unwritten += given
            raise
        log.info("database is back", trouble=self._trouble)
        self._trouble = None
        self._troubled(None)

    def _beat(self, session: Session, now: float) -> None:
        """Show life, and free what daemons claimed that have shown none for long."""
        ledger.beat(session, self._daemon, now, state=f"paused: {self._paused}" if self._paused else "running")
        for other in ledger.daemons(session):
            if other.daemon != self._daemon and now - other.at > DEAD:
                ledger.forget_daemon(session, other.daemon)

    async def _claim(self, now: float) -> None:
        room = SENDS - len(self._running["deliver"])
        under_way = Counter(self._sending.values())
        busy = [channel for channel, count in under_way.items() if count >= SENDS_A_CHANNEL]
        if room > 0:
            for delivery in await self._pipeline.write(
                lambda s: alerts.claim(
                    s,
                    now,
                    owner=self._daemon,
                    limit=room,
                    lease=SEND_LEASE,
                    busy=busy,
                    a_channel=SENDS_A_CHANNEL,
                    under_way=under_way,
                    in_hand=list(self._sending),
                )
            ):
                self._sending[delivery.id] = delivery.channel
                done = partial(self._sending.pop, delivery.id)
                self._start("deliver", delivery.channel, delivery, self._pipeline.deliver(delivery), done)
        room = READS - len(self._running["read"])
        if room > 0:
            for item in await self._pipeline.write(
                lambda s: articles.claim(s, now, owner=self._daemon, limit=room, lease=READ_LEASE)
            ):
                self._start("read", item.entry.url or item.feed, item, self._pipeline.read(item))
        room, paused = min(POLLS - len(self._running["poll"]), POLLS_A_TICK), self._crowded()
        if paused != self._paused:
            self._paused = paused
            if paused:
                log.error("polling pauses", reason=paused)
            else:
                log.info("polling goes on")
        if room > 0 and not paused:
            claims = await self._pipeline.write(
                lambda s: self._pipeline.polling.claim(s, now, owner=self._daemon, limit=room, lease=POLL_LEASE)
            )
            for number, feed in enumerate(claims):
                self._start("poll", feed.name, feed, self._pipeline.poll(feed))
                self._hint.set()  # there may be more
                if number % STARTED_AT_ONCE == STARTED_AT_ONCE - 1:
                    await asyncio.sleep(0)  # connecting takes a millisecond each: let others have their turn

    def _start(
        self,
        kind: str,
        subject: str,
        claim: FeedClaim | EntryClaim | DeliveryClaim,
        work: Coroutine[Any, Any, Any],
        done: Callable[[], object] = lambda: None,
    ) -> None:
        async def handle() -> None:
            try:
                result = await work
                if isinstance(result, str) and result != "sent":
                    log.warning(kind, subject=subject, result=result)
                else:
                    log.info(kind, subject=subject, result=result)
            except StoreError as error:
                log.error(f"{kind} failed", subject=subject, reason=str(error))
                if error.permanent:
                    with suppress(StoreError):  # then its lease brings it back
                        await self._pipeline.failed(claim, error)
                else:
                    if not isinstance(claim, DeliveryClaim):
                        self._unwritten.append(claim)
                    self._fall(str(error))
            except Exception as error:
                log.exception(f"{kind} failed", subject=subject)
                with suppress(StoreError):  # then its lease brings it back
                    await self._pipeline.failed(claim, error)
            finally:
                done()

        task = asyncio.create_task(handle())
        self._running[kind].add(task)

        def finished(task: asyncio.Task[Any]) -> None:
            self._running[kind].discard(task)
            if not self._stopping:
                self._hint.set()

        task.add_done_callback(finished)

    async def drain(self, seconds: float) -> None:
        """Start nothing more and give what runs ``seconds`` to end; the leases of the rest run out by themselves."""
        self._stopping = True
        tasks = [task for kind in self._running.values() for task in kind]
        if tasks:
            _, left = await asyncio.wait(tasks, timeout=seconds)
            for task in left:
                task.cancel()
            log.info("drained", finished=len(tasks) - len(left), left=len(left))

    async def run_until_idle(self, is_done: Callable[[], Awaitable[bool]]) -> None:
        """Tick until nothing runs and ``is_done`` says that nothing is due: the whole job once. Raises StoreError."""
        while True:
            await self.tick()
            tasks = [task for kind in self._running.values() for task in kind]
            if tasks:
                await asyncio.wait(tasks, timeout=TICK, return_when=asyncio.FIRST_COMPLETED)
            elif self._trouble:
                raise StoreError(self._trouble, permanent=False)
            elif await is_done():
                return
            else:
                await asyncio.sleep(TICK / 10)
