"""The clock an hour forward and back, and a suspend of hours: what is due goes out at once and once, by APScheduler too."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import interval

from monitor.config.settings import Config
from monitor.fetch import NotModified
from monitor.polling import Polling
from monitor.scheduler import DRAIN, POLL_LEASE, Scheduler
from monitor.store import Store, feeds, open_store
from monitor.store.feeds import FeedClaim
from monitor.store.tables import FeedRow
from tests.hasty import passing

START = 1_764_000_000.0
HOUR = 3600.0
EVERY = 20.0  # s


class Clock:
    """The wall clock: the loop's seconds, and what it was stepped by, as when a person sets it or a lid was closed."""

    def __init__(self) -> None:
        self.loop: Callable[[], float] = lambda: 0.0
        self.stepped = 0.0

    def __call__(self) -> float:
        return START + self.loop() + self.stepped


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """APScheduler reads it too, as it reads the daemon's."""
    made = Clock()

    class Now(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(made(), tz)

    monkeypatch.setattr(base, "datetime", Now)
    monkeypatch.setattr(interval, "datetime", Now)
    return made


@pytest.fixture
def store(migrated: Path, tmp_path: Path) -> Iterator[Store]:
    file = tmp_path / "clock.db"
    file.write_bytes(migrated.read_bytes())
    opened = open_store(f"sqlite:///{file}")
    yield opened
    opened.close()


class Polls:
    """A pipeline that only polls, over the real plan and database: each poll takes a while and brings nothing new.

    ``begun`` and ``ended`` hold (feed, seconds of the loop); ``takes`` the seconds of those that take longer.
    """

    def __init__(self, store: Store, clock: Clock, config: Config) -> None:
        self.store, self.clock, self.config, self.polling = store, clock, config, Polling(config)
        self.begun: list[tuple[str, float]] = []
        self.ended: list[tuple[str, float]] = []
        self.takes: dict[str, float] = {}
        self.watched: list[float] = []
        pairs = [(feed.name, feed.url) for feed in config.feeds]
        store.write(lambda s: feeds.sync(s, pairs, START, interval=EVERY))

    async def write(self, work: Callable[[Any], Any]) -> Any:
        return self.store.write(work)

    async def poll(self, claim: FeedClaim) -> int:
        self.begun.append((claim.name, self.clock.loop()))
        await asyncio.sleep(self.takes.get(claim.name, 0.2))
        spec = next(feed for feed in self.config.feeds if feed.name == claim.name)

        def done(session: Any) -> None:
            row = feeds.held(session, claim)
            if row is not None:
                self.polling.succeeded(session, row, spec, NotModified(), self.clock())
                self.ended.append((claim.name, self.clock.loop()))

        self.store.write(done)
        return 0

    def of(self, name: str) -> list[float]:
        return [at for one, at in self.begun if one == name]

    def play(self, script: Callable[[], Any]) -> None:
        """Run the daemon's scheduler while the script does, on a loop on which that takes no time."""

        async def work(seconds: Callable[[], float]) -> None:
            self.clock.loop = seconds
            await self._run(script)

        passing(work)

    async def _run(self, script: Callable[[], Any]) -> None:

        async def nothing() -> None:
            pass

        async def watch() -> None:
            self.watched.append(self.clock.loop())

        scheduler = Scheduler(
            self,  # type: ignore[arg-type]
            daemon="t:1",
            clock=self.clock,
            monotonic=self.clock.loop,
            reload=nothing,
            housekeeping=nothing,
            watch=watch,
            crowded=lambda: None,
            troubled=lambda _reason: None,
        )
        stop = asyncio.Event()
        running = asyncio.create_task(scheduler.run(stop))
        await script()
        stop.set()
        await running


def configured() -> Config:
    fixed = [{"name": f"fixed{n}", "url": f"https://f{n}.example/", "every": f"{EVERY:.0f}s"} for n in range(3)]
    learned = [{"name": f"learned{n}", "url": f"https://l{n}.example/"} for n in range(3)]
    settings = {"poll": {"fastest": f"{EVERY:.0f}s", "slowest": "1h"}}
    return Config.model_validate({"settings": settings, "feeds": [*fixed, *learned]})


@pytest.mark.parametrize("step", [HOUR, -HOUR, 8 * HOUR], ids=["an hour on", "an hour back", "a suspend of 8 h"])
def test_what_is_due_is_polled_at_once_and_once_and_then_as_ever(store: Store, clock: Clock, step: float) -> None:
    polls, stepped = Polls(store, clock, configured()), 1.5 * EVERY

    async def script() -> None:
        await asyncio.sleep(stepped)
        clock.stepped = step
        await asyncio.sleep(2.5 * EVERY)

    polls.play(script)
    for name in ("fixed0", "fixed1", "fixed2"):
        times = polls.of(name)
        assert max(later - earlier for earlier, later in pairwise(times)) <= EVERY * 1.06 + 3, times
        at_once = [at for at in times if stepped <= at < stepped + 3]
        assert len(at_once) == 1, times
        assert min(later - at_once[0] for later in times if later > at_once[0]) > EVERY / 2, "once"
    for name in ("learned0", "learned1", "learned2"):
        row = store.read(lambda s, name=name: s.get_one(FeedRow, name))  # type: ignore[misc]
        assert sum(stepped <= at < stepped + 3 for at in polls.of(name)) == 1, polls.of(name)
        assert (row.last_poll or 0.0) <= clock() < row.next_poll, "planned by the new clock"
    assert max(later - earlier for earlier, later in pairwise(polls.watched)) < 12, "the tick never slept"


def test_a_clock_a_little_back_delays_by_so_much_and_no_more(store: Store, clock: Clock) -> None:
    polls, stepped = Polls(store, clock, configured()), 1.5 * EVERY

    async def script() -> None:
        await asyncio.sleep(stepped)
        clock.stepped = -50.0  # no more than two machines' clocks may be apart
        await asyncio.sleep(50 + 2 * EVERY)

    polls.play(script)
    for name in ("fixed0", "fixed1", "fixed2"):
        times = polls.of(name)
        assert max(later - earlier for earlier, later in pairwise(times)) <= EVERY * 1.06 + 50 + 3, times
    assert max(later - earlier for earlier, later in pairwise(polls.watched)) < 12, "the tick never slept"


@pytest.mark.parametrize("step", [8 * HOUR, -HOUR], ids=["a suspend of 8 h", "an hour back"])
def test_a_poll_that_is_under_way_is_not_begun_again_beside_itself(store: Store, clock: Clock, step: float) -> None:
    polls = Polls(store, clock, configured())
    polls.takes["fixed0"] = 10.0

    async def script() -> None:
        await asyncio.sleep(5)
        clock.stepped = step
        await asyncio.sleep(8)

    polls.play(script)
    assert len(polls.of("fixed0")) == 1
    assert [name for name, _ in polls.ended].count("fixed0") == 1, "and what it brought counts"


def test_four_hundred_polls_that_hang_hold_up_no_other(store: Store, clock: Clock) -> None:
    given = [{"name": f"hang{n}", "url": f"https://h{n}.example/", "every": "1h"} for n in range(400)]
    given.append({"name": "good", "url": "https://good.example/", "every": f"{EVERY:.0f}s"})
    polls = Polls(store, clock, Config.model_validate({"settings": {"requests_per_hour": 10**6}, "feeds": given}))
    polls.takes = {f"hang{n}": 10 * HOUR for n in range(400)}

    async def script() -> None:
        await asyncio.sleep(30)
        assert len({name for name, _ in polls.begun}) == 401
        await asyncio.sleep(2.5 * EVERY)

    polls.play(script)
    times = polls.of("good")
    assert len(times) > 3
    assert max(later - earlier for earlier, later in pairwise(times)) <= EVERY * 1.06 + 3, times


def test_what_runs_at_the_end_has_seven_seconds_and_the_rest_is_left_to_its_lease(store: Store, clock: Clock) -> None:
    polls = Polls(store, clock, configured())
    polls.takes = {"fixed0": DRAIN - 1, "fixed1": 10 * HOUR}

    async def script() -> None:
        await asyncio.sleep(0.5)

    polls.play(script)
    assert {"fixed0", "fixed2"} <= {name for name, _ in polls.ended}
    assert "fixed1" not in {name for name, _ in polls.ended}
    assert clock.loop() < DRAIN + 3
    row = store.read(lambda s: s.get_one(FeedRow, "fixed1"))
    assert clock() < row.lease_until <= clock() + POLL_LEASE
