"""A slow evaluator that is obviously right: the watch language as CONTRACT.md says it, word by word.

Nothing is indexed, remembered or skipped. With the matcher it shares the tree and the language layer (segments,
parts, fold, forms) only; which paragraphs and sentences there are is known from their layout.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import NamedTuple

from monitor.core.language import fold, forms
from monitor.core.language.fold import DASHES
from monitor.core.language.tokens import Kind, parts, segments
from monitor.core.query.tree import (
    And,
    AtLeast,
    Chain,
    Concept,
    Field,
    Link,
    Mode,
    Node,
    Not,
    Or,
    Phrase,
    Regex,
    Word,
)
from tests.core.query.layout import Island, Laid, Named, Spot

_NAMES = ("site", "lang")  # no words that inflect
_forms = cache(forms)
_BETWEEN_LETTERS = re.compile(rf"(?<=[A-Za-zА-яЁёЄєІіЇїҐґ])[{re.escape(DASHES)}](?=[A-Za-zА-яЁёЄєІіЇїҐґ])")


class Hit(NamedTuple):
    """A find: its first and last word in its island, its place in the article."""

    first: int
    last: int
    field: str
    index: int
    start: int
    end: int
    concept: str | None = None


class Place(NamedTuple):
    """Where a hit is, as the matcher tells it."""

    field: str
    index: int
    start: int
    end: int
    concept: str | None


def satisfied(node: Node, laid: Laid) -> set[Place] | None:
    """Give the places by which a query holds, None where it does not."""
    found = _satisfied(node, laid, laid.stream, None)
    return None if found is None else {Place(hit.field, hit.index, hit.start, hit.end, hit.concept) for hit in found}


def _satisfied(node: Node, laid: Laid, island: Island, within: str | None) -> set[Hit] | None:
    match node:
        case Word() | Phrase() | Concept() | Regex():
            return _places(node, laid, island, within) or None
        case And():
            every = [_satisfied(child, laid, island, within) for child in node.children]
            return None if None in every else set().union(*[hits for hits in every if hits is not None])
        case Or():
            some = [hits for child in node.children if (hits := _satisfied(child, laid, island, within)) is not None]
            return set().union(*some) if some else None
        case Not():
            return _absent(node.child, laid, island, within)
        case AtLeast():
            hits = _satisfied(node.child, laid, island, within)
            return hits if hits is not None and _apart(hits, laid) >= node.count else None
        case Chain():
            return _chained(node, laid, island, within) or None
        case Field():
            return _scoped(node, laid)
    raise AssertionError(node)


def _scoped(node: Field, laid: Laid) -> set[Hit] | None:
    """A field holds by one of its values; what asks for absence only must hold in each of them."""
    if node.name == "feed":
        return _fed(node.child, laid)
    found = [_satisfied(node.child, laid, island, node.name) for island in laid.values[node.name]]
    good = [hits for hits in found if hits is not None]
    asks_for_nothing = _satisfied(node.child, laid, [], node.name) is not None
    if len(good) < len(found) if asks_for_nothing else not good:
        return None
    return set().union(*good)


def _fed(node: Node, laid: Laid) -> set[Hit] | None:
    """The whole of a feed's name or tag."""
    assert isinstance(node, Word)
    names = [name.removeprefix("tag:") for name in sorted(laid.feeds or ())]
    return {Hit(0, 0, "feed", n, 0, len(name)) for n, name in enumerate(names) if fold(name) == fold(node.text)} or None


def _absent(child: Node, laid: Laid, island: Island, within: str | None) -> set[Hit] | None:
    """NOT: what must be found beneath it (a NOT in a NOT) gives its hits."""
    match child:
        case Not():
            return _satisfied(child.child, laid, island, within)
        case And() if _negates(child):
            return _satisfied(Or(tuple(Not(below) for below in child.children)), laid, island, within)
        case Or() if _negates(child):
            return _satisfied(And(tuple(Not(below) for below in child.children)), laid, island, within)
        case Field() if _negates(child):
            return _satisfied(Field(child.name, Not(child.child)), laid, island, within)
    return set() if _satisfied(child, laid, island, within) is None else None


def _negates(node: Node) -> bool:
    match node:
        case Not():
            return True
        case And() | Or():
            return any(map(_negates, node.children))
        case Field():
            return _negates(node.child)
    return False


def _places(node: Node, laid: Laid, island: Island, within: str | None) -> set[Hit]:
    match node:
        case Or():
            return set().union(*(_places(child, laid, island, within) for child in node.children))
        case Concept():
            return {hit._replace(concept=node.name) for hit in _named(laid.concepts[node.name], laid, island)}
        case Regex():
            return set(_patterned(node.pattern, laid, island))
        case Word():
            mode = Mode.EXACT if node.mode is Mode.PLAIN and within in _NAMES else node.mode
            return set(_finds([node.text], mode, island))
        case Phrase():
            mode = Mode.EXACT if node.exact or within in _NAMES else Mode.PLAIN
            return set(_finds(node.text.split(), mode, island))
    raise AssertionError(node)


def _named(concept: Named, laid: Laid, island: Island) -> set[Hit]:
    """Exceptions go first, then the longest entry, leftmost."""
    found = set().union(*(_places(entry, laid, island, None) for entry in concept.any))
    killers = set().union(*(_places(entry, laid, island, None) for entry in concept.except_))
    found = {hit for hit in found if not any(_inside(hit, killer) for killer in killers)}
    kept: set[Hit] = set()
    for hit in sorted(found, key=lambda hit: (hit.start - hit.end, hit.first)):
        if all(hit.last < other.first or other.last < hit.first for other in kept):
            kept.add(hit)
    return kept


def _inside(hit: Hit, killer: Hit) -> bool:
    return killer.first <= hit.first and hit.last <= killer.last


def _patterned(pattern: str, laid: Laid, island: Island) -> Iterator[Hit]:
    """A regular expression sees one raw paragraph."""
    for path, index in dict.fromkeys((spot.paragraph[0], spot.paragraph[1]) for spot in island):
        at = 0
        for paragraph in laid.texts[path, index].split("\n\n"):
            for match in re.finditer(pattern, paragraph):
                yield Hit(0, 0, path, index, at + match.start(), at + match.end())
            at += len(paragraph) + 2


def _finds(words: list[str], mode: Mode, island: Island) -> Iterator[Hit]:
    """Try every spelling of a term at every word."""
    for spelling in product(*(_spellings(word) for word in words)):
        steps = [step for word in spelling for step in _steps(word, mode)]
        for first in range(len(island)):
            for beyond, end in _follow(steps, island, first, exact=mode is Mode.EXACT):
                if mode is Mode.CASED and island[first].capitals:
                    continue
                path, index, _ = island[first].paragraph
                yield Hit(first, beyond - 1, path, index, island[first].start, end)


def _spellings(word: str) -> Iterator[str]:
    """A hyphen between letters may be left out; one between letters and digits is a border with or without it."""
    hyphens = [match.start() for match in _BETWEEN_LETTERS.finditer(word)]
    for kept in product((True, False), repeat=len(hyphens)):
        gone = {at for at, keep in zip(hyphens, kept, strict=True) if not keep}
        yield "".join(letter for at, letter in enumerate(word) if at not in gone)


@dataclass(frozen=True)
class _Step:
    written: str
    folded: str
    cased: str
    kind: Kind
    mode: Mode
    inflects: bool = True


def _steps(word: str, mode: Mode) -> list[_Step]:
    starred = word.endswith("*") or mode is Mode.PREFIX
    found: list[_Step] = []
    for segment in segments(word):
        joins = False
        for part in parts(segment[0]):
            written = segment[0][part.start : part.end]
            step = _Step(part.cased if "." in written else written, part.folded, part.cased, part.kind, mode)
            if joins and part.kind is Kind.EAST and found[-1].kind is Kind.EAST:
                step = replace(step, folded=found.pop().folded + step.folded)
            found.append(step)
            joins = True
    if starred:
        found = [replace(step, mode=Mode.EXACT) for step in found[:-1]] + [replace(found[-1], mode=Mode.PREFIX)]
    return [replace(step, inflects=len(found) == 1 or len(step.folded) > 2) for step in found]


def _follow(steps: Sequence[_Step], island: Island, at: int, *, exact: bool) -> Iterator[tuple[int, int]]:
    """Give where a sequence of steps that begins at a word ends: the word after it, and the last character."""
    after = _step(steps[0], island, at)
    if after is None:
        return
    if len(steps) == 1:
        yield after
        return
    beyond = after[0]
    following = [beyond]
    if not exact:  # Korean particles after a foreign word: ICBM을
        while (
            beyond < len(island)
            and island[beyond].kind is Kind.HANGUL
            and _one_segment(island[beyond - 1 : beyond + 1])
        ):
            beyond += 1
        if beyond == len(island) or not _one_segment(island[beyond - 1 : beyond + 1]):
            following.append(beyond)
    for begun in dict.fromkeys(following):
        if begun < len(island) and island[begun].paragraph == island[at].paragraph:
            yield from _follow(steps[1:], island, begun, exact=exact)


def _one_segment(spots: Iterable[Spot]) -> bool:
    return len({spot.segment for spot in spots}) == 1


def _step(step: _Step, island: Island, at: int) -> tuple[int, int] | None:
    spot = island[at]
    if step.kind is Kind.EAST:
        run = island[at : at + len(step.folded)]
        same = all(one.kind is Kind.EAST for one in run) and _one_segment(run)
        return (at + len(run), run[-1].end) if same and "".join(one.folded for one in run) == step.folded else None
    if spot.kind is Kind.EAST:
        return None
    if step.kind is Kind.HANGUL and step.mode in (Mode.PLAIN, Mode.PREFIX):
        if spot.kind is not Kind.HANGUL or not spot.folded.startswith(step.folded):
            return None
        composed = len(spot.folded) == len(spot.raw)
        return at + 1, spot.start + len(step.folded) if composed else spot.end
    if step.mode is Mode.PREFIX:
        good = spot.kind is not Kind.HANGUL and spot.folded.startswith(step.folded)
    elif step.mode is Mode.CASED and step.kind is Kind.LETTERS:
        good = spot.cased == step.cased
    elif step.mode is Mode.PLAIN and step.kind is Kind.LETTERS and step.inflects:
        good = spot.folded in _forms(step.written)
    else:
        good = spot.folded == step.folded
    return (at + 1, spot.end) if good else None


def _chained(node: Chain, laid: Laid, island: Island, within: str | None) -> set[Hit]:
    """Try every choice of one hit an operand."""
    good: set[Hit] = set()
    for chosen in product(*(_places(operand, laid, island, within) for operand in node.operands)):
        words = [word for hit in chosen for word in range(hit.first, hit.last + 1)]
        if len(set(words)) == len(words) and all(
            _linked(link, left, right, island)
            for link, left, right in zip(node.links, chosen, chosen[1:], strict=False)
        ):
            good.update(chosen)
    return good


def _linked(link: Link, left: Hit, right: Hit, island: Island) -> bool:
    if link.distance is None:
        sentences = [{spot.sentence for spot in island[hit.first : hit.last + 1]} for hit in (left, right)]
        return not sentences[0].isdisjoint(sentences[1])
    if right.first < left.first:
        if link.name == "BEFORE":
            return False
        left, right = right, left
    between = {spot.counter: spot.halves for spot in island[left.last + 1 : right.first]}
    for end in (island[left.last], island[right.first]):
        between.pop(end.counter, None)
    return sum(between.values()) <= 2 * link.distance


def _apart(hits: Iterable[Hit], laid: Laid) -> int:
    """The most hits without a shared character: take what ends first, drop what overlaps it, and so on."""
    places = [(laid.lead_place if hit.field == "lead" else hit.field, *hit[3:6]) for hit in hits]
    count = 0
    while places:
        path, index, _, reached = min(places, key=lambda place: place[3])
        places = [place for place in places if place[:2] != (path, index) or place[2] >= reached]
        count += 1
    return count
