"""The daemon as a process, over the demo's news world: started, killed and asked from the outside."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from monitor.config.starter import starter_folder
from monitor.demo.world import HOOK, Story, World

PATIENCE = 200.0  # s; only a failure takes them
TOKEN = "feed-token-that-nobody-may-see"


class Newsroom:
    """A folder with a configuration, a news world, and the commands of a user."""

    def __init__(self, folder: Path, world: World, database: str | None = None) -> None:
        self.folder, self.world = folder, world
        self.database = database or f"sqlite:///{folder / 'e2e.db'}"
        self.log = folder / "daemon.log"
        self._changed = threading.Condition()
        self._daemons: list[subprocess.Popen[bytes]] = []
        world.on_message = lambda _message: self._notify()
        self.write_config()

    def write_config(self, **settings: Any) -> None:
        """Write the configuration: the starter watches over the world's papers."""
        config = self.folder / "config"
        config.mkdir(exist_ok=True)
        document = {
            "settings": {
                "database": self.database,
                "poll": {"fastest": "1s", "slowest": "5s"},
                "fetch": {"allow_networks": ["127.0.0.0/8"], "per_host": 8},
                **settings,
            },
            "feeds": [
                {
                    "name": paper.name,
                    "url": f"{self.world.url}/{paper.name}/feed",
                    "every": "1s",
                    "language": paper.language,
                    "headers": {"X-Token": "${FEED_TOKEN}"},
                }
                for paper in self.world.papers.values()
            ],
            "channels": [
                {"name": "desk-slack", "url": "${SLACK_URL}"},
                {"name": "analysts-mail", "url": "${MAIL_URL}"},
            ],
        }
        (config / "all.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        watches = starter_folder().joinpath("watches.yaml").read_text(encoding="utf-8")
        (config / "watches.yaml").write_text(watches, encoding="utf-8")

    @property
    def environ(self) -> dict[str, str]:
        mail = (
            f"mailto://127.0.0.1:{self.world.smtp_port}?from=w@newsroom.example&to=desk@newsroom.example&mode=insecure"
        )
        return {
            **os.environ,
            "FEED_TOKEN": TOKEN,
            "SLACK_URL": f"https://hooks.slack.com{HOOK}",
            "MAIL_URL": mail,
            "WIREWATCH_ENDPOINTS": f"https://hooks.slack.com={self.world.url}",
            "WIREWATCH_CONFIG": str(self.folder / "config"),
        }

    def command(self, *words: str, crash_at: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "monitor", *words],
            capture_output=True,
            text=True,
            timeout=90,
            env={**self.environ, "WIREWATCH_CRASH_AT": crash_at},
            cwd=self.folder,
        )

    def ask(self, *words: str) -> list[Any]:
        """The JSON lines of a command."""
        done = self.command(*words, "--json")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self, crash_at: str = "", *options: str) -> subprocess.Popen[bytes]:
        """Start the daemon."""
        with self.log.open("ab") as log:
            daemon = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run", *options],
                stdout=log,
                stderr=log,
                env={**self.environ, "WIREWATCH_CRASH_AT": crash_at},
                cwd=self.folder,
            )
        self._daemons.append(daemon)
        return daemon

    def stop(self) -> None:
        """End every daemon that still runs."""
        for daemon in self._daemons:
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGCONT)
                daemon.kill()
            daemon.wait()

    def wait(self, done: Callable[[], bool], what: str) -> None:
        """Wait until it is so; the log is shown when it never is."""
        end = time.monotonic() + PATIENCE
        with self._changed:
            while not done():
                if time.monotonic() > end:
                    raise AssertionError(f"{what} never came:\n{self.logged()[-4000:]}")
                self._changed.wait(0.1)

    def logged(self) -> str:
        """What the daemons have logged."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def arrivals(self, *, unmarked: bool = False) -> Counter[tuple[str, str]]:
        """(channel, story) of every message that arrived; ``unmarked`` leaves out what says that it may be a repeat.

        An update also names the story that was told before: that is no repeat of it.
        """
        found: Counter[tuple[str, str]] = Counter()
        for message in list(self.world.messages):
            if unmarked and "repeat" in message.text.lower():
                continue
            update = "Update: " in message.text[:300]
            for story in self.world.stories:
                told = (message.channel, story.id)
                if _letters(story.title) in _letters(message.text) and not (update and found[told]):
                    found[told] += 1
        return found

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()


def due(stories: list[Story]) -> set[tuple[str, str]]:
    """What must arrive for these stories."""
    return {(channel, story.id) for story in stories if story.expect for channel in ("slack", "mail")}


@contextmanager
def newsroom(folder: Path, database: str | None = None) -> Iterator[Newsroom]:
    """A newsroom whose world serves until the block ends."""
    world = World(time.time)
    world.start()
    room = Newsroom(folder, world, database)
    try:
        yield room
    finally:
        room.stop()
        world.stop()


def baseline(room: Newsroom) -> None:
    """Let every feed have its first poll."""
    room.world.publish(0)
    done = room.command("run", "--once")
    assert done.returncode == 0, done.stderr
    assert room.world.messages == []


def _letters(text: str) -> str:
    return "".join(c for c in text.replace("&amp;", "&").casefold() if c.isalnum())
