"""The files of a configuration: which there are, what they say, and all of them as one tree.

Owns the way from a path to one merged mapping; knows the sections and which of their names must be unique.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.config.nodes import Node, parse_yaml
from monitor.errors import Problem

_MAX_BYTES = 64_000_000
_START = "run `wirewatch init` for a starter configuration"
LISTS = {"feeds": "name", "watches": "name", "channels": "name", "sites": "domain"}
SECTIONS = ("settings", "feeds", "concepts", "watches", "channels", "sites")


@dataclass(frozen=True)
class Sources:
    """The merged tree, the files and folders that it came from, and what is wrong with them."""

    root: Node
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    complete: bool  # every file could be read: a name that is nowhere is a mistake


def read_sources(path: Path) -> Sources:
    """Read a file, or every ``*.yaml`` of a folder and its subfolders (``sites/`` holds site profiles)."""
    problems: list[Problem] = []
    root = Node(str(path), 1, 1, value={})
    watched: list[Path] = [path]
    complete = True
    found = _yaml_files(path, problems, watched)
    for file in found:
        node = _read(file, problems)
        watched.append(file)
        if node is None:
            complete = False
            continue
        in_sites = path.is_dir() and "sites" in file.relative_to(path).parts[:-1]
        if in_sites and not node.get("sites") and node.value is not None:
            node = _as_sites(node)
        _merge(root, node, problems)
    complete = complete and bool(found) and not any(problem.severity == "error" for problem in problems)
    problems += _doubles(root)
    return Sources(root, tuple(dict.fromkeys(watched)), tuple(problems), complete)


def _yaml_files(path: Path, problems: list[Problem], watched: list[Path]) -> list[Path]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        problems.append(
            Problem(str(path), 1, 1, "", "there is no such file or folder", f"name one with --config, or {_START}")
        )
        return []
    except OSError as error:
        problems.append(_unreadable(path, error))
        return []
    if not stat.S_ISDIR(mode):
        return [path]
    found = list(_walk(path, problems, watched, set()))
    if not found and not any(problem.severity == "error" for problem in problems):
        problems.append(Problem(str(path), 1, 1, "", "this folder holds no *.yaml file", _START))
    return found


def _walk(folder: Path, problems: list[Problem], watched: list[Path], seen: set[Path]) -> Iterator[Path]:
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    watched.append(folder)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(_unreadable(folder, error))
        return
    for entry in entries:
        # Hidden: locks of editors, `..data` folders of a Kubernetes ConfigMap, which hold each file twice.
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry, problems, watched, seen)
        elif entry.suffix == ".yaml":
            yield entry
        elif entry.suffix == ".yml":
            problems.append(Problem(str(entry), 1, 1, "", "this file is not read", "name it .yaml", "warning"))


def _unreadable(path: Path, error: OSError) -> Problem:
    return Problem(
        str(path),
        1,
        1,
        "",
        f"cannot be read ({error.strerror or error})",
        "check that it exists and its permissions",
    )


def _read(file: Path, problems: list[Problem]) -> Node | None:
    try:
        with file.open("rb") as stream:
            body = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        problems.append(_unreadable(file, error))
        return None
    if len(body) > _MAX_BYTES:
        problems.append(Problem(str(file), 1, 1, "", "this file is larger than 64 MB", "split it"))
        return None
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        problems.append(Problem(str(file), line, column, "", "this is no UTF-8 text", "save the file as UTF-8"))
        return None
    node = parse_yaml(text, str(file))
    if isinstance(node, Problem):
        problems.append(node)
        return None
    if node.value is not None and not isinstance(node.value, dict) and "sites" not in file.parts:
        problems.append(
            node.problem(
                "",
                "a configuration file begins with a key",
                "write one of " + ", ".join(f"{name}:" for name in SECTIONS),
            )
        )
        return None
    return node


def _as_sites(node: Node) -> Node:
    """Make one profile, or a list of them, the ``sites:`` of its file."""
    profiles = node if isinstance(node.value, list) else Node(node.file, node.line, node.column, value=[node])
    return Node(node.file, node.line, node.column, value={"sites": (node, profiles)})


def _merge(root: Node, node: Node, problems: list[Problem]) -> None:
    """Add a file's sections to the tree: lists and mappings are joined, a doubled key is an error."""
    for key, key_node, value in node.pairs():
        if value.value is None:
            continue
        there = root.get(key)
        if there is None:
            root.value[key] = (key_node, Node(value.file, value.line, value.column, value=_copied(value)))
        elif isinstance(there.value, list) and isinstance(value.value, list):
            there.value.extend(value.value)
        elif isinstance(there.value, dict) and isinstance(value.value, dict):
            for name, name_node, child in value.pairs():
                if name in there.value:
                    problems.append(_double(f"{key}.{name}", name_node, there.value[name][0]))
                else:
                    there.value[name] = (name_node, child)
        else:
            problems.append(
                value.problem(key, f"is written differently in {there.file}:{there.line}", "write it as there")
            )


def _copied(value: Node) -> object:
    if isinstance(value.value, dict):
        return dict(value.value)
    return list(value.value) if isinstance(value.value, list) else value.value


def _doubles(root: Node) -> Iterator[Problem]:
    for section, label in LISTS.items():
        first: dict[str, Node] = {}
        listed = root.get(section)
        for item in listed.items() if listed else []:
            name = item.get(label)
            if name is None or not isinstance(name.value, str):
                continue
            known = first.setdefault(name.value, name)
            if known is not name:
                yield _double(f"{section}.{name.value}", name, known)


def _double(path: str, second: Node, first: Node) -> Problem:
    return second.problem(
        path,
        f"is defined twice: here and in {first.file}:{first.line}:{first.column}",
        "rename or delete one of them",
    )
