"""How fast this machine is at the moment, for bounds in real seconds."""

import time

_STEPS, _REFERENCE = (
    16_000_000,
    0.22,
)  # s that they take on the machine where the bounds were set, with nothing else on it


def slowness() -> float:
    """How many times slower than that machine this one is now; never below 1, so that a bound is never tightened."""
    begun = time.perf_counter()
    for _ in range(_STEPS):
        pass
    return max(1.0, (time.perf_counter() - begun) / _REFERENCE)
