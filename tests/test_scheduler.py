"""The tick over a database that fills up: it pauses, says so once, goes on by itself, loses and repeats nothing."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from monitor.sandbox import Sandbox
from monitor.scheduler import BEAT, Scheduler
from monitor.store import Store, feeds, ledger, open_store
from monitor.store.tables import ArticleRow, DeliveryRow, FeedRow
from tests.site import Site
from tests.world import START, Clock, World

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def world(site: Site, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[World]:
    store = open_store(f"sqlite:///{tmp_path / 'small.db'}")
    built = World(site, store, Clock(), tmp_path, sandbox)
    yield built
    if built.pipeline is not None:
        built.pipeline.close()
    store.close()


class Ticking:
    """A scheduler over a world's pipeline, ticked by hand, with what it says of its troubles."""

    def __init__(self, world: World) -> None:
        self.world, self.heard, self.crowded = world, [], None  # type: ignore[var-annotated]
        assert world.pipeline is not None
        self.scheduler = Scheduler(
            world.pipeline,
            daemon="t:1",
            clock=world.clock,
            monotonic=world.clock,
            reload=self._nothing,
            housekeeping=self._nothing,
            watch=self._nothing,
            crowded=lambda: self.crowded,
            troubled=self.heard.append,
        )

    async def _nothing(self) -> None:
        pass

    async def ticks(self, count: int = 1) -> None:
        """Tick, with everything that it starts, a second at a time."""
        for _ in range(count):
            await self.scheduler.tick()
            running = [task for kind in self.scheduler._running.values() for task in kind]
            if running:
                await asyncio.wait(running)
            self.world.clock.now += 1


def _pages(store: Store, most: int | None) -> None:
    """Let the database have no more than ``most`` pages beyond those that it has; None: as many as it likes."""

    def limit(session):  # type: ignore[no-untyped-def]
        connection = session.connection()
        there = connection.execute(text("PRAGMA page_count")).scalar_one()
        free = connection.execute(text("PRAGMA freelist_count")).scalar_one()
        assert most is None or free <= most
        connection.execute(text(f"PRAGMA max_page_count = {2**30 if most is None else there + most - free}"))

    store.write(limit)


def _of_text(world: World) -> list[dict[str, str]]:
    return [{"name": "paper", "url": f"{world.site.url}/feed", "read": "feed"}]


def _publish(world: World, number: int) -> None:
    story = f"A missile hit port {number}. " + "It was seen from the shore by many. " * 4000
    link = world.site.page(f"/{number}.html", f"Missile {number} hits the port", story)
    world.site.feed("/feed", (f"g{number}", link, f"Missile {number} hits the port", world.clock.now))


async def test_a_full_database_pauses_all_and_nothing_is_lost_or_told_twice(world: World) -> None:
    world.site.feed("/feed")
    world.configure()
    ticking = Ticking(world)
    await ticking.ticks(2)
    _publish(world, 1)
    world.store.write(lambda s: feeds.make_due(s, world.clock.now))
    _pages(world.store, 4)
    await ticking.ticks(8)
    assert ticking.heard == ["the disk is full; make room and it goes on by itself"], "said once"
    assert world.rows(ArticleRow) == [], "nothing half-written"
    assert world.titles() == []
    _pages(world.store, None)
    await ticking.ticks(6)
    assert ticking.heard[1:] == [None]
    assert len(world.titles()) == 1
    assert [row.state for row in world.rows(DeliveryRow)] == ["sent"]
    assert world.clock.now - START < 60, "no lease had to run out first"


@pytest.mark.parametrize("trouble", ["read-only", "locked"])
async def test_a_database_that_takes_nothing_pauses_all_until_it_does(
    world: World, tmp_path: Path, trouble: str
) -> None:
    world.site.feed("/feed")
    world.configure()
    ticking = Ticking(world)
    await ticking.ticks(2)
    _publish(world, 1)
    world.store.write(lambda s: feeds.make_due(s, world.clock.now))
    other = sqlite3.connect(tmp_path / "small.db", isolation_level=None)
    if trouble == "locked":
        world.store.write(lambda s: s.connection().execute(text("PRAGMA busy_timeout = 1")))
        other.execute("BEGIN IMMEDIATE")
    else:
        world.store.write(lambda s: s.connection().execute(text("PRAGMA query_only = ON")))
    polled = world.site.asked_for("/feed")
    await ticking.ticks(3)
    assert [("locked" in reason, "read-only" in reason) for reason in ticking.heard] == [
        (trouble == "locked", trouble == "read-only")
    ]
    assert world.site.asked_for("/feed") == polled, "nothing is claimed"
    if trouble == "locked":
        other.execute("ROLLBACK")
    else:
        world.store.read(lambda s: s.connection().execute(text("PRAGMA query_only = OFF")))
    other.close()
    await ticking.ticks(8)
    assert ticking.heard[1:] == [None]
    assert len(world.titles()) == 1


async def test_where_room_is_scarce_polling_pauses_and_what_is_there_is_delivered(world: World) -> None:
    world.site.feed("/feed")
    world.configure()
    ticking = Ticking(world)
    await ticking.ticks(2)
    _publish(world, 1)
    await world.poll()
    ticking.crowded = "only 3 MB left"
    world.store.write(lambda s: feeds.make_due(s, world.clock.now))
    await ticking.ticks(int(BEAT) + 4)
    assert len(world.titles()) == 1
    assert [beat.state for beat in world.store.read(ledger.daemons)] == ["paused: only 3 MB left"]
    _publish(world, 2)
    polled = world.site.asked_for("/feed")
    await ticking.ticks(4)
    assert world.site.asked_for("/feed") == polled
    ticking.crowded = None
    await ticking.ticks(6)
    assert len(world.titles()) == 2


async def test_a_poll_that_finds_nothing_of_the_one_before_is_a_gap_and_told_once_a_day(world: World) -> None:
    def show(first: int, *, count: int = 4) -> None:
        numbers = range(first, first + count)
        links = [(n, world.site.page(f"/{n}.html", f"Item {n} of the day", "Nothing.")) for n in numbers]
        world.site.feed("/feed", *((f"g{n}", link, f"Item {n} of the day", START) for n, link in links))

    def gap() -> float | None:
        return world.rows(FeedRow)[0].gap_at

    world.configure()
    show(0)
    await world.poll()
    assert gap() is None, "a first poll has nothing before it"
    show(3)
    await world.poll()
    assert gap() is None, "one item was left"
    world.clock.now += 240
    for first in (10, 20):
        show(first)
        await world.poll()
    assert gap() == world.clock.now
    await world.deliver()
    (told,) = world.titles("ops")
    assert "None of the items of the poll before, 4 min ago, was left" in told
    assert "every: 1m" in told


@pytest.mark.parametrize("step", [3600.0, -3600.0, 8 * 3600.0], ids=["an hour on", "an hour back", "a suspend of 8 h"])
@pytest.mark.parametrize("stage", ["before the poll", "read"])
async def test_a_step_of_the_clock_loses_no_alert_and_sends_none_twice(world: World, step: float, stage: str) -> None:
    world.site.feed("/feed")
    daily = {"name": "daily", "query": "port", "notify": ["desk"], "digest": ["08:00"]}
    world.configure(feeds=_of_text(world), more=[daily])
    ticking = Ticking(world)
    await ticking.ticks(2)
    for number in range(1, 4):  # each step is another's past
        _publish(world, number)
        if stage == "read":
            await world.poll()
            await world.read()
        world.clock.now += step
        await ticking.ticks(4)
        world.clock.now += 700  # s: whatever is planned is due
        await ticking.ticks(4)
    world.clock.now = max(world.clock.now, START) + 24 * 3600
    await ticking.ticks(8)
    sent = "\n".join(world.titles())
    for number in range(1, 4):
        assert sum(f"Missile {number} hits" in title for title in world.titles()) == 2, "at once, and in the digest"
    assert "repeat" not in sent.lower()
    assert {row.state for row in world.rows(DeliveryRow)} == {"sent"}


KYIV = {"autumn": "2025-10-26 00:00", "spring": "2026-03-29 00:00"}  # UTC; the clocks change at 01:00 UTC
DIGEST = {"watch": {"digest": ["03:30"]}}
QUIET = {"channel": {"quiet": {"from": "23:00", "to": "03:30", "let_through": "nothing"}}}


@pytest.mark.parametrize(
    ("season", "policy", "published", "sent"),
    [  # minutes after that night's 00:00 UTC: of each item, and of each message with the items in it
        ("autumn", DIGEST, (10, 70, 80), {30: {1}, 24 * 60 + 90: {2, 3}}),
        ("spring", DIGEST, (10, 70, 100), {90: {1, 2}, 24 * 60 + 30: {3}}),
        ("autumn", QUIET, (10, 70), {30: {1}, 70: {2}}),
        ("spring", QUIET, (10, 70, 100), {90: {1, 2}, 100: {3}}),
    ],
    ids=["digest in autumn", "digest in spring", "quiet hours in autumn", "quiet hours in spring"],
)
async def test_on_the_night_when_the_clocks_change_each_message_goes_out_once(
    world: World, season: str, policy: dict[str, Any], published: tuple[int, ...], sent: dict[int, set[int]]
) -> None:
    night = datetime.fromisoformat(f"{KYIV[season]}+00:00").timestamp()
    world.clock.now = night - 60
    world.site.feed("/feed")
    world.configure(feeds=_of_text(world), settings={"timezone": "Europe/Kyiv"}, **policy)
    ticking = Ticking(world)
    await ticking.ticks(2)
    found: dict[int, set[int]] = {}
    for minute in (*range(0, 120, 10), *range(23 * 60, 26 * 60, 10)):
        world.clock.now = night + minute * 60
        if minute in published:
            _publish(world, published.index(minute) + 1)
            world.store.write(lambda s: feeds.make_due(s, world.clock.now))
        before = len(world.titles())
        await ticking.ticks(4 if minute in published else 1)
        for title in world.titles()[before:]:
            told = {number for number in range(1, 4) if f"Missile {number} hits" in title}
            assert minute not in found
            found[minute] = told
    assert found == sent


@pytest.mark.parametrize("read_between", [False, True], ids=["unread", "read before it changed"])
@pytest.mark.parametrize("page", ["there", "gone too"])
async def test_an_item_that_changes_and_rolls_off_before_it_is_read_is_told_as_it_was_last(
    world: World, read_between: bool, page: str
) -> None:
    world.site.feed("/feed")
    world.configure()
    await world.round()
    link = world.site.page("/1.html", "Quiet night in the port", "Nothing happened.")
    world.site.feed("/feed", ("g1", link, "Quiet night in the port", START))
    await world.poll()
    if read_between:
        await world.read()
    world.site.page(
        "/1.html", "A missile hit the port", "It fell before dawn, and was seen from the shore by many. " * 5
    )
    world.site.feed("/feed", ("g1", link, "A missile hit the port", START))
    await world.poll()
    other = world.site.page("/2.html", "Ferries sail again", "As ever.")
    world.site.feed("/feed", ("g2", other, "Ferries sail again", START))
    if page == "gone too":
        world.site.put("/1.html", "", status=404)
    await world.poll()
    await world.read()
    await world.deliver()
    (told,) = world.titles()
    assert "A missile hit the port" in told
    assert ("page not read" in told) == (page == "gone too")
    assert world.titles("ops") == [], "nothing can have been missed"
