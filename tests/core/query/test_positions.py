"""Where terms stand: NEAR, BEFORE, SAME-SENTENCE, ATLEAST, and the words that are counted."""

import pytest

from tests.core.query.asking import article, texts

Row = tuple[str, str, list[str] | None]


def check(row: Row) -> None:
    query, text, found = row
    assert texts(query, text) == found


@pytest.mark.parametrize(
    "row",
    [
        ("a NEAR/2 b", "a x y b", ["a", "b"]),
        ("a NEAR/2 b", "a x y z b", None),
        ("a NEAR/2 b", "b x y a", ["b", "a"]),  # either order
        ("a NEAR/0 b", "a b", ["a", "b"]),
        ("a NEAR/0 b", "b a", ["b", "a"]),
        ("a NEAR/0 b", "a x b", None),
        ("a BEFORE/2 b", "a x y b", ["a", "b"]),
        ("a BEFORE/2 b", "b a", None),
        ('"a b" NEAR/1 c', "a b x c", ["a b", "c"]),
        ('c NEAR/1 "a b"', "a b x c", ["a b", "c"]),  # the nearest ends
        ("a NEAR/1 (b OR c)", "c x a y b z z c", ["c", "a", "b"]),
        ("a NEAR/1 b", "a b x x a x x b a", ["a", "b", "b", "a"]),  # only the pairs within the distance
        ("a NEAR/9 a", "a x", None),  # operands never overlap
        ("a NEAR/9 a", "a x a", ["a", "a"]),
        ('a NEAR/9 "a b"', "a b", None),
        ('a NEAR/9 "a b"', "a b a", ["a b", "a"]),
        ("a NEAR/1 b", "a KN-23 b", None),  # each part of a hyphenated word counts
        ("a NEAR/2 b", "a KN-23 b", ["a", "b"]),
        ("a NEAR/1 b", "a Korea's b", ["a", "b"]),
        ("a NEAR/1 b", "a U.S. b", ["a", "b"]),
        ("a NEAR/1 b", "a 26,500 b", ["a", "b"]),
        ("a NEAR/1 b", "a. X b", ["a", "b"]),
    ],
)
def test_near_and_before(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ("a NEAR/1 b NEAR/1 c", "a x b x c", ["a", "b", "c"]),
        ("a NEAR/1 b NEAR/1 c", "a x b x x x b c", None),  # both pairs on the same b
        ("a NEAR/1 b NEAR/1 c", "a b x x b c x x a b c", ["a", "b", "c"]),
        ("a BEFORE/1 b NEAR/3 c", "c x a b", ["c", "a", "b"]),
        ("a BEFORE/1 b BEFORE/1 c", "c a b", None),
        ("a NEAR/3 b NEAR/3 a", "a b", None),  # one hit an operand
        ("a NEAR/3 b NEAR/3 a", "a b a", ["a", "b", "a"]),
        ("a NEAR/0 a NEAR/9 a", "a a", None),
        ("a NEAR/3 b SAME-SENTENCE c", "A b c.", ["A", "b", "c"]),
        ("a NEAR/3 b SAME-SENTENCE c", "A b. C.", None),
    ],
)
def test_chains(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        # a Chinese or Japanese word counts by its characters, two for one; half a word counts as one
        ("美国 NEAR/1 导弹", "美国发射导弹", ["美国", "导弹"]),
        ("美国 NEAR/0 导弹", "美国发导弹", None),
        ("美国 NEAR/1 导弹", "美国发导弹", ["美国", "导弹"]),
        ("美国 NEAR/1 导弹", "美国再发射导弹", None),
        ("美国 NEAR/2 导弹", "美国再次发射导弹", ["美国", "导弹"]),
        ("美国 NEAR/2 导弹", "美国ICBM发射导弹", ["美国", "导弹"]),
        ("美国 NEAR/1 导弹", "美国，发射。导弹", ["美国", "导弹"]),
        # a Korean word is what stands between spaces
        ("북한 NEAR/1 발사", "북한이 ICBM을 발사", ["북한", "발사"]),
        ("북한 NEAR/0 발사", "북한이 ICBM을 발사", None),
        ("ICBM NEAR/0 발사", "ICBM을 발사", ["ICBM", "발사"]),
        ("미국 NEAR/1 발사", "미국 한국朝鲜 발사", None),
        ("미국 NEAR/2 발사", "미국 한국朝鲜 발사", ["미국", "발사"]),
        ("북한 NEAR/0 미사일", "북한에서는 미사일", ["북한", "미사일"]),
    ],
)
def test_how_words_are_counted(row: Row) -> None:
    check(row)


def test_near_crosses_paragraphs_and_goes_from_title_to_text() -> None:
    assert texts("a NEAR/1 b", "a\n\nx b") == ["a", "b"]
    assert texts("a NEAR/1 b", article("b", "a x")) == ["a", "b"]
    assert texts("a NEAR/1 b", article("b", "a x y")) is None
    assert texts("a NEAR/1 b", article("c d", "a", lead="b")) == ["a", "b"]  # a lead of its own stands between


@pytest.mark.parametrize(
    "row",
    [
        ("a SAME-SENTENCE b", "A x b.", ["A", "b"]),
        ("a SAME-SENTENCE b", "A x. B y.", None),
        ("a SAME-SENTENCE b", "B x y z a.", ["B", "a"]),
        ("a SAME-SENTENCE b", "a\n\nb", None),
        ("kim SAME-SENTENCE putin", "Kim met the U.S. Navy, Putin did not.", ["Kim", "Putin"]),
        ("kim SAME-SENTENCE putin", "Kim came on Aug. 5 to see Putin.", ["Kim", "Putin"]),
        ("кім SAME-SENTENCE путін", "Кім у 2024 р. бачив ст. 5 і Путіна.", ["Кім", "Путіна"]),
        ("ким SAME-SENTENCE путин", "Ким в 2024 г. Путин не видел.", ["Ким", "Путин"]),
        ("导弹 SAME-SENTENCE 美国", "朝鲜发射导弹。美国谴责。", None),
        ("导弹 SAME-SENTENCE 美国", "朝鲜发射导弹，美国谴责。", ["导弹", "美国"]),
        ("a SAME-SENTENCE a", "A x.", None),
        ('"alfa beta" SAME-SENTENCE c', "Alfa. Beta c.", ["Alfa. Beta", "c"]),  # a phrase across the end stands in both
    ],
)
def test_same_sentence(row: Row) -> None:
    check(row)


def test_title_and_text_are_no_sentence() -> None:
    assert texts("a SAME-SENTENCE b", article("b", "a")) is None


@pytest.mark.parametrize(
    "row",
    [
        ("ATLEAST/2(missile)", "missile, missiles", ["missile", "missiles"]),
        ("ATLEAST/3(missile)", "missile, missiles", None),
        ("ATLEAST/2(missile OR rocket)", "a rocket, a missile", ["rocket", "missile"]),
        ('ATLEAST/2(a OR "a b")', "a b", None),  # hits that do not overlap
        ('ATLEAST/2("a a")', "a a a", None),
        ('ATLEAST/2("a a")', "a a a a", ["a a"] * 3),
        ("ATLEAST/3(a b)", "a a b", ["a", "a", "b"]),
        ("ATLEAST/2(a NEAR/1 b)", "a b x x b", ["a", "b"]),
        ("ATLEAST/1(a)", "a", ["a"]),
    ],
)
def test_atleast(row: Row) -> None:
    check(row)


def test_atleast_counts_over_all_searched_fields() -> None:
    assert texts("ATLEAST/2(a)", article("a", "a")) == ["a", "a"]
    assert texts("ATLEAST/2(title:a OR body:a)", article("a", "a")) == ["a", "a"]
    assert texts("title:ATLEAST/2(a)", article("a", "a")) is None
    assert texts("ATLEAST/2(a OR title:a)", article("", "a")) is None  # one place, found twice


@pytest.mark.parametrize(
    "row",
    [
        ("a NOT b", "a c", ["a"]),
        ("a NOT b", "a c\n\nb", None),  # nowhere
        ("a -b", "a b", None),
        ("a -(b OR c)", "a c", None),
        ("a -(b c)", "a c", ["a"]),
        ("a NOT b NEAR/1 c", "a b x x c", ["a"]),
        ("a NOT b NEAR/1 c", "a b x c", None),
        ("a (b OR NOT c)", "a", ["a"]),
        ("a (b OR NOT c)", "a c", None),
        ("a (b OR NOT c)", "a b c", ["a", "b"]),
        ("NOT (NOT a)", "a", ["a"]),
        ("NOT (NOT a OR b)", "a", ["a"]),
        ("NOT (NOT a OR b)", "a b", None),
    ],
)
def test_not(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(
    "row",
    [
        ("a OR b", "a b", ["a", "b"]),  # every branch that holds
        ("a OR (b c)", "a b", ["a"]),  # never a loose hit
        ("a OR b NEAR/1 c", "a b x x c", ["a"]),
        ("a and b", "a and b", ["a", "and", "b"]),  # lower case is a word
        ("a and b", "a b", None),
        ("a b", "a", None),
    ],
)
def test_and_and_or(row: Row) -> None:
    check(row)
