"""Why a watch did not fire: its first clause that failed, as written, and why in words.

Also which clauses held. Speaks of the query's clauses only; feeds and languages are the matcher's.
"""

from collections.abc import Sequence

from monitor.core.query.chain import nearest, together
from monitor.core.query.clauses import All, AnyOf, Clause, Counted, Leaf, Linked, Never, Scoped
from monitor.core.query.document import STREAM, Document
from monitor.core.query.evaluate import Found, count_apart, holds, operand_spans
from monitor.core.query.island import Island, Span
from monitor.core.query.tree import Concept, Node, Regex


class Explainer:
    """Explains one query on one document."""

    def __init__(self, query: str, document: Document) -> None:
        self._query = query
        self._document = document

    def held(self, clause: Clause) -> tuple[str, ...]:
        """Give the query's topmost clauses that hold, as written."""
        tops = clause.children if isinstance(clause, All) else (clause,)
        stream = self._document.stream
        held = (self._written(top.node) for top in tops if holds(top, self._document, stream) is not None)
        return tuple(dict.fromkeys(held))

    def failure(self, clause: Clause) -> tuple[str, str]:
        """Give the first clause that failed, as written, and why."""
        return self._failure(clause, (self._document.stream,), STREAM)

    def _failure(self, clause: Clause, islands: Sequence[Island], where: str) -> tuple[str, str]:
        if isinstance(clause, All):
            for child in clause.children:
                if not any(holds(child, self._document, island) is not None for island in islands):
                    return self._failure(child, islands, where)
            return self._written(clause.node), f"not all of it in one {where.removeprefix('any ')}"
        if isinstance(clause, Scoped):
            return self._scoped(clause)
        return self._written(clause.node), self._reason(clause, islands, where)

    def _scoped(self, clause: Scoped) -> tuple[str, str]:
        islands = self._document.islands(clause.field)
        written = self._written(clause.node)
        if not islands:
            return written, f"the article has no {_FIELD_NAMES.get(clause.field, clause.field)}"
        if clause.field in _VALUES:
            return written, self._value_reason(clause, islands)
        child = clause.child
        if clause.everywhere:
            failing = [island for island in islands if holds(child, self._document, island) is None]
            return written, self._failure(child, failing[:1], clause.field)[1]
        return written, self._failure(child, islands, clause.field)[1]

    def _value_reason(self, clause: Scoped, islands: Sequence[Island]) -> str:
        """Name what a feed, a site or a language is, where it should be another."""
        values = ", ".join(dict.fromkeys(value.text for island in islands for value in island.values))
        wanted = self._written(clause.node).partition(":")[2]
        relation = "is" if clause.everywhere else "not in" if isinstance(clause.child, AnyOf) else "is not"
        return f"{_FIELD_NAMES[clause.field]} {values} {relation} {wanted}"

    def _reason(self, clause: Clause, islands: Sequence[Island], where: str) -> str:
        match clause:
            case Leaf():
                return f"no {_quoted(clause)} in {where}"
            case AnyOf():
                return self._none_of(clause, islands, where)
            case Never():
                return self._present(clause, islands)
            case Linked():
                return self._apart(clause, islands, where)
            case Counted():
                counts = [
                    count_apart(found, self._document) if (found := holds(clause.child, self._document, island)) else 0
                    for island in islands
                ]
                return f"{max(counts, default=0)} found in {where}, {clause.count} needed"
        return f"does not hold in {where}"

    def _none_of(self, clause: AnyOf, islands: Sequence[Island], where: str) -> str:
        if all(isinstance(child, Leaf) for child in clause.children):
            terms = [_quoted(child) for child in clause.children if isinstance(child, Leaf)]
            shown = ", ".join(terms[:5]) + (f" and {len(terms) - 5} more" if len(terms) > 5 else "")
            return f"none of {shown} in {where}"
        reasons = [self._failure(child, islands, where)[1] for child in clause.children]
        return "; ".join(dict.fromkeys(reasons[:4]))

    def _present(self, clause: Never, islands: Sequence[Island]) -> str:
        for island in islands:
            found = holds(clause.child, self._document, island)
            if found:
                return f"{self._excluded(found[0])} is in {self._place(found[0])}"
        return "what it excludes is there"

    def _excluded(self, found: Found) -> str:
        text = found.island.value_of(found.span.first).text[found.span.start : found.span.end]
        return f"{_quoted(found.leaf)} (“{text}”)" if found.leaf.concept else f"“{text}”"

    def _place(self, found: Found) -> str:
        field = found.island.value_of(found.span.first).field
        return f"the {_PLACE_NAMES.get(field, field)}"

    def _apart(self, clause: Linked, islands: Sequence[Island], where: str) -> str:
        """Say which operand is missing, or how near the operands of the first broken link come."""
        best = ""
        for island in islands:
            operands = [operand_spans(leaves, island) for leaves in clause.operands]
            for leaves, found in zip(clause.operands, operands, strict=True):
                if not found:
                    best = best or f"no {' or '.join(map(_quoted, leaves[:5]))} in {where}"
                    break
            else:
                return self._distance(clause, [sorted(found) for found in operands], island)
        return best

    def _distance(self, clause: Linked, operands: list[list[Span]], island: Island) -> str:
        for number, link in enumerate(clause.links):
            left, right = operands[number], operands[number + 1]
            if together(island, (link,), (left, right)):
                continue
            names = " and ".join(self._operand(clause.operands[at]) for at in (number, number + 1))
            if link.distance is None:
                return f"{names} share no sentence"
            if link.name == "BEFORE" and left[0].first >= right[-1].first:
                return f"{names} stand in the other order"
            gap = nearest(island, link, left, right)
            if gap is None:
                return f"{names} stand on the same words"
            words = -(-gap // 2)
            return f"nearest {names} are {words} word{'s' * (words != 1)} apart, {link.distance} allowed"
        return "no words stand as all of it asks"

    def _operand(self, leaves: Sequence[Leaf]) -> str:
        return _quoted(leaves[0]) if len(leaves) == 1 else f"({' or '.join(map(_quoted, leaves[:5]))})"

    def _written(self, node: Node) -> str:
        text = self._query[node.start : node.end]
        return text[1:-1].strip() if text[:1] in ("(", "（") and _one_bracket(text) else text


_VALUES = ("feed", "site", "lang")
_FIELD_NAMES = {
    "feed": "feed", "site": "site", "lang": "language", "quoted": "quotation", "cites": "cited source",
    "author": "author", "speaker": "speaker of a quotation", "heading": "heading", "dateline": "dateline",
}  # fmt: skip
_PLACE_NAMES = {
    "quotes.text": "quotations", "quotes.speaker": "speakers", "cited_sources.name": "cited sources",
    "sections.heading": "headings",
}  # fmt: skip


def _quoted(leaf: Leaf) -> str:
    """Write a term for a sentence: @concepts and patterns as they are, words between quotation marks."""
    if isinstance(leaf.node, (Concept, Regex)):
        return leaf.term
    return f"“{leaf.term.strip(chr(34))}”"


def _one_bracket(text: str) -> bool:
    """Tell whether the first bracket of a clause is closed by its last."""
    depth = 0
    for number, letter in enumerate(text):
        depth += (letter in "(（") - (letter in ")）")
        if depth == 0:
            return number == len(text) - 1
    return False
