"""A piece of an article in which a clause may look: numbered words, paragraphs, sentences, and where groups stand.

An *island* is what a clause may look at in one piece: title and text together (the stream), or one value of a
field. Words are counted in halves (a Chinese or Japanese character is one, any other word two), so distances
need no rounding. Owns no query; everything is computed when it is first asked for.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.core.article.sentences import sentences
from monitor.core.query.chunks import Chunks, Flags, Numbers
from monitor.core.query.cut import cut
from monitor.core.query.lexicon import WHOLE

_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_FEW = 8
_PLACES = np.int64(1 << 32)  # more than there are words


@dataclass(frozen=True, slots=True)
class Value:
    """A piece of text: ``text`` stands at ``base`` in value number ``index`` of the Article's ``field``."""

    field: str
    text: str
    index: int = 0
    base: int = 0


class Span(NamedTuple):
    """A find in an island: its first and last word (inclusive), and its characters within their value."""

    first: int
    last: int
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Tell whether two spans share a word."""
        return self.first <= other.last and other.first <= self.last


class Island:
    """Values numbered through: words, the paragraphs and sentences that they stand in, and where groups are."""

    def __init__(self, values: Sequence[Value], chunks: Chunks) -> None:
        self.values = values
        self.memory: dict[int, object] = {}
        self._table = table = chunks.table
        self._lexicon = chunks.lexicon
        text = "\n".join([value.text for value in values])
        self._cut = found = cut(text)
        self._bases: list[int] = []  # where each value starts in that text
        self._paragraphs: list[tuple[int, int, int]] = []  # value, start, end
        base = 0
        for number, value in enumerate(values):
            self._bases.append(base)
            self._paragraphs += [(number, start, end) for start, end in _paragraphs(value.text)]
            base += len(value.text) + 1
        openings = [self._bases[number] + start for number, start, _ in self._paragraphs]
        self._opening = np.searchsorted(found.starts, openings)  # the first chunk of each paragraph
        self._rows = table.rows(text, found)
        self._laid_out = {
            number: chunks.laid_out(text[found.starts[number] : found.ends[number]])
            for number in (self._rows == 0).nonzero()[0].tolist()
        }
        self._groups, self._counts = table.groups_of(self._rows)
        self._where: dict[int, list[int]] = {}  # the words of groups that were located
        self._spans: dict[int, list[Span]] = {}
        self._by_first: dict[int, dict[int, Span]] = {}

    @cached_property
    def present(self) -> frozenset[int]:
        """The groups that are in it, wherever."""
        return frozenset(self.groups().tolist())

    def groups(self, *more: int) -> Numbers:
        """Give the groups that are in it, wherever, some of them several times, and ``more``."""
        others = chain(more, *[chunk.groups for chunk in self._laid_out.values()])
        return np.concatenate([self._groups, np.fromiter(others, np.int32)])

    @cached_property
    def _chunk_of(self) -> Numbers:
        """The chunk that each of the groups was found in."""
        return np.repeat(np.arange(len(self._rows), dtype=np.int32), self._counts)

    @cached_property
    def even(self) -> bool:
        """Whether each word counts as one: nothing is Chinese, Japanese or Korean joined to another script."""
        return all(chunk.units == 2 * chunk.words for chunk in self._laid_out.values())

    @cached_property
    def _first_words(self) -> Numbers:
        """The first word of each chunk, and the number of words."""
        words = np.zeros(len(self._rows) + 1, np.int32)
        words[1:] = self._table.words[self._rows]
        for number, chunk in self._laid_out.items():
            words[number + 1] = chunk.words
        return words.cumsum(dtype=np.int32)

    @cached_property
    def _firsts(self) -> list[int]:
        firsts: list[int] = self._first_words.tolist()
        return firsts

    @cached_property
    def _borders(self) -> list[int]:
        """The first word of each paragraph."""
        borders: list[int] = self._first_words[self._opening].tolist()
        return borders

    @cached_property
    def _border_set(self) -> frozenset[int]:
        return frozenset(self._borders)

    def _places_of(self, groups: Numbers) -> npt.NDArray[np.int64]:
        """Give where groups are, of an even island, as ``group * _PLACES + word``, sorted."""
        asked = np.zeros(len(self._lexicon), bool)
        asked[groups] = True
        hits = asked[self._groups].nonzero()[0]
        places = self._groups[hits] * _PLACES + self._first_words[self._chunk_of[hits]]
        others = [
            group * _PLACES + self._firsts[number] + word
            for number, chunk in self._laid_out.items()
            for word, group, _ in chunk.layout.finds
            if asked[group]
        ]
        found = np.concatenate([places, np.array(others, np.int64)])
        found.sort()
        return found

    def locate(self, groups: Numbers) -> None:
        """Find the words that these groups are in, of an even island, in one pass."""
        places = self._places_of(groups)
        words = (places % _PLACES).tolist()
        starts, ends = places.searchsorted(groups * _PLACES), places.searchsorted((groups + 1) * _PLACES)
        where = zip(groups.tolist(), starts.tolist(), ends.tolist(), strict=True)
        self._where.update({group: words[start:end] for group, start, end in where})

    def in_order(self, groups: Numbers, lengths: Numbers) -> Flags:
        """Tell which sequences of groups stand word after word in a paragraph, of an even island.

        ``groups``: of all sequences, one after the other; ``lengths``: how many each has.
        """
        found = np.zeros(len(lengths), bool)
        places = self._places_of(groups)
        if not len(places):
            return found
        heads = lengths.cumsum() - lengths
        first = groups[heads] * _PLACES
        starts, counts = places.searchsorted(first), places.searchsorted(first + _PLACES)
        counts -= starts
        sequence = np.repeat(np.arange(len(lengths)), counts)
        ends = counts.cumsum()
        words = places[np.repeat(starts - ends + counts, counts) + np.arange(len(sequence))] % _PLACES
        borders = np.zeros(self._first_words[-1] + 1, bool)
        borders[self._borders] = True
        for step in range(1, lengths.max() + 1):
            whole = lengths[sequence] == step
            found[sequence[whole]] = True
            sequence, words = sequence[~whole], words[~whole] + 1
            sought = groups[heads[sequence] + step] * _PLACES + words
            at = np.minimum(places.searchsorted(sought), len(places) - 1)
            there = (places[at] == sought) & ~borders[words]
            sequence, words = sequence[there], words[there]
        return found

    def words_of(self, group: int) -> list[int]:
        """Give the words that a group is in, of an even island."""
        if group not in self._where:
            self.locate(np.array([group], np.int32))
        return self._where[group]

    def has_in_order(self, sequence: Sequence[int]) -> bool:
        """Tell whether groups stand one right after the other in a paragraph of an even island."""
        ends: Collection[int] = self.words_of(sequence[0])
        for group in sequence[1:]:
            if not ends:
                return False
            words = self.words_of(group)
            following = set(words) if len(words) > _FEW else words
            ends = [word + 1 for word in ends if word + 1 in following and word + 1 not in self._border_set]
        return bool(ends)

    def spans(self, group: int) -> list[Span]:
        """Give every place of a group."""
        known = self._spans.get(group)
        if known is None:
            known = self._spans[group] = self._places(group)
        return known

    def by_first(self, group: int) -> dict[int, Span]:
        """Give every place of a group by its first word."""
        known = self._by_first.get(group)
        if known is None:
            known = self._by_first[group] = {span.first: span for span in self.spans(group)}
        return known

    @cached_property
    def _words_of_groups(self) -> dict[int, list[int]]:
        """The words that each group is in, of chunks that are one word: all at once, since hits ask for many."""
        order = self._groups.argsort(kind="stable")
        groups = self._groups[order]
        words = self._first_words[self._chunk_of[order]].tolist()
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        borders = [*starts.tolist(), len(words)]
        return {
            group: words[start:end]
            for group, start, end in zip(groups[starts].tolist(), borders[:-1], borders[1:], strict=True)
        }

    @cached_property
    def _laid_out_with(self) -> dict[int, list[int]]:
        """The chunks of several words that each group is in."""
        found: dict[int, list[int]] = {}
        for number, chunk in self._laid_out.items():
            for group in chunk.groups:
                found.setdefault(group, []).append(number)
        return found

    def _places(self, group: int) -> list[Span]:
        starts, ends = self._places_of_words
        found = [Span(word, word, starts[word], ends[word]) for word in self._words_of_groups.get(group, ())]
        laid_out = self._laid_out_with.get(group)
        if laid_out is None:
            return found
        text = self._lexicon.east_text(group)
        for number in laid_out:
            first, layout = self._firsts[number], self._laid_out[number].layout
            for part, other, length in layout.finds:
                if other == group:
                    word = first + part
                    end = ends[word] if length == WHOLE else starts[word] + length
                    found.append(Span(word, word, starts[word], end))
            for run, words in layout.runs if text else ():
                at = run.find(text or "")
                while at >= 0:
                    word, last = first + words[at], first + words[at + len(text or "") - 1]
                    found.append(Span(word, last, starts[word], ends[last]))
                    at = run.find(text or "", at + 1)
        return sorted(found)

    @cached_property
    def _places_of_words(self) -> tuple[list[int], list[int]]:
        """Where each word starts and ends in its value."""
        bases = np.array(self._bases, np.int64)
        at = self._cut.starts - bases[np.searchsorted(bases, self._cut.starts, "right") - 1]
        starts, ends = np.zeros((2, self._first_words[-1]), np.int64)
        words = self._table.words[self._rows] == 1
        words[self._rows == 0] = False
        rows, numbers = self._rows[words], self._first_words[:-1][words]
        starts[numbers] = at[words] + self._table.starts[rows]
        ends[numbers] = at[words] + self._table.ends[rows]
        for number, chunk in self._laid_out.items():
            first, beyond = self._firsts[number], self._firsts[number + 1]
            starts[first:beyond] = chunk.layout.starts
            starts[first:beyond] += at[number]
            ends[first:beyond] = chunk.layout.ends
            ends[first:beyond] += at[number]
        return starts.tolist(), ends.tolist()

    @cached_property
    def _halves(self) -> tuple[Sequence[int], Sequence[int]]:
        """Where each word starts and ends, counted in halves of a word."""
        if self.even:
            return range(0, 2 * self._firsts[-1], 2), range(2, 2 * self._firsts[-1] + 2, 2)
        starts: list[int] = []
        ends: list[int] = []
        unit = 0
        for number in range(len(self._rows)):
            chunk = self._laid_out.get(number)
            if chunk is None:
                if self._firsts[number + 1] > self._firsts[number]:
                    starts.append(unit)
                    ends.append(unit + 2)
                    unit += 2
            else:
                starts.extend([unit + half for half in chunk.layout.units])
                ends.extend([unit + half for half in chunk.layout.unit_ends])
                unit += chunk.units
        return starts, ends

    @cached_property
    def _skips(self) -> dict[int, int]:
        return {
            self._firsts[number] + tail: self._firsts[number] + beyond
            for number, chunk in self._laid_out.items()
            for tail, beyond in chunk.layout.skips
        }

    def followers(self, before: Span, *, exact: bool) -> list[int]:
        """Give the words that stand right after a span, in its paragraph; Korean endings may stand between."""
        after = before.last + 1
        skipped = None if exact else self._skips.get(after)
        return [word for word in (after, skipped) if word is not None and word not in self._border_set]

    def gap(self, left: Span, right: Span) -> int:
        """Count what stands between two spans, in halves of a word."""
        starts, ends = self._halves
        return max(0, starts[right.first] - ends[left.last])

    def reach(self, span: Span, halves: int) -> tuple[int, int]:
        """Give the words that begin before and after a span at most so far: (first, beyond the last)."""
        starts, ends = self._halves
        low = bisect_right(ends, starts[span.first] - halves - 1)
        return low, bisect_right(starts, ends[span.last] + halves)

    def sentence_reach(self, span: Span) -> tuple[int, int]:
        """Give the words of the sentences that a span touches: (first, beyond the last)."""
        first, last = self.sentences_of(span)
        firsts = self._sentence_firsts
        return firsts[first], firsts[last + 1] if last + 1 < len(firsts) else self._firsts[-1]

    def value_of(self, word: int) -> Value:
        """Give the value that a word stands in."""
        return self.values[self._paragraphs[bisect_right(self._borders, word) - 1][0]]

    def paragraphs(self) -> list[tuple[Value, int, int]]:
        """Give each paragraph: its value, start and end."""
        return [(self.values[number], start, end) for number, start, end in self._paragraphs]

    def span_at(self, number: int, start: int, end: int) -> Span:
        """Give the span of characters of paragraph ``number``; between words it stands at the next one."""
        first = self._borders[number]
        beyond = self._borders[number + 1] if number + 1 < len(self._borders) else self._firsts[-1]
        starts, ends = self._places_of_words
        low = bisect_right(ends, start, first, beyond)
        high = max(low, bisect_right(starts, end - 1, first, beyond) - 1)
        return Span(low, high, start, end)

    def sentences_of(self, span: Span) -> tuple[int, int]:
        """Give the numbers of a span's first and last sentence."""
        firsts = self._sentence_firsts
        return bisect_right(firsts, span.first) - 1, bisect_right(firsts, span.last) - 1

    def in_capitals(self, span: Span) -> bool:
        """Tell whether a span's sentence is all capitals."""
        _, value, start, end = self._sentences[self.sentences_of(span)[0]]
        return all_capitals(self.values[value].text[start:end])

    @cached_property
    def _sentence_firsts(self) -> list[int]:
        return [first for first, _, _, _ in self._sentences]

    @cached_property
    def _sentences(self) -> list[tuple[int, int, int, int]]:
        """First word, value, start and end of each sentence."""
        found = []
        for (number, start, end), first in zip(self._paragraphs, self._borders, strict=True):
            beyond = bisect_right(self._borders, first)
            last = self._borders[beyond] if beyond < len(self._borders) else self._firsts[-1]
            for begun, ended in sentences(self.values[number].text[start:end]):
                word = bisect_right(self._places_of_words[1], start + begun, first, last)
                found.append((word, number, start + begun, start + ended))
        return found


def all_capitals(sentence: str) -> bool:
    """Tell a sentence whose letters are all capitals; letters without case (Korean, Chinese) make it none."""
    cased = False
    for letter in sentence:
        if letter.isalpha():
            if letter.isupper():
                cased = True
            elif unicodedata.category(letter) != "Lm":
                return False
    return cased


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for border in _BREAK.finditer(text):
        spans.append((start, border.start()))
        start = border.end()
    spans.append((start, len(text)))
    return [(start, end) for start, end in spans if text[start:end].strip()]
