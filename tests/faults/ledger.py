"""What a person would see: every message that a receiver accepted, and the verdict over all of them."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

TOKEN = re.compile(r"zq\d{5}x")
CHANNELS = ("webhook", "slack-hook", "slack-bot", "mail")


@dataclass(frozen=True)
class Accepted:
    """One message about one story, as it was accepted. ``marked``: it says that it may be a repeat."""

    token: str
    channel: str
    marked: bool
    message_id: str | None
    at: float


@dataclass
class Verdict:
    """Deliveries are (story, channel). Repeats are messages beyond the first that a person would see."""

    alerts: int = 0
    expected: int = 0
    delivered: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)
    merged: int = 0  # copies of a mail under one Message-ID
    repeated_askable: list[tuple[str, str]] = field(default_factory=list)  # mail, Slack bot
    repeated_marked: list[tuple[str, str]] = field(default_factory=list)
    repeated_unmarked: list[tuple[str, str]] = field(default_factory=list)
    unexpected: list[tuple[str, str]] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether the promise was kept."""
        return not (self.lost or self.repeated_askable or self.repeated_unmarked or self.unexpected)


class Ledger:
    """Written by the receivers' threads."""

    def __init__(self) -> None:
        self.accepted: list[Accepted] = []
        self._lock = threading.Lock()

    def accept(self, channel: str, text: str, message_id: str | None = None) -> None:
        """Write down a message that its receiver took."""
        marked = "repeat" in text.lower()
        with self._lock:
            for token in dict.fromkeys(TOKEN.findall(text)):
                self.accepted.append(Accepted(token, channel, marked, message_id, time.time()))

    def arrived(self) -> set[tuple[str, str]]:
        """(token, channel) of everything that was accepted."""
        with self._lock:
            return {(one.token, one.channel) for one in self.accepted}

    def judge(self, expected: Iterable[str]) -> Verdict:
        """Compare with what was published."""
        tokens = sorted(expected)
        copies: dict[tuple[str, str], list[Accepted]] = defaultdict(list)
        for one in self.accepted:
            copies[one.token, one.channel].append(one)
        due = [(token, channel) for token in tokens for channel in CHANNELS]
        verdict = Verdict(alerts=len(tokens), expected=len(due))
        for key in due:
            found = copies.pop(key, [])
            if not found:
                verdict.lost.append(key)
                continue
            verdict.delivered += 1
            if key[1] == "mail":
                seen = len({one.message_id for one in found})
                verdict.merged += len(found) - seen
                verdict.repeated_askable += [key] * (seen - 1)
            elif key[1] == "slack-bot":
                verdict.repeated_askable += [key] * (len(found) - 1)
            else:
                unmarked = sum(not one.marked for one in found[1:])  # in the order in which they came
                verdict.repeated_unmarked += [key] * unmarked
                verdict.repeated_marked += [key] * (len(found) - 1 - unmarked)
        verdict.unexpected = sorted(copies)
        return verdict
