"""When to poll a feed next: intervals, jitter and back-off.

Owns the arithmetic only. Time enters as an argument and jitter derives from names, so that the same
input gives the same plan; never reads a clock or rolls dice. All times are seconds.
"""

from collections.abc import Sequence
from zlib import crc32

_FASTER = 0.5
_SLOWER = 1.25
_SPREAD = 0.1


def next_interval(current: float, *, new_entries: int, fastest: float, slowest: float) -> float:
    """Return the interval after a poll: half where it brought something new, a quarter longer where not."""
    return _within(current * (_FASTER if new_entries > 0 else _SLOWER), fastest, slowest)


def fastest_within(
    requests_per_hour: float, *, fixed: Sequence[float], others: int, fastest: float, slowest: float
) -> float:
    """Return the shortest interval that keeps ``others`` feeds in the budget, beside those of ``fixed`` intervals."""
    left = requests_per_hour - sum(3600 / every for every in fixed)
    return slowest if left <= 0 else _within(3600 * others / left, fastest, slowest)


def next_poll(now: float, interval: float, *, name: str, fastest: float, not_before: float = 0) -> float:
    """Return the time of the next poll: ``interval`` from ``now`` and up to a tenth of it more.

    The addition derives from ``name`` and the second of ``now``, so that feeds which started together drift
    apart. The result never lies before ``now + fastest`` or ``not_before`` (a server's Retry-After).
    """
    pause = max(interval, fastest)
    share = crc32(f"{name}:{int(now)}".encode()) / 2**32
    return max(now + pause, not_before) + _SPREAD * share * pause


def back_off(failures: int, *, fastest: float, slowest: float) -> float:
    """Return the pause after ``failures`` failed polls in a row: ``fastest``, doubling up to ``slowest``."""
    return _within(fastest * 2.0 ** min(max(failures - 1, 0), 32), fastest, slowest)


def _within(interval: float, fastest: float, slowest: float) -> float:
    return max(fastest, min(interval, slowest))
