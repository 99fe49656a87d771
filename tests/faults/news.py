"""The news: feeds of generated stories, each with a token that is found again in whatever tells of it."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.events import lettered, numbered, report
from tests.faults.receivers import Quiet

PAPERS = 6
SHOWN = 120  # items in a feed: none rolls off while a daemon is down
_WORDS = (
    "harbour",
    "council",
    "bridge",
    "winter",
    "market",
    "railway",
    "teacher",
    "orchard",
    "ferry",
    "library",
    "engineer",
    "valley",
    "budget",
    "museum",
    "pipeline",
    "festival",
    "harvest",
    "tunnel",
    "clinic",
    "stadium",
    "forest",
    "reactor",
    "island",
    "mayor",
    "customs",
    "bakery",
    "canal",
    "archive",
    "turbine",
    "meadow",
)


@dataclass(frozen=True)
class Story:
    """A published story; ``token`` stands in its title, its address does not hold it."""

    number: int
    token: str
    title: str
    body: str
    matches: bool
    at: float
    event: int | None = None  # of whose reports it is one

    @property
    def paper(self) -> int:
        """Which feed shows it."""
        return self.number % PAPERS


class News:
    """A server of feeds and pages. ``publish`` adds a story; ``now`` dates it."""

    def __init__(self, seed: int, now: Callable[[], float]) -> None:
        self._seed, self._now = seed, now
        self.stories: list[Story] = []
        self._lock = threading.Lock()
        self._http = Quiet(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def start(self) -> None:
        """Serve."""
        threading.Thread(target=self._http.serve_forever, daemon=True, name="news").start()

    def stop(self) -> None:
        """Close."""
        self._http.shutdown()
        self._http.server_close()

    def publish(self, *, matches: bool) -> Story:
        """Let a story appear at the head of its feed; one that does not match is a decoy."""
        with self._lock:
            number = len(self.stories)
            rng = random.Random(f"{self._seed}:story:{number}")
            words = rng.sample(_WORDS, 6)
            key = "beacon" if matches else "lantern"
            token = f"zq{lettered(number)}x"
            title = f"The {key} {token} of the {words[0]} {words[1]} is lit"
            text = " ".join(
                f"The {rng.choice(_WORDS)} near the {rng.choice(_WORDS)} saw {rng.randrange(2, 900)} people on day "
                f"{rng.randrange(2, 28)}, the {rng.choice(_WORDS)} office said."
                for _ in range(6)
            )
            story = Story(number, token, title, f"{title}. {text}", matches, self._now())
            self.stories.append(story)
            return story

    def break_out(self) -> list[Story]:
        """Let an event appear in several papers at once: an account, two copies of it and one in other words."""
        with self._lock:
            made, event = [], len(self.stories)
            for copy in range(4):
                number = len(self.stories)
                token = f"zq{lettered(number)}x"
                told = report(self._seed, event, copy, word="flare", token=token, retold=copy == 3)
                story = Story(number, token, told.title, " ".join(told.paragraphs), True, self._now(), event)
                self.stories.append(story)
                made.append(story)
            return made

    def expected(self) -> list[str]:
        """The first tokens of all that must be alerted, articles and events: all that match after the baseline."""
        return sorted({self.of(story.token) for story in self.stories[2 * PAPERS :] if story.matches})

    def of(self, token: str) -> str:
        """The first token of the event that a report is of, or of the article itself."""
        number = numbered(token[2:-1])
        event = self.stories[number].event if number < len(self.stories) else None
        return token if event is None else f"zq{lettered(event)}x"

    def feed(self, paper: int) -> bytes:
        """A feed as it stands."""
        with self._lock:
            shown = [story for story in self.stories if story.paper == paper][-SHOWN:]
        items = "".join(
            f"<item><title>{s.title}</title><link>{self.url}/{s.number}.html</link><guid>n{s.number}</guid>"
            f"<pubDate>{format_datetime(datetime.fromtimestamp(s.at, UTC))}</pubDate>"
            f"<description>{s.body}</description></item>"
            for s in reversed(shown)
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Paper {paper}</title>'
            f"<link>{self.url}/p{paper}</link><language>en</language>{items}</channel></rss>"
        ).encode()

    def page(self, number: int) -> bytes:
        """A story's page."""
        story = self.stories[number]
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{story.title}</title>'
            f'<link rel="canonical" href="{self.url}/{number}.html"></head><body><main><article>'
            f"<h1>{story.title}</h1><p>{story.body}</p></article></main></body></html>"
        ).encode()


def _handler(news: News) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/")
            number = name.removesuffix(".html")
            if name in {f"feed{paper}" for paper in range(PAPERS)}:
                self._answer(200, "application/rss+xml; charset=utf-8", news.feed(int(name[4:])))
            elif number.isdigit() and int(number) < len(news.stories):
                self._answer(200, "text/html; charset=utf-8", news.page(int(number)))
            else:
                self._answer(404, "text/plain", b"not here")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler
