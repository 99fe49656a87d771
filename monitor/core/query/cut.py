"""Where the chunks of a text stand (what is between white space), and a hash of each: some operations on arrays.

The hash is keyed for each process, as Python's own is, so that nobody can write two words that fall together.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LONGEST = 24  # characters of a chunk whose hash tells it

_BEYOND = 0x3001  # the first character after the last white space
_SPACE = np.array([chr(code).isspace() for code in range(_BEYOND)] + [False])
_KEYS = np.array([hash(f"character {place}") | 1 for place in range(LONGEST + 1)], np.int64).view(np.uint64)


class Cut(NamedTuple):
    """The chunks of a text, in order: where each starts and ends, and its hash, which is never 0."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint64]


def cut(text: str) -> Cut:
    """Cut a text at its white space, as ``str.split`` does."""
    codes = np.frombuffer(f"\n{text}\n".encode("utf-32-le", "surrogatepass"), np.uint32)
    space = _SPACE[np.minimum(codes, _BEYOND)]
    borders = np.flatnonzero(space[1:] != space[:-1])
    starts, ends = borders[::2], borders[1::2]
    letters = codes[~space].astype(np.uint64) + np.uint64(1)
    lengths = ends - starts
    firsts = lengths.cumsum() - lengths
    places = np.arange(len(letters)) - np.repeat(firsts, lengths)
    hashes = np.add.reduceat(letters * _KEYS[np.minimum(places, LONGEST)], firsts)
    return Cut(starts, ends, np.maximum(hashes, np.uint64(1)))
