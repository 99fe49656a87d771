"""Names that hang: they hold up no other, and one that is asked for often takes one thread."""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from monitor.fetch.backend import Resolver


class Dns:
    """The network's part: names beginning with ``hang`` answer when they are let go."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.go = threading.Event()

    def __call__(self, host: str, port: int, **_: object) -> list[object]:
        self.asked[host] += 1
        if host.startswith("hang"):
            self.go.wait()
            raise socket.gaierror(socket.EAI_AGAIN, "no answer")
        if host.startswith("none"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dns]:
    made = Dns()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    yield made
    made.go.set()


async def test_four_hundred_names_that_hang_hold_up_no_other(dns: Dns) -> None:
    resolve = Resolver()
    hung = [asyncio.ensure_future(resolve(f"hang-{n}.example", 80)) for n in range(400)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        assert await resolve("good.example", 80) == ["93.184.216.34"]
        with pytest.raises(socket.gaierror):
            await resolve("none.example", 80)
    dns.go.set()
    assert all(isinstance(end, socket.gaierror) for end in await asyncio.gather(*hung, return_exceptions=True))


async def test_a_name_under_way_is_asked_for_once_and_anew_when_it_is_done(dns: Dns) -> None:
    resolve = Resolver()
    hung = [asyncio.ensure_future(resolve("hang.example", 80)) for _ in range(9)]
    await asyncio.sleep(0)
    hung[0].cancel()
    await asyncio.sleep(0)
    dns.go.set()
    ends = await asyncio.gather(*hung, return_exceptions=True)
    assert isinstance(ends[0], asyncio.CancelledError)
    assert all(isinstance(end, socket.gaierror) for end in ends[1:]), "who gives up takes nobody with it"
    assert dns.asked["hang.example"] == 1
    assert await resolve("good.example", 80) == await resolve("good.example", 80)
    assert dns.asked["good.example"] == 2, "what was found is not kept: each connection is checked by what holds now"


async def test_who_shares_a_look_up_that_never_begins_hears_of_it_and_is_not_cancelled(dns: Dns) -> None:
    resolve = Resolver()
    hung = [asyncio.ensure_future(resolve(f"hang-{n}.example", 80)) for n in range(600)]
    await asyncio.sleep(0)
    first, second = (asyncio.ensure_future(resolve("waits.example", 80)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    ends = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(end) for end in ends] == [asyncio.CancelledError, TimeoutError]
    dns.go.set()
    await asyncio.gather(*hung, return_exceptions=True)
    assert await resolve("waits.example", 80) == ["93.184.216.34"]
