"""Room for large bodies: a few at a time, the small ones whenever they come."""

import asyncio

from monitor.fetch import Fetched, Rejected, Request, Room
from monitor.fetch.room import SMALL
from tests.fetch.conftest import answer


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
    async with asyncio.timeout(5), room.place() as place:
        assert isinstance(await fetcher.get(Request(url=web.url + "/", place=place)), Fetched)


async def test_a_large_body_that_finds_no_place_ends_at_its_deadline(web, make):
    web.routes["/"] = answer(b"x" * (SMALL + 1))
    fetcher, room = make(timeout=0.2), Room(0)
    async with room.place() as place:
        outcome = await fetcher.get(Request(url=web.url + "/", place=place))
    assert isinstance(outcome, Rejected)
