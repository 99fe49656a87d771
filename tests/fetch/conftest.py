"""Loopback servers that answer with exactly the bytes a test names, and fetchers that may reach them."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config.settings import FetchSettings
from monitor.fetch import Fetcher

DATA = Path(__file__).parent / "data"
Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = b"", *lines: str, status: str = "200 OK", length: bool = True) -> bytes:
    """A whole HTTP/1.1 answer."""
    head = [f"HTTP/1.1 {status}", *lines] + ([f"Content-Length: {len(body)}"] if length else [])
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(b"", f"Location: {location}", status=f"{status} Found")


class Web:
    """A raw server: ``routes`` maps a path to bytes or to a coroutine that plays; ``seen`` holds the heads."""

    def __init__(self) -> None:
        self.routes: dict[str, bytes | Play] = {}
        self.seen: list[bytes] = []
        self.open = 0
        self.most = 0
        self.sni: list[str] = []
        self.port = 0
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def header(self, name: str, index: int = -1) -> bytes | None:
        for line in self.seen[index].split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name.lower().encode():
                return value.strip()
        return None

    @contextlib.asynccontextmanager
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator["Web"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                head = await reader.readuntil(b"\r\n\r\n")
                self.seen.append(head)
                path = head.split(b" ")[1].decode()
                play = self.routes.get(path, self.routes.get("*", answer(status="404 Not Found")))
                if isinstance(play, bytes):
                    writer.write(play)
                    await writer.drain()
                else:
                    await play(reader, writer)
        finally:
            self.open -= 1
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def plain_server(play: Play) -> AsyncIterator[int]:
    """A server that speaks no HTTP by itself; gives its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await play(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing until the client goes away."""
    await reader.read()


def drip(pieces: Iterable[bytes], every: float = 0.02) -> Play:
    """Send a piece each time the client has been silent for a moment, until it goes away."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await reader.read(1)
                    return

    return play


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web().serving() as one:
        yield one


class Dns:
    """Names to addresses; each look-up is counted, a list of lists is answered in turn, and an event waited for."""

    def __init__(self) -> None:
        self.names: dict[str, Sequence[str] | Exception | list[list[str]] | asyncio.Event] = {}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        known = self.names.get(host, ["127.0.0.1"])
        if isinstance(known, Exception):
            raise known
        if isinstance(known, asyncio.Event):
            await known.wait()
            return []
        if known and isinstance(known[0], list):
            return known.pop(0)  # type: ignore[union-attr,return-value]
        return known  # type: ignore[return-value]


@pytest.fixture
def dns() -> Dns:
    return Dns()


@pytest.fixture(scope="session")
def trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=DATA / "trusted.pem")


@pytest.fixture
async def make(dns: Dns, trust: ssl.SSLContext) -> AsyncIterator[Callable[..., Fetcher]]:
    """Build a fetcher that may reach loopback; keyword arguments are settings."""
    built = []

    def build(**settings: Any) -> Fetcher:
        timeout = timedelta(seconds=settings.pop("timeout", 10))
        values = {"allow_networks": ("127.0.0.0/8",), "timeout": timeout, **settings}
        built.append(Fetcher(FetchSettings(**values), user_agent="wirewatch/0.1 (+x)", resolve=dns, ssl_context=trust))
        return built[-1]

    yield build
    for one in built:
        await one.close()


@pytest.fixture
def fetcher(make: Callable[..., Fetcher]) -> Fetcher:
    return make()
