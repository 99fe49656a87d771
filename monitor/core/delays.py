"""How long news took: from its publication until it was seen, and from there until the first was told of it.

Pure arithmetic on Unix seconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds, in no order. A publisher's clock that is ahead counts as no delay."""

    published_seen: list[float] = field(default_factory=list)
    seen_alerted: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Items, median and 95th percentile of each, ``null`` without items."""
        return {"published_seen": _summary(self.published_seen), "seen_alerted": _summary(self.seen_alerted)}

    def in_words(self) -> str:
        """The medians: ``3 min + 4 s``; empty where nothing is known."""
        if not self.published_seen and not self.seen_alerted:
            return ""
        return " + ".join(_short(_quantile(values, 0.5)) for values in (self.published_seen, self.seen_alerted))


def delays(rows: Iterable[tuple[str, float | None, float, float | None]]) -> dict[str, Delays]:
    """Gather (name, published, seen, sent) rows by name; what is not known is left out."""
    found: dict[str, Delays] = {}
    for name, published, seen, sent in rows:
        one = found.setdefault(name, Delays())
        if published is not None:
            one.published_seen.append(max(0.0, seen - published))
        if sent is not None:
            one.seen_alerted.append(max(0.0, sent - seen))
    return found


def _quantile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least ``share`` of them do not exceed, None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else None


def _summary(values: Sequence[float]) -> dict[str, Any]:
    return {"items": len(values), "median": _quantile(values, 0.5), "p95": _quantile(values, 0.95)}


def _short(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
