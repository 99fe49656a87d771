"""The pool with real worker processes: deadlines, limits, and what outlives what."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.core.article import Article, ReadHints, Unreadable
from monitor.core.feed import FeedDocument
from monitor.errors import SandboxError
from monitor.sandbox import Killed, Sandbox

URL = "https://feeds.example/all.xml"
FEED = b'<rss version="2.0"><channel><title>T</title><item><title>hello</title><link>/a</link></item></channel></rss>'
FLOOD = b'<rss version="2.0"><channel><title>' + b"<a>" * 400_000  # takes feedparser half a minute


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    made = Sandbox(workers=2, feed_seconds=1.0)
    yield made
    await made.close()


async def served(sandbox: Sandbox) -> None:
    found = await sandbox.parse_feed(FEED, url=URL)
    assert isinstance(found, FeedDocument), found
    assert found.entries[0].url == "https://feeds.example/a"


def ended(pid: int, seconds: float) -> bool:
    """Wait for a process that need not be our child."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(handle):
        return bool(select.select([handle], [], [], seconds)[0])


async def test_a_worker_is_started_when_needed_and_reused(sandbox: Sandbox) -> None:
    assert sandbox.pids == ()
    await served(sandbox)
    first = sandbox.pids
    await served(sandbox)
    assert sandbox.pids == first
    assert len(first) == 1


async def test_a_document_beyond_its_time_is_killed_with_its_worker_and_the_next_is_served(sandbox: Sandbox) -> None:
    await served(sandbox)
    (pid,) = sandbox.pids
    found = await sandbox.parse_feed(FLOOD, url=URL)
    assert found == Killed("it took longer than 1 s and was stopped")
    assert ended(pid, 0)
    await served(sandbox)


async def test_a_hostile_feed_delays_no_other() -> None:
    sandbox = Sandbox(workers=2, feed_seconds=60.0)
    await served(sandbox)
    hostile = asyncio.create_task(sandbox.parse_feed(FLOOD * 3, url=URL))
    await asyncio.gather(*(served(sandbox) for _ in range(20)))
    assert not hostile.done()
    hostile.cancel()
    await sandbox.close()


async def test_waiting_for_a_turn_counts_against_no_deadline() -> None:
    sandbox = Sandbox(workers=1, feed_seconds=1.0)
    found = await asyncio.gather(
        sandbox.parse_feed(FLOOD, url=URL), sandbox.parse_feed(FLOOD, url=URL), sandbox.parse_feed(FEED, url=URL)
    )
    assert [type(one) for one in found] == [Killed, Killed, FeedDocument]
    await sandbox.close()


async def test_memory_is_bounded() -> None:
    sandbox = Sandbox(workers=1, memory_mb=150)
    body = FEED.replace(b"hello", b"word " * 4_000_000)
    assert await sandbox.parse_feed(body, url=URL) == Killed("it needed more than 150 MB of memory")
    await served(sandbox)
    await sandbox.close()


async def test_a_worker_that_has_grown_is_replaced() -> None:
    sandbox = Sandbox(workers=1, memory_mb=70)  # its imports alone are more than half of that
    await served(sandbox)
    assert sandbox.pids == ()
    await served(sandbox)
    await sandbox.close()


@pytest.mark.parametrize(("python", "words"), [("/bin/false", "exit code 1"), ("/no/such/file", "No such file")])
async def test_a_worker_that_cannot_start_is_an_error_that_says_why(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, python: str, words: str
) -> None:
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(SandboxError, match=words):
        await sandbox.parse_feed(FEED, url=URL)
    assert sandbox.pids == ()
    monkeypatch.undo()
    await served(sandbox)


async def test_a_worker_killed_while_idle_is_replaced(sandbox: Sandbox) -> None:
    await served(sandbox)
    (pid,) = sandbox.pids
    os.kill(pid, signal.SIGKILL)
    while pid in sandbox.pids:
        await asyncio.sleep(0)
    await served(sandbox)


async def test_a_worker_killed_at_work_is_an_outcome(sandbox: Sandbox) -> None:
    await served(sandbox)
    (pid,) = sandbox.pids
    job = asyncio.create_task(sandbox.parse_feed(FLOOD, url=URL))
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)
    assert await job == Killed("it made the worker crash (signal 9)")
    await served(sandbox)


async def test_a_cancelled_job_takes_its_worker_along(sandbox: Sandbox) -> None:
    await served(sandbox)
    (pid,) = sandbox.pids
    job = asyncio.create_task(sandbox.parse_feed(FLOOD, url=URL))
    await asyncio.sleep(0)
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert ended(pid, 0)
    await served(sandbox)


async def test_close_kills_every_worker_and_starts_no_more(sandbox: Sandbox) -> None:
    await asyncio.gather(served(sandbox), served(sandbox))
    pids = sandbox.pids
    assert len(pids) == 2
    job = asyncio.create_task(sandbox.parse_feed(FLOOD, url=URL))
    await asyncio.sleep(0)
    await sandbox.close()
    assert all(ended(pid, 0) for pid in pids)
    assert isinstance(await job, Killed)
    with pytest.raises(SandboxError, match="closed"):
        await sandbox.parse_feed(FEED, url=URL)


async def test_a_worker_inherits_no_secret_and_bears_its_limits(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_URL", "slack://secret-token")
    await served(sandbox)
    (pid,) = sandbox.pids
    assert b"secret-token" not in Path(f"/proc/{pid}/environ").read_bytes()
    limits = {line[:26].strip(): line[26:].split()[0] for line in Path(f"/proc/{pid}/limits").read_text().splitlines()}
    assert limits["Max address space"] == str(1024 * 1024 * 1024)
    assert limits["Max file size"] == limits["Max core file size"] == limits["Max processes"] == "0"
    assert int(limits["Max open files"]) < 100
    assert len(list(Path(f"/proc/{pid}/fd").iterdir())) < 10


PARENT = """
import asyncio, sys
from pathlib import Path
from monitor.sandbox import Sandbox

FEED, FLOOD = (b'<rss version="2.0"><channel>', b'<rss version="2.0"><channel><title>' + b"<a>" * 400_000)

def worked(pid):  # ticks of CPU
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11])

async def main(busy):
    sandbox = Sandbox(workers=1, feed_seconds=60)
    await sandbox.parse_feed(FEED, url="https://feeds.example/")
    job = asyncio.create_task(sandbox.parse_feed(FLOOD if busy else FEED, url="https://feeds.example/"))
    (pid,), before = sandbox.pids, worked(*sandbox.pids)
    while busy and worked(pid) < before + 20:  # it has read the job and is at work
        await asyncio.sleep(0)
    print(pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main(sys.argv[1] == "busy"))
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_workers_die_with_a_parent_that_is_killed(state: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, state], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not ended(pid, 0)
        parent.kill()
    assert ended(pid, 3)


async def test_a_page_is_read_and_what_is_none_is_said(sandbox: Sandbox) -> None:
    paragraph = "<p>The air force said that it had shot down nine of the twelve missiles over the region.</p>"
    page = f"<html><head><title>Nine of twelve</title></head><body><article><h1>Nine of twelve</h1>{paragraph * 6}"
    url = "https://news.example/2024/nine"
    found = await sandbox.read_page(
        page.encode(), url=url, content_type="text/html", hints=ReadHints(zone="Europe/Kyiv")
    )
    assert isinstance(found, Article), found
    assert (found.source, found.url, found.title) == (url, url, "Nine of twelve")
    assert "nine of the twelve missiles" in found.text
    assert isinstance(await sandbox.read_page(b"%PDF-1.7", url=url, hints=ReadHints()), Unreadable)


async def test_the_function_of_a_site_profile_runs_in_the_worker(sandbox: Sandbox) -> None:
    paragraph = "<p>The air force said that it had shot down nine of the twelve missiles over the region.</p>"
    page = f"<html><body><h1>Nine of twelve</h1><h2>Another title</h2>{paragraph * 6}"
    sites = ({"domain": "news.example", "title": "tests.core.article.rules:title"},)
    found = await sandbox.read_page(page.encode(), url="https://news.example/9", hints=ReadHints(sites=sites))
    assert isinstance(found, Article), found
    assert found.title == "Another title (https://news.example/9)"


async def test_a_page_beyond_its_time_is_killed() -> None:
    sandbox = Sandbox(workers=1, page_seconds=0.3)
    page = b"<html><body>" + b"<p>Some words that stand here.</p>" * 300_000
    assert await sandbox.read_page(page, url=URL, hints=ReadHints()) == Killed(
        "it took longer than 0.3 s and was stopped"
    )
    await sandbox.close()


@pytest.mark.parametrize("run", [".", "?!"])
async def test_a_run_of_marks_is_read_within_the_time_of_a_page(sandbox: Sandbox, run: str) -> None:
    paragraph = "<p>The air force said that it had shot down nine of the twelve missiles over the region.</p>"
    page = f"<html><body><h1>Nine of twelve</h1><article>{paragraph * 6}<p>And {run * 200_000}x</p></article>"
    found = await sandbox.read_page(page.encode(), url=URL, hints=ReadHints())
    assert isinstance(found, Article), found
    assert "over the region" in found.text
