"""What the index is asked for a query, and the words that it has of an article."""

import pytest

from monitor.core.query import ConceptSpec
from monitor.core.query.narrow import EVERY, Term, index_words, narrowing
from tests.core.query.asking import article

CONCEPTS = {"arms": ConceptSpec(("missile", "KN-23", "북한"), ())}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Missiles, (missiles) «Ракеты» ракёты.", ["missiles", "ракеты"]),
        ("KN-23 kn23 KN 23", ["kn", "23"]),
        ("the U.S. John’s п’ять", ["the", "us", "john", "п·ять"]),
        ("4.75 26,500", ["4·75", "26·500"]),
        ("ICBM을", ["icbm", "을"]),
        ("中国ABC本", ["abc", "中", "国", "中国", "本"]),
        ("ミサイル", ["ミ", "サ", "イ", "ル", "ミサ", "サイ", "イル"]),
        ("x⑴y ﷺ", ["x·1·y", "صلى·الله·عليه·وسلم"]),
        ("so\u00adft hy\u200bphen", ["soft", "hyphen"]),
        ("— … - '", []),
        ("a" * 70 + " " + "А" * 65, ["a" * 64, "а" * 64]),
    ],
)
def test_words_of_the_index(text: str, words: list[str]) -> None:
    assert sorted(index_words(article(text))) == sorted(words)


def test_title_and_a_lead_of_its_own_are_indexed() -> None:
    assert sorted(index_words(article("text", "Title", lead="Lead"))) == ["lead", "text", "title"]


def test_an_article_of_too_many_words_is_in_every_answer() -> None:
    numbers = [f"{number:032d}" for number in range(6500)]
    assert len(index_words(article(" ".join(numbers[:6000])))) == 6000
    assert index_words(article(" ".join(numbers))) == (EVERY,)
    ((clause,),) = narrowing(["=alfa"], {}).queries
    assert (Term(EVERY),) in clause


def asked(query: str) -> list[set[str]]:
    """Each clause: its alternatives, the terms of each joined by +, a prefix with its star."""
    return [
        {"+".join(term.text + "*" * term.prefix for term in terms) for terms in clause} - {EVERY}
        for clause in narrowing([query], CONCEPTS).queries[0]
    ]


@pytest.mark.parametrize(
    ("query", "clauses"),
    [
        ("=alfa =beta", [{"alfa"}, {"beta"}]),
        ("=alfa OR =beta", [{"alfa", "beta"}]),
        ("=alfa NOT beta", [{"alfa"}]),
        ("=alfa NEAR/5 (=beta OR =gamma)", [{"alfa"}, {"beta", "gamma"}]),
        ("ATLEAST/3(=alfa)", [{"alfa"}]),
        ("alfa*", [{"alfa*"}]),
        ("^Alfa", [{"alfa"}]),
        ("북한", [{"북한*"}]),
        ("=북한", [{"북한"}]),
        ("北", [{"北"}]),
        ("北朝鮮", [{"北朝+朝鮮"}]),
        ('="U.S. 4.75"', [{"us"}, {"4·75"}]),
        ("title:(=alfa) =beta", [{"alfa"}, {"beta"}]),
        ("author:smith =beta", [{"beta"}]),
        ("author:smith", []),
        ("/al.a/", []),
        ("=alfa OR /al.a/", []),
        ("=" + "a" * 70, [{"a" * 64}]),
        ("a" * 70 + "*", [{"a" * 64 + "*"}]),
    ],
)
def test_what_is_asked(query: str, clauses: list[set[str]]) -> None:
    found = asked(query)
    assert len(found) == len(clauses)
    assert all(clause in found for clause in clauses)


def test_a_concept_is_one_clause_of_all_its_spellings() -> None:
    (clause,) = asked("@arms")
    assert {"missile", "missiles", "북한*"} <= clause
    assert clause & {"kn", "23"}


def test_a_joined_spelling_is_asked_for_too() -> None:
    (clause,) = asked("air-port")
    assert "airport" in clause
    assert clause & {"air", "port"}


def test_a_clause_of_too_many_spellings_is_left_out() -> None:
    wide = ConceptSpec(tuple(f"x{number}y*" for number in range(6000)), ())
    assert asked_with("@wide", wide) == 0
    assert asked_with("@wide =alfa", wide) == 1


def asked_with(query: str, wide: ConceptSpec) -> int:
    return len(narrowing([query], {"wide": wide}).queries[0])
