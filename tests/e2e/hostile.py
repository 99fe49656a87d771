"""A server on loopback that does to a news daemon what the network does, by path; and good feeds beside it.

It listens on every address of 127.0.0.0/8, so that each feed can be a host of its own.
"""

import asyncio
import gzip
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from itertools import pairwise

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
RSS = b"<rss version='2.0'><channel><title>T</title>%s</channel></rss>"
ITEM = b"<item><guid>%d</guid><title>%s</title><link>/a/%d</link>%s</item>"
BOMB = gzip.compress(bytes(200_000_000), 9)
CHUNK = b"x" * 65536
PRIVATE = ("127.1", "2130706433", "10.0.0.1", "0x0a.1", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "169.254.169.254", "0",
           "evil@10.0.0.1", "xn--a\u0301", "x:99999", "10。0。0。1", "[fe80::1]", "192.168.1.1", "017700000001")  # fmt: skip
Writer = asyncio.StreamWriter


def whole(body: bytes, *head: bytes) -> bytes:
    return OK + b"".join(line + b"\r\n" for line in head) + b"\r\n" + body


def say(answer: bytes) -> Callable[[Writer], Awaitable[None]]:
    async def behave(writer: Writer) -> None:
        writer.write(answer)

    return behave


def drip(first: bytes, piece: bytes, pause: float = 0.2) -> Callable[[Writer], Awaitable[None]]:
    async def behave(writer: Writer) -> None:
        writer.write(first)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


async def hang(_writer: Writer) -> None:
    await asyncio.sleep(60)


async def flood(writer: Writer) -> None:
    writer.write(OK + b"\r\n")
    while True:
        writer.write(CHUNK)
        await writer.drain()


def to(address: str, status: bytes = b"302 Found") -> Callable[[Writer], Awaitable[None]]:
    return say(b"HTTP/1.1 %s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, address.encode()))


def status(line: bytes, *head: bytes) -> Callable[[Writer], Awaitable[None]]:
    return say(b"HTTP/1.1 " + line + b"\r\n" + b"".join(h + b"\r\n" for h in head) + b"Content-Length: 0\r\n\r\n")


def item(text: bytes = b"", number: int = 1) -> bytes:
    return ITEM % (number, b"title", number, text)


# path: behaviour, and a word of the error that its feed must show; None where the feed is read all the same, and empty
# where it may be read or killed, as the machine is fast or slow
SICK: dict[str, tuple[Callable[[Writer], Awaitable[None]], str | None]] = {
    "hang": (hang, "timed out"),
    "drip": (drip(OK + b"\r\n<rss>", b" "), "timed out"),
    "drip-head": (drip(b"HTTP/1.1 200 OK\r\nX-", b"a"), "timed out"),
    "silent": (say(b""), "without an answer"),
    "no-http": (say(b"SSH-2.0-OpenSSH_9.2\r\n"), "without an answer"),
    "header-200k": (say(OK + b"X: " + b"a" * 200_000 + b"\r\n\r\n"), "headers"),
    "headers-5000": (say(OK + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n"), "headers"),
    "short": (say(whole(b"<rss>", b"Content-Length: 5000")), "cut short"),
    "bad-chunk": (say(whole(b"zz\r\nabc\r\n", b"Transfer-Encoding: chunked")), "chunk"),
    "truncated-gzip": (say(whole(gzip.compress(RSS % item())[:-12], b"Content-Encoding: gzip")), "cut short"),
    "no-gzip": (say(whole(RSS % item(), b"Content-Encoding: gzip")), "is not"),
    "double-gzip": (say(whole(gzip.compress(gzip.compress(RSS % b"")), b"Content-Encoding: gzip")), "compressed data"),
    "br": (say(whole(b"\x0b\x02\x80", b"Content-Encoding: br")), "'br'"),
    "unknown-encoding": (say(whole(b"x", b"Content-Encoding: zpaq")), "zpaq"),
    "bomb": (say(whole(BOMB, b"Content-Encoding: gzip")), "unpack"),
    "raw-deflate-bomb": (say(whole(zlib.compress(bytes(90_000_000), 9), b"Content-Encoding: deflate")), "unpack"),
    "endless": (flood, "bound"),
    "huge": (say(whole(b"", b"Content-Length: 99999999999")), "large"),
    "to-file": (to("file:///etc/passwd"), "file"),
    "to-gopher": (to("gopher://127.0.0.1/x"), "gopher"),
    "to-nowhere": (to("http://["), "address"),
    "loop": (to("/loop"), "loop"),
    "gone": (status(b"410 Gone"), "410"),
    "too-many": (status(b"429 Too Many Requests", b"Retry-After: 3600"), "429"),
    "unavailable": (status(b"503 Service Unavailable", b"Retry-After: Wed, 01 Jan 2100 00:00:00 GMT"), "503"),
    "unchanged-unasked": (status(b"304 Not Modified"), "304"),
    "path": (say(whole(b"/etc/passwd")), "plain text"),
    "address": (say(whole(b"http://127.0.0.1/")), "plain text"),
    "empty": (say(whole(b"")), "empty"),
    "html": (say(whole(b"<!doctype html><html><title>Home</title></html>")), "HTML page"),
    "login": (say(whole(b"<html><input type=password></html>")), "login form"),
    "consent": (say(whole(b"<html><title>Before you continue</title></html>")), "consent page"),
    "pdf": (say(whole(b"%PDF-1.7")), "PDF"),
    "newlines": (say(whole(b"\n" * 40_000 + RSS % item())), None),
    "long-author": (say(whole(RSS % item(b"<author>" + b"a" * 19_000 + b"</author>"))), ""),
    "comments": (say(whole(RSS[:-20] + b"<!--" * 40_000)), ""),
    "tags": (say(whole(RSS % (b"<a>" * 200_000))), ""),
    "items-50000": (say(whole(RSS % b"".join(b"<item><guid>%d</guid></item>" % n for n in range(50_000)))), ""),
    "title-of-900k": (say(whole(RSS % (ITEM % (1, b"word " * 180_000, 1, b"")))), None),
    "punycode": (say(whole(b"<?xml version='1.0' encoding='punycode'?>" + RSS % item())), None),
    "utf-16": (say(whole((RSS % item()).decode().encode("utf-16"))), None),
    "utf-7": (say(whole(b"<?xml version='1.0' encoding='utf-7'?>" + RSS % item(b"<description>+BD8-</description>"))), None),
    "nul": (say(whole(RSS % item(b"<description>a\0b</description>"))), None),
    "surrogates": (say(whole(RSS % item(b"<description>&#xD800;\xed\xa0\x80</description>"))), None),
    "guids": (say(whole(RSS % (item() + item() + b"<item><title>none</title></item>" + item(b"<description>x</description>")))), None),
    "dates": (say(whole(RSS % (item(b"<pubDate>Mon, 99 Foo 2099 99:99:99</pubDate>") + item(b"<pubDate>Fri, 01 Jan 2100 00:00:00 GMT</pubDate>", 2)))), None),
    "links": (say(whole(RSS % b"<item><guid>1</guid><link>javascript:alert(1)</link><title>&lt;script&gt;</title></item>")), None),
    "entities": (say(whole(b"<!DOCTYPE r [<!ENTITY a '" + b"x" * 1000 + b"'>" + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8)) + b"]>" + RSS % item(b"<description>&i;</description>"))), None),
    "json-deep": (say(whole(b"[" * 1_000_000)), "JSON"),
    **{f"to-{n}": (to(f"http://{host}/"), " ") for n, host in enumerate(PRIVATE)},
}  # fmt: skip


class Good:
    """Feeds that bring an item every third poll; ``asked`` holds when each was asked for (monotonic seconds)."""

    def __init__(self) -> None:
        self.asked: dict[str, list[float]] = {}

    def gaps(self) -> list[float]:
        """The seconds between the polls of each feed, sorted."""
        return sorted(later - earlier for times in self.asked.values() for earlier, later in pairwise(times))

    def answer(self, path: str, request: bytes) -> bytes:
        times = self.asked.setdefault(path, [])
        times.append(time.monotonic())
        version = len(times) // 3
        etag = b'"%d"' % version
        if etag in request:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag
        items = b"".join(
            ITEM
            % (n, b"Item %d of %s" % (n, path.encode()), n, b"<pubDate>%s</pubDate>" % formatdate(1.7e9 + n).encode())
            for n in range(version, version + 10)
        )
        body = RSS % items
        return whole(body, b"ETag: " + etag, b"Content-Length: %d" % len(body))


@contextmanager
def hostile() -> Iterator[tuple[int, Good]]:
    """The server's port, and its good feeds (``/good/…``)."""
    good, ready, port, over = Good(), threading.Event(), [0], asyncio.Event()
    loop = asyncio.new_event_loop()
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            with suppress(Exception, asyncio.CancelledError):
                request = await reader.readuntil(b"\r\n\r\n")
                path = request.split(b" ", 2)[1].decode("latin-1").strip("/")
                if path.startswith("good/"):
                    writer.write(good.answer(path, request))
                elif path in SICK:
                    await SICK[path][0](writer)
                else:
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        finally:
            writer.transport.abort() if over.is_set() else writer.close()
            serving.discard(task)

    async def main() -> None:
        server = await asyncio.start_server(serve, "0.0.0.0", 0, backlog=1024, limit=2**20)
        port[0] = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()
        for task in list(serving):
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0.05)

    thread = threading.Thread(target=loop.run_until_complete, args=(main(),), daemon=True)
    thread.start()
    ready.wait()
    try:
        yield port[0], good
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()
