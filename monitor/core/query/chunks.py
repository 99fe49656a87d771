"""A document's text, cut at its spaces: what each *chunk* is, looked up once however often and wherever it stands.

Most chunks are one word, perhaps with a comma: those have a row in a table of arrays, so that a document is read
by some operations on all its chunks at once. The others (KN-23, ICBM을, Chinese) are laid out word by word. Both
are remembered within bounds.
"""

from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from monitor.core.language.fold import fold
from monitor.core.language.tokens import SIMPLE, Kind, Part, parts, segments
from monitor.core.query.cut import LONGEST, Cut
from monitor.core.query.lexicon import WHOLE, Lexicon

Numbers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_GROUPS = 6  # of a chunk, on average, that there is room for
_LAID_OUT = 20_000  # remembered
_AROUND = '"“”„«»‹›()[]{}<>,;:!?…–—'


class Layout(NamedTuple):
    """The words of a chunk that is not just one: where they stand in it, counted in characters and half words."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    units: tuple[int, ...]
    unit_ends: tuple[int, ...]
    finds: tuple[tuple[int, int, int], ...]  # word, group, length matched or WHOLE
    runs: tuple[tuple[str, tuple[int, ...]], ...]  # Chinese or Japanese: folded text, the word of each character
    skips: tuple[tuple[int, int], ...]  # a Korean ending begins at this word; what follows it


class Chunk(NamedTuple):
    """A chunk by itself: the groups in it, how many words and half words it is, and where these stand."""

    groups: tuple[int, ...]
    words: int
    units: int
    layout: Layout


class Table:
    """The row of each chunk that is one word or none; row 0 for those of more.

    A hash table (open addressing, linear probing), read for all chunks of a document at once. What it does not know
    is added; entries are only added, and complete before their hash is written, so several threads may ask at once.
    """

    def __init__(self, lexicon: Lexicon, most: int) -> None:
        """``most``: so many chunks make it full; one text may add as many again, and what is beyond has row 0."""
        self._lexicon = lexicon
        self._most = most
        self._adding = Lock()
        self._known = 0
        bits = (2 * most).bit_length()
        self._shift, self._last_slot = 64 - bits, (1 << bits) - 1
        self._hashes = np.zeros(1 << bits, np.uint64)  # 0 is free
        self._rows = np.zeros(1 << bits, np.int32)
        self._free, self._free_group = 1, 0
        self._groups = np.zeros(_GROUPS * most, np.int32)  # of all rows, one after the other
        self._first, self._count = np.zeros(most, np.int32), np.zeros(most, np.int32)
        self.words = np.ones(most, np.uint8)  # or none, of a dash
        self.starts, self.ends = np.zeros(most, np.uint8), np.zeros(most, np.uint8)

    @property
    def full(self) -> bool:
        """Whether it is time for an empty one."""
        return self._known >= self._most

    def rows(self, text: str, chunks: Cut) -> Numbers:
        """Give the row of each chunk of a text."""
        hashes = chunks.hashes
        long = chunks.ends - chunks.starts > LONGEST
        slots = (hashes >> np.uint64(self._shift)).astype(np.int64)
        rows = self._rows[slots]
        sought = np.flatnonzero((self._hashes[slots] != hashes) & ~long)
        while len(sought):
            free = self._hashes[slots[sought]] == 0
            if free.any():
                self._add(text, chunks, sought[free].tolist())
                left = free & (self._hashes[slots[sought]] == 0)
                rows[sought[left]] = 0
                sought = sought[~left]
            else:
                slots[sought] = (slots[sought] + 1) & self._last_slot
            rows[sought] = self._rows[slots[sought]]
            sought = sought[self._hashes[slots[sought]] != hashes[sought]]
        rows[long] = 0
        return rows

    def groups_of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Give the groups of rows, one row's after the other's, and how many each has."""
        counts = self._count[rows]
        ends = counts.cumsum(dtype=np.int32)
        steps = np.repeat(self._first[rows] - ends + counts, counts)
        return self._groups[steps + np.arange(len(steps), dtype=np.int32)], counts

    def _add(self, text: str, chunks: Cut, unknown: list[int]) -> None:
        with self._adding:
            for number in unknown:
                key = int(chunks.hashes[number])
                slot = key >> self._shift
                while self._hashes[slot] not in (0, key):
                    slot = (slot + 1) & self._last_slot
                if self._hashes[slot] == 0 and self._known < 2 * self._most:
                    self._rows[slot] = self._written(text[chunks.starts[number] : chunks.ends[number]])
                    self._hashes[slot] = key
                    self._known += 1

    def _written(self, text: str) -> int:
        bare = text.strip(_AROUND)
        if SIMPLE.fullmatch(bare):  # the usual case: one word of one script, or a number
            start = text.index(bare)
            end = start + len(bare)
            groups = self._whole(fold(bare), bare)
        else:
            cut = [(segment.start() + part.start, part) for segment in segments(text) for part in parts(segment[0])]
            if len(cut) > 1 or (cut and cut[0][1].kind not in (Kind.LETTERS, Kind.DIGITS)):
                return 0
            if cut:
                start, part = cut[0]
                end, groups = start + part.end - part.start, self._whole(part.folded, part.cased)
            else:
                start, end, groups = 0, 0, ()
        row, first = self._free, self._free_group
        if row == self._most or first + len(groups) > len(self._groups):
            return 0
        self._free, self._free_group = row + 1, first + len(groups)
        self._groups[first : self._free_group] = groups
        self._first[row], self._count[row] = first, len(groups)
        self.words[row] = end > start
        self.starts[row], self.ends[row] = start, end
        return row

    def _whole(self, folded: str, cased: str) -> tuple[int, ...]:
        return tuple(dict.fromkeys(self._lexicon.whole(folded, cased)))


class Chunks:
    """Looks chunks up in one lexicon, which takes no more groups."""

    def __init__(self, lexicon: Lexicon, remembered: int = 150_000) -> None:
        lexicon.seal()
        self.lexicon = lexicon
        self._remembered = remembered
        self._table = Table(lexicon, remembered)
        self._laid_out: dict[str, Chunk] = {}

    @property
    def table(self) -> Table:
        """The table to read a document by."""
        if self._table.full:
            self._table = Table(self.lexicon, self._remembered)
        return self._table

    def laid_out(self, text: str) -> Chunk:
        """Lay a chunk out, whatever it is."""
        chunk = self._laid_out.get(text)
        if chunk is None:
            chunk = _laid_out(self.lexicon, [(segment.start(), parts(segment[0])) for segment in segments(text)])
            if len(text) <= LONGEST:
                if len(self._laid_out) >= _LAID_OUT:
                    self._laid_out = {}
                self._laid_out[text] = chunk
        return chunk


def _laid_out(lexicon: Lexicon, cut: list[tuple[int, tuple[Part, ...]]]) -> Chunk:
    """Number the words of a chunk through. What stands between two spaces is one word in Korean."""
    words: list[tuple[int, int, int, int]] = []
    finds: list[tuple[int, int, int]] = []
    runs: list[tuple[str, tuple[int, ...]]] = []
    skips: list[tuple[int, int]] = []
    groups: dict[int, None] = {}
    unit = 0
    for at, found in cut:
        first = len(words)
        korean = any(part.kind is Kind.HANGUL for part in found)
        opened = False
        for number, part in enumerate(found, first):
            if part.kind is Kind.EAST:
                unit += 2 if opened else 0
                opened = False
                words.append((at + part.start, at + part.end, unit, unit + 1))
                unit += 1
                continue
            words.append((at + part.start, at + part.end, unit, unit + 2))
            finds.extend((number, group, WHOLE) for group in lexicon.whole(part.folded, part.cased))
            if part.kind is Kind.HANGUL:
                finds.extend((number, *find) for find in lexicon.beginnings(part))
            if korean:
                opened = True
            else:
                unit += 2
        unit += 2 if opened else 0
        if korean and len(found) > 1:
            tail = len(found)
            while tail > 0 and found[tail - 1].kind is Kind.HANGUL:
                tail -= 1
            skips.append((first + tail, first + len(found)))
        for run, parts_of_run in _east_runs(found):
            runs.append((run, tuple(first + part for part in parts_of_run)))
            for place in range(len(run)):
                groups.update(dict.fromkeys(lexicon.east_at(run, place)))
    groups.update(dict.fromkeys(group for _, group, _ in finds))
    starts, ends, units, unit_ends = zip(*words, strict=True) if words else ((), (), (), ())
    layout = Layout(starts, ends, units, unit_ends, tuple(finds), tuple(runs), tuple(skips))
    return Chunk(tuple(groups), len(words), unit, layout)


def _east_runs(found: tuple[Part, ...]) -> list[tuple[str, list[int]]]:
    """Give the runs of Chinese or Japanese characters among a segment's parts: folded text, the part of each letter.

    One character may fold to two (ゟ to より).
    """
    runs: list[tuple[str, list[int]]] = []
    last = -2
    for number, part in enumerate(found):
        if part.kind is not Kind.EAST:
            continue
        before = runs.pop() if number == last + 1 else ("", [])
        runs.append((before[0] + part.folded, before[1] + [number] * len(part.folded)))
        last = number
    return runs
