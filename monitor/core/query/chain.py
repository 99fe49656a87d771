"""Which spans of a chain's operands stand together: ``a NEAR/5 b BEFORE/3 c``.

One span an operand; each link holds between its two neighbours; no two of the spans share a word.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from monitor.core.query.island import Island, Span
from monitor.core.query.tree import Link


def together(island: Island, links: Sequence[Link], operands: Sequence[list[Span]]) -> list[list[Span]]:
    """Give each operand's spans that take part in an arrangement; empty when there is none. Spans are sorted."""
    kept = _along(island, links, operands)
    if kept and len(kept) > 2 and _share_words(kept):
        return _arranged(island, links, kept)
    return kept


def related(island: Island, link: Link, left: Span, right: Span) -> bool:
    """Tell whether two spans of neighbouring operands stand as their link says."""
    if left.overlaps(right):
        return False
    if link.distance is None:
        (begun, ended), (start, end) = island.sentences_of(left), island.sentences_of(right)
        return begun <= end and start <= ended
    if left.first < right.first:
        return island.gap(left, right) <= 2 * link.distance
    return link.name == "NEAR" and island.gap(right, left) <= 2 * link.distance


def nearest(island: Island, link: Link, left: Sequence[Span], right: Sequence[Span]) -> int | None:
    """Give the least gap between two operands, in halves of a word, in the link's order; None where all overlap."""
    firsts = [span.first for span in right]
    gaps = []
    for span in left:
        at = bisect_left(firsts, span.first)
        around = right[max(0, at - 4) : at] if link.name == "NEAR" else []
        for other in [*around, *right[at : at + 4]]:
            if not span.overlaps(other) and (link.name == "NEAR" or span.first < other.first):
                gaps.append(island.gap(*sorted((span, other))))
    return min(gaps, default=None)


class _Spans:
    """An operand's spans with a way to those in a stretch of words."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._firsts = [span.first for span in spans]
        self._longest = max((span.last - span.first for span in spans), default=0)

    def beside(self, island: Island, link: Link, span: Span, *, right: bool) -> Iterator[Span]:
        """Give those that may be related to a span, as its ``right`` neighbours or its left ones; some are not."""
        if link.distance is None:
            low, high = island.sentence_reach(span)
        else:
            low, high = island.reach(span, 2 * link.distance)
            if link.name == "BEFORE":
                low, high = (span.last + 1 + self._longest, high) if right else (low, span.first)
        begin = bisect_left(self._firsts, low - self._longest)
        for number in range(begin, bisect_left(self._firsts, high)):
            yield self.spans[number]


def _along(island: Island, links: Sequence[Link], operands: Sequence[list[Span]]) -> list[list[Span]]:
    """Keep what has a related neighbour on each side, along the whole chain and back."""
    kept = [_Spans(operands[0])]
    for link, spans in zip(links, operands[1:], strict=True):
        before = kept[-1]
        kept.append(
            _Spans(
                [
                    right
                    for right in spans
                    if any(
                        related(island, link, left, right) for left in before.beside(island, link, right, right=False)
                    )
                ]
            )
        )
    for number in range(len(links) - 1, -1, -1):
        link, after = links[number], kept[number + 1]
        kept[number] = _Spans(
            [
                left
                for left in kept[number].spans
                if any(related(island, link, left, right) for right in after.beside(island, link, left, right=True))
            ]
        )
    return [list(spans.spans) for spans in kept] if all(spans.spans for spans in kept) else []


def _share_words(operands: Sequence[list[Span]]) -> bool:
    """Tell whether operands that are no neighbours have words in common: only then they may get in each other's way."""
    words = [{word for span in spans for word in range(span.first, span.last + 1)} for spans in operands]
    return any(
        not words[left].isdisjoint(words[right]) for left in range(len(words)) for right in range(left + 2, len(words))
    )


def _arranged(island: Island, links: Sequence[Link], operands: Sequence[list[Span]]) -> list[list[Span]]:
    """Keep what takes part in a whole arrangement without shared words, by trying; chains are short."""
    columns = [_Spans(spans) for spans in operands]
    sure: list[set[Span]] = [set() for _ in operands]

    def extend(chosen: list[Span], fixed: int, span: Span) -> list[Span] | None:
        number = len(chosen)
        if number == len(columns):
            return chosen
        if number == 0:
            candidates: Iterator[Span] = iter(columns[0].spans)
        else:
            candidates = columns[number].beside(island, links[number - 1], chosen[-1], right=True)
        for candidate in [span] if number == fixed else candidates:
            if any(candidate.overlaps(other) for other in chosen):
                continue
            if number and not related(island, links[number - 1], chosen[-1], candidate):
                continue
            if whole := extend([*chosen, candidate], fixed, span):
                return whole
        return None

    for number, spans in enumerate(operands):
        for span in spans:
            if span in sure[number]:
                continue
            whole = extend([], number, span)
            for place, member in enumerate(whole or ()):
                sure[place].add(member)
        if not sure[number]:
            return []
    return [[span for span in spans if span in sure[number]] for number, spans in enumerate(operands)]
