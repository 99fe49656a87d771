"""The writer's thread: what waits is written together, and each work stands or falls alone."""

import asyncio
import threading
from typing import Any

import pytest
from sqlmodel import select

from monitor.errors import StoreError
from monitor.store import Store
from monitor.store.tables import FeedRow
from monitor.store.writer import Writer


def names(store: Store) -> set[str]:
    return store.read(lambda s: set(s.exec(select(FeedRow.name))))


def adding(name: str, *, fail: BaseException | None = None) -> Any:
    def work(session: Any) -> str:
        session.add(FeedRow(name=name, url="https://x.example/"))
        session.flush()
        if fail is not None:
            raise fail
        return name

    return work


class Held:
    """Keeps the writer busy until it is let go, so that works gather behind it."""

    def __init__(self, writer: Writer) -> None:
        self._gate, self._begun = threading.Event(), threading.Event()

        def work(_session: Any) -> None:
            self._begun.set()
            self._gate.wait()

        self._task = asyncio.ensure_future(writer.write(work))

    async def begun(self) -> None:
        await asyncio.to_thread(self._begun.wait)

    async def let_go(self) -> None:
        self._gate.set()
        await self._task


async def test_what_waits_is_written_in_order_in_one_transaction(store: Store) -> None:
    writer = Writer(store)
    held = Held(writer)
    await held.begun()

    def seen(session: Any) -> tuple[int, int]:
        return len(session.exec(select(FeedRow)).all()), len(names(store))

    tasks = [
        asyncio.ensure_future(work) for n in range(3) for work in (writer.write(adding(f"f{n}")), writer.write(seen))
    ]
    await asyncio.sleep(0)
    await held.let_go()
    results = await asyncio.gather(*tasks)
    assert results == ["f0", (1, 0), "f1", (2, 0), "f2", (3, 0)], (
        "each sees what stood before it, others see nothing yet"
    )
    writer.close()
    assert names(store) == {"f0", "f1", "f2"}


async def test_a_work_that_fails_takes_nothing_of_the_others_with_it(store: Store) -> None:
    writer = Writer(store)
    held = Held(writer)
    await held.begun()
    works = [adding("a"), adding("b", fail=ValueError("no")), adding("a"), adding("c")]
    tasks = [asyncio.ensure_future(writer.write(work)) for work in works]
    await asyncio.sleep(0)
    await held.let_go()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert (results[0], results[3]) == ("a", "c")
    assert isinstance(results[1], ValueError)
    assert isinstance(results[2], StoreError), "a name twice, which the database refuses"
    writer.close()
    assert names(store) == {"a", "c"}


async def test_nobody_hears_of_a_write_before_it_is_committed(store: Store) -> None:
    writer = Writer(store)
    held = Held(writer)
    await held.begun()
    tasks = [asyncio.ensure_future(writer.write(adding(f"f{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    await held.let_go()
    for task in asyncio.as_completed(tasks):
        assert await task in names(store)
    writer.close()


async def test_a_caller_that_was_cancelled_costs_nobody_anything(store: Store) -> None:
    writer = Writer(store)
    held = Held(writer)
    await held.begun()
    gone, kept = (asyncio.ensure_future(writer.write(adding(name))) for name in ("gone", "kept"))
    await asyncio.sleep(0)
    gone.cancel()
    await held.let_go()
    assert await kept == "kept"
    with pytest.raises(asyncio.CancelledError):
        await gone
    writer.close()
    assert names(store) == {"gone", "kept"}, "what was given is written, whoever waits for it"


async def test_what_was_given_is_written_before_it_closes(store: Store) -> None:
    writer = Writer(store)
    tasks = [asyncio.ensure_future(writer.write(adding(f"f{n}"))) for n in range(250)]
    await asyncio.sleep(0)
    await asyncio.to_thread(writer.close)
    assert len(await asyncio.gather(*tasks)) == 250
    assert len(names(store)) == 250


class Killed(BaseException):
    """What no handler of Exceptions sees."""


async def test_whatever_a_work_raises_it_hears_of_it_and_the_others_are_written(store: Store) -> None:
    writer = Writer(store)
    held = Held(writer)
    await held.begun()
    killed = asyncio.ensure_future(writer.write(adding("killed", fail=Killed())))
    other = asyncio.ensure_future(writer.write(adding("other")))
    await asyncio.sleep(0)
    await held.let_go()
    with pytest.raises(Killed):
        await asyncio.wait_for(killed, 10)
    assert await asyncio.wait_for(other, 10) == "other"
    assert names(store) == {"other"}
    writer.close()


async def test_items_of_one_work_are_written_in_one_call_and_a_bad_one_fails_alone(store: Store) -> None:
    writer = Writer(store)
    held = Held(writer)
    await held.begun()
    calls: list[list[str]] = []

    def work(session: Any, items: list[str]) -> list[str]:
        calls.append(items)
        return [adding(item, fail=ValueError(item) if item == "bad" else None)(session) for item in items]

    def other(session: Any, items: list[str]) -> list[None]:
        calls.append(["other", *items])
        return [None for _ in items]

    tasks = [asyncio.ensure_future(writer.write_one_of(work, item)) for item in ("a", "b")]
    tasks.append(asyncio.ensure_future(writer.write_one_of(other, "x")))
    tasks += [asyncio.ensure_future(writer.write_one_of(work, item)) for item in ("bad", "c")]
    await asyncio.sleep(0)
    await held.let_go()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert calls == [["a", "b", "bad", "c"], ["other", "x"], ["a"], ["b"], ["bad"], ["c"]]
    assert [*answers[:3], answers[4]] == ["a", "b", None, "c"]
    assert isinstance(answers[3], ValueError)
    assert names(store) == {"a", "b", "c"}
    writer.close()


async def test_items_that_come_soon_after_one_another_are_written_in_one_call_and_none_is_left_at_the_end(
    store: Store,
) -> None:
    writer = Writer(store)
    calls: list[list[str]] = []

    def work(session: Any, items: list[str]) -> list[str]:
        calls.append(items)
        return [adding(item)(session) for item in items]

    tasks = []
    for name in ("a", "b", "c"):
        tasks.append(asyncio.ensure_future(writer.write_one_of(work, name)))
        await asyncio.sleep(0)
    assert await asyncio.gather(*tasks) == ["a", "b", "c"]
    assert calls == [["a", "b", "c"]]
    late = asyncio.ensure_future(writer.write_one_of(work, "late"))
    await asyncio.sleep(0)
    await asyncio.to_thread(writer.close)
    writer.close()
    assert await late == "late"
