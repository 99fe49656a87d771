"""What a poll changes: which items are new, which changed, which only changed their GUIDs.

A GUID reused for another article (another address and another title) is a new event; a feed that changes
all its GUIDs or addresses at once has nothing new in it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.core.feed.model import Entry

_SHIFT_AT_LEAST = 3  # items; fewer prove nothing
_SHIFT_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an item: its key in the feed, fingerprint, folded title and address."""

    key: str
    fingerprint: str
    title_key: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """``reused`` items carry a known GUID with another address and another title: another article, so new.

    ``renamed`` pairs an old key with the item that carries a new one; ``shifted`` says the whole feed did.

    ``gap`` is true where nothing of this document had been seen before: items may have rolled off unseen.
    """

    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    reused: tuple[Entry, ...]
    renamed: tuple[tuple[str, Entry], ...]
    same: tuple[Entry, ...]
    shifted: bool
    gap: bool

    @property
    def to_read(self) -> int:
        """How many items are to be read."""
        return len(self.new) + len(self.changed) + len(self.reused)


@lru_cache(1000)
def title_key(title: str | None) -> str:
    """Fold a title to its words, for recognising it again."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", title or "").casefold()))[:200]


def compare(
    entries: Sequence[Entry], known: Mapping[str, Known], by_title: Mapping[str, str], *, others: int = 0
) -> Changes:
    """Sort a document's items against what is known of its feed.

    ``known`` maps keys of this document that are known; ``by_title`` maps the titles (``title_key``) of this
    document that the feed has shown before, to the key they had then. ``others`` counts the items of the document
    that are left out, known and the same.
    """
    unknown = [entry for entry in entries if entry.key not in known]
    twins = {}
    for entry in unknown:
        old = by_title.get(title_key(entry.title))
        if old is not None and title_key(entry.title):
            twins[entry.key] = old
    shifted = (
        len(unknown) >= _SHIFT_AT_LEAST
        and len(unknown) >= _SHIFT_SHARE * (len(entries) + others)
        and len(twins) >= _SHIFT_SHARE * len(unknown)
    )
    renamed = tuple((twins[e.key], e) for e in unknown if shifted and e.key in twins)
    new = tuple(e for e in unknown if not (shifted and e.key in twins))
    seen = [e for e in entries if e.key in known]
    edited = [e for e in seen if e.fingerprint != known[e.key].fingerprint]
    reused = tuple(e for e in edited if _is_another(e, known[e.key]))
    changed = tuple(e for e in edited if not _is_another(e, known[e.key]))
    same = tuple(e for e in seen if e.fingerprint == known[e.key].fingerprint)
    return Changes(new, changed, reused, renamed, same, shifted, gap=bool(entries) and not (seen or renamed or others))


def _is_another(entry: Entry, known: Known) -> bool:
    return entry.url != known.url and title_key(entry.title) != known.title_key
