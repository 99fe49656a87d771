"""A news world on loopback: papers with feeds in three formats, their pages, a webhook and a mailbox."""

import json
import threading
from asyncio import Server
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any

import yaml
from aiosmtpd.controller import Controller

HOOK = "/services/T0DEMO/B0DEMO/abcdefghijklmnopqrstuvwx"
RECIPIENT = "desk@newsroom.example"


@dataclass(frozen=True)
class Story:
    """An article of the demo. ``wave`` says when it appears; ``expect`` which watches it must fire."""

    id: str
    paper: str
    language: str
    wave: int
    title: str
    paragraphs: tuple[str, ...]
    expect: tuple[str, ...]
    also_in: str | None = None


@dataclass(frozen=True)
class Paper:
    """A paper of the demo and the format of its feed."""

    name: str
    title: str
    language: str
    format: str


@dataclass(frozen=True)
class Message:
    """What arrived at the webhook or in the mailbox."""

    channel: str
    text: str
    message_id: str | None = None


class World:
    """The servers. ``publish`` makes a wave appear; ``on_message`` hears what arrives, ``on_page`` what is read."""

    def __init__(self, now: Callable[[], float]) -> None:
        data = yaml.safe_load(resources.files("monitor.demo").joinpath("stories.yaml").read_text(encoding="utf-8"))
        self.papers = {p["name"]: Paper(**p) for p in data["papers"]}
        self.stories = tuple(
            Story(**{**s, "paragraphs": tuple(s["paragraphs"]), "expect": tuple(s.get("expect", ()))})
            for s in data["stories"]
        )
        self.messages: list[Message] = []
        self.requests = 0
        self.on_message: Callable[[Message], None] = lambda _message: None
        self.on_page: Callable[[Story], None] = lambda _story: None
        self._now = now
        self._published: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _handler(self))
        self._smtp = AnyPort(_Mailbox(self), hostname="127.0.0.1", port=0)

    @property
    def url(self) -> str:
        """The web server's address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def smtp_port(self) -> int:
        """The mail server's port."""
        return int(self._smtp.port)

    def start(self) -> None:
        """Serve, in threads that end with the process."""
        threading.Thread(target=self._http.serve_forever, daemon=True, name="world").start()
        self._smtp.start()

    def stop(self) -> None:
        """Close the servers."""
        self._http.shutdown()
        self._http.server_close()
        self._smtp.stop()

    def publish(self, wave: int) -> list[Story]:
        """Let the stories of a wave appear in their papers' feeds; return them."""
        moment = datetime.fromtimestamp(self._now(), UTC).replace(microsecond=0)
        stories = [story for story in self.stories if story.wave == wave]
        with self._lock:
            for story in stories:
                self._published[story.id] = moment
        return stories

    def received(self, message: Message) -> None:
        """Keep what arrived and tell the listener."""
        with self._lock:
            self.messages.append(message)
        self.on_message(message)

    def feed(self, paper: Paper) -> tuple[str, bytes]:
        """A paper's feed as it stands: content type and body."""
        with self._lock:
            shown = [(s, self._published[s.id]) for s in self.stories if s.id in self._published]
        items = [(s, at) for s, at in reversed(shown) if paper.name in (s.paper, s.also_in)]
        return _FORMATS[paper.format](self, paper, items)

    def page(self, story: Story) -> bytes:
        """A story's page, with what surrounds it on a news site."""
        paper = self.papers[story.paper]
        at = self._published[story.id]
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": story.title,
            "datePublished": at.isoformat(),
            "publisher": {"@type": "Organization", "name": paper.title},
        }
        body = "\n".join(f"<p>{escape(p)}</p>" for p in story.paragraphs)
        others = "".join(
            f'<li><a href="{self.address(s)}">{escape(s.title)}</a></li>'
            for s in self.stories
            if s.paper == story.paper and s.id != story.id and s.id in self._published
        )
        return f"""<!doctype html><html lang="{story.language}"><head><meta charset="utf-8">
<title>{escape(story.title)} | {escape(paper.title)}</title>
<link rel="canonical" href="{self.address(story)}">
<meta property="og:title" content="{escape(story.title)}">
<script type="application/ld+json">{json.dumps(facts, ensure_ascii=False)}</script></head>
<body><header><nav><a href="/">{escape(paper.title)}</a></nav></header>
<main><article><h1>{escape(story.title)}</h1>
{body}
</article></main><aside><ul>{others}</ul></aside>
<footer>© {escape(paper.title)}</footer></body></html>""".encode()

    def address(self, story: Story) -> str:
        """A story's address."""
        return f"{self.url}/{story.paper}/{story.id}.html"

    def story_at(self, path: str) -> Story | None:
        """The published story at a path."""
        found = (s for s in self.stories if path == f"/{s.paper}/{s.id}.html" and s.id in self._published)
        return next(found, None)


def _rss(world: World, paper: Paper, items: list[tuple[Story, datetime]]) -> tuple[str, bytes]:
    entries = "".join(
        f"<item><title>{escape(s.title)}</title><link>{world.address(s)}</link><guid>{paper.name}-{s.id}</guid>"
        f"<pubDate>{format_datetime(at)}</pubDate><description>{escape(s.paragraphs[0])}</description></item>"
        for s, at in items
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{escape(paper.title)}</title>'
        f"<link>{world.url}</link><language>{paper.language}</language>{entries}</channel></rss>"
    )
    return "application/rss+xml; charset=utf-8", text.encode()


def _atom(world: World, paper: Paper, items: list[tuple[Story, datetime]]) -> tuple[str, bytes]:
    entries = "".join(
        f'<entry><title>{escape(s.title)}</title><id>tag:{paper.name},2026:{s.id}</id><link href="{world.address(s)}"/>'
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>"
        f"<summary>{escape(s.paragraphs[0])}</summary></entry>"
        for s, at in items
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{paper.language}">'
        f"<title>{escape(paper.title)}</title><id>tag:{paper.name},2026:feed</id>"
        f"<updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
    )
    return "application/atom+xml; charset=utf-8", text.encode()


def _json(world: World, paper: Paper, items: list[tuple[Story, datetime]]) -> tuple[str, bytes]:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.title,
        "language": paper.language,
        "items": [
            {
                "id": f"{paper.name}-{s.id}",
                "url": world.address(s),
                "title": s.title,
                "content_text": s.paragraphs[0],
                "date_published": at.isoformat(),
            }
            for s, at in items
        ],
    }
    return "application/feed+json", json.dumps(document, ensure_ascii=False).encode()


_FORMATS = {"rss": _rss, "atom": _atom, "json": _json}


def _handler(world: World) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            world.requests += 1
            name, _, file = self.path.strip("/").partition("/")
            paper, story = world.papers.get(name), world.story_at(self.path)
            if paper is not None and file == "feed":
                kind, body = world.feed(paper)
                etag = f'"{hash(body) & 0xFFFFFFFF:x}"'
                if self.headers.get("If-None-Match") == etag:
                    self._answer(304, kind, b"", etag)
                else:
                    self._answer(200, kind, body, etag)
            elif story is not None:
                world.on_page(story)
                self._answer(200, "text/html; charset=utf-8", world.page(story))
            else:
                self._answer(404, "text/plain", b"not here")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.path != HOOK:
                self._answer(404, "text/plain", b"no_service")
                return
            world.received(Message("slack", _slack_text(json.loads(body))))
            self._answer(200, "text/plain", b"ok")

        def _answer(self, status: int, kind: str, body: bytes, etag: str | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if etag:
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing: the demo's terminal is for alerts."""

    return Handler


def _slack_text(payload: dict[str, Any]) -> str:
    attached = [part.get("text") or part.get("fallback") or "" for part in payload.get("attachments", [])]
    return "\n".join(filter(None, [payload.get("text") or "", *attached]))


class _Server(ThreadingHTTPServer):
    def handle_error(self, _request: Any, _client: Any) -> None:
        """A daemon that was killed leaves its connections: nothing to say about that."""


class AnyPort(Controller):
    """aiosmtpd's controller knocks at the port that it was given, which port 0 never opens."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd is typed by half


class _Mailbox:
    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain", "html"))
        text = f"{mail['Subject']}\n{body.get_content() if body else ''}"
        self._world.received(Message("mail", text, mail["Message-ID"]))
        return "250 OK"
