"""Concepts: their entries, their exceptions, what overlaps, and what is wrong with some."""

import pytest

from monitor.core.query import ConceptSpec, WatchSpec, check_concepts, compile_watches
from monitor.errors import QueryError
from tests.core.query.asking import article, ask, texts

CONCEPTS = {
    "dprk": ConceptSpec(("North Korea", "DPRK", "Північна Корея", "КНДР", "북한", "朝鲜")),
    "korea": ConceptSpec(("Korea", "South Korea", "韩国"), ("North Korea",)),
    "russia": ConceptSpec(("Russia", "росія", "Россия", "Kremlin")),
    "iskander": ConceptSpec(("Iskander*", "KN-23", "=Іскандер", "^SS"), ("Iskander Palace",)),
    "weapon": ConceptSpec(("@iskander", "missile", "ballistic missile")),
    "people": ConceptSpec(("Kim Jong Un", "Ким Чен Ын", "김정은", "金正恩")),
    "storm": ConceptSpec(("storm", "буря"), ("Storm Shadow",)),
    "strait": ConceptSpec(("a b", "b c d", "d")),
    "canal": ConceptSpec(("a b", "b c d"), ("b c d e",)),
}


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("@dprk", "North Korea's DPRK, Північної Кореї", ["North Korea", "DPRK", "Північної Кореї"]),
        ("@dprk", "북한이, 在朝鲜", ["북한", "朝鲜"]),
        ("@people", "Kim Jong-un, Ким Чен Ына, 김정은은, 金正恩", ["Kim Jong-un", "Ким Чен Ына", "김정은", "金正恩"]),
        ("@iskander", "Iskanders, KN23, Іскандери, SS ss", ["Iskanders", "KN23", "SS"]),
        ("@iskander", "the Iskander Palace hotel", None),  # a hit inside an exception is none
        ("@iskander", "the Iskander Palace and an Iskander", ["Iskander"]),
        ("@korea", "North Korea and Korea", ["Korea"]),
        ("@korea", "South Korea", ["South Korea"]),  # the longer entry counts
        ("ATLEAST/2(@korea)", "South Korea", None),
        ("@weapon", "Iskander and ballistic missiles", ["Iskander", "ballistic missiles"]),
        ("@weapon", "the Iskander Palace", None),  # an exception travels with its concept
        ("@strait", "a b c d", ["b c d"]),  # the longest first
        ("@strait", "a b d", ["a b", "d"]),
        ("@strait", "b c d b c d", ["b c d", "b c d"]),
        ("@canal", "a b c d", ["b c d"]),
        ("@canal", "a b c d e", ["a b"]),  # exceptions go first: the longer entry is gone before it can win
        ("@dprk OR @korea", "North Korea", ["North Korea"]),
        ("@storm", "a Storm Shadow", None),
        ("@storm", "a Storm Shadow and a storm", ["storm"]),
        ("@storm", "a storm in the shadow", ["storm"]),
        ("@storm russia", "a Storm Shadow, Russia", None),
        ("russia -@storm", "a Storm Shadow, Russia", ["Russia"]),
        ("@dprk russia", "North of Korea, Russia", None),
        ("@people", "Kim Jong said, Un said; 북한ICBM을", None),  # where a word may count for more than one
        ("@people", "Kim Jong Un; 북한ICBM을", ["Kim Jong Un"]),
        ("@dprk @korea", "North Korea and South Korea", ["North Korea", "South Korea"]),
        ("@dprk NEAR/1 @russia", "North Korea and Russia", ["North Korea", "Russia"]),
        ("@dprk NEAR/1 (@russia OR china)", "North Korea, China", ["North Korea", "China"]),
        ("@korea korea", "South Korea", ["South Korea", "Korea"]),  # a concept never changes a word beside it
    ],
)
def test_what_a_concept_finds(query: str, text: str, found: list[str] | None) -> None:
    assert texts(query, article(text), CONCEPTS) == found


def test_hits_name_the_concept_that_the_query_names() -> None:
    found = ask("@weapon title:@dprk", article("an Iskander", "DPRK"), CONCEPTS)
    assert found
    assert {(hit.term, hit.concept, hit.text) for hit in found.hits} == {
        ("@weapon", "weapon", "Iskander"),
        ("@dprk", "dprk", "DPRK"),
    }


def test_another_concept_never_changes_a_watch() -> None:
    longer = CONCEPTS | {"long": ConceptSpec(("North Korea Russia summit",))}
    matcher = compile_watches([WatchSpec("a", "@long"), WatchSpec("b", "@dprk NEAR/0 @russia")], longer)
    assert [found.watch for found in matcher.match(article("North Korea Russia summit"))] == ["a", "b"]


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("North Korea", "North Koreas", ["North Koreas"]),
        ('"North Korea"', "North Korea", ["North Korea"]),
        ("=North Korea", "North Koreas", None),
        ('="North Korea"', "North Korea", ["North Korea"]),
        ("ballistic missil*", "ballistic missiles", ["ballistic missiles"]),
        ("Ministry of Defence", "the Ministry of Defence", ["Ministry of Defence"]),
        ("D'Arc, Inc.", "D’Arc, Inc. said", ["D’Arc, Inc"]),
    ],
)
def test_entries(entry: str, text: str, found: list[str] | None) -> None:
    assert texts("@x", text, {"x": ConceptSpec((entry,))}) == found


@pytest.mark.parametrize(
    ("concepts", "wrong"),
    [
        ({"a": ConceptSpec(())}, [("a", None, "no entries")]),
        ({"a": ConceptSpec(("x", "@b"))}, [("a", 1, "no concept @b")]),
        ({"weapon": ConceptSpec(("x",)), "a": ConceptSpec(("@weapn",))}, [("a", 0, "did you mean @weapon?")]),
        ({"a": ConceptSpec(("@a",))}, [("a", None, "@a → @a")]),
        (
            {"a": ConceptSpec(("@b",)), "b": ConceptSpec(("x", "@c")), "c": ConceptSpec(("@b",))},
            [("b", None, "@b → @c → @b")],
        ),
        ({"a": ConceptSpec(("x",), ("@a",))}, [("a", None, "@a → @a")]),
        ({"a": ConceptSpec(("x AND y",))}, [("a", 0, "AND")]),
        ({"a": ConceptSpec(("x NEAR/5 y",))}, [("a", 0, "NEAR/5")]),
        ({"a": ConceptSpec(("-x",))}, [("a", 0, "no entry")]),
        ({"a": ConceptSpec(("title:x",))}, [("a", 0, "no entry")]),
        ({"a": ConceptSpec(("/x/",))}, [("a", 0, "no entry")]),
        ({"a": ConceptSpec(("(x)",))}, [("a", 0, "no entry")]),
        ({"a": ConceptSpec(("",))}, [("a", 0, "no entry")]),
        ({"a": ConceptSpec(("ab*",))}, [("a", 0, "three letters")]),
        ({"a": ConceptSpec(("^North Korea",))}, [("a", 0, "^ before a phrase")]),
        ({"a": ConceptSpec(("朝鲜*",))}, [("a", 0, "Chinese or Japanese")]),
        ({"a": ConceptSpec(("x",), ("y OR z",))}, [("a", None, "except “y OR z”")]),
        (CONCEPTS, []),
    ],
)
def test_what_is_wrong_with_concepts(
    concepts: dict[str, ConceptSpec], wrong: list[tuple[str, int | None, str]]
) -> None:
    found = check_concepts(concepts)
    assert [(name, entry) for name, entry, _ in found] == [(name, entry) for name, entry, _ in wrong]
    for (_, _, message), (_, _, said) in zip(found, wrong, strict=True):
        assert said in message


@pytest.mark.parametrize(
    ("query", "concepts", "message"),
    [
        ("x @weapn", {"weapon": ConceptSpec(("x",))}, "there is no concept @weapn"),
        ("@a", {"a": ConceptSpec(("@b",)), "b": ConceptSpec(("@a",))}, "@a → @b → @a"),
        ("@a", {"a": ConceptSpec(())}, "no entries"),
        ("@a", {"a": ConceptSpec(("@b",))}, "no concept @b"),
        ("@a", {"a": ConceptSpec(("x AND y",))}, "AND"),
    ],
)
def test_a_watch_on_a_wrong_concept_does_not_compile(
    query: str, concepts: dict[str, ConceptSpec], message: str
) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        compile_watches([WatchSpec("w", query)], concepts)
    assert caught.value.subject == "w"


def test_an_unknown_concept_is_shown_at_its_place() -> None:
    with pytest.raises(QueryError) as caught:
        compile_watches([WatchSpec("w", "x @weapn")], {"weapon": ConceptSpec(("x",))})
    assert (caught.value.start, caught.value.end, caught.value.advice) == (2, 8, "did you mean @weapon?")
