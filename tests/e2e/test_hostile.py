"""Sick feeds beside good ones: each ends within its bounds with an error of its own, and the good are on time."""

import gzip
import socketserver
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.e2e.daemon import Newsroom, due, newsroom
from tests.pace import slowness


@cache
def bomb() -> bytes:
    """Not packed where this file is only collected: it takes most of a second."""
    return gzip.compress(gzip.compress(bytes(200_000_000), 9), 9)


class Hostile(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
        if path == "/robots.txt":
            self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        elif path == "/drip":
            self.wfile.write(head + b"\r\n<rss>")
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/silent":
            time.sleep(8)
        elif path == "/bomb":
            self.wfile.write(head + b"Content-Encoding: gzip\r\n\r\n" + bomb())
        elif path == "/path":
            self.wfile.write(head + b"\r\n/etc/passwd")
        elif path == "/metadata":
            self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\n\r\n")
        elif path == "/file":
            self.wfile.write(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n")
        elif path == "/newlines":
            self.wfile.write(head + b"\r\n" + b"\n" * 40_000 + b"<rss><channel></channel></rss>")
        elif path == "/html":
            self.wfile.write(head + b"\r\n<!doctype html><html><body>Please log in</body></html>")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what this is for."""


SICK = {
    "drip": "3 s",
    "silent": "3 s",
    "bomb": "",
    "path": "feed",
    "metadata": "169.254.169.254",
    "file": "file",
    "newlines": "",
    "html": "HTML",
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    bomb()
    server = Server(("127.0.0.1", 0), Hostile)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    with newsroom(tmp_path) as made:
        made.write_config(fetch={"allow_networks": ["127.0.0.0/8"], "per_host": 8, "timeout": "3s", "max_bytes": "1MB"})
        url = f"http://127.0.0.1:{server.server_address[1]}"
        feeds = [{"name": name, "url": f"{url}/{name}", "every": "1s"} for name in SICK]
        (tmp_path / "config" / "sick.yaml").write_text(yaml.safe_dump({"feeds": feeds}))
        yield made
    server.shutdown()
    server.server_close()


def test_good_feeds_are_on_time_among_sick_ones(room: Newsroom) -> None:
    room.world.publish(0)
    daemon = room.start()
    room.wait(lambda: "baseline of" in room.logged() or len(room.ask("search", "дощ OR shells")) >= 2, "the baseline")
    stories = room.world.publish(1)
    begun = time.monotonic()
    room.wait(lambda: set(room.arrivals()) >= due(stories), "the alerts")
    assert time.monotonic() - begun < 20 * slowness()
    resident = int(Path(f"/proc/{daemon.pid}/statm").read_text().split()[1]) * 4096
    assert resident < 400_000_000, "the bomb did not unfold"
    health = {}

    def all_told() -> bool:
        health.update({f["feed"]: f for f in room.ask("feeds", "health")})
        return all(health[name].get("last_error") for name in SICK if name != "newlines")

    room.wait(all_told, "an error for each sick feed")
    for name, words in SICK.items():
        assert words in (health[name]["last_error"] or ""), health[name]
    for paper in room.world.papers:
        assert health[paper]["failures"] == 0
    everything = room.logged() + str(health)
    assert "root:" not in everything
