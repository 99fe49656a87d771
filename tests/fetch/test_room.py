"""Room for large bodies: a few at a time, the small ones whenever they come."""

import asyncio

from monitor.fetch import Fetched, Rejected, Request, Room
from monitor.fetch.room import SMALL
from tests.fetch.conftest import answer, hang


async def test_only_so_many_large_bodies_at_a_time_until_they_are_done_with(web, make):
    fetcher = make(per_host=16)
    web.routes["/"] = answer(b"x" * (SMALL + 1))
    room, inside, most = Room(2), 0, 0

    async def one() -> None:
        nonlocal inside, most
        async with room.place() as place:
            got = await fetcher.get(Request(url=web.url + "/", place=place))
            assert isinstance(got, Fetched)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)  # what is done with it
            inside -= 1

    await asyncio.gather(*(one() for _ in range(8)))
    assert most == 2


async def test_a_small_body_waits_for_no_place(web, fetcher):
    web.routes["/"] = answer(b"x" * SMALL)
    room = Room(0)
    async with asyncio.timeout(30), room.place() as place:
        assert isinstance(await fetcher.get(Request(url=web.url + "/", place=place)), Fetched)


async def test_a_large_body_that_finds_no_place_ends_at_its_deadline(web, make):
    web.routes["/"] = answer(b"x" * (SMALL + 1))
    fetcher, room = make(timeout=0.2), Room(0)
    async with room.place() as place:
        outcome = await fetcher.get(Request(url=web.url + "/", place=place))
    assert isinstance(outcome, Rejected)


async def test_bodies_that_hang_when_they_are_large_give_way_to_one_that_comes(web, make):
    async def drips(reader, writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n" + b"x" * (SMALL + 1))
        await hang(reader, writer)

    web.routes["/slow"] = drips
    web.routes["/good"] = answer(b"x" * (SMALL + 1))
    fetcher, room = make(per_host=16, timeout=60), Room(3, grace=0.2)

    async def one(path: str) -> Fetched | Rejected:
        async with room.place() as place:
            return await fetcher.get(Request(url=web.url + path, place=place))

    async with asyncio.timeout(30):
        slow = [asyncio.ensure_future(one("/slow")) for _ in range(3)]
        first = (await asyncio.wait([*slow, asyncio.ensure_future(one("/good"))], return_when="FIRST_COMPLETED"))[0]
        good = await one("/good")
    assert isinstance(good, Fetched)
    assert {task.result().reason for task in slow if task.done() and isinstance(task.result(), Rejected)} == {
        "a large body came too slowly, with others waiting"
    }
    assert first
    for task in slow:
        task.cancel()
