"""Which watches a document's groups leave to be looked at: arrays, asked for all at once.

A need is present when one of its groups is. Branches hang from their rarest need; of those whose rarest is
present, those stay whose other needs are too. Knows nothing of where words stand.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.core.query.chunks import Flags, Numbers
from monitor.core.query.clauses import Branch


class Index:
    """An inverted index from groups to needs and from needs to branches; built once, then only asked."""

    def __init__(
        self, watches: Sequence[Sequence[Branch]], groups_of: Callable[[int], frozenset[int]], groups: int
    ) -> None:
        """``watches``: the branches of each; ``groups``: how many groups there are; they are numbered from 0."""
        branches = list(chain.from_iterable(watches))
        numbers: dict[int, int] = {}  # of the lexicon's clauses that are needed here, or must be absent

        def number(clause: int) -> int:
            return numbers.setdefault(clause, len(numbers))

        widest = max((len(branch.needs) for branch in branches), default=1)
        self._needs = np.array(
            [[number(need) for need in (*branch.needs, *branch.needs[:1] * (widest - len(branch.needs)))]
             for branch in branches], np.int32).reshape(len(branches), widest)  # fmt: skip
        absent = [-1 if branch.absent is None else number(branch.absent) for branch in branches]
        self._absent = np.array(absent, np.int32)
        self._decided = np.array([branch.decided for branch in branches], bool)
        self.watches = np.repeat(np.arange(len(watches)), [len(of_watch) for of_watch in watches])
        self._watches = len(watches)
        self._is_phrase = np.array([bool(branch.phrase) for branch in branches], bool)
        self._phrases = _Lists(
            len(branches), ((number, group) for number, branch in enumerate(branches) for group in branch.phrase)
        )
        self._asked = _Lists(
            len(branches), ((number, group) for number, branch in enumerate(branches) for group in branch.asked)
        )
        self._count = len(numbers)
        self._of_group = _Lists(
            groups, ((group, need) for clause, need in numbers.items() for group in groups_of(clause))
        )
        self._of_need = _Lists(self._count, ((int(need), branch) for branch, need in enumerate(self._needs[:, 0])))

    def ask(self, groups: Numbers) -> tuple[Flags, Numbers]:
        """Tell of each watch whether it holds whatever stands where; give the branches whose places decide."""
        present = np.zeros(self._count + 1, bool)  # the last one stands for: nothing must be absent
        present[self._of_group.joined(groups)] = True
        found = self._of_need.joined(np.flatnonzero(present[:-1]))
        found = found[present[self._needs[found]].all(axis=1)]
        found = found[~present[self._absent[found]]]
        decided = self._decided[found]
        holding = np.zeros(self._watches, bool)
        holding[self.watches[found[decided]]] = True
        placed = found[~decided]
        return holding, placed[~holding[self.watches[placed]]]

    def phrases(self, branches: Numbers) -> tuple[Numbers, Numbers]:
        """Part those of some branches that are just phrases from the others."""
        phrases = self._is_phrase[branches]
        return branches[phrases], branches[~phrases]

    def sequences(self, phrases: Numbers) -> tuple[Numbers, Numbers]:
        """Give the groups of phrases, one phrase after the other, and how many each has."""
        return self._phrases.joined(phrases), self._phrases.lengths(phrases)

    def asked(self, branches: Numbers) -> Numbers:
        """Give the groups of whose places some branches ask."""
        return self._asked.joined(branches)


class _Lists:
    """Lists of numbers, one after the other in one array."""

    def __init__(self, count: int, pairs: Iterable[tuple[int, int]]) -> None:
        table = np.array(list(pairs), np.int32).reshape(-1, 2)
        table = table[table[:, 0].argsort(kind="stable")]
        self._starts = np.searchsorted(table[:, 0], np.arange(count + 1)).astype(np.int32)
        self._members = np.ascontiguousarray(table[:, 1])

    def lengths(self, which: Numbers) -> Numbers:
        """Tell how many members several lists have."""
        lengths: Numbers = self._starts[which + 1] - self._starts[which]
        return lengths

    def joined(self, which: npt.NDArray[np.signedinteger[Any]]) -> Numbers:
        """Give the members of several lists."""
        starts = self._starts[which]
        lengths = self._starts[which + 1] - starts
        ends = lengths.cumsum()
        if not len(ends):
            return self._members[:0]
        steps = np.repeat(starts - ends + lengths, lengths)
        members: Numbers = self._members[steps + np.arange(ends[-1])]
        return members
