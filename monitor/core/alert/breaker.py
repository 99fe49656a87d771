"""Whether a channel is used: a circuit breaker.

    working ──3 failures in a row──▶ open ───┐            open: one delivery tries after 30 s to 15 min
       ▲ │                            │  ▲   │ probe      broken: one tries after 15 min to 1 h
       │ └──refuses us──▶ broken ◀────┘  └───┘ fails
       └───────── a probe that is answered, a reload, a `notify test` that passes

What an open or broken channel is to be told waits; a channel that is down so delays no other. Delays have full
jitter that the key decides, see ``retry``.
"""

from dataclasses import dataclass
from typing import Literal

from monitor.core.alert.retry import share_of

State = Literal["working", "open", "broken"]

LONGEST_OPEN, LONGEST_BROKEN = 900.0, 3600.0  # s until the next probe
_FAILURES = 3
_FIRST_OPEN, _FIRST_BROKEN = 30.0, 900.0
_THE_CHANNELS = frozenset({408, 421, 429})  # other 4xx that pass are one recipient's or one message's (SMTP 450, 452)


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel does. ``failures`` are in a row; ``since`` and ``probe_at`` are Unix seconds, None if it works."""

    state: State = "working"
    failures: int = 0
    since: float | None = None
    probe_at: float | None = None


def health_after(
    health: Health, now: float, *, outcome: str, status: int | None, retry_after: float | None, key: str
) -> Health:
    """Return the health after a delivery through the channel ended as ``outcome``.

    A rejected message shows a channel that works; so does a passing refusal of one recipient.
    """
    if outcome in ("sent", "rejected") or (outcome == "retry" and _of_one_recipient(status)):
        return Health()
    failures, since = health.failures + 1, health.since if health.since is not None else now
    if outcome == "broken" or health.state == "broken":
        bound = LONGEST_BROKEN if health.state == "broken" else 2 * _FIRST_BROKEN
        return Health("broken", failures, since, now + _between(_FIRST_BROKEN, bound, f"{key}:{failures}"))
    if failures < _FAILURES:
        return Health("working", failures)
    bound = min(LONGEST_OPEN, 2 * _FIRST_OPEN * 2.0 ** min(failures - _FAILURES, 16))
    wait = max(_between(_FIRST_OPEN, bound, f"{key}:{failures}"), retry_after or 0.0)
    return Health("open", failures, since, now + min(wait, LONGEST_OPEN))


def _of_one_recipient(status: int | None) -> bool:
    return status is not None and 400 <= status < 500 and status not in _THE_CHANNELS


def _between(first: float, bound: float, key: str) -> float:
    return first + share_of(key) * (bound - first)
