"""Reading a body within a bound, compressed or not.

Owns decompression, since httpx's own is no guard: a 329-byte br body becomes one chunk of 200 MiB before
anyone can look. Only gzip and deflate, once; never more than the bound in memory.
"""

import asyncio
import zlib
from collections.abc import AsyncIterable, Mapping

from monitor.fetch.outcome import Rejected
from monitor.fetch.room import Place

_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
_MAX_MEMBERS = 64  # gzip members in one body; each costs a copy of what follows it
_YIELD_EVERY = 64  # tiny chunks that arrive together must not hold the loop


async def read_body(
    headers: Mapping[str, str],
    chunks: AsyncIterable[bytes],
    limit: int,
    *,
    cut: bool = False,
    place: Place | None = None,
) -> bytes | Rejected:
    """Read and decompress a body of at most ``limit`` bytes, on the wire and unpacked; ``headers`` in lower case.

    What is larger is refused, by its Content-Length where there is one, or with ``cut`` read up to there. ``place``
    is asked before a body grows large.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        what = f"the body is encoded as {encoding[:40]!r}"
        return Rejected(f"{what}, which was not asked for (only gzip or deflate, once)", permanent=True)
    declared = headers.get("content-length", "")
    if not cut and declared.isdigit() and int(declared[:19]) > limit:
        return _too_large(limit, f"the body is {_size(int(declared[:19]))} large")
    inflater = _Inflater(encoding, limit)
    received = count = 0
    async for chunk in chunks:
        received += len(chunk)
        if received > limit and not cut:
            return _too_large(limit, "the body goes on beyond the bound")
        try:
            inflater.feed(chunk)
        except zlib.error:
            return Rejected(f"the body says it is {encoding} and is not")
        if place is not None:
            await place.need(max(received, len(inflater.body)))
        if inflater.full or received > limit:
            if cut:
                return bytes(inflater.body[:limit])
            return _too_large(limit, f"{_size(received)} of the body unpack to more than the bound")
        count += 1
        if count % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
    if received and not inflater.finished:
        return Rejected(f"the {encoding} body is cut short")
    return bytes(inflater.body)


def _too_large(limit: int, what: str) -> Rejected:
    return Rejected(f"{what}; at most {_size(limit)} are read (settings.fetch.max_bytes)", permanent=True)


def _size(count: int) -> str:
    for unit, size in (("MB", 10**6), ("KB", 10**3)):
        if count >= size:
            return f"{count / size:.3g} {unit}" if count < 1000 * size else f"{count // size} {unit}"
    return f"{count} bytes"


class _Inflater:
    """Collects a body of at most ``limit`` bytes (and one); ``full`` once there is more."""

    def __init__(self, encoding: str, limit: int) -> None:
        self.body = bytearray()
        self.full = False
        self._limit = limit
        self._deflate = encoding == "deflate"
        self._plain = encoding in ("", "identity")
        self._head = b""  # too little yet to tell what it begins
        self._padding = self._deflate  # whether what follows the end is of no interest
        self._zlib = None if self._plain or self._deflate else zlib.decompressobj(_GZIP)
        self._members = 1

    @property
    def finished(self) -> bool:
        return self._plain or (self._zlib is not None and self._zlib.eof)

    def feed(self, chunk: bytes) -> None:
        if self._plain:
            self._add(chunk)
            return
        if self._zlib is None:
            self._head = chunk = self._head + chunk
            if len(chunk) < 2:
                return
            self._zlib = _deflate_reader(chunk)
        rest = self._head + chunk if self._zlib.eof else self._inflate(chunk)
        # RFC 1952 2.2: members may follow each other; anything else behind the end is padding
        while rest.startswith(_MAGIC) and not self._padding and not self.full:
            self._members += 1
            if self._members > _MAX_MEMBERS:
                raise zlib.error("too many members")
            self._zlib = zlib.decompressobj(_GZIP)
            rest = self._inflate(rest)
        self._padding = self._padding or not _MAGIC.startswith(rest[:2])
        self._head = rest[:1]

    def _inflate(self, chunk: bytes) -> bytes:
        """Unpack a chunk; return what follows the end of the member."""
        assert self._zlib is not None
        self._add(self._zlib.decompress(chunk, self._limit - len(self.body) + 1))
        return self._zlib.unused_data

    def _add(self, piece: bytes) -> None:
        self.body += piece[: self._limit - len(self.body) + 1]
        self.full = len(self.body) > self._limit


def _deflate_reader(head: bytes) -> "zlib._Decompress":
    """Servers disagree on what "deflate" is: RFC 9110 says zlib, Microsoft sent it raw."""
    is_zlib = head[0] & 15 == 8 and int.from_bytes(head[:2], "big") % 31 == 0  # RFC 1950 2.2
    return zlib.decompressobj(zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
