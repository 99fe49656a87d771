"""Broken feeds and pages, made of our own documents: whatever comes, a worker answers, and serves the next one.

The long form takes ten minutes and seeds from the folder that ``WIREWATCH_SEEDS`` names too, where it is set.
"""

import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.core.article import Article, ReadHints, Unreadable
from monitor.core.feed import FeedDocument, NotAFeed
from monitor.sandbox import Killed, Sandbox

DATA = Path(__file__).parents[1] / "data"
SPICE = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<item>", b"</item>", b"<entry>", b"<", b">", b"&", b"&#xD800;", b"&#0;", b"\x00", b"\xff\xfe",
    b"<?xml version='1.0' encoding='utf-16'?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"xml:base='http://['", b"\r\n" * 300, b"<p>" * 300,
    b"<script>", b"</html>", b"<table><tr>" * 50, "ї\u202e\u0301".encode(), b"9" * 400, b"<guid>", b"<link>javascript:x</link>", b"{", b"[[[",
    b"<pubDate>Mon, 32 Jan 0000</pubDate>", b"<meta charset='utf-7'>", b"<svg><math>", b'"', b"'",
)  # fmt: skip


def broken(dice: random.Random, seeds: Sequence[bytes]) -> bytes:
    """A document of the seeds, cut, mixed, doubled and spiced."""
    body = bytearray(dice.choice(seeds))
    for _ in range(dice.randint(1, 12)):
        at, to = sorted((dice.randint(0, len(body)), dice.randint(0, len(body))))
        match dice.randrange(6):
            case 0:
                del body[at : min(to, at + 500)]
            case 1:
                body[at:at] = dice.choice(SPICE)
            case 2:
                body[at:at] = body[at : min(to, at + 3000)]
            case 3:
                other = dice.choice(seeds)
                start = dice.randint(0, len(other))
                body[at : min(to, at + 2000)] = other[start : start + 2000]
            case 4 if body:
                body[min(at, len(body) - 1)] = dice.randrange(256)
            case _:
                body[at:at] = dice.choice(SPICE) * dice.randint(1, 50)
    return bytes(body[:500_000])


async def fuzz(kind: str, seconds: float, seed: int, at_least: int) -> None:
    """Send broken documents to a worker, so many and for so long."""
    folders = {"feed": [DATA / "feeds"], "page": [DATA / "pages", DATA / "articles"]}[kind]
    if extra := os.environ.get("WIREWATCH_SEEDS"):
        folders.append(Path(extra))
    seeds = [path.read_bytes()[:300_000] for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    dice, sandbox, sent = random.Random(seed), Sandbox(workers=1, feed_seconds=10, page_seconds=20), 0
    before: bytes | None = None
    end = time.monotonic() + seconds
    while sent < at_least or time.monotonic() < end:
        body, begun, sent = broken(dice, seeds), time.monotonic(), sent + 1
        if kind == "feed":
            found = await sandbox.parse_feed(body, url="https://a.example/f", seen=before)
            assert isinstance(found, FeedDocument | NotAFeed | Killed)
            before = found.slices if isinstance(found, FeedDocument) else dice.choice((None, before))
        else:
            read = await sandbox.read_page(body, url="https://a.example/p", hints=ReadHints())
            assert isinstance(read, Article | Unreadable | Killed)
        if isinstance(found if kind == "feed" else read, Killed):
            reason = (found if kind == "feed" else read).reason
            assert "failed on it" not in reason, f"an exception of ours: {reason}: {body[:2000]!r}"
        assert time.monotonic() - begun < 40, "a bound was not kept"
    after = await sandbox.parse_feed(
        b"<rss><channel><item><title>T</title></item></channel></rss>", url="https://a.example/f"
    )
    assert isinstance(after, FeedDocument)
    await sandbox.close()


@pytest.mark.parametrize("kind", ["feed", "page"])
@pytest.mark.parametrize("seconds", [0.0, pytest.param(300.0, marks=pytest.mark.slow)])
async def test_broken_documents_are_answered(kind: str, seconds: float) -> None:
    await fuzz(kind, seconds, seed=1, at_least=25)
