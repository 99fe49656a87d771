"""Variables in values: ``${NAME}``, ``${NAME:-default}``, ``${file:/run/secrets/x}``.

Owns their expansion, after the YAML is parsed, in values and never in keys. Remembers what it put in, so that
nothing of it is ever printed. A variable that is set but empty counts as missing, as in a shell's ``:-``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.config.nodes import Node
from monitor.config.tree import Tree
from monitor.errors import Problem

_REFERENCE = re.compile(r"\$\{(?:file:(?P<file>[^}]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<default>:-[^}]*)?)\}")
_ANY = re.compile(r"\$\{[^}]*\}?")
_MAX_SECRET = 65_536


@dataclass(frozen=True)
class Expanded:
    """A text in which variables stood, and where."""

    path: tuple[str | int, ...]
    node: Node


def expand(tree: Tree, environ: Mapping[str, str]) -> tuple[tuple[Expanded, ...], tuple[Problem, ...]]:
    """Expand every value in place -> what was expanded, and what only looks like a variable."""
    expanded: list[Expanded] = []
    problems: list[Problem] = []
    for path, node in _texts((), tree.root):
        text = str(node.value if node.raw is None else node.raw)
        if "${" not in text:
            continue
        if node.raw is None:
            _expand_one(node, environ)
        for wrong in _ANY.finditer(text):
            if not _REFERENCE.fullmatch(wrong[0]):
                advice = "write ${NAME}, ${NAME:-default} or ${file:/path}"
                problems.append(tree.problem(path, f"{wrong[0]} is no variable", advice))
        expanded.append(Expanded(path, node))
    return tuple(expanded), tuple(problems)


def _texts(path: tuple[str | int, ...], node: Node) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    if isinstance(node.value, str) or node.raw is not None:  # the latter: an alias, expanded before
        yield path, node
    elif isinstance(node.value, list):
        for index, item in enumerate(node.value):
            yield from _texts((*path, index), item)
    else:
        for key, _, child in node.pairs():
            yield from _texts((*path, key), child)


def _expand_one(node: Node, environ: Mapping[str, str]) -> None:
    names: list[str] = []
    missing: list[str] = []
    values: list[str] = []

    def value_of(found: re.Match[str]) -> str:
        name = found["name"] or f"file:{found['file']}"
        names.append(name)
        value = environ.get(name, "") if found["name"] else _content(Path(node.file).parent / found["file"].strip())
        if value:
            values.append(value)
            return value
        if found["default"] is None:
            missing.append(name)
            return ""
        return found["default"][2:]

    node.raw = node.value
    node.value = _REFERENCE.sub(value_of, node.value) or None
    node.names, node.missing, node.values = tuple(names), tuple(missing), tuple(values)


def _content(file: Path) -> str:
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as stream:
            return stream.read(_MAX_SECRET).decode("utf-8").strip()
    except (OSError, ValueError):
        return ""
