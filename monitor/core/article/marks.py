"""Spans of quotation marks in a paragraph, of every kind that news is set in. Owns pairing; never asks who speaks."""

import re
from dataclasses import dataclass

_PAIRS = {"“": "”", "«": "»", "„": "“”", "「": "」", "『": "』", "‘": "’", "＂": "＂", '"': '"', "”": "”"}
_OPENER = re.compile(r"[“«„「『\"＂‘]")
_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Span:
    """A quotation in a paragraph: offsets of the marks (``end`` after the closing one), the words inside, whether it was closed."""

    start: int
    end: int
    text: str
    closed: bool


def quote_spans(paragraph: str) -> list[Span]:
    """The outermost quotations of a paragraph; one that is opened and not closed runs to its end."""
    spans: list[Span] = []
    position = 0
    while found := _OPENER.search(paragraph, position):
        start, mark = found.start(), found[0]
        if not _opens(paragraph, start, mark):
            position = start + 1
            continue
        end = _closing(paragraph, start, mark)
        if end is None:
            if mark in "‘" or len(paragraph) - start < 20:
                position = start + 1
                continue
            # An unclosed mark means that the next paragraph carries the quotation on.
            spans.append(Span(start, len(paragraph), paragraph[start + 1 :].strip(), closed=False))
            break
        inside = paragraph[start + 1 : end].strip()
        if inside:
            spans.append(Span(start, end + 1, inside, closed=True))
        position = end + 1
    return spans


def _opens(paragraph: str, start: int, mark: str) -> bool:
    before = paragraph[start - 1] if start else " "
    after = paragraph[start + 1] if start + 1 < len(paragraph) else " "
    if after.isspace() and mark in '"‘＂':
        return False
    if mark == "‘":
        return not before.isalnum()
    return mark not in '"＂' or not before.isdigit() or not after.isspace()


def _closing(paragraph: str, start: int, mark: str) -> int | None:
    closers = _PAIRS[mark]
    depth = 1
    for position in range(start + 1, min(len(paragraph), start + _LONGEST)):
        char = paragraph[position]
        if mark == "‘":
            if char == "’" and not (position + 1 < len(paragraph) and paragraph[position + 1].isalnum()):
                return position
            continue
        if char == mark and mark not in closers:
            # “ … “ : a second opening mark before the closing one; an editor's slip closes it where the first words follow.
            if mark == "“" and position + 1 < len(paragraph) and paragraph[position + 1] in " ,.":
                return position
            depth += 1
        elif char in closers:
            if mark in '"＂' and _is_opening_here(paragraph, position):
                continue
            depth -= 1
            if depth == 0:
                return position
    return None


def _is_opening_here(paragraph: str, position: int) -> bool:
    """A straight mark after a space and before a letter opens a nested quotation; it cannot close one."""
    before = paragraph[position - 1]
    after = paragraph[position + 1] if position + 1 < len(paragraph) else " "
    return before.isspace() and not after.isspace()
