"""The table of chunks: the same rows as for each chunk by itself, whatever is in it and however full it is."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.query.chunks import Chunks
from monitor.core.query.cut import LONGEST, cut
from monitor.core.query.lexicon import Lexicon

TEXTS = st.text(st.sampled_from("ab ж\n\x00\x1c\x85\u00a0\u2003\u200b\u3000北\ud800\U0001f680-"), max_size=60)


def chunks(*words: str, remembered: int = 1000) -> tuple[Chunks, list[int]]:
    lexicon = Lexicon()
    groups = [lexicon.exact(word) for word in words]
    return Chunks(lexicon, remembered), groups


def found(table: Chunks, text: str) -> list[int]:
    """The groups of the chunks that are one word, in their order."""
    found, _ = table.table.groups_of(table.table.rows(text, cut(text)))
    return found.tolist()


@given(TEXTS)
def test_a_text_is_cut_as_split_does(text: str) -> None:
    starts, ends, hashes = cut(text)
    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == text.split()
    by_hash = dict(zip(hashes.tolist(), text.split(), strict=True))
    assert [by_hash[key] for key in hashes.tolist()] == text.split()  # one hash, one chunk
    assert len(by_hash) == len(set(text.split()))
    assert 0 not in by_hash


def test_zero_characters_count() -> None:
    one, other = cut("a"), cut("a\x00")
    assert one.hashes[0] != other.hashes[0]


def test_a_row_gives_a_words_groups_wherever_it_stands() -> None:
    table, (missile, rocket) = chunks("missile", "rocket")
    assert found(table, "A missile, (Missile) and rockets: “ROCKET”\nmissile-rocket") == [missile, missile, rocket]


def test_a_word_of_many_groups_has_them_all() -> None:
    lexicon = Lexicon()
    groups = [lexicon.inflected(word) for word in ("be", "is", "are", "was", "were", "been", "being", "am")]
    table = Chunks(lexicon)
    assert len(set(groups)) == len(groups)
    assert set(found(table, "It is.")) == set(groups)


def test_a_chunk_too_long_for_its_hash_is_laid_out() -> None:
    word = "x" * (LONGEST + 1)
    table, _ = chunks(word)
    assert table.table.rows(word, cut(word)).tolist() == [0]
    assert table.laid_out(word).words == 1
    assert table.laid_out(word).groups == table.laid_out(word.upper()).groups != ()


def test_a_text_with_more_new_words_than_there_is_room_for_leaves_the_last_to_be_laid_out() -> None:
    table, (missile,) = chunks("missile", remembered=50)
    words = [f"word{number}" for number in range(200)]
    letters = ["".join(chr(97 + int(digit)) for digit in word[4:]) + "q" for word in words]
    text = " ".join([*letters, "missile"])
    rows = table.table.rows(text, cut(text)).tolist()
    assert rows[0] != 0
    assert rows[-1] == 0
    assert table.laid_out("missile").groups == (missile,)
    assert table.table.rows("missile", cut("missile"))[0] != 0  # the next text finds an empty table


@pytest.mark.parametrize("remembered", [1, 2, 7, 64])
def test_a_small_table_answers_as_a_large_one(remembered: int) -> None:
    small, (group,) = chunks("missile", remembered=remembered)
    for round_ in range(20):
        text = " ".join(f"{chr(97 + (number * round_) % 26)}{chr(97 + number)}" for number in range(20)) + " missile"
        rows = small.table.rows(text, cut(text))
        assert found(small, text) == [group] or rows[-1] == 0


def test_threads_may_ask_at_once() -> None:
    table, (missile,) = chunks("missile", remembered=100_000)
    texts = [
        " ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + k)}x" for n in range(400)) for k in range(20)
    ]

    def ask(text: str) -> bool:
        return found(table, f"{text} missile {text}") == [missile]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, texts * 5))
