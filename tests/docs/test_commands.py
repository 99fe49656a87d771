"""Every command of the documents runs, or where it cannot (a network, root, Docker) is at least one that exists."""

import re
import shlex
from pathlib import Path

import click
import pytest

from monitor.cli import cli, main
from tests.docs.pages import PAGES, ROOT, Block, blocks, prose

CONSOLES = [block for page in PAGES for block in blocks(page, "console")]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
INLINE = [
    (page, command)
    for page in PAGES
    for command in dict.fromkeys(re.findall(r"`((?:wirewatch|make) [^`]+)`", prose(page)))
]


def _commands(block: Block) -> list[tuple[str, list[str]]]:
    """Give each command of a block with the lines that are shown as its output."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\"):
            found[-1] = (found[-1][0][:-1] + line.strip(), [])
        else:
            assert found, f"{block.name}: output before any command"
            found[-1][1].append(line)
    return found


def _words(command: str) -> list[str]:
    return shlex.split(re.split(r" [|>&] ", command)[0], comments=True)


def _exists(command: str) -> None:
    """Fail unless every part of a `wirewatch` or `make` command is known."""
    words = _words(command)
    if words[0] == "make":
        assert words[1:], command
        assert set(words[1:]) <= TARGETS, command
        return
    found: click.Command = cli
    rest = words[1:]
    while rest:
        options = {name for option in found.params for name in (*option.opts, *option.secondary_opts)}
        word = rest.pop(0)
        if word.startswith("-") and word != "-":
            assert word.partition("=")[0] in options | {"--help", "-h"}, f"{command}: no option {word}"
            option = next((p for p in found.params if word in p.opts), None)
            if isinstance(option, click.Option) and not option.is_flag and rest and "=" not in word:
                rest.pop(0)
        elif isinstance(found, click.Group):
            for name in word.split("|"):  # `wirewatch feeds list|health`
                below = found.get_command(click.Context(found), name)
                assert below is not None, f"{command}: no command {name}"
            found = below


def _shown(wanted: list[str], output: str) -> bool:
    """Whether the output is as shown; a line of … stands for any lines, … within a line for anything in it."""
    parts = [
        ".*?" if line.strip() == "…" else "[^\n]*".join(map(re.escape, line.rstrip().split("…"))) + r"\n"
        for line in wanted
    ]
    printed = "".join(f"{line.rstrip()}\n" for line in output.splitlines())
    return re.fullmatch("".join(parts), printed, re.S) is not None


@pytest.mark.parametrize("page", sorted({block.page for block in CONSOLES}))
def test_commands_of_a_page(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One folder a page: its files are written, its commands typed one after another."""
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_URL", "MAIL_URL", "WIREWATCH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    for block in blocks(page):
        if file := block.word("file"):
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text(block.text, encoding="utf-8")
        if block.language != "console" or "unrun" in block.words:
            continue
        for command, wanted in _commands(block):
            words = _words(command)
            if words[0] == "export":
                name, _, value = words[1].partition("=")
                monkeypatch.setenv(name, value)
            elif words[0] == "make":
                _exists(command)
            else:
                assert words[0] == "wirewatch", f"{block.name}: not a command that the tests run: {command}"
                capfd.readouterr()
                code = main(words[1:])
                output, errors = capfd.readouterr()
                assert code == int(block.word("exit") or 0), f"{block.name}: {command}\n{output}{errors}"
                assert not wanted or _shown(wanted, output), f"{block.name}: {command}\n{output}{errors}"


@pytest.mark.parametrize("block", [b for b in CONSOLES if "unrun" in b.words], ids=lambda block: block.name)
def test_command_that_is_not_run_exists(block: Block) -> None:
    for command, _ in _commands(block):
        words = _words(command)
        called = [number for number, word in enumerate(words) if Path(word).name in ("wirewatch", "make")]
        if called and words[0] not in ("journalctl", "systemctl"):  # the last one is the program; others are its user
            _exists(shlex.join([Path(words[called[-1]]).name, *words[called[-1] + 1 :]]))


@pytest.mark.parametrize(("page", "command"), INLINE, ids=lambda value: value)
def test_command_in_a_sentence_exists(page: str, command: str) -> None:
    _exists(command)


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)", prose(page)):
            assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_no_page_names_a_path_of_the_machine_it_was_written_on() -> None:
    for page in PAGES:
        text = prose(page) + "".join(block.text for block in blocks(page))
        assert not re.search(rf"{re.escape(str(ROOT))}/|/home/", text), page
