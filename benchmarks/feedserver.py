"""Serves feeds on loopback for the poller's benchmark, in a process of its own: N feeds of 30 full entries, 103 KB.

`/set/V` makes every feed hold the items V to V+29 from then on. Each answer has an ETag; asked with it, 304.

    python benchmarks/feedserver.py     # prints its port
"""

import asyncio
import sys
from email.utils import formatdate

ITEMS = 30
MARK = b"@@@@@@"
_WORDS = (
    "The committee met on {day} and decided, after a long debate, that the bridge of the old harbour would stay closed "
    "to lorries until the engineers have looked at every one of its pillars. ",
    "Officials of the ministry said that shells and a missile had hit the port of the city in the night, and that ",
    "no ship was lost; the <a href='/more/{n}'>report of the day</a> names three warehouses and a crane. ",
    "In the north the army moved its artillery behind the river, the president said on television. ",
)


def feed(version: int) -> bytes:
    """Return the document of a version, with ``MARK`` where the feed's number belongs."""
    return b"".join((_head(), *(_item(version + n) for n in reversed(range(ITEMS))), b"</channel></rss>"))


def _head() -> bytes:
    return (
        b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
        b" xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Paper " + MARK + b"</title>"
        b"<link>http://paper" + MARK + b".example/</link><description>News</description><language>en</language>"
    )


def _item(number: int) -> bytes:
    prose = "".join(part.format(n=number, day=f"day {number}") for part in _WORDS)
    full = "".join(f"<p>{prose}</p>" for _ in range(6))
    link = f"http://paper{MARK.decode()}.example/news/{number}"
    return (
        f"<item><title>Report {number} of paper {MARK.decode()}: the harbour, the bridge and the night</title>"
        f"<link>{link}</link><guid>{link}</guid><dc:creator>A. Writer</dc:creator><category>News</category>"
        f"<pubDate>{formatdate(1_760_000_000 + number * 600)}</pubDate><description>{prose[:170]}</description>"
        f"<content:encoded><![CDATA[{full}]]></content:encoded></item>"
    ).encode()


class Server(asyncio.Protocol):
    """HTTP/1.1 as far as a benchmark asks."""

    version = 0
    body = feed(0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._asked = transport, b""

    def data_received(self, data: bytes) -> None:
        self._asked += data
        while b"\r\n\r\n" in self._asked:
            request, _, self._asked = self._asked.partition(b"\r\n\r\n")
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        path = request.split(b" ", 2)[1]
        if path.startswith(b"/set/"):
            Server.version = int(path[5:])
            Server.body = feed(Server.version)
            body, etag = b"", b"x"
        else:
            etag = b'"%s-%d"' % (path[1:], Server.version)
            body = Server.body.replace(MARK, path[1:].zfill(len(MARK)))
        if etag in request:
            head = b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n" % etag
            body = b""
        else:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: %s\r\nContent-Length: %d\r\n" % (
                etag,
                len(body),
            )
        close = b"connection: close" in request.lower()
        self._transport.write(head + (b"Connection: close\r\n\r\n" if close else b"\r\n") + body)
        if close:
            self._transport.close()


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Server, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
