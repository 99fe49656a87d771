"""The demo's story: a baseline, a wave of news, a kill -9 in the middle of the next, a restart, and the count."""

import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from monitor.config.starter import starter_folder
from monitor.demo.world import HOOK, RECIPIENT, Message, Story, World

_PATIENCE = 25.0  # s for anything that must happen
_EXTRA = 2.0  # s at the end, for a repeat to show up
_TOP = 300  # characters of a message, in which an update says that it is one
_CHANNELS = ("slack", "mail")


@dataclass(frozen=True)
class Result:
    """What the closing table says. ``wrong`` names alerts that nobody should have had."""

    seen: int
    expected: int
    delivered: int
    missed: tuple[str, ...]
    repeated: int
    wrong: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether every expected alert arrived once, and no other."""
        return not self.missed and not self.repeated and not self.wrong


class Demo:
    """One showing. ``now`` is the clock; ``console`` is where people look."""

    def __init__(self, console: Console, now: Callable[[], float]) -> None:
        self._console = console
        self._world = World(now)
        self._changed = threading.Condition()
        self._read: set[str] = set()
        self._kill_at_wave: int | None = None
        self._daemon: subprocess.Popen[bytes] | None = None

    def run(self) -> Result:
        """Show everything and return the count; servers, daemon and folder are gone afterwards."""
        say = self._console.print
        with tempfile.TemporaryDirectory(prefix="wirewatch-demo-") as name:
            folder = Path(name)
            self._world.on_message, self._world.on_page = self._message_arrived, self._page_read
            self._world.start()
            try:
                say("[bold]1[/bold]  A news world on loopback: six papers, five languages, Slack and a mailbox.")
                self._write_config(folder)
                old = self._world.publish(0)
                say("[bold]2[/bold]  The daemon starts. What the feeds hold already is their baseline: no alert.")
                self._start(folder)
                self._wait(lambda: {s.id for s in old} <= self._read, "the baseline to be read")
                say("[bold]3[/bold]  News appears.\n")
                first = self._world.publish(1)
                self._wait(lambda: self._delivered(first) >= _due(first), "the first alerts")
                say("\n[bold]4[/bold]  More news; [red]kill -9[/red] while the daemon reads the first page of it.")
                self._kill_at_wave = 2
                second = self._world.publish(2)
                self._wait(lambda: self._kill_at_wave is None, "the daemon to read on")
                third = self._world.publish(3)
                say("   It is dead, and news goes on appearing. It starts again.\n")
                self._start(folder)
                new = [*first, *second, *third]
                self._wait(lambda: self._delivered(new) >= _due(new), "the alerts after the restart", fail=False)
                self._wait(lambda: False, "", patience=_EXTRA, fail=False)
                result = self._judge(old, new)
                if not result.well:
                    say((folder / "daemon.log").read_text(encoding="utf-8", errors="replace")[-6000:], markup=False)
                return result
            finally:
                if self._daemon is not None:
                    self._daemon.terminate()
                    self._daemon.wait(15)
                self._world.stop()

    def _write_config(self, folder: Path) -> None:
        """The starter watches over the demo's papers and channels."""
        settings = {
            "database": f"sqlite:///{folder / 'demo.db'}",
            "poll": {"fastest": "1s", "slowest": "5s"},
            "fetch": {"allow_networks": ["127.0.0.0/8"], "per_host": 8},
        }
        feeds = [
            {
                "name": paper.name,
                "title": paper.title,
                "url": f"{self._world.url}/{paper.name}/feed",
                "language": paper.language,
                "every": "1s",
                "tags": ["agency"],
            }
            for paper in self._world.papers.values()
        ]
        mail = (
            f"mailto://127.0.0.1:{self._world.smtp_port}?from=wirewatch@newsroom.example&to={RECIPIENT}&mode=insecure"
        )
        channels = [
            {"name": "desk-slack", "url": f"https://hooks.slack.com{HOOK}"},
            {"name": "analysts-mail", "url": mail},
        ]
        config = folder / "config"
        config.mkdir()
        whole = {"settings": settings, "feeds": feeds, "channels": channels}
        (config / "demo.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")
        watches = starter_folder().joinpath("watches.yaml").read_text(encoding="utf-8")
        (config / "watches.yaml").write_text(watches, encoding="utf-8")

    def _start(self, folder: Path) -> None:
        environ = {**os.environ, "WIREWATCH_ENDPOINTS": f"https://hooks.slack.com={self._world.url}"}
        with (folder / "daemon.log").open("ab") as log:
            self._daemon = subprocess.Popen(  # noqa: S603 - this very Python
                [sys.executable, "-m", "monitor", "run", "-c", str(folder / "config")],
                stdout=log,
                stderr=log,
                env=environ,
                cwd=folder,
            )

    def _page_read(self, story: Story) -> None:
        with self._changed:
            self._read.add(story.id)
            if self._kill_at_wave == story.wave and self._daemon is not None:
                self._daemon.kill()
                self._daemon.wait()
                self._kill_at_wave = None
            self._changed.notify_all()

    def _message_arrived(self, message: Message) -> None:
        body = message.text if len(message.text) < 1200 else message.text[:1200] + "…"
        title = "Slack" if message.channel == "slack" else f"mail to {RECIPIENT}"
        style = "magenta" if message.channel == "slack" else "blue"
        with self._changed:
            self._console.print(Panel(Text(body.strip()), title=title, title_align="left", border_style=style))
            self._changed.notify_all()

    def _wait(self, done: Callable[[], bool], what: str, *, patience: float = _PATIENCE, fail: bool = True) -> None:
        with self._changed:
            if not self._changed.wait_for(done, patience) and fail:
                raise TimeoutError(f"waited {patience:.0f} s for {what}")

    def _arrivals(self) -> Counter[tuple[str, str]]:
        """(channel, story) of every message, by the story's title in it; an update also names what was told before."""
        found: Counter[tuple[str, str]] = Counter()
        for message in self._world.messages:
            update = "Update: " in message.text[:_TOP]
            for story in self._world.stories:
                told = (message.channel, story.id)
                if _folded(story.title) in _folded(message.text) and not (update and found[told]):
                    found[told] += 1
        return found

    def _delivered(self, stories: Iterable[Story]) -> int:
        ids = {story.id for story in stories if story.expect}
        return sum(1 for _, story in self._arrivals() if story in ids)

    def _judge(self, old: list[Story], new: list[Story]) -> Result:
        arrivals = self._arrivals()
        due = {(channel, story.id) for story in new if story.expect for channel in _CHANNELS}
        return Result(
            seen=len(old) + len(new),
            expected=len(due),
            delivered=len(due & arrivals.keys()),
            missed=tuple(f"{channel}: {story}" for channel, story in sorted(due - arrivals.keys())),
            repeated=sum(count - 1 for count in arrivals.values()),
            wrong=tuple(f"{channel}: {story}" for channel, story in sorted(arrivals.keys() - due)),
        )


def _due(stories: Iterable[Story]) -> int:
    return sum(len(_CHANNELS) for story in stories if story.expect)


def _folded(text: str) -> str:
    """Letters and digits only, so that a channel's escaping and wrapping do not hide a title."""
    return "".join(c for c in text.replace("&amp;", "&").casefold() if c.isalnum())
