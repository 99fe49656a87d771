"""When feeds publish: traces made by rule, like those of real feeds in rates, hours, bursts and watched shares.

Calibrated by figures of public feeds: rates a day with the quartiles 0.9, 14 and 29 and a tail to 250; a night of a
third of the evening; one item in eight within a minute of the one before; a median watched share of 7 %, a quarter
of the feeds with none. The same every time.
"""

import math
import random
from itertools import pairwise
from typing import Any

DAY, HOUR = 86400.0, 3600.0
_QUANTILES = ((0.0, 0.14), (0.1, 0.2), (0.25, 0.9), (0.5, 14.0), (0.75, 29.0), (0.9, 52.0), (0.97, 90.0), (1.0, 250.0))
_SHARES = ((0.0, 0.0), (0.25, 0.005), (0.5, 0.07), (0.75, 0.134), (0.9, 0.32), (1.0, 1.0))
_HOLDS = (10, 20, 20, 20, 20, 20, 20, 25, 50, 100)


def generated(count: int, days: int, seed: int = 7) -> list[dict[str, Any]]:
    """Return ``count`` feeds: ``t`` (seconds; below 0 is what the feed already holds), ``watched`` and ``holds``."""
    dice = random.Random(seed)
    return [_feed(dice, (index + 0.5) / count, days) for index in range(count)]


def _feed(dice: random.Random, quantile: float, days: int) -> dict[str, Any]:
    rate = _at(quantile, _QUANTILES, log=True) / DAY
    share = _at(dice.random(), _SHARES)
    peak, depth = dice.choice((1, 3, 20, 22, 23)) + dice.gauss(0, 1.5), dice.uniform(0.2, 0.9)
    weekend = dice.choice((1.0, 1.0, 0.8, 0.5))
    times: list[float] = []
    at = -7 * DAY
    drift = 1.0
    while at < days * DAY:
        # the rate of a thinned process: hours, weekends and a slow drift of the newsroom's mood
        at += dice.expovariate(rate * 2.5)
        drift = min(2.0, max(0.5, drift * math.exp(dice.gauss(0, 0.02))))
        level = (1 + depth * math.cos((at / HOUR - peak) * math.pi / 12)) * drift
        level *= weekend if int(at // DAY) % 7 >= 5 else 1.0
        if dice.random() * 2.5 < level * 0.85:
            times.append(round(at))
            while dice.random() < 0.13:
                times.append(round(times[-1] + dice.uniform(0, 60)))
    times.sort()
    return {"t": times, "watched": [int(dice.random() < share) for _ in times], "holds": dice.choice(_HOLDS)}


def _at(quantile: float, points: tuple[tuple[float, float], ...], *, log: bool = False) -> float:
    for (left, low), (right, high) in pairwise(points):
        if quantile <= right:
            part = (quantile - left) / (right - left)
            return low * (high / low) ** part if log else low + (high - low) * part
    return points[-1][1]
