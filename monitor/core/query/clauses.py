"""A compiled query: what the matcher evaluates. Each clause remembers the node that it was written as."""

from dataclasses import dataclass

from monitor.core.query.atoms import Atom
from monitor.core.query.tree import Link, Node


@dataclass(frozen=True, slots=True)
class Leaf:
    """An atom as it stands in a query: ``term`` as written, ``concept`` its name or None."""

    atom: Atom
    term: str
    concept: str | None
    node: Node


@dataclass(frozen=True, slots=True)
class All:
    """Each child must hold."""

    children: tuple["Clause", ...]
    node: Node


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One child at least must hold."""

    children: tuple["Clause", ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Never:
    """The child must not hold."""

    child: "Clause"
    node: Node


@dataclass(frozen=True, slots=True)
class Linked:
    """Spans of neighbouring operands (each the leaves of its OR-group) stand as the links say."""

    operands: tuple[tuple[Leaf, ...], ...]
    links: tuple[Link, ...]
    node: Node


@dataclass(frozen=True, slots=True)
class Counted:
    """The child has so many hits that do not overlap."""

    count: int
    child: "Clause"
    node: Node


@dataclass(frozen=True, slots=True)
class Scoped:
    """The child holds in one value of a field; in every value (``everywhere``) where it asks only for absence."""

    field: str
    child: "Clause"
    everywhere: bool
    node: Node


Clause = Leaf | All | AnyOf | Never | Linked | Counted | Scoped


@dataclass(frozen=True, slots=True)
class Branch:
    """A way in which a query can hold: what a document must have at least, as clauses of the lexicon.

    Of each of its ``needs`` (the rarest first) one group, of ``absent`` none. Where that is all, it is ``decided``;
    elsewhere ``asked`` are the groups of whose places the clause will ask, and where it is nothing but a ``phrase``,
    that one's groups in order.
    """

    clause: Clause
    needs: tuple[int, ...]
    absent: int | None
    decided: bool
    asked: frozenset[int] = frozenset()
    phrase: tuple[int, ...] = ()
