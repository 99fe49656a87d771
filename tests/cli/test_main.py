"""The command line itself: where the configuration is, exit codes, and the daemon's own ends."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from monitor.cli import cli, main
from tests.cli.archive import configured


@pytest.mark.parametrize("arguments", [["-c", "PATH", "watches", "list"], ["watches", "list", "-c", "PATH"]])
def test_the_configuration_is_named_before_or_after_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    path = str(configured(tmp_path))
    assert main([path if word == "PATH" else word for word in arguments]) == 0
    assert "arms" in capsys.readouterr().out


def test_the_environment_names_the_configuration_and_an_option_wins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREWATCH_CONFIG", str(configured(tmp_path)))
    assert main(["watches", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "arms"
    assert main(["watches", "list", "--json", "-c", str(tmp_path / "none")]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.startswith(f"{tmp_path}/none:1:1: ")) == ("", True)


def test_without_anything_it_is_config(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WIREWATCH_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    assert main(["watches", "list"]) == 2
    assert capsys.readouterr().err.startswith("config:1:1: ")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["check", "--jsn"], ["feeds"], ["feeds", "lst"], ["alerts", "show", "x"], []]
)
def test_wrong_usage_is_two(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Usage: " in shown.err


def test_help_names_every_command_in_full_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    names = "init check run demo extract match search backtest why feeds watches alerts stories notify db config"
    assert [line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines()] == names.split()
    assert "..." not in shown.partition("Commands:\n")[2]
    for line in shown.partition("Commands:\n")[2].splitlines():  # the list does not load them, so it has its own words
        name, _, said = line.strip().partition(" ")
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        assert said.strip() == command.get_short_help_str(limit=100)


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from monitor.cli import main; main(['--help']); print([m for m in sys.modules if m in sys.argv])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "monitor.config", "sqlalchemy", "rich"], capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


async def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/na\xe9me.txt")
    Path(path).write_text("A title\n\nA text.")
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "extract", path, "--json", stdout=asyncio.subprocess.PIPE, cwd=tmp_path
    )
    out, _ = await asyncio.wait_for(reader.communicate(), 30)
    assert reader.returncode == 0
    assert json.loads(out)["source"] == path


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
async def test_the_daemon_ends_on_a_signal(tmp_path: Path, number: signal.Signals, code: int) -> None:
    (tmp_path / "w.yaml").write_text(f"settings: {{database: 'sqlite:///{tmp_path}/w.db'}}\n")
    daemon = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "monitor", "run", "-c", str(tmp_path / "w.yaml"), stderr=asyncio.subprocess.PIPE
    )
    assert daemon.stderr is not None
    said = b""
    while b"watching" not in said:
        line = await asyncio.wait_for(daemon.stderr.readline(), 30)
        assert line, said
        said += line
    assert b"there are no feeds" in said, "what is doubtful in the configuration is logged"
    daemon.send_signal(number)
    _, rest = await asyncio.wait_for(daemon.communicate(), 30)
    assert daemon.returncode == code
    assert b"Traceback" not in rest
