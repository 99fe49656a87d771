"""How a receiver answers: by a seeded script, the same for the same seed, message and attempt."""

import random
import threading
from collections import Counter

HTTP = {
    "ok": 0,
    "200 without ok": 3,
    "302": 1,
    "400": 3,
    "429 with Retry-After": 3,
    "500": 4,
    "hang": 0.4,
    "accept, then hang": 0.4,
    "reset before accepting": 4,
    "accept, then reset": 4,
}
SMTP = {
    "451": 5,
    "hang": 0.4,
    "drop before accepting": 4,
    "accept, then drop": 4,
}


class Script:
    """``chance`` is that of a fault at an attempt, ``most`` how many one message meets on one channel."""

    def __init__(self, seed: int, *, chance: float, most: int, hangs: bool) -> None:
        self._seed, self._chance, self._most, self._hangs = seed, chance, most, hangs
        self._attempts: Counter[tuple[str, str]] = Counter()
        self._refused: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()
        self.faults: Counter[str] = Counter()
        self.broken: set[tuple[str, str]] = set()  # met a 302 last: the channel waits for its operator

    def behaviour(self, channel: str, token: str, length: int) -> str:
        """What to do with this attempt; ``length`` is that of the text, so that a shorter one can pass a 400."""
        key = (channel, token)
        with self._lock:
            attempt = self._attempts[key]
            self._attempts[key] += 1
            self.broken.discard(key)
            if key in self._refused:
                if length < self._refused[key]:
                    return "ok"
                self.faults["400"] += 1
                return "400"
            rng = random.Random(f"{self._seed}:{channel}:{token}:{attempt}")
            if attempt >= self._most or rng.random() >= self._chance:
                return "ok"
            table = SMTP if channel == "mail" else HTTP
            kinds = [
                kind
                for kind in table
                if (self._hangs or "hang" not in kind) and not (channel == "webhook" and kind == "200 without ok")
            ]
            kind = rng.choices(kinds, [table[kind] for kind in kinds])[0]
            self.faults[f"SMTP {kind}" if channel == "mail" else kind] += 1
            if kind == "400":
                self._refused[key] = length
            if kind == "302":
                self.broken.add(key)
            return kind

    def attempts(self, channel: str, token: str) -> int:
        """How often a message was tried."""
        return self._attempts[channel, token]


def chance_for(faults: int, messages: int, most: int) -> float:
    """The chance of a fault at an attempt that makes about a sixth more than ``faults`` among ``messages``."""
    wanted, low, high = faults * 1.17 / max(messages, 1), 0.0, 0.85
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(middle**k for k in range(1, most + 1)) < wanted else (low, middle)
    return high
