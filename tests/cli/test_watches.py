"""`watches health` and what `check` makes of it: a watch that does not fire, and what may be the reason."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from monitor.cli import main
from tests.cli.newsroom import DAY, Newsroom, Opened

ARMS = "{name: arms, query: missile, notify: [hook]}"
IDLE = '{name: idle, query: "zebra AND news", notify: [hook]}'


def health(room: Newsroom, *arguments: str) -> dict[str, Any]:
    lines = room.ask("watches", "health", "--json", *arguments).splitlines()
    return {row["watch"]: row for row in map(json.loads, lines)}


def warnings(room: Newsroom) -> list[tuple[str, str]]:
    return [(problem["path"], problem["message"]) for problem in room.told("check")["warnings"]]


def many(room: Newsroom, count: int = 200) -> None:
    for number in range(count):
        room.article(f"https://one.example/{number}", "A quiet day.", matched=False)


def silent(opened: Opened) -> Newsroom:
    """A watch that fired every 14 hours until 12 days ago; other articles came until now."""
    room = opened(ARMS)
    for number in range(6):
        ago = 12 * DAY + number * 14 * 3600
        room.article(f"https://one.example/{number}", "A missile.", ago=ago)
    room.article("https://one.example/old", "A missile.", ago=40 * DAY, backlog=True)
    room.article("https://one.example/now", "A quiet day.", ago=0)
    return room


def test_a_watch_that_has_fallen_silent(opened: Opened) -> None:
    room = silent(opened)
    found = health(room)["arms"]
    assert (found["matches"], round(found["usual_gap"] / 3600)) == (7, 14)
    assert found["remark"] == "has not fired for 12 days, usually every 14 h"
    assert "12 days, usually every 14 h" in room.ask("watches", "health")
    assert warnings(room) == [("watches.arms", "has not fired for 12 days, usually every 14 h")]


def test_a_daemon_that_stood_still_says_nothing_about_a_watch(opened: Opened) -> None:
    room = opened(ARMS)
    for number in range(6):
        room.article(f"https://one.example/{number}", "A missile.", ago=30 * DAY + number * 14 * 3600)
    assert health(room)["arms"]["remark"] is None


def test_a_watch_that_never_fired(opened: Opened) -> None:
    room = opened(IDLE)
    many(room, 199)
    assert health(room)["idle"]["remark"] is None, "too few articles to say"
    assert warnings(room) == []
    room.article("https://one.example/last", "A quiet day.")
    assert health(room)["idle"]["remark"] == "has never fired; the archive holds 200 articles"
    assert warnings(room) == [("watches.idle", "has never fired; the archive holds 200 articles")]
    assert f"{room.path}:7:" in room.ask("check"), "at its place in the file"
    assert health(room, "--deep")["idle"]["remark"] == "none of the newest 200 articles satisfies zebra"


def test_deep_tells_a_new_watch_and_one_whose_clauses_never_meet(opened: Opened) -> None:
    room = opened("{name: new, query: quiet, notify: [hook]}", '{name: apart, query: "quiet AND loud", notify: [hook]}')
    room.article("https://one.example/a", "A quiet day.", matched=False)
    room.article("https://one.example/b", "A loud day.", matched=False)
    found = health(room, "--deep")
    assert found["new"]["remark"] == "has never fired, but would on 1 of the newest 2 articles: is it new?"
    assert (
        found["apart"]["remark"] == "each of its clauses holds in some of the newest 2 articles, but never all in one"
    )


def test_a_watch_that_tells_nobody(opened: Opened) -> None:
    room = opened("{name: mute, query: missile}")
    assert health(room)["mute"]["remark"] == "tells nobody: it has no notify"
    assert [path for path, _ in warnings(room)] == ["watches.mute"], "check says it once"


def test_check_makes_no_database_and_changes_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, database = tmp_path / "w.yaml", tmp_path / "w.db"
    path.write_text(
        f"settings: {{database: 'sqlite:///{database}'}}\nwatches: [{IDLE}]\n".replace(", notify: [hook]", "")
    )
    assert main(["check", "-c", str(path)]) == 0
    assert not database.exists()
    with sqlite3.connect(database) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    assert main(["check", "-c", str(path)]) == 0, "an old or a foreign schema is not its business"
    with sqlite3.connect(database) as again:
        assert [name for (name,) in again.execute("SELECT name FROM sqlite_master")] == ["theirs"]
    again.close()
    database.write_bytes(b"no database at all" * 100)
    assert main(["check", "-c", str(path)]) == 0
    unreachable = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    path.write_text(path.read_text().replace(f"sqlite:///{database}", unreachable))
    assert main(["check", "-c", str(path)]) == 0
    assert "refused" not in capsys.readouterr().err
