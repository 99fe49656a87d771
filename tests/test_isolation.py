"""One channel of twenty hangs: the real scheduler, pipeline and sender, and a service on loopback."""

import asyncio
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from monitor import notify
from monitor.app import fetcher
from monitor.config import load
from monitor.pipeline import Pipeline
from monitor.sandbox import Sandbox
from monitor.scheduler import Scheduler
from monitor.store import Store, alerts
from monitor.store.tables import ChannelRow, DeliveryRow
from tests.pace import slowness

CHANNELS, A_CHANNEL, PERIOD = 20, 10, 6.0  # s over which the messages come


@pytest.fixture
def hook() -> Iterator[str]:
    """A service that takes every message but those to ``/0``, which it never answers."""
    end = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/0":
                end.wait(30)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads, request_queue_size = True, 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A sender that gave up is what this is for."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    end.set()
    server.shutdown()
    server.server_close()


async def test_a_channel_that_hangs_delays_no_other(
    hook: str, store: Store, tmp_path: Path, record_property: Any
) -> None:
    path = tmp_path / "config.yaml"
    channels = [{"name": f"c{number}", "url": f"json://{hook}/{number}"} for number in range(CHANNELS)]
    path.write_text(yaml.safe_dump({"channels": channels}))
    loaded = load(path, environ={}, defaults=False, usable_channel=notify.usable)
    client, sandbox, sender = fetcher(loaded), Sandbox(workers=1), notify.Sender(timeout=3)
    pipeline = Pipeline(
        store=store,
        fetch=client,
        sandbox=sandbox,
        sender=sender,
        loaded=loaded,
        clock=time.time,
        reached=lambda _point: None,
    )

    async def nothing() -> None:
        pass

    async def watch(*_: Any) -> None:
        pass

    scheduler = Scheduler(
        pipeline,
        daemon="test:1",
        clock=time.time,
        monotonic=time.monotonic,
        reload=nothing,
        housekeeping=nothing,
        watch=watch,
        crowded=lambda: None,
        troubled=lambda _reason: None,
    )

    def queue(session: Session, number: int, channel: int) -> None:
        now = time.time()
        notice = {"title": f"message {number}", "body": "text"}
        alerts.queue(
            session,
            channel=f"c{channel}",
            recipients=("",),
            gather=f"notice:{number}",
            kind="notice",
            due=now,
            now=now,
            notice=notice,
        )

    stop = asyncio.Event()
    daemon = asyncio.create_task(scheduler.run(stop))
    try:
        for number in range(CHANNELS * A_CHANNEL):
            await pipeline.write(lambda s, n=number: queue(s, n, n % CHANNELS))  # type: ignore[misc]
            await asyncio.sleep(PERIOD / (CHANNELS * A_CHANNEL))
        end = time.monotonic() + 100
        while time.monotonic() < end and len(_waits(store)) < (CHANNELS - 1) * A_CHANNEL:
            await asyncio.sleep(0.1)
        assert store.read(lambda s: s.exec(select(ChannelRow.name)).all()) == ["c0"]
    finally:
        stop.set()
        await sender.close()
        await daemon
        await client.close()
        await sandbox.close()
        pipeline.close()
    waits = _waits(store)
    assert len(waits) == (CHANNELS - 1) * A_CHANNEL, "every other channel got everything"
    p99 = waits[int(len(waits) * 0.99)]
    record_property("p99_seconds", round(p99, 3))
    print(f"created to sent over {len(waits)} messages: p50 {waits[len(waits) // 2]:.3f} s, p99 {p99:.3f} s")
    assert p99 < min(2 * slowness(), 10), "it did not wait for the one that hangs, 3 s a message and 30 in all"


def _waits(store: Store) -> list[float]:
    """Seconds from due to sent, of what was sent, in order."""
    rows = store.read(
        lambda s: s.exec(
            select(alerts.MessageRow.created_at, DeliveryRow.sent_at)
            .join(DeliveryRow, DeliveryRow.message_id == alerts.MessageRow.id)  # type: ignore[arg-type]
            .where(DeliveryRow.state == "sent")
        ).all()
    )
    return sorted(sent - created for created, sent in rows)
