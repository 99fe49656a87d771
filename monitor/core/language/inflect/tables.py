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

import re
from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

__all__ = ["Table", "closed_sets", "written_out"]


class _Rule(NamedTuple):
    endings: tuple[str, ...]
    shortest: int  # letters of the whole word
    goes_on: bool


class Table:
    """Rules by suffix; the longest that fits wins."""

    def __init__(
        self,
        text: str,
        sets: Mapping[str, str],
        classes: Mapping[str, str],
        *,
        prefixes: str | None = None,
        telling: str | None = None,
    ) -> None:
        """Read the rules.

        With prefixes, a rule counts only behind one of them or nothing. The endings that match `telling` find
        their rule as the suffix itself does, in words of five letters and more (four where the rule is a root).
        """
        self._rules: dict[str, tuple[_Rule, ...]] = {}
        self._prefixes = None if prefixes is None else frozenset((*prefixes.split(), ""))
        self._longest = 0
        expanded: dict[str, tuple[str, ...]] = {}
        tells = re.compile(telling).search if telling else None
        told: dict[str, tuple[str, ...]] = {}
        for line in text.splitlines():
            left, arrow, right = line.partition("#")[0].partition(">")
            if not arrow:
                continue
            left = left.strip()
            endings = _pieces(right, sets, expanded)
            for alternative in left.removeprefix("+").split(","):
                least, context, suffixes = _left_side(alternative)
                for kept in product(*(classes.get(letter, letter) for letter in context)):
                    before = "".join(kept)
                    replaced = tuple([before.removeprefix("^") + ending for ending in endings])
                    for suffix in _pieces(suffixes, sets, expanded) or ("",):
                        key = before + suffix
                        rule = _Rule(replaced, least + len(key.removeprefix("^")), left.startswith("+"))
                        self._rules[key] = (*self._rules.get(key, ()), rule)
                    for form in filter(tells, replaced) if tells else ():
                        if told.setdefault(form, replaced) is not replaced:
                            told[form] = (*told[form], *replaced)
        for form, endings in told.items():
            shortest = max(5, len(form) + 1) if prefixes is None else 4
            self._rules.setdefault(form, (_Rule(endings, shortest, goes_on=False),))
        self._longest = max(map(len, self._rules), default=0)

    def find(self, word: str) -> list[str]:
        """Give what the rules make of a word, often with repetitions; nothing where none fits."""
        found: list[str] = []
        marked = "^" + word
        length = len(word)
        for size in range(min(self._longest, length + 1), -1, -1):
            rules = self._rules.get(marked[length + 1 - size :])
            if rules is None or (self._prefixes is not None and word[: length - size] not in self._prefixes):
                continue
            ended = False
            stem = word[: max(0, length - size)]
            for endings, shortest, goes_on in rules:
                if length >= shortest:
                    found += [stem + ending for ending in endings]
                    ended = ended or not goes_on
            if ended:
                break
        return found


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
