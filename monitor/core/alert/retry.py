"""When a delivery that failed for a passing reason is tried again.

Full jitter (AWS, "Exponential Backoff And Jitter"), but derived from the delivery's key, so that the same
row always gets the same answer and two rows that failed together do not come back together.
"""

import hashlib

_FIRST = 5.0
_LONGEST = 900.0
_LONGEST_ASKED = 3600.0  # a provider's Retry-After is honoured up to this


def retry_at(now: float, attempt: int, *, key: str, retry_after: float | None = None) -> float:
    """Return when to try again after failed attempt number ``attempt`` (from 1), in Unix seconds.

    Between 5 s and 15 min from now, the bound doubling with each attempt. ``retry_after`` (seconds, as the
    provider asked) is never undercut, but counts for one hour at most.
    """
    bound = min(_LONGEST, 2 * _FIRST * 2.0 ** min(max(attempt, 1) - 1, 16))
    share = share_of(f"{key}:{attempt}")
    delay = _FIRST + share * (bound - _FIRST)
    if retry_after is not None:
        delay = max(delay, min(max(retry_after, 0.0), _LONGEST_ASKED) + share * _FIRST)
    return now + delay


def share_of(key: str) -> float:
    """Return a number in [0, 1) that the key alone decides."""
    return int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:7]) / 2.0**56
