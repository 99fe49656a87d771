import pytest

from monitor.sandbox import frames


def test_a_frame_comes_apart_again() -> None:
    frame = frames.packed({"url": "https://a.example/й"}, b"\x00body")
    sizes = frames.lengths(frame[: frames.LENGTHS.size])
    assert sizes is not None
    head = frame[frames.LENGTHS.size :][: sizes[0]]
    assert frames.header_of(head) == {"url": "https://a.example/й"}
    assert frame.endswith(head + b"\x00body")


@pytest.mark.parametrize(
    "sizes", [(frames.LONGEST_HEADER + 1, 0), (0, frames.LONGEST_BODY + 1), (2**32 - 1, 2**32 - 1)]
)
def test_lengths_beyond_the_bound_are_refused_before_anything_is_read(sizes: tuple[int, int]) -> None:
    assert frames.lengths(frames.LENGTHS.pack(*sizes)) is None


@pytest.mark.parametrize("head", [b"", b"\xff", b"[]", b"1", b"[" * 100_000])
def test_a_hostile_header_is_none(head: bytes) -> None:
    assert frames.header_of(head) is None
