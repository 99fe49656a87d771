"""What makes an entry one: its key, its fingerprint, its address.

Owns identity within a feed; whether an entry is news is novelty.py's.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from monitor.core.address import canonical_key
from monitor.core.feed.model import Entry
from monitor.core.feed.text import cleaned

MOST_ENTRIES = 5_000
CUT = f"more than {MOST_ENTRIES} entries: only the first are read"
_LONGEST_KEY = 500
_LONGEST_URL = 8_000


def absolute(link: object, base: str | None) -> str | None:
    """Resolve a link against its base; ``None`` for anything but http and https with a host."""
    if not isinstance(link, str):
        return None
    link = "".join(cleaned(link[: _LONGEST_URL * 2]).split("\n")).strip().replace("\t", "").replace("\r", "")
    if not link:
        return None
    try:
        resolved = urljoin(base or "", link)
        parts = urlsplit(resolved)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and len(resolved) <= _LONGEST_URL
    except ValueError:  # "http://[": not an IPv6 address
        return None
    return resolved.replace(" ", "%20") if usable else None


def key_of(guid: str | None, url: str | None, title: str | None, date: str, text: str) -> str:
    """Return what identifies an entry within its feed.

    It is the GUID, else the address, else a hash of title and date, or of the text where there is no title.
    """
    if guid and (guid := " ".join(cleaned(guid[:100_000]).split())):
        return guid if len(guid) <= _LONGEST_KEY else "sha256:" + _digest(guid)
    if url:
        key = canonical_key(url)
        return key if len(key) <= _LONGEST_KEY else "sha256:" + _digest(key)
    return "sha256:" + (_digest(title or "", date) if title else _digest(text, date))


def fingerprint_of(url: str | None, title: str | None, text: str) -> str:
    """Return a hash of what a reader would see.

    Dates are left out: there are feeds that stamp every entry anew at each request.
    """
    return _digest(title or "", canonical_key(url) if url else "", text)[:32]


def told_apart(entries: Sequence[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Make the keys of a document distinct, and say in warnings what was done.

    Where one GUID stands on several addresses, each of them gets its address into the key; where the address is the
    same too, its title, then its text. Every bearer is renamed, not only the later ones, so that their order does
    not matter. A mere repetition of an entry is left out.
    """
    warnings = []
    held: tuple[Entry, ...] = tuple(entries)
    for part, attribute in (("addresses", "url"), ("titles", "title"), ("texts", "fingerprint")):
        values: dict[str, set[str | None]] = defaultdict(set)
        for entry in held:
            values[entry.key].add(getattr(entry, attribute))
        shared = {key for key, found in values.items() if len(found) > 1}
        if shared:
            warnings.append(f"{len(shared)} GUIDs stand on several {part}, such as {min(shared)[:80]!r}")
            held = tuple(_renamed(e, getattr(e, attribute)) if e.key in shared else e for e in held)
    counts = Counter(entry.key for entry in held)
    if len(counts) < len(held):
        warnings.append(f"{len(held) - len(counts)} entries are repetitions")
        held = tuple({entry.key: entry for entry in reversed(held)}.values())[::-1]
    return held, tuple(warnings)


def _renamed(entry: Entry, by: str | None) -> Entry:
    return entry.model_copy(update={"key": f"{entry.key[:_LONGEST_KEY]} {_digest(by or '')[:16]}"})


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
