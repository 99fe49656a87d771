"""`wirewatch init`, `check`, `config show` and `config schema`."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from monitor.cli.common import DONE, FAILED, WRONG, Invocation, common_options
from monitor.config import Loaded
from monitor.config.schema import json_schema
from monitor.config.secrets import without_password
from monitor.config.settings import Concept
from monitor.config.sqlite import wal_doubt
from monitor.config.starter import copy_starter
from monitor.config.tree import nearest
from monitor.errors import ConfigError, Problem, StoreError
from monitor.store import open_store

_MASK = "•••"
_WIDTH = 100


@click.command()
@click.argument("folder", metavar="[DIR]", default="config", type=click.Path(path_type=Path))
@common_options
def init(run: Invocation, folder: Path) -> int:
    """Write a starter configuration into DIR (config/). Never overwrites."""
    copied = copy_starter(folder)
    if run.json:
        document = {
            "folder": str(folder),
            "written": list(map(str, copied.written)),
            "left": list(map(str, copied.left)),
        }
        run.emit(document)
        return DONE
    for path in copied.written:
        click.echo(f"wrote {path}")
    for path in copied.left:
        click.echo(f"left  {path} as it is")
    option = "" if folder == Path("config") else f" -c {folder}"
    click.echo(
        f"""
Next:
  1. export SLACK_URL='https://hooks.slack.com/services/…'   a Slack webhook; any Apprise address will do
     export MAIL_URL='mailtos://user:password@example.org?to=desk@example.org'   or leave it out
  2. wirewatch{option} check         is it all right?
  3. wirewatch{option} notify test   a real message through each channel
  4. wirewatch{option} run"""
    )
    return DONE


@click.command()
@common_options
def check(run: Invocation) -> int:
    """Validate the configuration and run the watches' own examples."""
    try:
        loaded = run.load()
    except ConfigError as error:
        if run.json:
            run.emit({"ok": False, "errors": [_document(problem) for problem in error.problems], "warnings": [],
                      "example_failures": []})  # fmt: skip
            return WRONG
        for problem in error.problems:
            _print_problem(problem)
        click.echo(f"\n{run.config_path}: {_count(len(error.problems), 'error')}")
        return WRONG
    version = sqlite3.sqlite_version_info
    doubt = wal_doubt(version) if loaded.config.settings.database.startswith("sqlite") else None
    warnings = (*loaded.warnings, *_idle_watches(loaded))
    if run.json:
        run.emit(
            {
                "ok": not loaded.example_failures,
                "errors": [],
                "warnings": [_document(problem) for problem in warnings],
                "example_failures": [_document(problem) for problem in loaded.example_failures],
                "machine": [doubt] if doubt else [],
                "counts": _counts(loaded),
                "unset": loaded.unset,
                "unset_headers": loaded.unset_headers,
            }
        )
        return FAILED if loaded.example_failures else DONE
    for problem in (*warnings, *loaded.example_failures):
        _print_problem(problem)
    if doubt:
        click.echo(f"warning: {doubt}")
    if warnings or loaded.example_failures or doubt:
        click.echo()
    for line in _summary(loaded):
        click.echo(line)
    return FAILED if loaded.example_failures else DONE


@click.group()
def config() -> None:
    """Show the configuration in force, or its schema for an editor."""


@config.command()
@click.argument("what", required=False, metavar="[@CONCEPT|PATH]")
@common_options
def show(run: Invocation, what: str | None) -> int:
    """Print effective values and where each comes from; @CONCEPT prints what a concept stands for.

    PATH shows only what lies below it: settings.fetch, watches.dprk-russia. Secrets are masked.
    """
    loaded = run.load()
    if what and what.startswith("@"):
        return _show_concept(run, loaded, what[1:])
    values = [
        (path, _shown(loaded, path, value), origin)
        for path, value, origin in _values(loaded)
        if not what or path == what or path.startswith(f"{what}.")
    ]
    if what and not values:
        click.echo(f"wirewatch: nothing is written at {what!r}", err=True)
        return WRONG
    if run.json:
        run.emit(
            {
                "values": {path: value for path, value, _ in values},
                "origins": {path: at for path, _, at in values},
            }
        )
        return DONE
    for path, value, origin in values:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if value is None and path.startswith("channels.") and path.endswith(".url"):
            shown = "unset: " + ", ".join(loaded.unset.get(path.split(".")[1], ()))
        click.echo(f"{path} = {shown}  ({origin})")
    if not what:
        shipped = len(loaded.config.concepts) - len(loaded.own_concepts)
        click.echo(f"\n{_count(shipped, 'shipped concept')}; `wirewatch config show @name` prints one")
    return DONE


@config.command()
@click.option("--site", is_flag=True, help="The schema of a site profile (a file in sites/).")
@common_options
def schema(run: Invocation, site: bool) -> int:
    """Print the JSON Schema of a configuration file, for editors."""
    found = json_schema(site=site)
    if run.json:
        run.emit(found)
    else:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    return DONE


def _print_problem(problem: Problem) -> None:
    click.echo(str(problem))
    if not problem.path.endswith(".query"):
        return
    try:
        line = Path(problem.file).read_text("utf-8-sig").split("\n")[problem.line - 1].rstrip()
    except (OSError, ValueError, IndexError):
        return
    at = problem.column - 1
    start = max(0, at - _WIDTH // 2)
    cut = ("…" if start else "") + line[start : start + _WIDTH]
    before = ("…" if start else "") + line[start:at]
    click.echo(f"    {cut}\n    {' ' * cell_len(before)}^")


def _idle_watches(loaded: Loaded) -> Iterator[Problem]:
    """Warn about watches that seem not to work, where there is a database already; it is only read."""
    database = loaded.config.settings.database
    try:
        address = make_url(database)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
            return
        store = open_store(database, upgrade=False)
    except (SQLAlchemyError, StoreError):  # what is wrong with the database is told by the commands that need it
        return
    from monitor.cli.watches import firings  # the whole daemon, which a check without a database starts sooner without

    try:
        idle = [(one.watch, one.remark) for one in firings(loaded, store) if one.remark]
    except StoreError:
        return
    finally:
        store.close()
    for name, remark in idle:
        path = f"watches.{name}"
        file, _, line = loaded.origins.get(f"{path}.query", "").rpartition(":")
        advice = f"`wirewatch watches health --deep` and `wirewatch backtest {name}` say more"
        yield Problem(file, int(line or 1), 1, path, remark, advice, severity="warning")


def _document(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def _counts(loaded: Loaded) -> dict[str, int]:
    config = loaded.config
    examples = sum(len(watch.examples.match) + len(watch.examples.no_match) for watch in config.watches)
    return {
        "feeds": len(config.feeds),
        "watches": len(config.watches),
        "examples": examples,
        "channels": len(config.channels),
        "own_concepts": len(loaded.own_concepts),
        "shipped_concepts": len(config.concepts) - len(loaded.own_concepts),
        "sites": len(config.sites),
    }


def _summary(loaded: Loaded) -> Iterator[str]:
    counts = _counts(loaded)
    yield _count(counts["feeds"], "feed")
    failed = len(loaded.example_failures)
    outcome = f"{failed} of {counts['examples']} examples failed" if failed else f"{counts['examples']} examples right"
    yield _count(counts["watches"], "watch", "watches") + f", {outcome}"
    unset = "".join(f"; {name} is unset ({', '.join(names)})" for name, names in loaded.unset.items())
    yield _count(counts["channels"], "channel") + unset
    yield f"{_count(counts['own_concepts'], 'concept')} of your own, {counts['shipped_concepts']} shipped"
    yield _count(counts["sites"], "site profile")
    for feed, names in loaded.unset_headers.items():
        yield f"feed {feed} goes without headers whose variable is unset ({', '.join(names)})"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _values(loaded: Loaded) -> Iterator[tuple[str, Any, str]]:
    """Go through every effective value but the shipped concepts -> path, value, origin."""
    document = loaded.config.model_dump(mode="json", by_alias=True)
    yield from _leaves(loaded.origins, "settings", document["settings"], whole=True)
    for section, label in (("feeds", "name"), ("watches", "name"), ("channels", "name"), ("sites", "domain")):
        for item in document[section]:
            yield from _leaves(loaded.origins, f"{section}.{item[label]}", item, whole=False)
    for name in sorted(loaded.own_concepts):
        yield from _leaves(loaded.origins, f"concepts.{name}", document["concepts"][name], whole=False)


def _leaves(origins: Mapping[str, str], path: str, value: Any, *, whole: bool) -> Iterator[tuple[str, Any, str]]:
    if isinstance(value, dict) and path not in origins:
        for key, child in value.items():
            yield from _leaves(origins, f"{path}.{key}", child, whole=whole)
    elif path in origins or whole or value not in (None, [], {}):
        yield path, value, origins.get(path, "default")


def _shown(loaded: Loaded, path: str, value: Any) -> Any:
    parts = path.split(".")
    if parts[0] == "channels" and parts[-1] == "url":
        return _MASK if value else None
    if path in loaded.from_variables or (parts[0] == "feeds" and "headers" in parts[2:]) or path == "settings.ping":
        return _MASK if value else value
    if path in ("settings.database", "settings.fetch.proxy") and isinstance(value, str):
        return without_password(value)
    return value


def _show_concept(run: Invocation, loaded: Loaded, name: str) -> int:
    concepts = loaded.config.concepts
    if name not in concepts:
        advice = nearest(name, concepts, write="did you mean @{}?")
        click.echo(f"wirewatch: there is no concept @{name}" + (f"; {advice}" if advice else ""), err=True)
        return WRONG
    origin = loaded.origins.get(f"concepts.{name}.any", "default")
    entries = list(_entries(concepts, name, (name,)))
    if run.json:
        run.emit(
            {
                "concept": name,
                "origin": origin,
                "any": list(dict.fromkeys(entry for _, kind, entry in entries if kind == "any")),
                "except": list(dict.fromkeys(entry for _, kind, entry in entries if kind == "except")),
                "concepts": list(dict.fromkeys(way[-1] for way, _, _ in entries if len(way) > 1)),
            }
        )
        return DONE
    click.echo(f"@{name}  ({origin})")
    last: tuple[tuple[str, ...], str] = ((name,), "any")
    for way, kind, entry in entries:
        if (way, kind) != last:
            last = (way, kind)
            click.echo("  " * len(way) + (f"@{way[-1]}" if kind == "any" else f"except, of @{way[-1]}"))
        click.echo("  " * (len(way) + (1 if len(way) > 1 or kind == "except" else 0)) + entry)
    return DONE


def _entries(
    concepts: Mapping[str, Concept], name: str, way: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Go through what a concept stands for -> the way of concepts to it, any or except, the entry."""
    nested: list[str] = []
    for entry in concepts[name].any:
        if entry.startswith("@") and entry[1:] in concepts:
            nested.append(entry[1:])
        else:
            yield way, "any", entry
    for entry in concepts[name].except_:
        yield way, "except", entry
    for other in nested:
        if other not in way:
            yield from _entries(concepts, other, (*way, other))
