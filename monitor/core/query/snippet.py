"""The snippet of a match: the stretch of text that shows most of what was asked for, its hits marked.

Plain text; hits stand between ⟦ and ⟧, overlapping ones as one. Escapes nothing else: whoever shows it does.
"""

from bisect import bisect_right
from collections.abc import Sequence

from monitor.core.query.model import Hit

OPENING, CLOSING = "⟦", "⟧"
_LONGEST = 280
_BEFORE = 60
_Window = tuple[tuple[int, int, int], tuple[str, int], int, int]  # terms, hits and minus its start; place, start, end


def snippet(hits: Sequence[Hit], values: dict[tuple[str, int], str]) -> str:
    """Mark the hits in the best stretch of a value; ``values`` holds the text of each (field, index).

    The text goes first, then what is quoted, the title where neither was hit, then other fields.
    """
    places = sorted({(hit.field, hit.index) for hit in hits if (hit.field, hit.index) in values}, key=_preference)
    if not places:
        return ""
    rank = _preference(places[0])[0]
    best: _Window | None = None
    for place in places:
        if _preference(place)[0] == rank:
            best = _best_window(place, hits, values[place], best)
    assert best is not None
    _, place, start, end = best
    return _marked(values[place], start, end, [h for h in hits if (h.field, h.index) == place])


def _preference(place: tuple[str, int]) -> tuple[int, str, int]:
    order = {"text": 0, "lead": 0, "quotes.text": 1, "title": 2}
    return order.get(place[0], 3), *place


def _best_window(place: tuple[str, int], hits: Sequence[Hit], text: str, best: _Window | None) -> _Window | None:
    """Give the best of the windows that begin shortly before each hit, if it is better than the best known."""
    here = sorted((hit for hit in hits if (hit.field, hit.index) == place), key=lambda hit: hit.start)
    starts = [hit.start for hit in here]
    for number, hit in enumerate(here[:200]):
        most = bisect_right(starts, max(hit.end, hit.start + _LONGEST)) - number
        if best is not None and (most, most, -hit.start) < best[0]:
            continue
        start, end = _borders(text, hit)
        inside = [other for other in here[number : number + min(most, 40)] if other.end <= end]
        rating = len({other.term for other in inside}), len(inside), -hit.start
        if best is None or rating > best[0]:
            best = rating, place, start, end
    return best


def _borders(text: str, hit: Hit) -> tuple[int, int]:
    start = 0 if len(text) <= _LONGEST else max(0, hit.start - _BEFORE)
    end = min(len(text), max(hit.end, start + _LONGEST))
    start = max(0, min(start, end - _LONGEST))
    if start > 0:  # begin with a whole word, of spaced scripts
        space = text.find(" ", start, hit.start)
        start = space + 1 if 0 <= space - start < 30 else start
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", hit.end, end)
        end = space if space > end - 30 else end
    return start, end


def _marked(text: str, start: int, end: int, hits: Sequence[Hit]) -> str:
    merged: list[list[int]] = []
    for begun, ended in sorted((hit.start, hit.end) for hit in hits if hit.start < end and hit.end > start):
        begun, ended = max(begun, start), min(ended, end)
        if merged and begun < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], ended)
        else:
            merged.append([begun, ended])
    pieces, at = [], start
    for begun, ended in merged:
        pieces += [_plain(text[at:begun]), OPENING, _plain(text[begun:ended]), CLOSING]
        at = ended
    pieces.append(_plain(text[at:end]))
    body = " ".join("".join(pieces).split())
    return ("… " if start > 0 else "") + body + (" …" if end < len(text) else "")


def _plain(text: str) -> str:
    return text.replace(OPENING, "[").replace(CLOSING, "]")
