"""Suffix tables: how paradigms are written down, and the search for the one that a word's end names.

A table is text, one rule a line, `#` begins a comment:

    л|ец > ец ьц*MC0        кто: владелец, владельца

Left of `>` stand the word's last letters: what is before `|` is kept, what is after it is replaced by each piece
on the right. A capital Latin letter is a class of letters, `X*SET` is X before each ending of a named set (on the
left as well: `C|н*LONG`), `.` is nothing, `^` is the word's beginning, commas part several left sides. `3:` asks for
three letters before the suffix at least; a leading `+` adds the rule to what the next shorter suffix gives, where
otherwise the longest suffix alone counts. Owns no paradigm itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

__all__ = ["Table", "closed_sets", "written_out"]


class _Rule(NamedTuple):
    endings: tuple[str, ...]
    replaced: int  # letters at the word's end that give way to an ending
    shortest: int  # letters of the whole word
    goes_on: bool


class Table:
    """Rules by suffix, read when first asked; the longest that fits wins."""

    def __init__(
        self,
        text: str,
        sets: Mapping[str, str],
        classes: Mapping[str, str],
        *,
        prefixes: str | None = None,
        telling: str = "",
    ) -> None:
        """Take the rules.

        With prefixes, a rule counts only behind one of them or nothing. The endings that end like `telling` find
        their rule as the suffix itself does, in words of five letters and more (four where the rule is a root).
        """
        self._source = (text, sets, classes, telling)
        self._prefixes = None if prefixes is None else frozenset((*prefixes.split(), ""))
        self._rules: dict[str, tuple[_Rule, ...]] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}  # of the suffixes, longest first, by a word's last two letters

    def find(self, word: str) -> list[str]:
        """Give what the rules make of a word, often with repetitions; nothing where none fits."""
        if not self._sizes:
            self._read()
        sizes = self._sizes.get(word[-2:]) or self._sizes.get(word[-1])
        found: list[str] = []
        if sizes is None:
            return found
        marked = "^" + word
        for size in sizes:
            rules = self._rules.get(marked[-size:])
            if rules is None or (self._prefixes is not None and word[:-size] not in self._prefixes):
                continue
            ended = False
            length = len(word)
            for endings, replaced, shortest, goes_on in rules:
                if length >= shortest:
                    if endings:  # joined and split: half the time of adding the stem to each
                        stem = word[: length - replaced]
                        found += (stem + f" {stem}".join(endings)).split(" ")
                    ended = ended or not goes_on
            if ended:
                break
        return found

    def _read(self) -> None:
        text, sets, classes, telling = self._source
        rules: dict[str, list[_Rule]] = {}
        told: dict[str, list[_Rule]] = {}
        tells = tuple(telling.split())
        expanded: dict[str, tuple[str, ...]] = {}
        for line in text.splitlines():
            left, arrow, right = line.partition("#")[0].partition(">")
            if not arrow:
                continue
            left = left.strip()
            goes_on = left.startswith("+")
            endings = tuple(dict.fromkeys(_pieces(right, sets, expanded)))
            for alternative in left.removeprefix("+").split(","):
                least, context, suffixes = _left_side(alternative)
                befores = ["".join(kept) for kept in product(*(classes.get(letter, letter) for letter in context))]
                for suffix in _pieces(suffixes, sets, expanded) or ("",):
                    replaced = len(suffix.removeprefix("^"))
                    shortest = least + len(befores[0].removeprefix("^")) + replaced
                    rule = _Rule(endings, replaced, shortest, goes_on)
                    for before in befores:
                        rules.setdefault(before + suffix, []).append(rule)
                if tells:
                    _tell(tells, befores, endings, told, root=self._prefixes is not None)
        for form, found in told.items():
            rules.setdefault(form, found)
        self._rules = {suffix: tuple(found) for suffix, found in rules.items()}
        self._sizes = _sizes(rules)


def _tell(
    tells: tuple[str, ...],
    befores: Sequence[str],
    endings: tuple[str, ...],
    told: dict[str, list[_Rule]],
    *,
    root: bool,
) -> None:
    """Add a rule for each of the endings, with what may stand before them, that tells its word."""
    for ending in endings:
        told_alone = ending.endswith(tells)
        for before in befores:
            form = before + ending
            if told_alone or form.endswith(tells):
                found = told.setdefault(form, [])
                if all(other.endings is not endings for other in found):
                    shortest = 4 if root else max(5, len(form) + 1)
                    found.append(_Rule(endings, len(ending), shortest, goes_on=False))


def _sizes(suffixes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Give the sizes of the suffixes that a word's last two letters, or its last, leave possible."""
    found: dict[str, set[int]] = {}
    for suffix in suffixes:
        found.setdefault(suffix[-2:], set()).add(len(suffix))
    return {end: tuple(sorted(sizes | found.get(end[-1], set()), reverse=True)) for end, sizes in found.items()}


def closed_sets(text: str) -> dict[str, frozenset[str]]:
    """Read paradigms written out, one a line: each of its forms finds the whole line."""
    found: dict[str, frozenset[str]] = {}
    for line in text.splitlines():
        words = frozenset(line.partition("#")[0].split())
        for word in words:
            found[word] = found.get(word, frozenset()) | words
    return found


def written_out(text: str) -> str:
    """Repeat a line that ends with `@ letters` for each of the letters."""
    lines = []
    for line in text.splitlines():
        rule, _, letters = line.partition("#")[0].rpartition(" @ ")
        lines += [rule.rstrip().replace("@", letter) for letter in letters.strip()] if rule else [line]
    return "\n".join(lines)


def _left_side(text: str) -> tuple[int, str, str]:
    number, colon, rest = text.strip().rpartition(":")
    context, _, suffixes = rest.rpartition("|")
    return int(number) if colon else 0, context, suffixes


def _pieces(text: str, sets: Mapping[str, str], expanded: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    for piece in text.split():
        before, star, name = piece.rpartition("*")
        name = name if star else piece
        if name in sets:
            if name not in expanded:
                expanded[name] = _pieces(sets[name], sets, expanded)
            found += [before + ending for ending in expanded[name]]
        elif star:
            raise KeyError(piece)
        else:
            found.append("" if piece == "." else piece)
    return tuple(found)
