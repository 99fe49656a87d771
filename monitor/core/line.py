"""Whether it is our own line that is down: many hosts fail below HTTP, and nobody has answered for a while.

Pure state, time as an argument (seconds). While the line is down a feed's plan is frozen: its failure is no fault
of its host. Then only a few polls go out now and then, to see whether it is back.
"""

_ENOUGH = 5  # different hosts
_SILENCE = 30.0  # s: hosts that hang end all at once, and with somebody's answer before them it is not the line
_AT_A_TIME = 3
_PAUSE, _LONGEST_PAUSE = 10.0, 120.0  # s between such polls, doubling


class Line:
    """Told of every poll: ``answered`` for any answer of HTTP, ``failed`` for a host that was not reached."""

    def __init__(self, hosts: int) -> None:
        """``hosts`` is how many there are: with few of them all have to fail."""
        self._enough = max(2, min(_ENOUGH, hosts))
        self._lost: set[str] = set()
        self._heard: float | None = None
        self._pause, self._next = _PAUSE, 0.0

    def down(self, now: float) -> bool:
        """Whether so many hosts have failed since anybody answered."""
        if self._heard is None or now < self._heard:  # the start; a clock that went back
            self._heard = now
        return len(self._lost) >= self._enough and now - self._heard >= _SILENCE

    def answered(self, now: float) -> None:
        """Note that somebody answered."""
        self._lost.clear()
        self._heard = now
        self._pause, self._next = _PAUSE, 0.0

    def failed(self, host: str, now: float) -> None:
        """Note that a host was not reached."""
        if self._heard is None:
            self._heard = now
        if len(self._lost) < _ENOUGH:
            self._lost.add(host)

    def room(self, now: float, wanted: int) -> int:
        """Return how many of the ``wanted`` polls may go out now."""
        if not self.down(now):
            return wanted
        if self._next - _LONGEST_PAUSE <= now < self._next:
            return 0
        self._next, self._pause = now + self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        return min(wanted, _AT_A_TIME)
