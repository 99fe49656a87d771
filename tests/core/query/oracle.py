"""A slow evaluator that is obviously right, for the boolean and positional core on documents of plain words.

Words are lists of strings; nothing is indexed, nothing is shared with the matcher but the tree.
"""

from dataclasses import dataclass
from itertools import product

from monitor.core.query.tree import And, AtLeast, Chain, Field, Mode, Node, Not, Or, Phrase, Word


@dataclass(frozen=True)
class Spot:
    """One word: its folded text, its place in the reading order, its paragraph, sentence and characters."""

    word: str
    number: int
    paragraph: int
    sentence: int
    field: str
    start: int
    end: int


Hit = tuple[int, int]  # first and last word
Paragraphs = list[list[list[str]]]


def lay_out(title: list[str], paragraphs: Paragraphs) -> tuple[str, str, list[Spot]]:
    """Write a title and paragraphs (of sentences, of words) as texts, and number their words."""
    spots: list[Spot] = []
    shown = " ".join(title)
    _add(spots, title, "title", 0, 0, 0)
    text = ""
    sentence = 1
    for number, paragraph in enumerate(paragraphs, 1):
        text += "\n\n" if text else ""
        for count, words in enumerate(paragraph):
            text += " " if count else ""
            written = [words[0].capitalize(), *words[1:]]
            _add(spots, written, "text", number, sentence, len(text))
            text += " ".join(written) + "."
            sentence += 1
    return shown, text, spots


def _add(spots: list[Spot], words: list[str], field: str, paragraph: int, sentence: int, at: int) -> None:
    for word in words:
        spots.append(Spot(word.lower(), len(spots), paragraph, sentence, field, at, at + len(word)))
        at += len(word) + 1


def satisfied(node: Node, spots: list[Spot]) -> set[Hit] | None:
    """Give the hits by which a query holds, None where it does not."""
    match node:
        case Word() | Phrase():
            return _places(node, spots) or None
        case And():
            every = [satisfied(child, spots) for child in node.children]
            return None if None in every else set().union(*[hits for hits in every if hits is not None])
        case Or():
            some = [hits for child in node.children if (hits := satisfied(child, spots)) is not None]
            return set().union(*some) if some else None
        case Not():
            return _absent(node.child, spots)
        case AtLeast():
            hits = satisfied(node.child, spots)
            return hits if hits is not None and _apart(hits) >= node.count else None
        case Chain():
            return _chained(node, spots) or None
        case Field():
            name = {"title": "title", "body": "text"}[node.name]
            return satisfied(node.child, [spot for spot in spots if spot.field == name])
    raise AssertionError(node)


def _absent(child: Node, spots: list[Spot]) -> set[Hit] | None:
    """NOT: what must be found beneath it (a NOT in a NOT) gives its hits."""
    match child:
        case Not():
            return satisfied(child.child, spots)
        case And() if _negates(child):
            return satisfied(Or(tuple(Not(below) for below in child.children)), spots)
        case Or() if _negates(child):
            return satisfied(And(tuple(Not(below) for below in child.children)), spots)
        case Field() if _negates(child):
            return satisfied(Field(child.name, Not(child.child)), spots)
    return set() if satisfied(child, spots) is None else None


def _negates(node: Node) -> bool:
    match node:
        case Not():
            return True
        case And() | Or():
            return any(map(_negates, node.children))
        case Field():
            return _negates(node.child)
    return False


def _places(node: Node, spots: list[Spot]) -> set[Hit]:
    match node:
        case Or():
            return set().union(*(_places(child, spots) for child in node.children))
        case Word(mode=Mode.PREFIX):
            return {(spot.number, spot.number) for spot in spots if spot.word.startswith(node.text)}
    words = node.text.split()  # type: ignore[attr-defined]
    found = set()
    for at in range(len(spots) - len(words) + 1):
        here = spots[at : at + len(words)]
        if [spot.word for spot in here] == words and len({spot.paragraph for spot in here}) == 1:
            found.add((here[0].number, here[-1].number))
    return found


def _chained(node: Chain, spots: list[Spot]) -> set[Hit]:
    by_number = {spot.number: spot for spot in spots}
    good: set[Hit] = set()
    for chosen in product(*(_places(operand, spots) for operand in node.operands)):
        words = [word for first, last in chosen for word in range(first, last + 1)]
        if len(set(words)) == len(words) and all(
            _linked(link.name, link.distance, left, right, by_number)
            for link, left, right in zip(node.links, chosen, chosen[1:], strict=False)
        ):
            good.update(chosen)
    return good


def _linked(name: str, distance: int | None, left: Hit, right: Hit, spots: dict[int, Spot]) -> bool:
    if name == "SAME-SENTENCE":
        return not {spots[n].sentence for n in range(left[0], left[1] + 1)}.isdisjoint(
            {spots[n].sentence for n in range(right[0], right[1] + 1)}
        )
    assert distance is not None
    if left[0] < right[0]:
        return right[0] - left[1] - 1 <= distance
    return name == "NEAR" and left[0] - right[1] - 1 <= distance


def _apart(hits: set[Hit]) -> int:
    """The most hits without a shared word, by trying every choice of the first one."""
    ordered = sorted(hits, key=lambda hit: hit[1])
    count, reached = 0, -1
    for first, last in ordered:
        if first > reached:
            count, reached = count + 1, last
    return count
