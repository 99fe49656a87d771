"""What each clause of a query does: which articles it alone brings in, which it keeps out, by which words.

The query is asked in variants: through one clause only, and without it. The matcher answers them as it answers the
query itself; nothing here judges a text.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from monitor.core.query.grammar import parse
from monitor.core.query.model import Hit, Match, WatchSpec
from monitor.core.query.tree import And, AtLeast, Chain, Field, Node, Not, Or, children, walk
from monitor.core.query.unparse import unparse
from monitor.errors import QueryError

_MOST_CLAUSES = 100
_MOST_OUTSIDE = 24  # queries asked of every article, beside the watch's own
_Rebuild = Callable[[Node], Node]


@dataclass(frozen=True, slots=True)
class _Part:
    """``through`` is the query with this branch of each OR above it only; None where it stands under NOT.

    ``without`` is the query when the clause is left out; None where that is no query, and for a NEAR's operand.
    ``widens`` tells that such a query can only fire on more, otherwise on less.
    """

    clause: str
    depth: int
    terms: frozenset[str]
    through: str | None
    without: str | None
    widens: bool = False


@dataclass(slots=True)
class ClauseCount:
    """What a clause, as written, did: on how many of the fired articles it gave hits, how many, by which words.

    ``alone``: articles that fired by it alone. ``keeps_out``: articles that would fire as well without it. Both are
    None where the query without it is none or was not asked, and for an operand of NEAR and its like. ``depth`` 0 is
    the query's top.
    """

    clause: str
    depth: int
    articles: int = 0
    hits: int = 0
    alone: int | None = None
    keeps_out: int | None = None
    words: Counter[str] = field(default_factory=Counter)


class Breakdown:
    """Counts what a watch's clauses do, an article at a time.

    Every article is matched by ``watches``, for ``add``; each of those that fired by ``inside`` too, for ``add_fired``.
    Without ``outside``, ``watches`` is the watch alone and what a clause keeps out is not counted.
    """

    def __init__(self, spec: WatchSpec, *, outside: bool = True) -> None:
        self._name = spec.name
        parts = tuple(_parts(spec.query))[:_MOST_CLAUSES]
        wider = sorted((part for part in parts if part.widens and part.without), key=lambda part: part.depth)
        kept = wider[:_MOST_OUTSIDE] if outside else []
        wide = dict.fromkeys(part.without for part in kept if part.without)
        close = dict.fromkeys(
            query for part in parts for query in (part.through, not part.widens and part.without) if query
        )
        self._names = {query: f"{spec.name} {number}" for number, query in enumerate((*wide, *close))}
        self._parts = [(part, _count(part, kept)) for part in parts]
        self.clauses = tuple(count for _, count in self._parts)
        self.watches = (spec, *(replace(spec, name=self._names[query], query=query) for query in wide))
        self.inside = tuple(replace(spec, name=self._names[query], query=query) for query in close)

    def add(self, matches: Iterable[Match]) -> Match | None:
        """Count an article by all that fired on it; give the watch's own match, None where it did not fire."""
        fired = {match.watch: match for match in matches}
        own = fired.get(self._name)
        for part, count in self._parts:
            if own is None and part.widens and count.keeps_out is not None and part.without:
                count.keeps_out += self._names[part.without] in fired
        return own

    def add_fired(self, matches: Iterable[Match]) -> None:
        """Count an article on which the watch fired by all of ``inside`` that did."""
        fired = {match.watch: match for match in matches}
        for part, count in self._parts:
            if not part.widens and count.alone is not None and part.without:
                count.alone += self._names[part.without] not in fired
            through = fired.get(self._names[part.through]) if part.through else None
            hits = [hit for hit in through.hits if hit.term in part.terms] if through else []
            count.articles += bool(hits)
            count.hits += len(hits)
            count.words.update(dict.fromkeys(map(_word, hits), 1))


def _count(part: _Part, kept: Sequence[_Part]) -> ClauseCount:
    known = 0 if part.without is not None and (not part.widens or part in kept) else None
    return ClauseCount(part.clause, part.depth, alone=known, keeps_out=known)


def shortened(clause: str, limit: int = 80) -> str:
    """Write a clause on one line of at most ``limit`` characters; an ellipsis stands for what is cut."""
    line = " ".join(clause.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def operands(query: str) -> tuple[tuple[str, str], ...]:
    """Give the operands of a query's topmost AND that can stand alone: as written, and as a query of its own."""
    tree = parse(query)
    tops = tree.children if isinstance(tree, And) else (tree,)
    return tuple((_written(query, top), alone) for top in tops if (alone := _query(top)) is not None)


def _parts(query: str) -> Iterator[_Part]:
    tree = parse(query)
    found = list(_below(query, tree, _same, _same, 0, sought=True))
    return iter(found or [_Part(_written(query, tree), 0, _terms(tree), unparse(tree), None)])


def _below(
    query: str, node: Node, narrow: _Rebuild | None, rebuild: _Rebuild, depth: int, *, sought: bool
) -> Iterator[_Part]:
    """Go through the parts below a node. ``narrow`` and ``rebuild`` put another node in its place in the query.

    ``sought`` is False under an odd number of NOTs, where leaving a branch out lets more through.
    """
    match node:
        case And() | Or():
            for number, child in enumerate(node.children):
                rest = node.children[:number] + node.children[number + 1 :]
                without = rebuild(rest[0] if len(rest) == 1 else replace(node, children=rest))
                inner = _child(node, number, narrow) if narrow and isinstance(node, And) else narrow
                widens = isinstance(node, And) == sought
                yield _part(query, child, depth, inner(child) if inner else None, _query(without), widens=widens)
                yield from _below(query, child, inner, _child(node, number, rebuild), depth + 1, sought=sought)
        case Chain():
            for number, operand in enumerate(node.operands):
                inner = narrow and _operand(node, number, narrow)
                if isinstance(operand, Or):
                    yield from _below(query, operand, inner, _operand(node, number, rebuild), depth, sought=sought)
                else:
                    yield _part(query, operand, depth, narrow(node) if narrow else None, None)
        case Not():
            yield from _below(query, node.child, None, _around(node, rebuild), depth, sought=not sought)
        case Field():
            inner = narrow and _around(node, narrow)
            yield from _below(query, node.child, inner, _around(node, rebuild), depth, sought=sought)
        case AtLeast():  # hits of all its branches count together
            inner = narrow and _fixed(narrow(node))
            yield from _below(query, node.child, inner, _around(node, rebuild), depth, sought=sought)


def _part(
    query: str, node: Node, depth: int, through: Node | None, without: str | None, *, widens: bool = False
) -> _Part:
    if isinstance(node, Not):
        through = None
    narrowed = _query(through) if through else None
    return _Part(_written(query, node), depth, _terms(node), narrowed, without, widens)


def _same(node: Node) -> Node:
    return node


def _fixed(node: Node) -> _Rebuild:
    return lambda _: node


def _child(node: And | Or, number: int, rebuild: _Rebuild) -> _Rebuild:
    before, after = node.children[:number], node.children[number + 1 :]
    return lambda other: rebuild(replace(node, children=(*before, other, *after)))


def _operand(node: Chain, number: int, rebuild: _Rebuild) -> _Rebuild:
    before, after = node.operands[:number], node.operands[number + 1 :]
    return lambda other: rebuild(replace(node, operands=(*before, other, *after)))


def _around(node: Not | Field | AtLeast, rebuild: _Rebuild) -> _Rebuild:
    return lambda other: rebuild(replace(node, child=other))


def _query(node: Node) -> str | None:
    """Write a tree as a query; None where that is refused, as one of NOTs only is."""
    text = unparse(node)
    try:
        parse(text)
    except QueryError:
        return None
    return text


def _terms(node: Node) -> frozenset[str]:
    """Give the terms as the hits of a query that ``unparse`` wrote call them."""
    return frozenset(unparse(below) for below in walk(node) if not children(below))


def _written(query: str, node: Node) -> str:
    return " ".join(query[node.start : node.end].split())


def _word(hit: Hit) -> str:
    return " ".join(hit.text.split()).lower()
