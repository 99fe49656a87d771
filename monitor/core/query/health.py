"""How a watch does: how often it fires, and what to think of one that does not.

Pure arithmetic on times (Unix seconds); what has matched is the caller's to know.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

ENOUGH_ARTICLES = 200  # in the archive before it says anything that none of them matched
_ENOUGH_GAPS = 5
_SILENT = 10.0  # times the usual gap
_BURST = 3600.0  # s: reports that come together are one occasion, or a busy hour would make each day a silence


def usual_gap(times: Sequence[float]) -> float | None:
    """Give the median of the gaps between the times a watch fired, None below five gaps; an hour's are one time."""
    occasions: list[float] = []
    for at in sorted(times):
        if not occasions or at - occasions[-1] >= _BURST:
            occasions.append(at)
    gaps = [later - earlier for earlier, later in pairwise(occasions)]
    return median(gaps) if len(gaps) >= _ENOUGH_GAPS else None


def silence(times: Sequence[float], until: float) -> str | None:
    """Say that a watch has been silent for more than ten times its usual gap, None where it has not.

    ``until`` is when the newest article of all was seen: a daemon that stood still says nothing about a watch.
    """
    gap = usual_gap(times)
    if gap is None or until - max(times) <= _SILENT * gap:
        return None
    return f"has not fired for {in_words(until - max(times))}, usually every {in_words(gap)}"


def never(matches: int, articles: int) -> str | None:
    """Say that a watch has never fired although there are articles enough, None where that means nothing."""
    if matches or articles < ENOUGH_ARTICLES:
        return None
    return f"has never fired; the archive holds {articles:,} articles"


def in_words(seconds: float) -> str:
    """Write a span as a person would: ``12 days``, ``14 h``, ``20 min``."""
    if seconds >= 2 * 86400:
        return f"{seconds / 86400:.0f} days"
    return f"{seconds / 3600:.0f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"
