"""What stands at the leaves of a compiled query: words, phrases, concepts, names, regular expressions.

An atom finds its spans in an island, once per island however many watches share it. ``clauses`` say what a
document must have at least for any span; they may promise too much, never too little.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol, cast

import re2

from monitor.core.language.fold import fold
from monitor.core.query.island import Island, Span

_MOST_REGEX_HITS = 1000


class Atom(Protocol):
    """Finds spans; ``clauses`` are clauses of the lexicon of which each must hold."""

    @property
    def clauses(self) -> tuple[int, ...]:
        """The clauses."""

    def find(self, island: Island) -> list[Span]:
        """Give the spans in order."""


@dataclass(frozen=True, slots=True)
class Words:
    """Any of several sequences of groups, each group's word right after the one before."""

    sequences: tuple[tuple[int, ...], ...]
    clauses: tuple[int, ...]
    exact: bool = False
    cased: bool = False
    singles: frozenset[int] | None = None  # where a group's presence, anywhere, is all that is asked

    def is_in(self, island: Island) -> bool:
        """Tell whether there are spans."""
        if self.cased or not island.even:
            return bool(spans(self, island))
        return any(island.has_in_order(sequence) for sequence in self.sequences)

    def find(self, island: Island) -> list[Span]:
        """Give the spans in order."""
        found: list[Span] = []
        for sequence in self.sequences:
            found += island.spans(sequence[0]) if len(sequence) == 1 else self._chained(sequence, island)
        if self.cased:
            found = [span for span in found if not island.in_capitals(span)]
        return sorted(set(found)) if len(self.sequences) > 1 else sorted(found)

    def _chained(self, sequence: tuple[int, ...], island: Island) -> list[Span]:
        found: Sequence[Span] = island.spans(sequence[0])
        for group in sequence[1:]:
            if not found:
                break
            beginning = island.by_first(group)
            found = [
                Span(span.first, following.last, span.start, following.end)
                for span in found
                for word in island.followers(span, exact=self.exact)
                if (following := beginning.get(word)) is not None
            ]
        return list(found)


@dataclass(frozen=True, slots=True)
class Names:
    """The union of a concept's entries: exceptions go first, then the longest entry, leftmost.

    Of each of an entry's ``needs`` one group must be in an island, or the entry is not; so for exceptions. Where no
    exception is in it, one of the groups of ``singles`` is all that is asked, else one of the ``others``: entries, and
    those of nested concepts, with their needs.
    """

    entries: tuple["Words | Names", ...]
    needs: tuple[tuple[frozenset[int], ...], ...]
    exceptions: tuple["Words | Names", ...]
    exception_needs: tuple[tuple[frozenset[int], ...], ...]
    clauses: tuple[int, ...]
    singles: frozenset[int]
    others: tuple["Words | Names", ...]
    other_needs: tuple[tuple[frozenset[int], ...], ...]

    def is_in(self, island: Island) -> bool:
        """Tell whether there are spans: the first entry tells, where no exception is in the island."""
        found = not island.present.isdisjoint(self.singles) or any(
            other.is_in(island) for other in _there(self.others, self.other_needs, island)
        )
        if found and any(exception.is_in(island) for exception in self._exceptions(island)):
            return bool(spans(self, island))
        return found

    def _exceptions(self, island: Island) -> "Iterator[Words | Names]":
        return _there(self.exceptions, self.exception_needs, island)

    def find(self, island: Island) -> list[Span]:
        """Give the spans in order, none overlapping another."""
        found = {span for entry in _there(self.entries, self.needs, island) for span in spans(entry, island)}
        if found and self.exceptions:
            killers = sorted({killer for exception in self._exceptions(island) for killer in spans(exception, island)})
            firsts = [killer.first for killer in killers]
            reach = list(accumulate((killer.last for killer in killers), max))
            found = {span for span in found if not _inside(span, firsts, reach)}
        kept: list[Span] = []
        taken: set[int] = set()
        for span in sorted(found, key=lambda span: (span.start - span.end, span)):
            words = range(span.first, span.last + 1)
            if taken.isdisjoint(words):
                taken.update(words)
                kept.append(span)
        return sorted(kept)


def _there(
    atoms: Sequence[Words | Names], needs: Sequence[tuple[frozenset[int], ...]], island: Island
) -> Iterator[Words | Names]:
    """Give those of some atoms that may be in an island."""
    present = island.present
    return (atom for atom, asked in zip(atoms, needs, strict=True) if not any(map(present.isdisjoint, asked)))


def _inside(span: Span, firsts: list[int], reach: list[int]) -> bool:
    """Tell whether a span lies within one of several; ``reach``: how far those up to each one go."""
    before = bisect_right(firsts, span.first)
    return before > 0 and reach[before - 1] >= span.last


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole value (a feed's name or tag), or its beginning."""

    text: str
    prefix: bool
    clauses: tuple[int, ...]

    def find(self, island: Island) -> list[Span]:
        """Give the span of the value if it is the one."""
        found = []
        for number, (value, start, end) in enumerate(island.paragraphs()):
            folded = fold(value.text)
            if folded == self.text or (self.prefix and folded.startswith(self.text)):
                found.append(island.span_at(number, start, end))
        return found


@dataclass(frozen=True, slots=True)
class Pattern:
    """An RE2 expression, tried on each raw paragraph."""

    compiled: "re2._Regexp"
    clauses: tuple[int, ...]

    def find(self, island: Island) -> list[Span]:
        """Give the spans of what matches and is not empty, a thousand at most."""
        found: list[Span] = []
        for number, (value, start, end) in enumerate(island.paragraphs()):
            for match in self.compiled.finditer(value.text[start:end]):
                if len(found) >= _MOST_REGEX_HITS:
                    return found
                if match.end() > match.start():
                    found.append(island.span_at(number, start + match.start(), start + match.end()))
        return found


def spans(atom: Atom, island: Island) -> list[Span]:
    """Give an atom's spans in an island, computed once."""
    key = id(atom)
    known = island.memory.get(key)
    if known is None:
        known = island.memory[key] = atom.find(island)
    return cast(list[Span], known)
