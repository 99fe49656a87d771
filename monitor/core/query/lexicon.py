"""Which words of the watches a written word is: groups (sets of surfaces) and clauses (sets of groups).

A *group* is what one word of a term may look like in a document: its forms, a prefix, a Korean beginning, a
form in its case, a run of Chinese or Japanese characters. A *clause* is a set of groups of which a watch needs
one. Filled while watches are compiled, then sealed and only asked.
"""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, NamedTuple

import numpy as np

from monitor.core.language.fold import fold
from monitor.core.language.inflect import forms
from monitor.core.language.tokens import Part

WHOLE = -1


class Sought(NamedTuple):
    """A folded word, the beginning of one (``prefix``), or a run of Chinese or Japanese characters."""

    kind: Literal["word", "prefix", "run"]
    text: str


class Lexicon:
    """Groups and clauses of all watches. Filled while compiling, then only asked."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], int] = {}
        self._keys: list[tuple[str, str]] = [("none", "")]  # group 0 is none: what fills a table up
        self._weights: list[float] = [0.0]
        self._surfaces = array("q")  # the hash of each (Python's, keyed for each process), and its group
        self._surface_groups = array("i")
        self._cased: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._prefix_lengths: list[int] = []
        self._hangul: dict[str, int] = {}
        self._east: dict[str, int] = {}
        self._east_lengths: dict[str, set[int]] = {}
        self._texts: dict[int, str] = {}
        self._clauses: dict[frozenset[int], int] = {}
        self._clause_groups: list[frozenset[int]] = []
        self._clause_weights: list[float] = []

    def __len__(self) -> int:
        return len(self._weights)

    def inflected(self, word: str) -> int:
        """Give the group of a word's forms."""
        group = self._groups.get(("word", word))
        return self._words("word", word, forms(word)) if group is None else group

    def exact(self, folded: str) -> int:
        """Give the group of one folded surface."""
        group = self._groups.get(("exact", folded))
        return self._words("exact", folded, (folded,)) if group is None else group

    def _words(self, kind: str, key: str, surfaces: Collection[str]) -> int:
        group = self._add(kind, key, sum([_rarity(surface) for surface in surfaces]))
        self._surfaces.extend(map(hash, surfaces))
        self._surface_groups.extend([group] * len(surfaces))
        return group

    def seal(self) -> None:
        """Make it ready to be asked."""
        surfaces = np.array(self._surfaces, np.int64)
        order = surfaces.argsort(kind="stable")
        self._surfaces = array("q", surfaces[order].tobytes())
        self._surface_groups = array("i", np.array(self._surface_groups, np.int32)[order].tobytes())

    def cased(self, cased: str) -> int:
        """Give the group of one form, folded but for its case."""
        group = self._groups.get(("cased", cased))
        if group is None:
            group = self._cased[cased] = self._add("cased", cased, _rarity(cased))
        return group

    def prefix(self, stem: str) -> int:
        """Give the group of all words that begin with a folded stem."""
        group = self._groups.get(("prefix", stem))
        if group is None:
            group = self._prefixes[stem] = self._add("prefix", stem, 5 * _rarity(stem))
            self._prefix_lengths = sorted({*self._prefix_lengths, len(stem)})
        return group

    def hangul(self, stem: str) -> int:
        """Give the group of all Korean words that begin with a stem."""
        group = self._groups.get(("hangul", stem))
        if group is None:
            group = self._hangul[stem] = self._add("hangul", stem, 3 * _rarity(stem * 2))
        return group

    def east(self, text: str) -> int:
        """Give the group of a run of Chinese or Japanese characters."""
        group = self._groups.get(("east", text))
        if group is None:
            group = self._east[text] = self._add("east", text, _rarity(text * 3))
            self._east_lengths.setdefault(text[0], set()).add(len(text))
            self._texts[group] = text
        return group

    def signal(self, name: str) -> int:
        """Give the group of something that a document has or has not, beyond its words; no rarity is known."""
        group = self._groups.get(("signal", name))
        return self._add("signal", name, 1e6) if group is None else group

    def clause(self, groups: Iterable[int]) -> int:
        """Give the clause that one of these groups must be present."""
        key = frozenset(groups)
        clause = self._clauses.get(key)
        if clause is None:
            clause = self._clauses[key] = len(self._clause_groups)
            self._clause_groups.append(key)
            self._clause_weights.append(sum(self._weights[group] for group in key))
        return clause

    def groups_of(self, clause: int) -> frozenset[int]:
        """Give a clause's groups."""
        return self._clause_groups[clause]

    def weight(self, clause: int) -> float:
        """Estimate how often a clause holds, in arbitrary units."""
        return self._clause_weights[clause]

    def east_at(self, run: str, at: int) -> list[int]:
        """Give the groups of the texts that stand at a place of a folded run of characters."""
        lengths = self._east_lengths.get(run[at])
        if not lengths:
            return []
        found = (self._east.get(run[at : at + length]) for length in lengths if at + length <= len(run))
        return [group for group in found if group is not None]

    def east_text(self, group: int) -> str | None:
        """Give the text of a group of Chinese or Japanese characters, None for other groups."""
        return self._texts.get(group)

    def sought(self, group: int) -> tuple[Sought, ...] | None:
        """Tell what a document's folded words must hold for a group: one of these; None where words do not tell."""
        kind, key = self._keys[group]
        match kind:
            case "word":
                return tuple(Sought("word", surface) for surface in sorted(forms(key)))
            case "exact":
                return (Sought("word", key),)
            case "cased":
                return (Sought("word", fold(key)),)
            case "prefix" | "hangul":
                return (Sought("prefix", key),)
            case "east":
                return (Sought("run", key),)
        return None

    def _add(self, kind: str, key: str, weight: float) -> int:
        self._keys.append((kind, key))
        group = self._groups[kind, key] = len(self._weights)
        self._weights.append(weight)
        return group

    def whole(self, folded: str, cased: str) -> Iterator[int]:
        """Give the groups that a word is as a whole, or by its beginning."""
        sought = hash(folded)
        at = bisect_left(self._surfaces, sought)
        while at < len(self._surfaces) and self._surfaces[at] == sought:
            yield self._surface_groups[at]
            at += 1
        if self._cased and (of_case := self._cased.get(fold(cased, cased=True))) is not None:
            yield of_case
        for length in self._prefix_lengths:
            if length > len(folded):
                break
            group = self._prefixes.get(folded[:length])
            if group is not None:
                yield group

    def beginnings(self, part: Part) -> Iterator[tuple[int, int]]:
        """Give the groups that a Korean part begins with, and how much of it each is, or WHOLE."""
        same = len(part.folded) == part.end - part.start
        for length in range(1, len(part.folded) + 1):
            group = self._hangul.get(part.folded[:length])
            if group is not None:
                yield group, length if same else WHOLE


_BY_LENGTH = [1000.0 / (1 + length) ** 2 for length in range(100)]


def _rarity(surface: str) -> float:
    """Guess how often a surface occurs by its length: short words are frequent in every language."""
    return 100.0 if surface.isdigit() else _BY_LENGTH[min(len(surface), 99)]
