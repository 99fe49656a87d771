"""What becomes of a delivery after an attempt.

    pending ──claim──▶ sending ──▶ sent
                          │──▶ retry ────▶ sending    it did not arrive: tried again after 5 s to 15 min
                          │──▶ retry (short) ─▶ …     it was refused: once more, as short plain text, at once
                          │──▶ unknown ──▶ sending    it may have arrived: asked where the channel can be asked,
                          │                           else sent again, marked; each time after four times as long
                          └──▶ dead                   refused twice, a recipient that is refused, or 72 h of trying
    dead ──alerts retry──▶ pending

A repeat that says so is better than a loss, so nothing is given up within the 72 hours because its ends were
ambiguous; but each ambiguous send may be one that a person sees, so they grow rare: about ten in 72 hours.
"""

from dataclasses import dataclass
from typing import Literal

from monitor.core.alert.retry import retry_at, share_of

State = Literal["sent", "retry", "unknown", "dead"]

KEPT_TRYING = 72 * 3600.0  # s: what still fails after this is dead
_AMBIGUOUS, _GROWS, _LONGEST = 10.0, 4.0, 86_400.0  # s until the second such send, how that grows, and to what
_SHORTER_HELPS = frozenset({552, 554})  # RFC 5321 4.2.3: too large; refused for what it says


@dataclass(frozen=True, slots=True)
class Next:
    """The delivery's next state, when it is due again (Unix seconds), and what stays with it."""

    state: State
    due: float
    short: bool
    maybe_repeat: bool


def decide(
    now: float,
    *,
    outcome: str,
    status: int | None,
    retry_after: float | None,
    attempts: int,
    ambiguous: int,
    first_failed: float | None,
    short: bool,
    maybe_repeat: bool,
    key: str,
) -> Next:
    """Decide after an attempt that ended as ``outcome`` (sent, retry, unknown, broken or rejected).

    ``attempts`` counts this one, ``ambiguous`` the unknown ends before it; ``maybe_repeat`` is whether one of those
    is still unresolved. A ``status`` of 5yz with a rejection is SMTP's: HTTP's 5xx are passing. ``broken`` is due at
    once, since the channel's breaker holds it.
    """
    if outcome == "sent":
        return Next("sent", now, short, maybe_repeat)
    if outcome == "rejected":
        of_mail = status is not None and status >= 500
        again = not short and (not of_mail or status in _SHORTER_HELPS)
        return Next("retry" if again else "dead", now, short or again, maybe_repeat)
    unknown = outcome == "unknown"
    if first_failed is not None and now - first_failed >= KEPT_TRYING:
        return Next("dead", now, short, maybe_repeat or unknown)
    if outcome == "broken":
        return Next("retry", now, short, maybe_repeat)
    if unknown:
        gap = min(_LONGEST, _AMBIGUOUS * _GROWS ** min(ambiguous, 16))
        return Next("unknown", now + gap * (1 + share_of(f"{key}:unknown:{ambiguous}")) / 2, short, True)
    return Next("retry", retry_at(now, attempts, key=key, retry_after=retry_after), short, maybe_repeat)
