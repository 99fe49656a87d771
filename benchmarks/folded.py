"""The text that the peers look into: an article's words, folded, a space around each and a line a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.article import Article
from monitor.core.language.tokens import SEGMENT, Kind, parts
from monitor.core.query.tree import Link

_PARAGRAPH = re.compile(r"\n\s*\n\s*")
Places = Sequence[tuple[int, int]]  # first and beyond the last character in the prepared text


@dataclass(frozen=True, slots=True)
class _Piece:
    """A written word: its folded parts with a space before each, and of each its place, beginning and end in halves.

    Distances count in halves of a word: a Chinese character is one, another word two.
    """

    text: str
    tokens: tuple[tuple[int, int, int], ...]
    halves: int


class Prepared:
    """An article's title, lead and text, folded: a space before and after each word, a line a paragraph."""

    def __init__(self, article: Article) -> None:
        lead, text = (" ".join((part or "").split()) for part in (article.lead, article.text))
        values = (article.title, None if lead in text else article.lead, article.text)
        paragraphs = [paragraph for value in values if value for paragraph in _PARAGRAPH.split(value)]
        self._pieces = [[_piece(raw) for raw in SEGMENT.findall(paragraph)] for paragraph in paragraphs]
        self.text = " \n".join(["".join([piece.text for piece in pieces]) for pieces in self._pieces]) + " "
        self._tokens: list[tuple[int, int, int]] = []
        self._starts: list[int] = []

    def near(self, left: Places, right: Places, link: Link) -> bool:
        """Tell whether a place of each stands as a link says, sharing no word."""
        assert link.distance is not None
        if not self._tokens:
            self._number()
        most, tokens = 2 * link.distance, self._tokens
        others = [self._words(place) for place in right]
        for first, last in map(self._words, left):
            for begin, end in others:
                if last < begin and tokens[begin][1] - tokens[last][2] <= most:
                    return True
                if link.name == "NEAR" and end < first and tokens[first][1] - tokens[end][2] <= most:
                    return True
        return False

    def _words(self, place: tuple[int, int]) -> tuple[int, int]:
        return bisect_right(self._starts, place[0]) - 1, bisect_right(self._starts, place[1] - 1) - 1

    def _number(self) -> None:
        at = halves = 0
        for pieces in self._pieces:
            for piece in pieces:
                self._tokens += [(at + start, halves + begun, halves + ended) for start, begun, ended in piece.tokens]
                at, halves = at + len(piece.text), halves + piece.halves
            at += 2
        self._starts = [token[0] for token in self._tokens]


@lru_cache(maxsize=200_000)
def _piece(raw: str) -> _Piece:
    text, tokens, halves = "", [], 0
    found = parts(raw)
    korean = any(part.kind is Kind.HANGUL for part in found)
    opened, before = False, None
    for part in found:
        east = part.kind is Kind.EAST
        if east and opened:
            halves, opened = halves + 2, False
        text += ("" if east and before is Kind.EAST else " ") + part.folded
        tokens.append((len(text) - len(part.folded), halves, halves + (1 if east else 2)))
        if east or not korean:
            halves += 1 if east else 2
        else:
            opened = True
        before = part.kind
    return _Piece(text, tuple(tokens), halves + (2 if opened else 0))
