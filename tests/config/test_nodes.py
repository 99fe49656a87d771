"""YAML with places: what is read as text, what is refused, and where a character of a value stands."""

import pytest

from monitor.config.nodes import Node, parse_yaml, place_of_offset, plain
from monitor.errors import Problem


def read(text: str) -> Node:
    node = parse_yaml(text, "f.yaml")
    assert isinstance(node, Node), node
    return node


def refused(text: str) -> Problem:
    problem = parse_yaml(text, "f.yaml")
    assert isinstance(problem, Problem), plain(problem)
    return problem


@pytest.mark.parametrize(
    ("written", "text"),
    [("no", "no"), ("08:00", "08:00"), ("007", "007"), ("1_000", "1_000"), ("true", "true"),
     ("2024-01-10", "2024-01-10"),
     ("0x1F", "0x1F"), ("'null'", "null"), ("~x", "~x"), ("1e3", "1e3"), ("!x", None)],
)  # fmt: skip
def test_a_plain_scalar_stays_the_text_that_was_written(written: str, text: str | None) -> None:
    if text is None:
        assert "tag" in refused(f"a: {written}").message
    else:
        assert plain(read(f"a: {written}")) == {"a": text}


@pytest.mark.parametrize("empty", ["", "~", "null", "Null", "NULL"])
def test_a_key_without_a_value_is_as_if_not_written(empty: str) -> None:
    assert plain(read(f"a: {empty}\nb: [1, {empty or '~'}]")) == {"b": ["1", None]}


def test_places_count_from_one_in_characters() -> None:
    node = read('é: 1\nсписок:\n  - "перший"\n  - {ключ: знач}')
    second = node.get("список").items()[1].get("ключ")  # type: ignore[union-attr]
    assert second is not None
    assert (second.line, second.column) == (4, 12)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\t- b", 2, 1, "a tab stands in the indentation; indent with spaces"),
        ("a: [1,2", 1, 4, "this bracket is never closed"),
        ("a: [", 1, 4, "this bracket is never closed"),
        ("a: [\n  x,\n\n", 2, 4, "this bracket is never closed"),
        ("b: 1\na: 'x\nc: 1\n", 2, 4, "this quotation mark is never closed"),
        ("q: @dprk AND x", 1, 4, "a value cannot begin with @; put it in quotes: '@…'"),
        ("q: %x", 1, 4, "a value cannot begin with %"),
        ("q: `x`", 1, 4, "a value cannot begin with `"),
        ('a: 1\nq: "a b" AND c', 2, 10, "nothing may follow the closing quotation mark"),
        ("q: *abc", 1, 4, "there is no anchor &abc"),
        ("a: b: c", 1, 5, "a second colon"),
        ("a: - b", 1, 4, "a list item cannot begin here"),
        ("a:\n  b: 1\n c: 2", 3, 2, "the mapping breaks off here (it begins in line 1)"),
        ("a: 1\nb: 2\na: 3", 3, 1, "the key 'a' stands here a second time (first in line 1); keep one of them"),
        ("x: {a: 1, a: 2}", 1, 11, "the key 'a' stands here a second time"),
        ("a: &x [1, *x]", 1, 11, "the anchor &x holds itself"),
        ("? [a]\n: b", 1, 3, "this cannot be a key"),
        ("a: 1\n---\nb: 2", 2, 1, "a second document begins here"),
        ("a: !!python/object/apply:os.system [id]", 1, 4, "is not supported"),
        ("a: b\x07", 1, 5, "the control character U+0007 is not allowed"),
    ],
)
def test_what_is_no_yaml_is_said_in_words_at_its_place(text: str, line: int, column: int, words: str) -> None:
    problem = refused(text)
    assert (problem.line, problem.column) == (line, column), problem
    assert words in f"{problem.message}; {problem.advice}"


def test_an_anchor_bomb_is_refused_before_it_goes_off() -> None:
    text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    text += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30))
    assert "aliases" in refused(text).message


def test_an_alias_of_modest_size_works() -> None:
    assert plain(read("a: &x [1, 2]\nb: *x")) == {"a": ["1", "2"], "b": ["1", "2"]}


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_does_not_crash(bracket: str) -> None:
    assert "nested too deeply" in refused(bracket * 5000).message


@pytest.mark.parametrize(
    "text",
    [
        "q: ab cd @ef",
        "q: 'ab it''s @ef'",
        'q: "ab \\"x\\" \\u0041 @ef"',
        "q: |\n  ab\n\n    c @ef\n  z",
        "q: >\n  ab\n  cd\n\n  xx @ef\n",
        "q: ab\n  cd\n  @ef",
        "q: >-\n  ab cd\n\n  @ef",
        "other: 1\nlist:\n  - q: 'війна @ef'",
    ],
)
def test_a_character_of_a_value_is_found_in_the_file(text: str) -> None:
    node = read(text)
    query = node.get("q") or node.get("list").items()[0].get("q")  # type: ignore[union-attr]
    assert query is not None
    line, column = place_of_offset(query, query.value.index("@ef"))
    assert text.split("\n")[line - 1][column - 1 :].startswith("@ef")


def test_the_end_of_a_value_is_a_place_too() -> None:
    query = read("q: 'a AND '").get("q")
    assert query is not None
    assert place_of_offset(query, len(query.value)) == (1, 11)
