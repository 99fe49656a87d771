"""Measures whole polls as the daemon does them: claim, fetch, parse, store, then read, index and match 100 watches.

A server of the benchmark's own (feedserver.py) holds N distinct feeds of 30 full entries, 103 KB each, on loopback in
another process. Three rounds: the first poll of all, all unchanged (304), and one new entry of thirty. CPU seconds are
of the daemon and its workers, never of the server; the rate a second depends on what else the machine does.

    python benchmarks/poller.py --feeds 300
    … --limit      what bare pycurl, lxml and sqlite3 need for the same bytes, where installed
    … --peers      the library reader and the program rss2email (r2e on the PATH), where installed
    … --idle 10000 --due 100000     what so many feeds cost that are not due; how long claiming takes
    … --json
"""

from __future__ import annotations

import argparse
import asyncio
import configparser
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from feedserver import feed
from newsgen import watches
from sqlalchemy import insert, update
from sqlmodel import col

from monitor import app, notify
from monitor.config import load
from monitor.config.settings import Config
from monitor.polling import Polling
from monitor.scheduler import STARTED_AT_ONCE
from monitor.store import Store, articles, open_store
from monitor.store.tables import FeedRow

TICKS = os.sysconf("SC_CLK_TCK")
_BLANK = {
    "state": "active", "interval": 600.0, "not_before": 0.0, "lease_until": 0.0, "fence": 0, "polls": 0, "items": 0,
    "failures": 0, "matched": 0.0, "pull": 0.0034, "floor": 0.0,
}  # fmt: skip


def cpu(pids: tuple[int, ...] = ()) -> float:
    """CPU seconds of this process, of those, and of workers that retired, so far."""
    gone = os.times()
    spent = time.process_time() + gone.children_user + gone.children_system
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / TICKS
    return spent


def resident(pids: tuple[int, ...]) -> float:
    """MB of this process and those; what they share counts once (PSS)."""
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in (os.getpid(), *pids))
    return sum(int(text.partition("\nPss:")[2].split()[0]) for text in rollups) * 1024 / 1e6


@contextmanager
def serving() -> Iterator[str]:
    """The server's address."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("feedserver.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.stdin.close()
        process.wait()


def become(url: str, version: int) -> None:
    urllib.request.urlopen(f"{url}/set/{version}").read()


class Receiver:
    """Takes what would be sent."""

    async def send(self, *_: Any, **__: Any) -> notify.Outcome:
        return notify.Outcome("sent", 200, "ok", None)

    async def close(self) -> None:
        pass


def configuration(folder: Path, url: str, count: int, watched: int) -> Path:
    path = folder / "wirewatch.yaml"
    document = {
        "settings": {
            "database": f"sqlite:///{folder / 'bench.db'}",
            "requests_per_hour": 1_000_000,
            "fetch": {"allow_networks": ["127.0.0.0/8"], "per_host": 32},
        },
        "feeds": [{"name": f"f{n}", "url": f"{url}/{n}", "read": "feed"} for n in range(count)],
        "watches": [{"name": row["name"], "query": row["query"], "notify": ["desk"]} for row in watches(watched)],
        "channels": [{"name": "desk", "url": "json://desk.example/"}],
    }
    path.write_text(yaml.safe_dump(document))
    return path


async def ours(url: str, count: int, watched: int) -> dict[str, Any]:
    """Measure the three rounds; the reading of the items is measured apart, over the first hundred."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = configuration(Path(folder), url, count, watched)
        running = app.build(path, load(path, environ={}, usable_channel=notify.usable), {}, send=Receiver())  # type: ignore[arg-type]
        await running._start()
        pipeline, workers = running.pipeline, running._sandbox
        await asyncio.gather(*(workers.parse_feed(feed(0), url=url) for _ in range(2)))  # starts both
        lag = asyncio.create_task(_lag(figures))
        for name, version in (("first", 0), ("304", 0), ("one new", 1)):
            become(url, version)
            await pipeline.write(lambda s: pipeline.polling.make_due(s, app.now()))
            begun, spent, own = time.perf_counter(), cpu(workers.pids), time.process_time()
            while claims := await pipeline.write(
                lambda s: pipeline.polling.claim(s, app.now(), owner="bench", limit=64, lease=400)
            ):
                polls = []
                for number, claim in enumerate(claims):
                    polls.append(asyncio.ensure_future(pipeline.poll(claim)))
                    if number % STARTED_AT_ONCE == STARTED_AT_ONCE - 1:
                        await asyncio.sleep(0)
                await asyncio.gather(*polls)
            spent, own = cpu(workers.pids) - spent, time.process_time() - own
            figures[name] = {
                "ms": spent / count * 1000,
                "own_ms": own / count * 1000,
                "a_second": count / (time.perf_counter() - begun),
                "mb": resident(workers.pids),
            }
        items = await pipeline.write(lambda s: articles.claim(s, app.now(), owner="bench", limit=101, lease=400))
        await pipeline.read(items[0])  # starts the worker
        spent = cpu(workers.pids)
        await asyncio.gather(*(pipeline.read(item) for item in items[1:]))
        figures["read"] = {"ms": (cpu(workers.pids) - spent) / (len(items) - 1) * 1000}
        lag.cancel()
        await running.close()
    return figures


async def _lag(figures: dict[str, Any]) -> None:
    """Note the most CPU that the loop's thread took without coming round; on a busy machine the clock tells nothing."""
    figures["blocked_ms"] = 0.0
    while True:
        begun = time.thread_time()
        await asyncio.sleep(0.002)
        figures["blocked_ms"] = max(figures["blocked_ms"], (time.thread_time() - begun) * 1000)


def limit(url: str, count: int) -> dict[str, Any] | None:
    """Bare pycurl, lxml and sqlite3 over the same feeds: no guard, no schedule, no extraction, no matching."""
    try:
        import pycurl
        from lxml import etree
    except ImportError:
        return None
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite3.connect(Path(folder) / "limit.db", isolation_level=None)
        base.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE e (feed INT, guid TEXT, body TEXT, UNIQUE (feed, guid))"
        )
        tags: dict[int, str] = {}
        for name, version in (("first", 0), ("304", 0), ("one new", 1)):
            become(url, version)
            spent, begun = time.process_time(), time.perf_counter()
            base.execute("BEGIN IMMEDIATE")
            curl = pycurl.Curl()
            for number in range(count):
                body, head = BytesIO(), BytesIO()
                curl.setopt(pycurl.URL, f"{url}/{number}")
                curl.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {tags.get(number, '')}"])
                curl.setopt(pycurl.WRITEDATA, body)
                curl.setopt(pycurl.HEADERFUNCTION, head.write)
                curl.perform()
                if curl.getinfo(pycurl.RESPONSE_CODE) == 304:
                    continue
                tags[number] = head.getvalue().partition(b"ETag: ")[2].partition(b"\r")[0].decode()
                rows = [
                    (number, item.findtext("guid"), item.findtext("{*}encoded"))
                    for item in etree.fromstring(body.getvalue()).iter("item")
                ]
                base.executemany("INSERT INTO e VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
            base.execute("COMMIT")
            figures[name] = {
                "ms": (time.process_time() - spent) / count * 1000,
                "a_second": count / (time.perf_counter() - begun),
            }
        base.close()
    return figures


def reader_peer(url: str, count: int) -> dict[str, Any] | None:
    """The library `reader`: update_feeds, without its search index."""
    try:
        from reader import make_reader
    except ImportError:
        return None
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        made = make_reader(str(Path(folder) / "reader.db"))
        for number in range(count):
            made.add_feed(f"{url}/{number}")
        for name, version in (("first", 0), ("304", 0), ("one new", 1)):
            become(url, version)
            spent, begun = time.process_time(), time.perf_counter()
            made.update_feeds(scheduled=False)  # else only those whose interval has passed
            figures[name] = {
                "ms": (time.process_time() - spent) / count * 1000,
                "a_second": count / (time.perf_counter() - begun),
            }
        made.close()
    return figures


def rss2email_peer(url: str, count: int) -> dict[str, Any] | None:
    """The program `rss2email`, which keeps no text: a run over all feeds, its start included, mail into a maildir.

    The first run sends nothing, as its manual advises. It is another's program, never imported.
    """
    program = shutil.which("r2e")
    if program is None:
        return None
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [program, "-c", str(folder / "r2e.cfg"), "-d", str(folder / "r2e.json")]
        _quietly([*command, "new", "desk@desk.example"])
        for box in ("cur", "new", "tmp"):
            (folder / "mail" / "INBOX" / box).mkdir(parents=True)
        settings = configparser.ConfigParser(interpolation=None)
        settings.read(folder / "r2e.cfg")
        mail = {"email-protocol": "maildir", "maildir-path": str(folder / "mail"), "maildir-mailbox": "INBOX"}
        settings["DEFAULT"].update(mail)
        with (folder / "r2e.cfg").open("w") as file:
            settings.write(file)
        outlines = "".join(f'<outline type="rss" text="f{n}" xmlUrl="{url}/{n}"/>' for n in range(count))
        (folder / "feeds.opml").write_text(f'<opml version="1.0"><head/><body>{outlines}</body></opml>')
        _quietly([*command, "opmlimport", str(folder / "feeds.opml")])
        for name, version, *how in (("first", 0, "--no-send"), ("304", 0), ("one new", 1)):
            become(url, version)
            spent, begun = os.times(), time.perf_counter()
            _quietly([*command, "run", *how])
            now = os.times()
            figures[name] = {
                "ms": (now.children_user - spent.children_user + now.children_system - spent.children_system)
                / count
                * 1000,
                "a_second": count / (time.perf_counter() - begun),
            }
        mailed = len(list((folder / "mail" / "INBOX" / "new").iterdir()))
        assert mailed == count, f"{mailed} mails for {count} new items"
    return figures


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def many(idle: int, due: int) -> dict[str, float]:
    """What looking for due feeds costs where none is, and what claiming costs where all are; on SQLite."""
    figures = {}
    for count, ahead in ((idle, 3600.0), (due, -1.0)):
        if not count:
            continue
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{folder}/many.db")
            now = app.now()
            rows = [
                {"name": f"f{n}", "url": f"https://f{n}.example/", "next_poll": now + ahead, **_BLANK}
                for n in range(count)
            ]
            store.write(lambda s, rows=rows: s.connection().execute(insert(FeedRow.__table__), rows))  # type: ignore[attr-defined]
            settings = {"settings": {"requests_per_hour": 1_000_000}}
            polling = Polling(Config.model_validate(settings))

            if ahead < 0:
                store.write(lambda s, polling=polling, now=now: polling.make_due(s, now))

            def claim(at: float, polling: Polling = polling, store: Store = store) -> list[str]:
                claims = store.write(lambda s: polling.claim(s, at, owner="b", limit=512, lease=9e5))
                return [one.name for one in claims]

            claim(now)
            spent = taken = 0.0
            for tick in range(120):
                begun = time.process_time()
                names = claim(now + tick)
                spent += time.process_time() - begun
                taken += len(names)
                later = update(FeedRow).where(col(FeedRow.name).in_(names)).values(next_poll=now + 1e5)
                store.write(lambda s, later=later: s.connection().execute(later))
            if ahead > 0:
                figures["idle_percent"] = spent / 120 * 100
            else:
                figures["claim_us"] = spent / taken * 1e6
            store.close()
    return figures


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--watches", type=int, default=100)
    parser.add_argument("--limit", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--idle", type=int, default=0)
    parser.add_argument("--due", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    app.start_log(as_json=True, secrets=set(), stream=io.StringIO())
    told: dict[str, Any] = {}
    with serving() as url:
        told["wirewatch"] = asyncio.run(ours(url, options.feeds, options.watches))
        if options.limit:
            told["limit"] = limit(url, options.feeds)
        if options.peers:
            told["reader"] = reader_peer(url, options.feeds)
            told["rss2email"] = rss2email_peer(url, options.feeds)
    told["many"] = many(options.idle, options.due)
    if options.json:
        print(json.dumps(told))
        return 0
    print(f"{options.feeds} feeds of {len(feed(0)) // 1000} KB, 30 entries; {options.watches} watches\n")
    print(f"{'':12} {'round':8} {'CPU ms a feed':>14} {'a CPU-second':>13} {'a second':>9}   MB")
    for who in ("wirewatch", "reader", "rss2email", "limit"):
        for name in ("first", "304", "one new"):
            if got := (told.get(who) or {}).get(name):
                rate, mb = 1000 / got["ms"], f"{got['mb']:.0f}" if "mb" in got else ""
                print(f"{who:12} {name:8} {got['ms']:14.2f} {rate:13.0f} {got['a_second']:9.0f}   {mb}")
    print(f"\nreading an item (extraction, 100 watches, index): {told['wirewatch']['read']['ms']:.1f} ms")
    print(f"the event loop did not come round for at most {told['wirewatch']['blocked_ms']:.0f} ms")
    for name, value in told["many"].items():
        print(f"{name}: {value:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
