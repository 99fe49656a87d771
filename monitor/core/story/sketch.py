"""The sketch of a text: the smallest hashes of its word pairs, the same in every process and for ever.

Words are folded; Chinese, Japanese and Korean (where particles cling to words) go by pairs of characters.
"""

import re
from hashlib import blake2b

import numpy as np

from monitor.core.language import fold

SIZE = 64
_MOST = 20_000  # characters of a text that are looked at
_REMEMBERED = 200_000
_EAST = r"\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff가-힣"
_TOKEN = re.compile(rf"[{_EAST}]|[^\W_{_EAST}]+")
_LEFT, _MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_HALF, _REST = np.uint64(31), np.uint64(27)


class Sketcher:
    """Makes sketches; remembers the hashes of words, within bounds."""

    def __init__(self) -> None:
        self._hashes: dict[str, int] = {}

    def sketch(self, text: str) -> tuple[int, ...]:
        """Give the ``SIZE`` smallest hashes of a text's word pairs, ascending; fewer of a short text."""
        known = self._hashes
        if len(known) > _REMEMBERED:
            known.clear()
        words = _TOKEN.findall(text[:_MOST])
        known.update((word, _hash(word)) for word in set(words).difference(known))
        hashes = np.fromiter(map(known.__getitem__, words), np.uint64, len(words))
        if len(hashes) < 2:
            return ()
        pairs = (hashes[:-1] * _LEFT) ^ (hashes[1:] + (hashes[:-1] >> _HALF))
        pairs = (pairs ^ (pairs >> _REST)) * _MIX
        pairs ^= pairs >> _HALF
        if len(pairs) > 4 * SIZE:
            pairs = np.partition(pairs, 4 * SIZE)[: 4 * SIZE]  # some may be the same
        pairs.sort()
        return tuple(pairs[np.append(True, pairs[1:] != pairs[:-1])][:SIZE].tolist())


def _hash(word: str) -> int:
    return int.from_bytes(blake2b(fold(word).encode("utf-8", "replace"), digest_size=8).digest())
