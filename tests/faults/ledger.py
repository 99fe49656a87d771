"""What a person would see: every message that a receiver accepted, and the verdict over all of them."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

TOKEN = re.compile(r"zq[b-m]{5}x")
UPDATE = re.compile(r"^\W*(?:Update|Changed|Removed)\b.*:", re.MULTILINE)
CHANNELS = ("webhook", "slack-hook", "slack-bot", "mail")


@dataclass(frozen=True)
class Accepted:
    """One message about one story, as it was accepted. ``marked``: it says that it may be a repeat."""

    token: str
    channel: str
    marked: bool
    message_id: str | None
    at: float
    update: bool = False  # of a story that was alerted before


@dataclass
class Verdict:
    """Deliveries are (story, channel). Repeats are messages beyond the first that a person would see."""

    alerts: int = 0
    expected: int = 0
    delivered: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)
    out_of_time: list[tuple[str, str]] = field(default_factory=list)  # not there when the run ended: nobody knows
    merged: int = 0  # copies of a mail under one Message-ID
    repeated_askable: list[tuple[str, str]] = field(default_factory=list)  # mail, Slack bot
    repeated_marked: list[tuple[str, str]] = field(default_factory=list)
    repeated_unmarked: list[tuple[str, str]] = field(default_factory=list)
    unexpected: list[tuple[str, str]] = field(default_factory=list)
    updates: int = 0
    updates_repeated: list[tuple[str, str]] = field(default_factory=list)  # and not marked

    @property
    def holds(self) -> bool:
        """Whether the promise was kept, as far as it was seen; with something out of time that is no verdict."""
        broken = self.lost or self.repeated_askable or self.repeated_unmarked or self.unexpected
        return not (broken or self.updates_repeated)

    def shows(self, broken: str) -> bool:
        """Whether it sees what was broken on purpose: alerts lost, or an event alerted for each report."""
        return bool(self.repeated_unmarked if broken == "story-not-unique" else self.lost)


class Ledger:
    """Written by the receivers' threads."""

    def __init__(self) -> None:
        self.accepted: list[Accepted] = []
        self._lock = threading.Lock()

    def accept(self, channel: str, text: str, message_id: str | None = None) -> None:
        """Write down a message that its receiver took."""
        marked, update = "repeat" in text.lower(), UPDATE.search(text) is not None
        with self._lock:
            for token in list(dict.fromkeys(TOKEN.findall(text)))[1 if update else 0 :]:  # the first names the story
                self.accepted.append(Accepted(token, channel, marked, message_id, time.time(), update))

    def arrived(self, of: Callable[[str], str] = str) -> set[tuple[str, str]]:
        """(token, channel) of all alerts that were accepted, by the events' tokens."""
        with self._lock:
            return {(of(one.token), one.channel) for one in self.accepted if not one.update}

    def judge(self, expected: Iterable[str], of: Callable[[str], str] = str, *, in_time: bool = True) -> Verdict:
        """Compare with what was published; ``of`` gives the event's token for that of one of its reports.

        ``in_time``: whether all that was missing had its time to come, so that it is lost.
        """
        tokens = sorted(expected)
        copies: dict[tuple[str, str], list[Accepted]] = defaultdict(list)
        updates: dict[tuple[str, str], list[Accepted]] = defaultdict(list)
        for one in self.accepted:
            if one.update:
                updates[one.token, one.channel].append(one)
            else:
                copies[of(one.token), one.channel].append(one)
        due = [(token, channel) for token in tokens for channel in CHANNELS]
        verdict = Verdict(alerts=len(tokens), expected=len(due))
        for key in due:
            found = copies.pop(key, [])
            if not found:
                (verdict.lost if in_time else verdict.out_of_time).append(key)
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
        verdict.updates = len(updates)
        for key, found in updates.items():
            again = {one.message_id or number: one for number, one in enumerate(found)}
            verdict.updates_repeated += [key] * sum(not one.marked for one in list(again.values())[1:])
        return verdict
