"""What every command shares: `-c`, `--json`, where output goes, and exit codes.

Commands print results on standard output and progress on standard error; with ``--json`` standard output
holds one JSON document a line and nothing else.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from monitor.config import Loaded, load
from monitor.config.settings import parse_duration
from monitor.notify import TEMPLATE_FIELDS, usable
from monitor.notify.text import clean, escaped
from monitor.store import Store, open_store

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130
_UNLIMITED = 10_000  # columns: a pipe or a file has no margin at which a table must be folded


class Screen(Console):
    """A console that sends the terminal no control of an article's making: escapes are Rich's own or none."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Clean what Rich is about to print, before it measures it."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else clean(text.replace("\r", " ")), style, control)


@dataclass(frozen=True)
class Invocation:
    """One call of the command line: where its configuration is and how it prints."""

    config_path: Path
    json: bool
    environ: Mapping[str, str]

    @property
    def console(self) -> Console:
        """Standard output for people."""
        piped = not sys.stdout.isatty()
        return Screen(highlight=False, emoji=False, soft_wrap=piped, width=_UNLIMITED if piped else None)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], *, whole: int = 1) -> None:
        """Print rows below column heads; the first ``whole`` columns are never folded. Cells are plain text."""
        table = Table(box=None, pad_edge=False)
        for number, column in enumerate(columns):
            table.add_column(column, overflow="fold", no_wrap=number < whole)
        for row in rows:
            table.add_row(*map(Text, row))
        self.console.print(table)

    @property
    def errors(self) -> Console:
        """Standard error: progress, warnings, logs."""
        return Screen(stderr=True, highlight=False, emoji=False, soft_wrap=not sys.stderr.isatty())

    def emit(self, document: Any) -> None:
        """Print one JSON document on a line of its own."""
        sys.stdout.write(escaped(json.dumps(document, ensure_ascii=False, default=str)) + "\n")
        sys.stdout.flush()

    def load(self, *, sending: bool = False) -> Loaded:
        """Read the configuration; ConfigError (exit 2) with every problem. Warnings go to standard error."""
        return load(
            self.config_path,
            environ=self.environ,
            sending=sending,
            usable_channel=usable,
            template_fields=TEMPLATE_FIELDS,
        )

    def open_store(self) -> Store:
        """The database of the configuration, with an up-to-date schema; closed when the command ends."""
        store = open_store(self.load().config.settings.database)
        click.get_current_context().call_on_close(store.close)
        return store


class Span(click.ParamType[float]):
    """A duration option, as in the configuration: ``30s 5m 2h 7d``; seconds as a float."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return seconds, or fail with what to write instead."""
        if isinstance(value, float):
            return value
        try:
            return float(parse_duration(value).total_seconds())
        except ValueError as error:
            self.fail(str(error), param, ctx)


def moment(seconds: float | None) -> str | None:
    """Unix seconds as ISO 8601 in UTC, for JSON."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def duration(seconds: float) -> str:
    """A duration as the configuration writes it: 90s, 5m, 2h."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def ago(seconds: float | None, now: float) -> str:
    """How long ago (or in how long), in words for a table."""
    if seconds is None:
        return "never"
    gap = abs(now - seconds)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        if gap >= size:
            text = f"{gap / size:.0f} {unit}"
            return f"{text} ago" if seconds <= now else f"in {text}"
    return "now"


def common_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `-c/--config` and `--json`, and an ``Invocation`` as its first argument."""

    @click.option("-c", "--config", "config_path", type=click.Path(path_type=Path), help="A file or a folder.")
    @click.option("--json", "as_json", is_flag=True, help="One JSON document a line on standard output.")
    @wraps(command)
    def called(config_path: Path | None, as_json: bool, **parameters: Any) -> Any:
        above = click.get_current_context().find_object(dict) or {}
        path = config_path or above.get("config_path") or Path(os.environ.get("WIREWATCH_CONFIG") or "config")
        run = Invocation(path, as_json or bool(above.get("json")), os.environ)
        return command(run, **parameters)

    return called
