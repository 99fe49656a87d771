"""A feed document cut into its items, so that only those that were not seen before need be parsed.

Owns where an item begins and ends, and what is remembered of one: a digest of its text and one of its key, after a
digest of all that stands around the items and bears on them. Never decides on a doubt: it gives up, and the whole
document is parsed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

_SIZE = 8  # bytes of a digest
_MARK = re.compile(r"<(?:!\[CDATA\[|!--|!DOCTYPE|(/?)(?:[A-Za-z][\w.-]{0,20}:)?(?:item|entry)(?=[\s/>]))")
_CLOSING = {"<![CDATA[": "]]>", "<!--": "-->"}
_INHERITED = re.compile(r"xml:(?:lang|base)\s*=\s*[\"'][^\"'<>]{0,2000}")
_ROOT = re.compile(r"<[A-Za-z_][^<>]{0,4000}>")


@dataclass(frozen=True, slots=True)
class Cut:
    """The spans of a document's items (``start``, ``end``), in order, and their digests."""

    text: str
    spans: tuple[tuple[int, int], ...]
    digests: tuple[bytes, ...]

    def only(self, wanted: Sequence[int]) -> str:
        """Return the document with these items and no others."""
        kept, pieces, at = set(wanted), [], 0
        for number, (start, end) in enumerate(self.spans):
            if number not in kept:
                pieces.append(self.text[at:start])
                at = end
        return "".join((*pieces, self.text[at:]))

    def around(self) -> str:
        """Return what of the document's tags bears on its items: the root with its namespaces, bases, languages."""
        head = self.text[: self.spans[0][0]]
        root = _ROOT.search(head)
        return " ".join((root[0] if root else "", *_INHERITED.findall(head)))


def cut(text: str) -> Cut | None:
    """Cut a document into its items; ``None`` where they are not plainly told apart.

    That is with items in items, an item without an end, one item twice, a DTD, or no item.
    """
    spans: list[tuple[int, int]] = []
    start, at = -1, 0
    while mark := _MARK.search(text, at):
        at = mark.end()
        if closing := _CLOSING.get(mark[0]):
            at = text.find(closing, at) + len(closing)
            if at < len(closing):
                return None
        elif mark[0] == "<!DOCTYPE":
            return None
        elif mark[1]:  # the end of an item
            end = text.find(">", at) + 1
            if start < 0 or not end:
                return None
            spans.append((start, end))
            start, at = -1, end
        elif start >= 0:
            return None
        else:
            start = mark.start()
    digests = tuple(digest(text[begin:end]) for begin, end in spans)
    if start >= 0 or not spans or len(set(digests)) < len(digests):
        return None
    return Cut(text, tuple(spans), digests)


def digest(text: str) -> bytes:
    """Return the digest of a text."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=_SIZE).digest()


def packed(around: bytes, items: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return what is remembered of a document: the digest of what is around, then each item's text and key."""
    return around + b"".join(text + key for text, key in items)


def unpacked(seen: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """Return what ``packed`` was given: what is around, and the keys of the items by their texts."""
    size = 2 * _SIZE
    pairs = (seen[at : at + size] for at in range(_SIZE, len(seen) - size + 1, size))
    return seen[:_SIZE], {pair[:_SIZE]: pair[_SIZE:] for pair in pairs}
