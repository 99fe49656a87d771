"""What a quick look finds: no less than the slow expression."""

import re

import pytest

from monitor.core.story.presearch import presearch


@pytest.mark.parametrize(
    "text", ["April", "APRIL", "APRİL", "aprıl", "квітня", "КВІТНЯ", "Kursk", "\u212aURſK", "сᲂюз", "八月"]
)
def test_it_knows_the_cases_that_re_knows(text: str) -> None:
    words = "april|квітня|kursk|союз|八月"
    assert re.search(words, text, re.IGNORECASE)
    assert presearch(words).search(f"1 {text}.".encode())


def test_it_finds_nothing_else() -> None:
    assert not presearch("april|квітня").search("марта".encode())
