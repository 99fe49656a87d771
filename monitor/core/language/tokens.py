"""Words of a text: where they stand, of what parts they are, and how many words each counts for.

A *segment* is what stands between spaces and punctuation (hyphens separate). It falls into *parts* where
letters meet digits and where the script changes: KN23 is kn + 23 like KN-23 and KN 23, ICBM을 is icbm + 을.
A Chinese or Japanese run has one part a character. Owns nothing of queries; never sees an article.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from monitor.core.language.fold import APOSTROPHES, IGNORED, LETTER, MARKS, fold, scripts

_APOSTROPHE = f"[{re.escape(APOSTROPHES)}]"
_INITIAL = "[A-Za-zА-Яа-яЁёЄєІіЇїҐґ]"
_LETTERS = rf"(?:[^\W_]++|[{MARKS}{IGNORED}]++)++"
SEGMENT = re.compile(
    # U.S., т.е.: initials with dots are one word; 4.75 and 26,500 are one number; else letters and apostrophes
    rf"(?:{_INITIAL}\.){{2,}}(?:{_INITIAL}(?!{LETTER}))?(?:{_APOSTROPHE}s(?!{LETTER}))?"
    rf"|(?<!\d[.,])(?:\d++(?:,\d{{3}})++(?![\d,]){LETTER}*|\d+[.,]\d+(?![.,]?\d){LETTER}*)"
    rf"|{_LETTERS}(?:{_APOSTROPHE}{_LETTERS})*"
)
_CJ = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff\uffa0-\uffdc"
_EXTRA = f"[{MARKS}{IGNORED}]"
_RUNS = re.compile(
    rf"(?P<east>[{_CJ}](?:[{MARKS}{IGNORED}\uff9e\uff9f])*)"
    rf"|(?P<hangul>(?:[{_HANGUL}]{_EXTRA}*)+)"
    rf"|(?P<digits>\d(?:[\d]|[.,](?=\d)|{_EXTRA})*)"
    rf"|(?P<letters>(?:[^\W\d_{_CJ}{_HANGUL}]|{_EXTRA}|{_APOSTROPHE}|\.)+)"
    rf"|(?P<other>[^\W_])"
)
# A segment that is one part.
SIMPLE = re.compile("[A-Za-z]+|[А-Яа-яЁёЄєІіЇїҐґ]+|[0-9]+")
_POSSESSIVE = re.compile(rf"(?<=.){_APOSTROPHE}[sSѕЅ]?{_EXTRA}*$")
_ALNUM = re.compile(r"[^\W_]")
_EDGE = APOSTROPHES + "."
_ONE_SCRIPT = re.compile(r"[Ѐ-ԯ]+|[^Ѐ-ԯ]+")


class Kind(IntEnum):
    """What a part is made of; it decides how a term may match it."""

    LETTERS = 0
    DIGITS = 1
    HANGUL = 2
    EAST = 3  # a Chinese or Japanese character


_KINDS = {"hangul": Kind.HANGUL, "east": Kind.EAST}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a segment: ``start``/``end`` count from the segment's start, ``cased`` is folded but for its case."""

    start: int
    end: int
    folded: str
    cased: str
    kind: Kind


def segments(text: str) -> Iterator[re.Match[str]]:
    """Find the segments of a text, in order; some (of ignored characters only) may have no parts."""
    return SEGMENT.finditer(text)


def parts(segment: str) -> tuple[Part, ...]:
    """Cut a segment into its parts, without a final ``'s``."""
    if SIMPLE.fullmatch(segment):
        kind = Kind.DIGITS if segment[0].isdigit() else Kind.LETTERS
        return (Part(0, len(segment), fold(segment), fold(segment, cased=True), kind),)
    return tuple(part for part in _cut(segment) if _ALNUM.search(part.folded))


def _cut(segment: str) -> Iterator[Part]:
    stop = _POSSESSIVE.search(segment)
    body = segment[: stop.start()] if stop else segment
    for run in _RUNS.finditer(body):
        start, end, raw = run.start(), run.end(), run[0]
        if run.lastgroup == "letters":
            yield from _letters(raw, start)
        else:
            folded = fold(raw)
            yield Part(start, end, folded, folded, _KINDS.get(run.lastgroup or "", Kind.DIGITS))


def _letters(raw: str, start: int) -> Iterator[Part]:
    """Letters of one script, of both where they are look-alikes, or cut where the script changes."""
    dotted = "." in raw  # initials: their last dot belongs to them
    inner = raw.strip(_EDGE)
    start += raw.index(inner) if inner else 0
    cased = fold(inner.replace(".", ""), cased=True)
    if all(scripts(cased)):
        for piece in _ONE_SCRIPT.finditer(inner):
            bare = piece[0].strip(_EDGE)
            folded = fold(bare)
            yield Part(start + piece.start(), start + piece.end(), folded, fold(bare, cased=True), Kind.LETTERS)
        return
    end = start + len(inner) + (1 if dotted and raw.endswith(".") else 0)
    yield Part(start, end, fold(inner.replace(".", "")), cased, Kind.LETTERS)
