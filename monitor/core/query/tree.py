"""The tree of a parsed query. Two queries that mean the same by their writing have equal trees.

Each node knows its place (``start``, ``end``: offsets into the query), which does not count in comparisons. Nodes
are not frozen, since that triples the cost of making one, but nothing changes them once the parser is done.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum


class Mode(Enum):
    """How a word is looked for: its prefix sign, or the star after it."""

    PLAIN = ""
    EXACT = "="
    CASED = "^"
    PREFIX = "*"


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Node:
    """Any clause of a query."""

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(slots=True, unsafe_hash=True)
class Word(Node):
    """One word as written, without its sign: ``missile``, ``KN-23``."""

    text: str
    mode: Mode = Mode.PLAIN


@dataclass(slots=True, unsafe_hash=True)
class Phrase(Node):
    """Words in order, as written between the quotation marks, white space made single."""

    text: str
    exact: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Concept(Node):
    """``@name``."""

    name: str


@dataclass(slots=True, unsafe_hash=True)
class Regex(Node):
    """``/pattern/``, the pattern with its slashes unescaped."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Link:
    """What joins two neighbours of a chain: NEAR or BEFORE with a distance, or SAME-SENTENCE without one."""

    name: str
    distance: int | None = None

    def __str__(self) -> str:
        return self.name if self.distance is None else f"{self.name}/{self.distance}"


@dataclass(slots=True, unsafe_hash=True)
class Chain(Node):
    """``a NEAR/5 b BEFORE/3 c``: one operand more than links."""

    operands: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(slots=True, unsafe_hash=True)
class Not(Node):
    """``NOT x`` and ``-x``."""

    child: Node


@dataclass(slots=True, unsafe_hash=True)
class And(Node):
    """Two children or more, none of them an And."""

    children: tuple[Node, ...]


@dataclass(slots=True, unsafe_hash=True)
class Or(Node):
    """Two children or more, none of them an Or."""

    children: tuple[Node, ...]


@dataclass(slots=True, unsafe_hash=True)
class AtLeast(Node):
    """``ATLEAST/n(x)``."""

    count: int
    child: Node


@dataclass(slots=True, unsafe_hash=True)
class Field(Node):
    """``name:x``; no field inside."""

    name: str
    child: Node


def children(node: Node) -> tuple[Node, ...]:
    """Give the clauses directly below a node."""
    if isinstance(node, (And, Or)):
        return node.children
    if isinstance(node, Chain):
        return node.operands
    if isinstance(node, (Not, AtLeast, Field)):
        return (node.child,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Give a node and everything below it, in the order of writing."""
    yield node
    for child in children(node):
        yield from walk(child)


def holds_for_nothing(node: Node) -> bool:
    """Tell whether a document without a word would satisfy a clause."""
    if isinstance(node, Not):
        return not holds_for_nothing(node.child)
    if isinstance(node, And):
        return all(map(holds_for_nothing, node.children))
    if isinstance(node, Or):
        return any(map(holds_for_nothing, node.children))
    if isinstance(node, Field):
        return holds_for_nothing(node.child)
    return False
