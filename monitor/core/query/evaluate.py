"""Whether a clause holds in a document, and by which spans: never loose ones.

An OR gives the spans of every branch that holds, AND of all its children, a chain only of the spans that stand
together. NOT gives none.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.query.atoms import Names, Words, spans
from monitor.core.query.chain import together
from monitor.core.query.clauses import All, AnyOf, Clause, Counted, Leaf, Linked, Never, Scoped
from monitor.core.query.document import Document
from monitor.core.query.island import Island, Span


class Found(NamedTuple):
    """A span in its island, and the leaf that it satisfies."""

    island: Island
    span: Span
    leaf: Leaf


def holds(clause: Clause, document: Document, island: Island) -> list[Found] | None:
    """Give the spans by which a clause holds in an island, None where it does not hold."""
    match clause:
        case Leaf():
            return [Found(island, span, clause) for span in spans(clause.atom, island)] or None
        case All():
            every: list[Found] = []
            for child in clause.children:
                found = holds(child, document, island)
                if found is None:
                    return None
                every += found
            return every
        case AnyOf():
            branches = [found for child in clause.children if (found := holds(child, document, island)) is not None]
            return [found for branch in branches for found in branch] if branches else None
        case Never():
            return [] if holds(clause.child, document, island) is None else None
        case Linked():
            return _linked(clause, island)
        case Counted():
            found = holds(clause.child, document, island)
            return found if found is not None and count_apart(found, document) >= clause.count else None
        case Scoped():
            return _scoped(clause, document)


def decide(clause: Clause, document: Document, island: Island) -> bool:
    """Tell whether a clause holds in an island, as ``holds`` does, and no more than that."""
    match clause:
        case Leaf(atom=Words() | Names() as atom):
            return atom.is_in(island)
        case Leaf():
            return bool(spans(clause.atom, island))
        case Linked():
            return _link_holds(clause, island)
        case All():
            return all(decide(child, document, island) for child in clause.children)
        case AnyOf():
            return any(decide(child, document, island) for child in clause.children)
        case Never():
            return not decide(clause.child, document, island)
    return holds(clause, document, island) is not None


def count_apart(found: Sequence[Found], document: Document) -> int:
    """Count the hits of a group that do not overlap, the most that there can be."""
    count, reached = 0, ("", 0, -1)
    places = {document.place(hit.island, hit.span) for hit in found}
    for field, index, start, end in sorted(places, key=lambda place: (place[0], place[1], place[3], -place[2])):
        if (field, index) != reached[:2] or start >= reached[2]:
            count, reached = count + 1, (field, index, end)
    return count


def _scoped(clause: Scoped, document: Document) -> list[Found] | None:
    every: list[Found] = []
    islands = document.islands(clause.field)
    held = 0
    for island in islands:
        found = holds(clause.child, document, island)
        if found is not None:
            held += 1
            every += found
    enough = held == len(islands) if clause.everywhere else held > 0
    return every if enough else None


def _link_holds(clause: Linked, island: Island) -> bool:
    """Decide by the words' numbers alone where two operands of single words stand in a text that counts evenly."""
    places = [_single_words(leaves, island) for leaves in clause.operands] if island.even else []
    link = clause.links[0]
    if len(places) != 2 or link.distance is None or places[0] is None or places[1] is None:
        return _linked(clause, island) is not None
    left, right = sorted(places[0]), sorted(places[1])
    either = link.name == "NEAR"
    for word in left:
        low = word - link.distance - 1 if either else word + 1
        at = bisect_left(right, low)
        while at < len(right) and right[at] <= word + link.distance + 1:
            if right[at] != word:
                return True
            at += 1
    return False


def _single_words(leaves: Sequence[Leaf], island: Island) -> set[int] | None:
    """Give where an operand stands if it is made of single words, else None."""
    found: set[int] = set()
    for leaf in leaves:
        groups = leaf.atom.singles if isinstance(leaf.atom, Words) else None
        if groups is None:
            return None
        for group in groups:
            found.update(island.words_of(group))
    return found


def operand_spans(leaves: Sequence[Leaf], island: Island) -> dict[Span, list[Leaf]]:
    """Give the spans of an operand, and the leaves of its OR-group that each belongs to."""
    found: dict[Span, list[Leaf]] = {}
    for leaf in leaves:
        for span in spans(leaf.atom, island):
            found.setdefault(span, []).append(leaf)
    return found


def _linked(clause: Linked, island: Island) -> list[Found] | None:
    operands = [operand_spans(leaves, island) for leaves in clause.operands]
    if not all(operands):
        return None
    kept = together(island, clause.links, [sorted(found) for found in operands])
    if not kept:
        return None
    return [
        Found(island, span, leaf)
        for found, survivors in zip(operands, kept, strict=True)
        for span in survivors
        for leaf in found[span]
    ]
