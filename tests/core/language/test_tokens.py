"""Segments and parts: what is one word, and where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.language.tokens import Kind, parts, segments


def _cut(text: str) -> list[str]:
    return [part.folded for segment in segments(text) for part in parts(segment[0])]


def _raw(text: str) -> list[str]:
    found = ((segment, part) for segment in segments(text) for part in parts(segment[0]))
    return [text[segment.start() + part.start : segment.start() + part.end] for segment, part in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KN-23 KN 23 KN23", ["kn", "23", "kn", "23", "kn", "23"]),
        ("F-16s", ["f", "16", "s"]),
        ("Korea's Korea’s", ["korea", "korea"]),
        ("the Jones’ house", ["the", "jones", "house"]),
        ("'quoted'", ["quoted"]),
        ("KN-23's range", ["kn", "23", "range"]),
        ("об’єкт п'ять", ["об'єкт", "п'ять"]),
        ("the U.S.-led U.S.'s", ["the", "us", "led", "us"]),
        ("4.75% of $26,500", ["4.75", "of", "26,500"]),
        ("10.01.2024", ["10", "01", "2024"]),
        ("а_б", ["а", "б"]),
        ("ICBM을", ["icbm", "을"]),
        ("화성-17형", ["화성", "17", "형"]),
        ("ICBM发射", ["icbm", "发", "射"]),
        ("SWIFTный", ["swift", "ный"]),
        ("\u200b \u00ad", []),
        ("mis\u00adsile", ["missile"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert _cut(text) == words


def test_places_are_those_of_the_text_as_written() -> None:
    text = "Korea’s “KN–23” and а\u0301том, U.S. — ＩＣＢＭ을"
    assert _raw(text) == ["Korea", "KN", "23", "and", "а\u0301том", "U.S.", "ＩＣＢＭ", "을"]


def test_kinds() -> None:
    assert [part.kind for part in parts("KN23을朝")] == [Kind.LETTERS, Kind.DIGITS, Kind.HANGUL, Kind.EAST]


@given(st.text(alphabet="aЯіʼ'’.,-5朝북\u0301\u00ad_ U", max_size=30))
def test_parts_stand_in_order_within_the_text(text: str) -> None:
    reached = 0
    for segment in segments(text):
        for part in parts(segment[0]):
            assert reached <= segment.start() + part.start < segment.start() + part.end <= segment.end()
            reached = segment.start() + part.end
            assert part.folded


def test_long_runs_take_no_time() -> None:
    text = "a\u0301" * 50_000 + "'" * 50_000 + "1," * 50_000 + "A." * 50_000
    assert len(list(segments(text))) > 1
