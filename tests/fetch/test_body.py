"""Unpacking, however the bytes are cut into chunks."""

import gzip
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.fetch.body import read_body
from monitor.fetch.outcome import Rejected


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACK = {
    "identity": bytes,
    "gzip": lambda data: gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :]),
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": raw_deflate,
}


def respond(encoding: str, body: bytes, size: int):
    async def chunks():
        for start in range(0, len(body), size):
            yield body[start : start + size]

    return {"content-encoding": encoding}, chunks()


@settings(deadline=None)
@given(st.sampled_from(sorted(PACK)), st.binary(max_size=400), st.integers(1, 60))
async def test_what_was_packed_is_unpacked(encoding, data, size):
    assert await read_body(*respond(encoding, PACK[encoding](data), size), 1000) == data


@settings(deadline=None)
@given(st.sampled_from(sorted(PACK)), st.binary(max_size=400), st.integers(1, 60), st.integers(1, 300))
async def test_the_bound_holds(encoding, data, size, limit):
    whole = await read_body(*respond(encoding, PACK[encoding](data), size), limit)
    assert isinstance(whole, Rejected) or (whole == data and len(data) <= limit)
    assert isinstance(whole, Rejected) or len(PACK[encoding](data)) <= limit
    cut = await read_body(*respond(encoding, PACK[encoding](data), size), limit, cut=True)
    assert isinstance(cut, Rejected) or (data.startswith(cut) and len(cut) <= limit)


@settings(deadline=None)
@given(st.sampled_from(["gzip", "deflate"]), st.binary(max_size=200), st.integers(1, 60))
async def test_any_bytes_end_in_an_outcome(encoding, data, size):
    assert isinstance(await read_body(*respond(encoding, data, size), 1000), (bytes, Rejected))
