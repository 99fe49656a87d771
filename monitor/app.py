"""All the wiring, and the clock: ``build`` makes the one App, which the commands run.

Owns what a process has once: clock, log, database, client, workers, sender, the configuration in force and its
reloading. Nothing else in the package reads the time or the environment of the process.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import structlog
from sqlmodel import Session

from monitor import __version__, notify
from monitor.config import Loaded, load, signature
from monitor.delivering import Sends
from monitor.errors import MonitorError, StoreError
from monitor.fetch import Fetcher, Request
from monitor.notify.text import clean, escaped
from monitor.pipeline import Pipeline
from monitor.sandbox import Sandbox
from monitor.scheduler import Scheduler
from monitor.store import Store, alerts, articles, channels, crowded, feeds, ledger, open_store
from monitor.trouble import Trouble
from monitor.vigil import Vigil

PING_EVERY, PING_TAKES = 60.0, 1.0  # s between calls, and at most at the end of the process
START_AGAIN = 2.0  # s between tries to start
ENDS = 9.0  # s after a signal: a container has 10
LOOK_EVERY, LISTEN_EVERY = 60.0, 600.0  # s between looks for what is late, and for feeds that fell silent

log = structlog.get_logger("wirewatch")


def now() -> float:
    """Unix seconds: the only reading of the clock."""
    return time.time()


def start_log(*, as_json: bool, secrets: set[str], stream: TextIO | None = None) -> None:
    """Log one key-value event a line on standard error, for people or as JSON, with every secret masked.

    What is added to ``secrets`` later is masked from then on.
    """

    def mask(_logger: Any, _name: str, event: Any) -> Any:
        for key, value in event.items():
            if isinstance(value, str):
                for secret in sorted(secrets, key=len, reverse=True):
                    value = value.replace(secret, "***") if len(secret) >= 4 else value
                shown = clean(value)  # no escape and no line of its own from an article's or a server's words
                event[key] = shown if key == "exception" else shown.replace("\n", " ")
        return event

    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(lambda told, **how: escaped(json.dumps(told, **how)), ensure_ascii=False)
            if as_json
            else structlog.dev.ConsoleRenderer(colors=out.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(out),
    )
    for noisy in ("httpx", "httpcore", "apscheduler", "apprise", "trafilatura", "alembic"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def fetcher(loaded: Loaded) -> Fetcher:
    """The guarded client by these settings."""
    contact = loaded.config.settings.contact
    agent = f"wirewatch/{__version__}" + (f" (+{contact})" if contact else "")
    return Fetcher(loaded.config.settings.fetch, user_agent=agent)


def sender(environ: Mapping[str, str]) -> notify.Sender:
    """The sender; ``WIREWATCH_ENDPOINTS`` (``https://a=http://b,…``) puts another server in a provider's place."""
    pairs = (pair.partition("=") for pair in environ.get("WIREWATCH_ENDPOINTS", "").split(","))
    return notify.Sender(endpoints={there: here for there, _, here in pairs if here})


def crash_point(environ: Mapping[str, str]) -> Callable[[str], None]:
    """For fault tests: ``WIREWATCH_CRASH_AT=read:committed#2`` kills the process there the second time."""
    name, _, count = environ.get("WIREWATCH_CRASH_AT", "").partition("#")
    left = [int(count or 1)]

    def reached(point: str) -> None:
        if point == name:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reached


class App:
    """A configuration at work: one database, one client, one set of workers."""

    def __init__(
        self,
        config_path: Path,
        loaded: Loaded,
        store: Store,
        environ: Mapping[str, str],
        send: Sends,
        secrets: set[str],
    ) -> None:
        self.config_path, self.loaded, self.store, self.environ = config_path, loaded, store, environ
        self._secrets = secrets
        self._fetch = fetcher(loaded)
        self._retired: list[Fetcher] = []  # clients of earlier configurations, which may still be at work
        self._sandbox = Sandbox()
        self._send = send
        self.pipeline = Pipeline(
            store=store,
            fetch=self._fetch,
            sandbox=self._sandbox,
            sender=send,
            loaded=loaded,
            clock=now,
            reached=crash_point(environ),
        )
        self._daemon = f"{socket.gethostname()}:{os.getpid()}"
        self._signature = signature(loaded.files, config_path)
        self._reload_asked = False
        self._pinged = 0.0
        self._vigil = Vigil(loaded.config)
        self._trouble: Trouble | None = None
        self._well = True  # nothing waits too long; the dead-man address is called while it is so
        self._looked = self._listened = 0.0
        self._crowded_since: float | None = None
        self._pinging: asyncio.Task[Any] | None = None
        self.scheduler = Scheduler(
            self.pipeline,
            daemon=self._daemon,
            clock=now,
            monotonic=time.monotonic,
            reload=self._reload_if_saved,
            housekeeping=self._housekeeping,
            watch=self._keep_vigil,
            crowded=self._crowded,
            troubled=self._hear_trouble,
        )

    async def run(self) -> int:
        """Run as a daemon until SIGTERM or SIGINT -> which one; a second one ends the process at once.

        It waits for a database that is out of reach; what cannot pass by itself is a StoreError. Where the database
        does not answer, a signal ends the process all the same, with 0 or 130: killed, it would lose nothing either.
        """
        stop, received = asyncio.Event(), [0]

        def on_signal(number: int) -> None:
            if stop.is_set():
                os._exit(128 + number)
            log.info("stopping", signal=signal.Signals(number).name)
            received[0] = number
            stop.set()
            last = threading.Timer(ENDS, _end, (128 + number if number == signal.SIGINT else 0,))
            last.daemon = True
            last.start()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, on_signal, number)
        loop.add_signal_handler(signal.SIGHUP, self.ask_reload)
        try:
            if await self._start_at_last(stop):
                config = self.loaded.config
                counts = {"feeds": len(config.feeds), "watches": len(config.watches), "channels": len(config.channels)}
                log.info("watching", **counts)
                await self.scheduler.run(stop)
        finally:
            with suppress(StoreError):  # then the next one takes over by its process number
                await self.pipeline.write(lambda s: ledger.forget_daemon(s, self._daemon))
            await self.close()
        return received[0]

    async def run_once(self) -> bool:
        """Poll all, read, match, deliver, end; false when a feed or a delivery failed."""
        await self._start()
        self._pinged = now()  # the dead-man address is called at the end, or after a minute
        try:
            if crowded := self._crowded():
                raise StoreError(crowded, permanent=False)
            moment = now()
            await self.pipeline.write(lambda s: self.pipeline.polling.make_due(s, moment))
            await self.scheduler.run_until_idle(self._nothing_due)
            failed = [f.name for f in self.store.read(ledger.feed_rows) if f.state != "removed" and f.last_error]
            troubled = self.store.read(lambda s: ledger.undelivered(s, since=moment))
            if failed or troubled:
                log.warning("not all went well", feeds=failed, undelivered=troubled)
                return False
            self._pinged = 0.0
            self._ping()
            return True
        finally:
            with suppress(StoreError):  # then the next one takes over by its process number
                await self.pipeline.write(lambda s: ledger.forget_daemon(s, self._daemon))
            await self.close()

    async def close(self) -> None:
        """Give back what the process holds."""
        if self._pinging is not None:
            await asyncio.wait([self._pinging], timeout=PING_TAKES)
        for client in (*self._retired, self._fetch):
            await client.close()
        await self._sandbox.close()
        await self._send.close()
        self.pipeline.close()
        self.store.close()

    def ask_reload(self) -> None:
        """Read the configuration again at the next tick (SIGHUP)."""
        self._reload_asked = True

    async def _start_at_last(self, stop: asyncio.Event) -> bool:
        """Start as soon as the database lets us; false where we are to stop before."""
        told = None
        while not stop.is_set():
            try:
                await asyncio.to_thread(self.store.prepare)
                await self._start()
            except StoreError as error:
                if error.permanent:
                    raise
                if str(error) != told:
                    log.error("the database cannot be used; the daemon waits for it", reason=str(error))
                if told is None:
                    self._hear_trouble(str(error))
                told = str(error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), START_AGAIN)
            else:
                self._hear_trouble(None)
                return True
        return False

    async def _start(self) -> None:
        config, moment = self.loaded.config, now()
        first = config.settings.poll.fastest.total_seconds() * 2
        pairs = [(feed.name, feed.url) for feed in config.feeds]
        await self.pipeline.write(lambda s: feeds.sync(s, pairs, moment, interval=first))
        await self.pipeline.write(lambda s: self._take_over(s, moment))
        for failure in self.loaded.example_failures:
            log.error("a watch fails its own example", problem=str(failure))
        _keep_what_is_held()
        self.pipeline.recall()

    def _take_over(self, session: Session, moment: float) -> None:
        """Show life, and free at once what daemons of this machine had claimed that were killed."""
        for other in ledger.daemons(session):
            same_host = other.daemon.rpartition(":")[0] == socket.gethostname()
            if other.daemon == self._daemon or (same_host and not _is_alive(other.pid)):
                freed = ledger.forget_daemon(session, other.daemon)
                log.info("taking over from a daemon that was killed", daemon=other.daemon, rows=freed)
        ledger.beat(session, self._daemon, moment, pid=os.getpid())

    async def _nothing_due(self) -> bool:
        moment, paused = now(), self._crowded() is not None

        def due(session: Any) -> bool:
            return (
                articles.pending(session, moment)[0] == 0
                and alerts.waiting(session, moment)[0] == 0
                and (paused or (feeds.next_due(session) or moment + 1) > moment)
            )

        return await self.pipeline.write(due)

    async def _reload_if_saved(self) -> None:
        found = signature(self.loaded.files, self.config_path)
        if found == self._signature and not self._reload_asked:
            return
        self._signature, self._reload_asked = found, False
        try:
            loaded = await asyncio.to_thread(
                load,
                self.config_path,
                environ=self.environ,
                sending=True,
                usable_channel=notify.usable,
                template_fields=notify.TEMPLATE_FIELDS,
            )
            self._secrets |= loaded.secrets
            fetch = self._fetch if _same_client(loaded, self.loaded) else fetcher(loaded)
        except MonitorError as error:
            log.error("the new configuration is wrong; the last good one goes on", problems=str(error))
            return
        if loaded.example_failures:
            problems = "\n".join(str(problem) for problem in loaded.example_failures)
            log.error("a watch fails its own example; the last good configuration goes on", problems=problems)
            return
        if loaded.config.settings.database != self.loaded.config.settings.database:
            log.warning("settings.database changed: restart to use it")
        if fetch is not self._fetch:
            self._retired.append(self._fetch)
        self.pipeline.use(loaded, fetch)
        self._fetch, self.loaded, moment = fetch, loaded, now()
        self._vigil = Vigil(loaded.config)
        pairs = [(feed.name, feed.url) for feed in loaded.config.feeds]
        first = loaded.config.settings.poll.fastest.total_seconds() * 2
        await self.pipeline.write(lambda s: feeds.sync(s, pairs, moment, interval=first))
        names = [channel.name for channel in loaded.config.channels]
        await self.pipeline.write(lambda s: channels.resume(s, names, moment))
        self._signature = signature(loaded.files, self.config_path)
        _keep_what_is_held()
        log.info("reloaded", feeds=len(loaded.config.feeds), watches=len(loaded.config.watches))

    def _ping(self) -> None:
        """Call the dead-man address, now and then, without waiting for it."""
        address, moment = self.loaded.config.settings.ping, now()
        well = self._well and self._trouble is None and self._crowded_since is None
        if (
            address
            and well
            and abs(moment - self._pinged) >= PING_EVERY
            and (self._pinging is None or self._pinging.done())
        ):
            self._pinged = moment
            self._pinging = asyncio.create_task(self._fetch.get(Request(url=address, now=moment)))

    async def _keep_vigil(self) -> None:
        """Escalate at each look; once a minute look for what is late, every ten for feeds that fell silent."""
        moment, vigil = now(), self._vigil
        if count := await self.pipeline.write(lambda s: vigil.escalate(s, moment)):
            log.info("escalated", alerts=count)
        if count := await self.pipeline.write(lambda s: vigil.end_waiting(s, moment)):
            log.info("waited for another source", alerts=count)
        if abs(moment - self._looked) >= LOOK_EVERY:
            self._looked = moment
            for name in await self.pipeline.write(lambda s: vigil.look_for_surges(s, moment)):
                log.info("surge", watch=name)
            self._well = not await self.pipeline.write(lambda s: vigil.late(s, moment))
            await self._tell_crowded(moment)
        if abs(moment - self._listened) >= LISTEN_EVERY:
            self._listened = moment
            for name in await self.pipeline.write(lambda s: vigil.listen(s, moment)):
                log.warning("feed fell silent", feed=name)
        self._ping()  # at the end of a tick in which nothing failed

    async def _tell_crowded(self, moment: float) -> None:
        """Tell the operators, once, that polling pauses for want of room, and that it goes on."""
        reason, since, vigil = self._crowded(), self._crowded_since, self._vigil
        if reason is not None and since is None:
            title, key = f"Polling pauses: {reason}", f"room:{int(moment)}"
            await self.pipeline.write(lambda s: vigil.say(s, key, title, "Alerts are still delivered.", moment))
            self._crowded_since = moment
        elif reason is None and since is not None:
            await self.pipeline.write(lambda s: vigil.say(s, f"room-back:{int(since)}", "Polling goes on", "", moment))
            self._crowded_since = None

    def _crowded(self) -> str | None:
        return crowded(self.loaded.config.settings.database)

    def _hear_trouble(self, reason: str | None) -> None:
        """The database cannot be written, or can again: tell the operators past the outbox, which it is."""
        if reason is not None:
            named = {channel.name: channel for channel in self.loaded.config.channels}
            told = [named[name] for name in self.loaded.config.settings.operators if name in named]
            self._trouble = Trouble(reason, now(), told, self._send, clock=now)
        elif self._trouble is not None:
            self._trouble.over()
            self._trouble = None

    async def _housekeeping(self) -> None:
        keep, moment = self.loaded.config.settings.keep, now()
        gone = await self.pipeline.write(
            lambda s: ledger.prune(
                s, moment, articles=keep.articles.total_seconds(), bodies=keep.bodies.total_seconds()
            )
        )
        log.info("pruned", **gone)


def build(
    config_path: Path,
    loaded: Loaded,
    environ: Mapping[str, str],
    *,
    store: Store | None = None,
    send: Sends | None = None,
    secrets: set[str] | None = None,
) -> App:
    """Wire an App by a configuration. Raises StoreError when the database cannot be used.

    ``secrets`` is what the log masks; a reload adds to it.
    """
    return App(
        config_path,
        loaded,
        store or open_store(loaded.config.settings.database),
        environ,
        send or sender(environ),
        secrets if secrets is not None else set(),
    )


def _end(code: int) -> None:
    """End the process, whatever its threads wait for."""
    log.warning("ending at once: the database or a look-up does not answer")
    os._exit(code)


def _keep_what_is_held() -> None:
    """Take libraries and compiled watches out of what is looked through for garbage.

    Looking through all of it held up the event loop for 107 ms, with 100 watches, whenever the collector came to it.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _same_client(new: Loaded, old: Loaded) -> bool:
    now_, then = new.config.settings, old.config.settings
    return (now_.fetch, now_.contact) == (then.fetch, then.contact)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
