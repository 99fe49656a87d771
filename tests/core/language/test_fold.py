"""Folding: what counts as one spelling, and what stays two."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.core.language.fold import fold, scripts


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("DPRK", "dprk"),
        ("Straße", "strasse"),
        ("ＫＮ－２３", "kn-23"),  # width
        ("ﾐｻｲﾙ", "ミサイル"),
        ("Kim Jŏng-ŭn", "kim jong-un"),  # Latin diacritics
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Þór Æsir", "thor aesir"),
        ("а́том", "атом"),  # stress marks
        ("за\u0301мок", "замок"),
        ("Ёлка ещё", "елка еще"),
        ("об’єкт", "об'єкт"),  # apostrophes
        ("обʼєкт", "об'єкт"),
        ("об`єкт", "об'єкт"),
        ("KN–23", "kn-23"),  # dashes
        ("KN‑23", "kn-23"),
        ("KN—23", "kn-23"),
        ("ра\u00adкета", "ракета"),  # soft hyphen, zero width
        ("mis\u200bsile", "missile"),
        ("\ufeffDPRK", "dprk"),
    ],
)
def test_spellings_that_are_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("word", ["київ", "її", "ґанок", "ў", "북한", "ガス", "が", "朝鲜", "об'єкт"])
def test_letters_that_stay(word: str) -> None:
    assert fold(word) == word
    assert fold(unicodedata.normalize("NFD", word)) == word


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("DPRК", "dprk"),  # a Cyrillic К
        ("Россия", "россия"),
        ("Pоссия", "россия"),  # a Latin P
        ("НАТO", "нато"),  # all are look-alikes: the more frequent script
        ("Украïна", "україна"),  # Latin ï for ї
        ("ещë", "еще"),
        ("Кiев", "кіев"),
        ("missіle", "missile"),
    ],
)
def test_look_alikes_inside_a_word(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_word_of_two_scripts_is_left_when_its_letters_are_no_look_alikes() -> None:
    assert fold("SWIFTный") == "swiftный"


@pytest.mark.parametrize(("one", "other"), [("BBC", "ВВС"), ("київ", "киів"), ("ирак", "ирака"), ("가", "각")])
def test_words_that_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_case_can_be_kept() -> None:
    assert fold("Ёлка, KIM Jŏng’s", cased=True) == "Елка, KIM Jong's"
    assert fold("US", cased=True) == "US"


@given(st.one_of(st.text(), st.text(alphabet="aAКкнїЇёЁi\u0301\u0308\u0306İıßſ'’`-–ŉ㎞½\u00ad", max_size=8)))
def test_folding_twice_is_folding_once(text: str) -> None:
    assume(not all(scripts(text)))  # ß is no look-alike, the s of its fold is
    assert fold(fold(text)) == fold(text)
