"""A feed against its own rhythm: how often it usually has news, and when its silence is no accident.

Pure arithmetic on times (Unix seconds) at which its items were first seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.query.health import in_words

HISTORY = 14 * 86400.0  # s that a rhythm is taken from
_ENOUGH = 5  # items
_MISSING = 6.0  # items that the rhythm would have brought meanwhile; of a Poisson stream, once in 400 gaps
_BEYOND = 1.5  # times the longest gap so far: nights and weekends are part of a rhythm
_AT_LEAST = 6 * 3600.0  # s
_A_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Silence:
    """``a_day`` items are usual; there has been none for ``seconds``."""

    a_day: float
    seconds: float

    def __str__(self) -> str:
        """``usually 4 a day, none for 36 h``."""
        usual = f"{self.a_day:.0f} a day" if self.a_day >= 1.5 else f"{self.a_day * 7:.0f} a week"
        return f"usually {usual}, none for {in_words(self.seconds)}"


def silence(seen: Sequence[float], *, since: float, until: float) -> Silence | None:
    """Tell whether a feed has fallen silent, from when its items were seen.

    ``since`` is the start of what is known (its baseline, or 14 days ago), ``until`` its last good poll: nothing is
    known of the time after that, so that neither a feed that fails nor a daemon that stood still is called silent.
    """
    times = sorted(seen)
    if len(times) < _ENOUGH:
        return None
    quiet, known = until - times[-1], max(times[-1] - since, _A_DAY)
    longest = max(later - earlier for earlier, later in pairwise(times))
    a_second = len(times) / known
    if quiet < _AT_LEAST or quiet * a_second < _MISSING or quiet <= _BEYOND * longest:
        return None
    return Silence(a_second * _A_DAY, quiet)
