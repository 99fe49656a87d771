"""What commands print of hostile articles: no escape sequence, no control, no bidirectional override."""

import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import structlog
from rich.text import Text
from sqlmodel import Session

from monitor import app
from monitor.cli import main
from monitor.cli.common import Screen
from monitor.core.alert import AlertView
from monitor.store import alerts
from monitor.store.tables import DeliveryRow
from tests.cli.newsroom import Newsroom, Opened

HOSTILE = (
    "missiles \x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x1b\\bank\x1b]8;;\x1b\\ \x1b]0;title\x07 \x9b2J \x07\x08\x7f\r"
    "\u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c\u200b \U000e0041 [bold]markup[/bold] :skull: missiles"
)
LINK = "https://x.example/\x1b[31m\x9b2J\u202e"
URL = "https://www.one.example/news/1"


def assert_harmless(printed: str, *, json_lines: bool = False) -> None:
    printed.encode()
    bad = [c for c in printed if c != "\n" and unicodedata.category(c) in ("Cc", "Cs")]
    bad += [c for c in printed if c in "\u061c\u200e\u200f" or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"]
    assert not bad, ascii(printed)
    if json_lines:
        for line in printed.splitlines():
            json.loads(line)


@pytest.fixture
def hostile(opened: Opened) -> Newsroom:
    room = opened(
        "{name: arms, query: missiles, notify: [hook]}", "{name: quiet, query: submarines AND missiles, notify: [hook]}"
    )
    room.article(URL, f"{HOSTILE}. {HOSTILE}", title=HOSTILE)
    shown = AlertView(watch="arms", event="e", title=HOSTILE, url=URL, source=HOSTILE, snippet=HOSTILE).model_dump(
        mode="json"
    )

    def work(session: Session) -> None:
        row = alerts.add(
            session, watch="arms", event="e", article_id=None, level="normal", now=room.now - 40, document=shown
        )
        assert row is not None
        alerts.queue(
            session, channel="hook", recipients=("",), gather="event:e", kind="alert", due=room.now - 30, now=room.now,
            alert_id=row.id,
        )  # fmt: skip

    room.store.write(work)
    room.receipt("retry", "retry", f"told {HOSTILE}", again=room.now + 60)
    return room


COMMANDS = [
    ("alerts", "list"), ("alerts", "show", "1"), ("search", "missiles"), ("why", URL), ("backtest", "arms"),
    ("backtest", "arms", "--query", "missiles OR red"), ("stories", "list"), ("stories", "show", "1"), ("feeds", "health"),
    ("watches", "health"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("as_json", [False, True])
def test_the_archive_and_the_ledger(hostile: Newsroom, command: tuple[str, ...], as_json: bool) -> None:
    assert main(["-c", str(hostile.path), *command, *(["--json"] if as_json else [])]) == 0
    out, err = hostile.capture.readouterr()
    assert out
    assert_harmless(out, json_lines=as_json)
    assert_harmless(err)


@pytest.mark.parametrize("command", [("extract", "--explain"), ("match", "--all")], ids=" ".join)
@pytest.mark.parametrize("as_json", [False, True])
def test_documents(opened: Opened, tmp_path: Path, command: tuple[str, ...], as_json: bool) -> None:
    room = opened("{name: arms, query: missiles, notify: [hook]}")
    file = tmp_path / "article \x1b[31m\u202e.txt"
    file.write_text(f"{HOSTILE}\n\n{HOSTILE}. {HOSTILE}\n", encoding="utf-8")
    assert main(["-c", str(room.path), *command, str(file), *(["--json"] if as_json else [])]) == 0
    out, err = room.capture.readouterr()
    assert_harmless(out, json_lines=as_json)
    assert_harmless(err)
    if as_json:
        assert json.loads(out)["source"] == str(file)  # escaped, nothing lost


@pytest.mark.parametrize(
    "said",
    [
        ("extract", "{0}/no\x1b[31m\u202e"),
        ("feeds\x1b[31m",),
        ("alerts", "show", "\x1b[31m"),
        ("alerts", "list", "-c", "{0}/no\x9b\u202e"),
    ],
)
def test_errors(opened: Opened, tmp_path: Path, said: tuple[str, ...]) -> None:
    room = opened("{name: arms, query: missiles, notify: [hook]}")
    try:
        code: Any = main(["-c", str(room.path), *(word.format(tmp_path) for word in said)])
    except SystemExit as stop:  # extract's own
        code = stop.code
    assert code in (1, 2)
    out, err = room.capture.readouterr()
    assert out + err
    assert_harmless(out + err)


def test_a_terminal_gets_richs_own_escapes_and_no_others() -> None:
    out = io.StringIO()
    screen = Screen(file=out, force_terminal=True, color_system="standard", width=200, highlight=False, emoji=False)
    screen.print(Text.assemble((HOSTILE, "bold red"), " after"))
    screen.print(HOSTILE, markup=False)
    printed = out.getvalue()
    assert "\x1b[1;31m" in printed
    assert ":skull:" in printed
    assert_harmless(printed.replace("\x1b[1;31m", "").replace("\x1b[0m", ""))


@pytest.mark.parametrize("as_json", [False, True])
def test_log_lines(as_json: bool) -> None:
    out = io.StringIO()
    before: dict[str, Any] = structlog.get_config()
    try:
        app.start_log(as_json=as_json, secrets=set(), stream=out)
        structlog.get_logger("wirewatch").warning(
            "poll failed", feed=f"x\nforged {HOSTILE}\ud800", more=[HOSTILE], url=LINK
        )
    finally:
        structlog.configure(**before)
    assert out.getvalue().count("\n") == 1
    assert_harmless(out.getvalue(), json_lines=as_json)


def test_json_of_a_lone_surrogate_is_utf_8(opened: Opened, tmp_path: Path) -> None:
    room = opened("{name: arms, query: missiles, notify: [hook]}")
    file = tmp_path / "a\udcff.txt"
    file.write_text("Missiles\n\nMissiles were sent to the front.\n", encoding="utf-8")
    assert main(["-c", str(room.path), "match", "--json", str(file)]) == 0
    printed = room.capture.readouterr().out
    printed.encode()
    assert json.loads(printed)["source"] == str(file)


def test_a_dry_run(hostile: Newsroom) -> None:
    hostile.change(DeliveryRow, next_attempt=hostile.now - 1, state="retry")
    for as_json in (False, True):
        main(["-c", str(hostile.path), "run", "--once", "--dry-run", *(["--json"] if as_json else [])])
        out, err = hostile.capture.readouterr()
        assert "missiles" in out
        assert_harmless(out, json_lines=as_json)
        assert_harmless(err)
