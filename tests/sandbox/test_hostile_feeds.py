"""The bad feeds of the threat list: each ends within its bound, and the workers still serve the next feed."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from monitor.core.feed import FeedDocument, NotAFeed
from monitor.sandbox import Killed, Sandbox
from tests.pace import slowness

URL = "https://feeds.example/all.xml"
SECONDS = 1.5
OPEN = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
CLOSE = b"</channel></rss>"
ITEM = b"<item><guid>g</guid><title>hello</title><author>x</author><description>d</description></item>"
FEED = OPEN + ITEM + CLOSE
WIDE = FEED.decode().replace("<?xml version", '<?xml encoding="utf-16" version')
SEVEN = '<?xml version="1.0" encoding="utf-7"?>' + FEED.decode()[21:].replace("hello", "привіт")
ENTITIES = b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 1000 + b'">'
ENTITIES += b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(8)) + b"]>"
NUMBERED = b"".join(
    b"<item><guid>%d</guid><title>t</title><description>d</description></item>" % n for n in range(50_000)
)
PUNYCODE = FEED.replace(b"1.0", b'1.0" encoding="punycode').replace(b">d<", b">" + b"-a" * 500_000 + b"\xff<")
SURROGATES = FEED.replace(b"hello", b"he&#xD800;l\xed\xa0\x80lo").replace(
    b">d<", ">привіт усім, хто тут читає<".encode() * 3
)
JSON = json.dumps(
    {"version": "https://jsonfeed.org/version/1", "items": [{"id": n, "title": "t"} for n in range(50_000)]}
)

READ = {  # body, number of entries, title of the first
    "leading newlines": (b"\n" * 40_000 + FEED, 1, "hello"),
    "newlines before the root": (FEED.replace(b"?><rss", b"?>" + b"\n" * 40_000 + b"<rss"), 1, "hello"),
    "50,000 items": (OPEN + NUMBERED + CLOSE, 5_000, "t"),
    "50,000 equal items": (OPEN + ITEM * 50_000 + CLOSE, 1, "hello"),
    "a title of 20 MB": (FEED.replace(b"hello", b"word " * 4_000_000), 1, ("word " * 200)[:999] + "…"),
    "UTF-16": (WIDE.encode("utf-16"), 1, "hello"),
    "UTF-7": (SEVEN.encode("utf-7"), 1, "привіт"),
    "NUL": (FEED.replace(b"hello", b"hel\x00lo"), 1, "hello"),
    "lone surrogates": (SURROGATES, 1, "hel\ufffd\ufffd\ufffdlo"),
    "an unknown charset": (FEED.replace(b"1.0", b'1.0" encoding="no-such'), 1, "hello"),
    "nested tags in a text": (FEED.replace(b">d<", b">" + b"&lt;div&gt;" * 100_000 + b"<"), 1, "hello"),
    "entities in entities": (ENTITIES + FEED[21:].replace(b"hello", b"&i;"), 1, "&i;"),
    "a punycode charset": (PUNYCODE, 1, "hello"),
    "JSON": (JSON.encode(), 5_000, "t"),
}  # fmt: skip

ENDS = {
    "a long author": FEED.replace(b"<author>x", b"<author>" + b"a" * 100_000),
    "a comment flood": OPEN + b"<!--" * 40_000,
    "a comment flood in an item": OPEN + b"<item><description>" + b"<!--" * 40_000 + b"</description></item>" + CLOSE,
    "a tag flood": OPEN + b"<a>" * 200_000,
    "a tag flood in an item": FEED.replace(b">d<", b">" + b"<a>" * 200_000 + b"<"),
    "a deep document": OPEN + b"<item>" + b"<x>" * 300_000,
    "a flood of declarations": b"<!DOCTYPE rss [" + b'<!ENTITY a "b">\n' * 100_000 + b"]>" + FEED[21:],
    "a flood of attributes": FEED.replace(b"<item>", b"<item " + b"a='b' " * 200_000 + b">"),
    "a flood of ampersands": FEED.replace(b">d<", b">" + b"&" * 1_000_000 + b"<"),
    "a flood of quotes in a tag": FEED.replace(b"<item>", b"<item a=" + b"'\"" * 100_000 + b">"),
    "a flood of sections": FEED.replace(b">d<", b">" + b"<![CDATA[" * 100_000 + b"<"),
    "zeros": b"\x00" * 5_000_000,
    "brackets": b"<" * 1_000_000,
    "braces": b"[" * 1_000_000,
}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = Sandbox(workers=1, feed_seconds=20)  # on a loaded machine too
    yield made
    await made.close()


@pytest.mark.parametrize("name", READ)
async def test_a_hostile_feed_is_read(sandbox: Sandbox, name: str) -> None:
    body, entries, title = READ[name]
    found = await sandbox.parse_feed(body, url=URL)
    assert isinstance(found, FeedDocument), found
    assert len(found.entries) == entries
    assert found.entries[0].title == title


async def test_every_flood_ends_within_its_bound_and_the_next_feed_is_served() -> None:
    sandbox = Sandbox(workers=2, feed_seconds=SECONDS)
    clock = asyncio.get_running_loop().time
    await sandbox.parse_feed(FEED, url=URL)

    async def one(name: str) -> None:
        found = await sandbox.parse_feed(ENDS[name], url=URL)
        assert isinstance(found, FeedDocument | NotAFeed | Killed), name
        after = await sandbox.parse_feed(FEED, url=URL)
        assert isinstance(after, FeedDocument), (name, after)
        assert after.entries[0].title == "hello"

    started = clock()
    await asyncio.gather(*(one(name) for name in ENDS))
    start = slowness()  # s to start a worker, which counts against no document
    assert clock() - started < len(ENDS) * (SECONDS + start) / 2 + 5 * start
    await sandbox.close()


async def test_a_body_that_is_an_address_is_not_fetched(sandbox: Sandbox) -> None:
    visits = []

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(await reader.read(100))
        writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found = await sandbox.parse_feed(f"http://127.0.0.1:{port}/feed.xml".encode(), url=URL)
    assert found == NotAFeed(reason="plain text, not a feed")
    assert visits == []
    server.close()
    await server.wait_closed()
