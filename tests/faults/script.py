"""How a receiver answers: by a seeded script, the same for the same seed, message and attempt."""

import random
import threading
from collections import Counter

HTTP = {
    "ok": 0,
    "200 without ok": 3,
    "302": 1,
    "404": 1,
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
        self._met: dict[tuple[str, str], list[str]] = {}
        self._refused: dict[tuple[str, str], int] = {}
        self._asked = 0
        self._lock = threading.Lock()
        self.faults: Counter[str] = Counter()
        self.broken: set[tuple[str, str]] = set()  # met a 404 last: the channel waits for its operator

    def behaviour(self, channel: str, token: str, length: int) -> str:
        """What to do with this attempt; ``length`` is that of the text, so that a shorter one can pass a 400."""
        key = (channel, token)
        with self._lock:
            met = self._met.setdefault(key, [])
            kind = self._choose(key, len(met), length)
            met.append(kind)
            if kind != "ok":
                self.faults[f"SMTP {kind}" if channel == "mail" else kind] += 1
            self.broken.discard(key)
            if kind == "404":
                self.broken.add(key)
            return kind

    def asked(self) -> str:
        """What to do when the history of the Slack channel is asked for."""
        with self._lock:
            self._asked += 1
            rng = random.Random(f"{self._seed}:history:{self._asked}")
            kind = rng.choice(("500", "429", "reset")) if rng.random() < self._chance / 2 else "ok"
            if kind != "ok":
                self.faults[f"history: {kind}"] += 1
            return kind

    def met(self, channel: str, token: str) -> list[str]:
        """What every attempt of a message met."""
        return list(self._met.get((channel, token), []))

    def _choose(self, key: tuple[str, str], attempt: int, length: int) -> str:
        if key in self._refused:
            return "ok" if length < self._refused[key] else "400"
        rng = random.Random(f"{self._seed}:{key[0]}:{key[1]}:{attempt}")
        if attempt >= self._most or rng.random() >= self._chance:
            return "ok"
        table = SMTP if key[0] == "mail" else HTTP
        kinds = [
            kind
            for kind in table
            if (self._hangs or "hang" not in kind)
            and not (key[0] == "webhook" and kind == "200 without ok")
            and not (kind == "400" and key[1].startswith("update"))  # a shorter one may tell of fewer
        ]
        kind = rng.choices(kinds, [table[kind] for kind in kinds])[0]
        if kind == "400":
            self._refused[key] = length
        return kind


def chance_for(faults: int, messages: int, most: int) -> float:
    """The chance of a fault at an attempt that makes about a sixth more than ``faults`` among ``messages``."""
    wanted, low, high = faults * 1.17 / max(messages, 1), 0.0, 0.85
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(middle**k for k in range(1, most + 1)) < wanted else (low, middle)
    return high
