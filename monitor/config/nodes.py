"""YAML text -> a tree of values that know where they stand.

Owns the reading of YAML: places, duplicate keys, aliases, the bounds against hostile files. It never
decides a type: every plain scalar but an empty one and ``null`` stays the text that was written, so that
YAML 1.1's traps (``no`` as false, ``08:00`` as 480, ``007`` as 7) cannot bite; the settings' own types turn
text into numbers. It never expands variables and knows no key by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from monitor.config.syntax import in_words, place_of_index
from monitor.errors import Problem

_MAX_DEPTH = 24
_MAX_ALIASED = 50_000  # values that aliases may add to a file; an "anchor bomb" asks for billions
_ODD_BREAKS = "\x85\u2028\u2029"  # line ends to YAML 1.1, and to no editor
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True, eq=False)
class Node:
    """A value at its place: text, ``None``, a list of nodes, or a mapping of key -> (key node, value node).

    ``raw`` is the text as written where variables were expanded; ``names`` the variables that stand in it,
    ``missing`` those of them that are not set, ``values`` what came in for the others.
    """

    file: str
    line: int
    column: int
    value: Any = None
    source: str = field(default="", repr=False)
    start: int = 0
    end: int = 0
    style: str = ""
    size: int = 1
    raw: str | None = None
    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    values: tuple[str, ...] = field(default=(), repr=False)

    def get(self, key: str) -> "Node | None":
        """Give the value under ``key``, or ``None`` where this is no mapping or has no such key."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found[1] if found else None

    def pairs(self) -> Iterator[tuple[str, "Node", "Node"]]:
        """Go through a mapping as (key, key node, value node); nothing where this is none."""
        if isinstance(self.value, dict):
            for key, (key_node, node) in self.value.items():
                yield key, key_node, node

    def items(self) -> list["Node"]:
        """Give the items of a list; nothing where this is none."""
        return self.value if isinstance(self.value, list) else []

    def problem(self, path: str, message: str, advice: str = "", *, severity: str = "error") -> Problem:
        """Make a problem of what is wrong here."""
        return Problem(self.file, self.line, self.column, path, message, advice, severity)


def plain(node: Node) -> Any:
    """Turn a node into text, lists and dictionaries; keys without a value are left out, as if not written."""
    if isinstance(node.value, dict):
        return {key: plain(child) for key, _, child in node.pairs() if child.value is not None}
    if isinstance(node.value, list):
        return [plain(child) for child in node.value]
    return node.value


def parse_yaml(text: str, file: str) -> Node | Problem:
    """Read one YAML document into nodes; the first thing that is wrong with it comes back as a Problem."""
    try:
        return _Builder(text, file).build()
    except _YamlError as error:
        return error.problem
    except yaml.YAMLError as error:
        return in_words(error, text, file)


def place_of_offset(node: Node, offset: int) -> tuple[int, int]:
    """Find line and column in the file of character ``offset`` of a text node's value.

    Follows quotes, escapes, folded and literal blocks; where variables were expanded, gives the beginning.
    """
    if node.raw is not None or not isinstance(node.value, str) or node.end <= node.start:
        return node.line, node.column
    index = _index_of_offset(node, offset)
    line_start = node.source.rfind("\n", 0, index) + 1
    return node.source.count("\n", 0, index) + 1, index - line_start + 1


class _YamlError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Builder:
    """Builds the tree from parser events on a stack of its own: no recursion that a file could exhaust."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._anchors: dict[str, Node] = {}
        self._open: set[str] = set()
        self._aliased = 0
        self._odd = any(mark in text for mark in _ODD_BREAKS)

    def build(self) -> Node:
        """Read the events of the one document."""
        root: Node | None = None
        stack: list[tuple[Node, Node | None, str | None]] = []  # container, key that waits for its value, anchor
        documents = 0
        events: Iterator[Any] = yaml.parse(self._text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._wrong(
                        event,
                        "a second document begins here",
                        "keep one document in a file: take out the ---",
                    )
                continue
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                done, _, anchor = stack.pop()
                done.size += sum(child.size for child in _children(done))
                if anchor:
                    self._open.discard(anchor)
                continue
            node = self._node(event)
            if node is None:
                continue
            if not stack:
                root = node
            else:
                self._attach(stack, node, event)
            if isinstance(event, yaml.CollectionStartEvent):
                if len(stack) >= _MAX_DEPTH:
                    raise self._wrong(event, "this is nested too deeply", f"use at most {_MAX_DEPTH} levels")
                if event.anchor:
                    self._open.add(event.anchor)
                stack.append((node, None, event.anchor))
        return root or Node(self._file, 1, 1)

    def _node(self, event: Any) -> Node | None:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            return None
        if event.tag and event.tag != "!":
            raise self._wrong(event, f"the tag {event.tag} is not supported", "put a text that begins with ! in quotes")
        mark, end = _marks(event)
        line, column = self._place(mark)
        node = Node(self._file, line, column, source=self._text, start=mark.index)
        if isinstance(event, yaml.ScalarEvent):
            node.end = end.index
            node.style = event.style or ""
            node.value = None if not node.style and event.value in _NULLS else event.value
        else:
            node.value = [] if isinstance(event, yaml.SequenceStartEvent) else {}
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any) -> Node:
        name = str(event.anchor)
        if name not in self._anchors:
            raise self._wrong(event, f"there is no anchor &{name}", "put a text that begins with * in quotes")
        if name in self._open:
            raise self._wrong(event, f"the anchor &{name} holds itself", "write the values out")
        node = self._anchors[name]
        self._aliased += node.size
        if self._aliased > _MAX_ALIASED:
            raise self._wrong(event, "the aliases of this file stand for too many values", "write the values out")
        return node

    def _attach(self, stack: list[tuple[Node, Node | None, str | None]], node: Node, event: Any) -> None:
        parent, key, anchor = stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif key is None:
            if not isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)) or not isinstance(node.value, str):
                raise self._wrong(event, "this cannot be a key", "write a plain name before the colon")
            if node.value in parent.value:
                first = parent.value[node.value][0]
                message = f"the key {node.value!r} stands here a second time (first in line {first.line})"
                raise self._wrong(event, message, "keep one of them")
            stack[-1] = (parent, node, anchor)
        else:
            parent.value[key.value] = (key, node)
            stack[-1] = (parent, None, anchor)

    def _place(self, mark: Any) -> tuple[int, int]:
        return place_of_index(self._text, mark.index) if self._odd else (mark.line + 1, mark.column + 1)

    def _wrong(self, event: Any, message: str, advice: str) -> _YamlError:
        line, column = self._place(event.start_mark)
        return _YamlError(Problem(self._file, line, column, "", message, advice))


def _marks(event: Any) -> tuple[Any, Any]:
    return event.start_mark, event.end_mark  # typed as if a parsed event could lack them


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node.value, list):
        yield from node.value
    else:
        for _, key, value in node.pairs():
            yield key
            yield value


def _index_of_offset(node: Node, offset: int) -> int:
    """Walk value and source side by side; white space of the value may be a fold with its indentation."""
    source, value, end = node.source, node.value, node.end
    at = node.start
    if node.style in ("|", ">"):
        at = source.find("\n", at, end) + 1 or end
    elif node.style:
        at += 1
    for position, character in enumerate(value):
        if not character.isspace():
            while at < end and source[at].isspace():
                at += 1
        if position >= offset:
            return at
        if character.isspace():
            at = _skip_space(source, at, end)
        else:
            at += _written_length(source, at, node.style)
    return min(at, max(end - 1, node.start)) if node.style in ("|", ">") else min(at, end)


def _skip_space(source: str, at: int, end: int) -> int:
    if at < end and source[at] == "\\":
        return at + _written_length(source, at, '"')
    rest = source[at:end]
    run = len(rest) - len(rest.lstrip())
    return at + run if "\n" in rest[:run] else at + min(run, 1)


def _written_length(source: str, at: int, style: str) -> int:
    if style == "'" and source.startswith("''", at):
        return 2
    if style == '"' and source.startswith("\\", at):
        return 2 + {"x": 2, "u": 4, "U": 8}.get(source[at + 1 : at + 2], 0)
    return 1
