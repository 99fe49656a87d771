"""A web site on loopback for tests: pages and feeds that change while it runs, and what was asked of it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Site:
    """``answers`` maps a path to (status, headers, body); ``asked`` lists (path, headers) of the requests."""

    url: str
    answers: dict[str, tuple[int, Mapping[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> str:
        """Answer ``path`` with this from now on; return its address."""
        raw = body.encode() if isinstance(body, str) else body
        kind = "text/html; charset=utf-8" if path.endswith(".html") else "application/rss+xml; charset=utf-8"
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": kind, **named}, raw)
        return self.url + path

    def page(self, path: str, title: str, *paragraphs: str, canonical: str | None = None) -> str:
        """Answer ``path`` with a news page; return its address."""
        link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
        text = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
        return self.put(
            path,
            f"<!doctype html><html lang=en><head><title>{escape(title)}</title>{link}</head>"
            f"<body><article><h1>{escape(title)}</h1>{text}</article></body></html>",
        )

    def feed(self, path: str, *items: tuple[str, str, str, float | None], **headers: str) -> str:
        """Answer ``path`` with an RSS feed of (guid, link, title, published); return its address."""
        body = "".join(
            f"<item><guid isPermaLink='false'>{escape(guid)}</guid><link>{escape(link)}</link>"
            f"<title>{escape(title)}</title>"
            + (f"<pubDate>{format_datetime(datetime.fromtimestamp(at, UTC))}</pubDate>" if at else "")
            + f"<description>{escape(title)} in short.</description></item>"
            for guid, link, title, at in items
        )
        return self.put(path, f"<rss version='2.0'><channel><title>Paper</title>{body}</channel></rss>", **headers)

    def asked_for(self, path: str) -> int:
        """How often ``path`` was requested."""
        return sum(1 for asked, _ in self.asked if asked == path)


@contextmanager
def serving() -> Iterator[Site]:
    """A site that serves until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
            status, headers, body = site.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
