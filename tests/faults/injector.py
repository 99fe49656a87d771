"""Faults of processes, clocks and databases, by a seeded plan."""

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable

from tests.faults.clock import Clock
from tests.faults.daemons import Daemons
from tests.faults.databases import Postgres, Sqlite

POINTS = (
    "poll:fetched",
    "poll:committed",
    "read:fetched",
    "read:matched",
    "read:committed",
    "deliver:claimed",
    "deliver:sent",
    "deliver:committed",
)
HOUR = 3600


class Injector:
    """Makes a plan of ``count`` faults and carries it out; ``scale`` (0 to 1) shortens what lasts."""

    def __init__(
        self,
        rng: random.Random,
        daemons: Daemons,
        clock: Clock,
        database: Sqlite | Postgres,
        *,
        scale: float,
    ) -> None:
        self._rng, self._daemons, self._clock, self._database, self._scale = rng, daemons, clock, database, scale
        self.faults: Counter[str] = Counter()
        self.not_injected: dict[str, str] = {}

    def plan(self, count: int) -> list[str]:
        """Half of them crashes at points in turn, the rest of every other kind in turn, shuffled."""
        others = ["SIGKILL", "SIGSTOP", "SIGTERM", "two daemons"]
        if self._clock.works:
            others += ["clock back", "clock ahead"]
        else:
            self.not_injected["clock steps"] = "no C compiler for the preloaded clock"
        if isinstance(self._database, Postgres):
            others += ["PostgreSQL restart", "PostgreSQL connections cut"]
        else:
            others.append("SQLite locked")
            if self._database.mounted:
                others += ["SQLite full", "SQLite read-only"]
            else:
                self.not_injected["SQLite full, read-only"] = "no tmpfs could be mounted (needs root)"
        self._rng.shuffle(others)
        points = self._rng.sample(POINTS, len(POINTS))
        crashes = [f"{points[i % len(points)]}#{1 + i // len(points) % 6}" for i in range(count - count // 2)]
        planned = crashes + [others[i % len(others)] for i in range(count // 2)]
        self._rng.shuffle(planned)
        return planned

    def inject(self, fault: str, publish: Callable[[], None]) -> None:
        """Carry out one fault; ``publish`` makes news appear while it lasts. The daemon may be down afterwards."""
        if "#" in fault:
            self._crash(fault, publish)
            return
        self._daemons.ensure()
        publish()
        {
            "SIGKILL": self._kill,
            "SIGSTOP": lambda: self._daemons.freeze(self._rng.uniform(1, 1 + 2 * self._scale)),
            "SIGTERM": self._terminate,
            "two daemons": self._two,
            "clock back": self._clock_back,
            "clock ahead": self._clock_ahead,
            "SQLite locked": self._locked,
            "SQLite full": self._full,
            "SQLite read-only": self._read_only,
            "PostgreSQL restart": self._restart,
            "PostgreSQL connections cut": self._cut,
        }[fault]()
        self.faults[fault] += 1

    def _crash(self, fault: str, publish: Callable[[], None]) -> None:
        if self._daemons.up is not None and self._daemons.up.poll() is None:
            self._daemons.kill()
            self.faults["SIGKILL"] += 1
        publish()
        point, _, count = fault.partition("#")
        reached = self._daemons.crash(point, int(count))
        self.faults[f"kill -9 at {point}" if reached else "SIGKILL"] += 1

    def _kill(self) -> None:
        time.sleep(self._rng.uniform(0.5, 3.5))
        self._daemons.kill()

    def _terminate(self) -> None:
        time.sleep(self._rng.uniform(1.5, 3))
        self._daemons.ensure()
        self._daemons.terminate()

    def _two(self) -> None:
        end = self._rng.choice([signal.SIGKILL, signal.SIGTERM])
        self._daemons.second(3 + 5 * self._scale * self._rng.random(), end)

    def _clock_back(self) -> None:
        time.sleep(1.5)
        self._clock.step(-HOUR)
        time.sleep(2 + 4 * self._scale)
        self._clock.step(HOUR)
        self.faults["clock ahead"] += 1

    def _clock_ahead(self) -> None:
        time.sleep(1.5)
        self._clock.step(HOUR)
        time.sleep(1)

    def _locked(self) -> None:
        assert isinstance(self._database, Sqlite)
        self._database.lock(self._rng.uniform(5, 15) if self._scale == 1 else 2)

    def _full(self) -> None:
        assert isinstance(self._database, Sqlite)
        time.sleep(1)
        self._database.fill()
        time.sleep(2 + 4 * self._scale)
        self._database.free()

    def _read_only(self) -> None:
        assert isinstance(self._database, Sqlite)
        self._daemons.kill()
        if self._database.read_only(True):
            self._daemons.start()
            time.sleep(2 + 2 * self._scale)
            self._daemons.kill()
        self._database.read_only(False)

    def _restart(self) -> None:
        assert isinstance(self._database, Postgres)
        try:
            self._database.restart()
        except subprocess.CalledProcessError:  # it recovers for longer than pg_ctl waits
            time.sleep(5)

    def _cut(self) -> None:
        assert isinstance(self._database, Postgres)
        self._database.terminate()
