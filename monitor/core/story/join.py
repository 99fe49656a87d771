"""The reports of the last days in memory, and where the next article belongs among them.

Near copies are found by their sketches, the same event in other words by rare marks that both have. When in doubt a
story is new: a wrong join hides an event. Never reads a clock and never a database; whoever places also adds.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from monitor.core.story.model import OPEN_FOR, Placed, Report, Traits

_UNEQUAL = 8  # of two runs of sorted hashes, so many times as long the older one is
_LEAST_ALIKE = 6  # hashes in common
_HALF, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)
_LIKELY = 0.2  # of two sketches in common: nearly the same words
_LIKELY_KIN = 0.12  # the same of two reports that tell of the same event anyhow: rewritten
_RETOLD, _RETOLD_WORDS = 0.6, 0.02  # of their marks (by weight) and words: one account retold in its own language
_SAME_NAMED = 0.75  # by weight, of what two texts of the same words name: less, and a form was filled in again
_UPDATED, _SAME_MEANS = 6 * 3600.0, 0.6  # s, and by weight of concepts: or a report brought up to date
_EARLIER = 12 * 3600.0  # s before its first report that an article may join a story
_POSTINGS = 200  # newest reports of a mark that are looked at
_RARE = 0.02  # of the window: a mark of more reports proposes no candidate
_LEAST_RARE = 60
_SMALL_WINDOW = 3000  # a window of fewer reports weighs marks as if it had so many
_ENOUGH, _SHARE = 12.0, 0.4  # weight that two reports share, and of the lighter one's
_RARE_NAME = 4.8  # rarity of a name as written that tells an event: in fewer than one of a hundred reports
_ENOUGH_NUMBERS = 3  # that tell an event without a name
_HEAVY = 24.0  # weight in common beside which one number less is enough
_LISTED = 0.25  # of the places of the report that names more: no more in common, and one of them lists many events
_WHERE = "lvhtwkp"  # sorts of marks that say where it was and of whom
_MANY = 3  # places without one in the headline: a summary
_SORTS = {  # what a mark of each sort weighs, by its rarity; of no weight: they only tell or keep apart
    "c": 1.0,  # concept
    "g": 0.3,  # concept of a topic
    "p": 1.3,  # person
    "k": 0.0,  # person in the headline
    "l": 1.2,  # place
    "h": 0.0,  # place in the headline
    "v": 0.6,  # capital that somebody visits
    "t": 1.0,  # name in the headline that no list has
    "w": 0.0,  # name in the text that no list has
    "x": 0.0,  # name as written that a concept has, too: a country
    "s": 0.7,  # cited source
    "f": 1.5,  # figure with what it counts
    "n": 1.0,  # number
    "d": 0.0,  # number as written
}


@dataclass(slots=True)
class _Kept:
    id: int
    story: int
    at: float
    origin: str
    marks: tuple[str, ...]
    day: int | None
    language: str | None
    sketch: npt.NDArray[np.uint64]
    slot: int
    where: dict[str, frozenset[str]] | None = None  # of the marks, those of places and names, once asked for


@dataclass(slots=True)
class _Story:
    first: float
    origins: Counter[str] = field(default_factory=Counter)
    reports: int = 0


class Window:
    """Places articles among the reports that were added."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._slots: dict[int, _Kept] = {}  # by the order in which they were added
        self._next = 0
        self._lowest = 0  # no slot below is in use
        self._times = array("d")  # when each was news, from the lowest slot on
        self._sorted: list[npt.NDArray[np.uint64]] = []  # runs, ascending: half a hash, then the slot that has it
        self._marks: dict[str, array[int]] = defaultdict(lambda: array("i"))  # mark -> slots, ascending
        self._stories: dict[int, _Story] = {}
        self._names: dict[str, str] = {}
        self._numbers: dict[str, int] = {}  # of the marks, small ones: those of marks that are gone are given again
        self._free: list[int] = []
        self._rows = array("i")  # the numbers of each report's marks, from the lowest slot on
        self._starts = array("q", [0])  # where each one's begin among those of all time, and the last one's end

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, report: Report) -> None:
        """Take a report in; one that is known is replaced."""
        if report.id in self._kept:
            self.remove(report.id)
        slot, self._next = self._next, self._next + 1
        names = self._names
        kept = _Kept(
            report.id, report.story, report.at, names.setdefault(report.origin, report.origin),
            tuple(names.setdefault(mark, mark) for mark in sorted(report.traits.marks)), report.traits.day,
            report.traits.language,
            np.array(report.traits.sketch, np.uint64), slot,
        )  # fmt: skip
        self._kept[report.id] = self._slots[slot] = kept
        self._times.append(report.at)
        for mark in kept.marks:
            self._marks[mark].append(slot)
            if mark not in self._numbers:
                self._numbers[mark] = self._free.pop() if self._free else len(self._numbers)
            self._rows.append(self._numbers[mark])
        self._starts.append(self._starts[-1] + len(kept.marks))
        self._sort((kept.sketch & _HALF) << _SHIFT | np.uint64(slot))
        story = self._stories.setdefault(report.story, _Story(report.at))
        story.first = min(story.first, report.at)
        story.origins[kept.origin] += 1
        story.reports += 1

    def remove(self, report_id: int) -> None:
        """Drop a report; nothing happens for one that is not known."""
        kept = self._kept.pop(report_id, None)
        if kept is None:
            return
        del self._slots[kept.slot]
        for mark in kept.marks:
            slots = self._marks[mark]
            slots.remove(kept.slot)
            if not slots:
                self._drop(mark)
        story = self._stories[kept.story]
        story.reports -= 1
        story.origins[kept.origin] -= 1
        if not story.reports:
            del self._stories[kept.story]

    def forget(self, before: float) -> None:
        """Drop the reports that were news before a time (Unix seconds)."""
        gone = [kept for kept in self._kept.values() if kept.at < before]
        if not gone:
            return
        for kept in gone:
            del self._kept[kept.id], self._slots[kept.slot]
            story = self._stories[kept.story]
            story.reports -= 1
            story.origins[kept.origin] -= 1
            if not story.reports:
                del self._stories[kept.story]
        alive = np.zeros(self._next - self._lowest, bool)
        alive[np.array(list(self._slots), np.int64) - self._lowest] = True
        for mark in {mark for kept in gone for mark in kept.marks}:
            slots = np.frombuffer(self._marks[mark], np.int32)
            left = slots[alive[slots - self._lowest]]
            if len(left):
                self._marks[mark] = array("i", left.tobytes())
            else:
                self._drop(mark)
        self._sorted = [keys[alive[_slots_of(keys) - self._lowest]] for keys in self._sorted]
        self._names = {name: name for kept in self._kept.values() for name in (kept.origin, *kept.marks)}
        lowest, self._lowest = self._lowest, min(self._slots, default=self._next)
        past = self._lowest - lowest
        del self._rows[: self._starts[past] - self._starts[0]], self._starts[:past], self._times[:past]

    def _drop(self, mark: str) -> None:
        del self._marks[mark]
        self._free.append(self._numbers.pop(mark))

    def place(self, traits: Traits, at: float) -> Placed:
        """Say where an article belongs. ``at``: Unix seconds, when it was news."""
        copied, forms = self._copied(traits, at)
        if copied is not None:
            kept, likeness = copied
            why = f"nearly the words of report {kept.id} ({likeness:.0%} of them)"
            return Placed(kept.story, "copy", kept.origin, kept.id, why)
        kin = self._kin(traits, at, forms)
        if kin is None:
            return Placed(None, "first", traits.origin)
        kept, shared = kin
        why = f"shares {_in_words(shared)} with report {kept.id}"
        likeness = _resemblance(np.array(traits.sketch, np.uint64), kept.sketch)
        retold = traits.language is not None and traits.language == kept.language and likeness >= _RETOLD_WORDS
        another = "." not in traits.origin and traits.origin != kept.origin  # an agency's own account
        if not another and (likeness >= _LIKELY_KIN or (retold and self._alike_marks(traits, kept) >= _RETOLD)):
            why = f"some of the words of report {kept.id} ({likeness:.0%} of them); {why}"
            return Placed(kept.story, "copy", kept.origin, kept.id, why)
        if traits.relay and self._stories[kept.story].origins[traits.origin] > 0:
            return Placed(kept.story, "relay", traits.origin, None, f"passes on {traits.origin}; {why}")
        return Placed(kept.story, "report", traits.origin, None, why)

    def _open(self, kept: _Kept, at: float) -> bool:
        first = self._stories[kept.story].first
        return first - _EARLIER <= at <= first + OPEN_FOR

    def _copied(self, traits: Traits, at: float) -> tuple[tuple[_Kept, float] | None, set[int]]:
        """Give the report of nearly the same words, and the stories of those of which only the form is the same."""
        forms: set[int] = set()
        if len(traits.sketch) < 8:
            return None, forms
        best: tuple[tuple[float, float, int], _Kept, float] | None = None
        sketch = np.array(traits.sketch, np.uint64)
        for kept, count in self._alike(sketch):
            if count < _LIKELY * max(len(sketch), len(kept.sketch)):  # the union has no fewer
                continue
            likeness = _resemblance(sketch, kept.sketch)
            if likeness < _LIKELY or not self._open(kept, at):
                continue
            if self._named_apart(traits.marks, kept.marks):
                if abs(at - kept.at) > _UPDATED or not self._brought_up_to_date(traits.marks, kept.marks):
                    forms.add(kept.story)
                continue
            rank = (round(likeness, 3), -kept.at, -kept.id)
            if best is None or rank > best[0]:
                best = (rank, kept, likeness)
        return None if best is None else best[1:], forms

    def _alike(self, sketch: npt.NDArray[np.uint64]) -> Iterator[tuple[_Kept, int]]:
        """Give the reports that have some hashes in common with a sketch, and how many."""
        wanted = np.sort(sketch & _HALF) << _SHIFT
        found = []
        for keys in self._sorted:
            starts, ends = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted | _HALF, "right")
            places = zip(starts.tolist(), ends.tolist(), strict=True)
            found += [_slots_of(keys[start:end]) for start, end in places if end > start]
        if not found:
            return
        counts = np.bincount(np.concatenate(found) - self._lowest)
        for slot in np.flatnonzero(counts >= _LEAST_ALIKE).tolist():
            if kept := self._slots.get(slot + self._lowest):
                yield kept, int(counts[slot])

    def _sort(self, keys: npt.NDArray[np.uint64]) -> None:
        """Sort a report's in: its run swallows those before it that are not much longer, so there are few."""
        runs, length = [keys], len(keys)
        while self._sorted and len(self._sorted[-1]) < _UNEQUAL * length:
            runs.append(self._sorted.pop())
            length += len(runs[-1])
        self._sorted.append(np.sort(np.concatenate(runs), kind="stable"))

    def _kin(self, traits: Traits, at: float, forms: set[int]) -> tuple[_Kept, list[str]] | None:
        weights = {mark: self._weight(mark) for mark in traits.marks}
        whole, where = sum(weights.values()), _sorted_out(traits.marks)
        for kept, weight in self._sharing(weights, at - OPEN_FOR):
            if kept.story in forms or not self._open(kept, at) or _other_day(traits.day, kept.day):
                continue
            if kept.where is None:
                kept.where = _sorted_out(kept.marks)
            if _elsewhere(where, kept.where):
                continue
            shared = [mark for mark in kept.marks if mark in weights]
            if not self._tells(shared, weight):
                continue
            if weight < _SHARE * whole and weight < _SHARE * sum(map(self._weight, kept.marks)):
                continue
            return kept, sorted(shared, key=lambda mark: (-weights[mark], mark))
        return None

    def _sharing(self, weights: Mapping[str, float], since: float) -> list[tuple[_Kept, float]]:
        """Give the reports since then that share a rare mark, and enough by weight: what shares most first."""
        times, starts = np.frombuffer(self._times, np.float64), np.frombuffer(self._starts, np.int64)
        rare = max(_LEAST_RARE, int(_RARE * len(self._kept)))
        posted = [(mark, slots) for mark in weights if weights[mark] and (slots := self._marks.get(mark))]
        near = [slots[-_POSTINGS:] for mark, slots in posted if len(slots) <= rare and mark[0] not in "sg"]
        if not near:
            return []
        found = np.concatenate(near) - self._lowest
        found = np.unique(found[times[found] >= since])
        firsts, ends = starts[found] - starts[0], starts[found + 1] - starts[0]
        lengths = ends - firsts
        past = lengths.cumsum()
        places = np.repeat(ends - past, lengths) + np.arange(lengths.sum())
        weight = np.zeros(len(self._numbers) + len(self._free))
        weight[[self._numbers[mark] for mark, _ in posted]] = [weights[mark] for mark, _ in posted]
        marked = weight[np.frombuffer(self._rows, np.int32)[places]]
        shared = np.bincount(np.repeat(np.arange(len(found)), lengths), marked, len(found))
        enough = np.flatnonzero(shared >= _ENOUGH)
        pairs = zip(found[enough].tolist(), shared[enough].tolist(), strict=True)
        heavy = [(self._slots[slot + self._lowest], weight) for slot, weight in pairs]
        return sorted(heavy, key=lambda one: (-round(one[1], 3), one[0].at, one[0].id))

    def _alike_marks(self, traits: Traits, kept: _Kept) -> float:
        marks = set(kept.marks)
        return sum(map(self._weight, marks & traits.marks)) / sum(map(self._weight, marks | traits.marks))

    def _tells(self, shared: list[str], weight: float) -> bool:
        """Whether what two reports share is of one event: a place, a person or a rare name, else several numbers.

        Two numbers are enough where much else is shared.
        """
        if any(mark[0] in "lpt" or (mark[0] == "w" and self._rarity(mark) > _RARE_NAME) for mark in shared):
            return True
        numbers = len({mark.rpartition(":")[2] for mark in shared if mark[0] in "fn"})
        return numbers + (weight >= _HEAVY) >= _ENOUGH_NUMBERS

    def _named_apart(self, one: Iterable[str], other: Iterable[str]) -> bool:
        """Whether two texts of the same words name and count others: a form that was filled in again."""
        here, there = ({mark for mark in marks if mark[0] in "wxdlp"} for marks in (one, other))
        less = min(sum(map(self._rarity, here)), sum(map(self._rarity, there)))
        return sum(map(self._rarity, here & there)) < _SAME_NAMED * less

    def _brought_up_to_date(self, one: frozenset[str], other: Iterable[str]) -> bool:
        """Whether two headlines of the same words share a name, and the texts most of what it was done with."""
        both, either = one.intersection(other), one.union(other)
        same, all_of_them = (sum(self._rarity(mark) for mark in marks if mark[0] == "c") for marks in (both, either))
        return any(mark[0] in "ht" for mark in both) and same > 0 and same >= _SAME_MEANS * all_of_them

    def _weight(self, mark: str) -> float:
        sort = _SORTS[mark[0]]
        return sort * self._rarity(mark) if sort else 0.0

    def _rarity(self, mark: str) -> float:
        return math.log((len(self._kept) + _SMALL_WINDOW) / (len(self._marks.get(mark, ())) + 20.0))


def _slots_of(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    return (keys & _HALF).astype(np.int64)


def _resemblance(one: npt.NDArray[np.uint64], other: npt.NDArray[np.uint64]) -> float:
    """Estimate what share of the word pairs of two texts is in both: that of the smallest hashes of the union."""
    if not len(one) or not len(other):
        return 0.0
    last = min(one[-1], other[-1]) if len(one) == len(other) == 64 else max(one[-1], other[-1])
    one, other = one[one <= last], other[other <= last]
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def _sorted_out(marks: Iterable[str]) -> dict[str, frozenset[str]]:
    """Give the names of the marks that say where and of whom, by sort."""
    found: dict[str, set[str]] = {sort: set() for sort in _WHERE}
    for mark in marks:
        if mark[0] in _WHERE:
            found[mark[0]].add(mark[2:])
    return {sort: frozenset(names) for sort, names in found.items()}


def _elsewhere(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Whether two reports name places of their events, none or few in common, or another or others in a headline."""
    for sort in ("l", "v"):
        here, there = one[sort], other[sort]
        if here and there and len(here & there) <= _LISTED * max(len(here), len(there)):
            return True
    if one["k"] and other["k"] and not (one["k"] & other["p"] or other["k"] & one["p"]):
        return True
    return _headed_elsewhere(one, other) or _headed_elsewhere(other, one) or _headed_by_others(one, other)


def _headed_elsewhere(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Whether the headline of one names places, and the other names none of these or sums up many under its own."""
    if not (one["h"] and other["l"]):
        return False
    summary = len(other["l"]) >= _MANY and not other["h"] and not other["t"]
    return not one["h"] & other["l"] or (summary and 2 * len(one["l"] & other["l"]) <= len(other["l"]))


def _headed_by_others(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Whether both headlines have names that no list knows or places, and neither names one of the other's."""
    if not ((one["t"] or one["h"]) and (other["t"] or other["h"])) or not (one["t"] or other["t"]):
        return False
    return not any(a["h"] & b["l"] or a["t"] & (b["w"] | b["t"]) for a, b in ((one, other), (other, one)))


def _other_day(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) > 1


def _in_words(marks: list[str]) -> str:
    said = [_shown(mark) for mark in marks if mark[0] not in "wxdhkt"][:4]
    if len(said) < 4 and any(mark[0] == "t" for mark in marks):
        said.append("a name in its headline")
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _shown(mark: str) -> str:
    sort, _, rest = mark.partition(":")
    if sort == "f":
        kind, _, number = rest.partition(":")
        return f"{number} {kind}"
    return rest if sort in ("c", "g", "n") else rest.replace("-", " ").title()
