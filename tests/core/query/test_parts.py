"""Which clause of a query brings articles in, and which keeps them out."""

import pytest

from monitor.core.article import Article
from monitor.core.query import WatchSpec, compile_watches
from monitor.core.query.parts import Breakdown, ClauseCount, operands, shortened

TEXTS = (
    "a missile at sea",
    "a tank and a missile at sea",
    "a tank at sea",
    "a missile on land",
    "a toy missile at sea",
)


def counted(query: str, *texts: str) -> dict[str, ClauseCount]:
    breakdown = Breakdown(WatchSpec("w", query))
    every, inside = compile_watches(breakdown.watches, {}), compile_watches(breakdown.inside, {})
    for text in texts or TEXTS:
        article = Article(source="x", text=text)
        if breakdown.add(every.match(article)):
            breakdown.add_fired(inside.match(article))
    return {count.clause: count for count in breakdown.clauses}


def row(count: ClauseCount) -> tuple[int, int, int | None, int | None]:
    return count.articles, count.hits, count.alone, count.keeps_out


def test_branches_bring_in_and_operands_keep_out() -> None:
    found = counted("(missile OR tank OR drone) AND sea -toy")
    assert list(found) == ["(missile OR tank OR drone)", "missile", "tank", "drone", "sea", "-toy"], "as written"
    assert row(found["missile"]) == (2, 2, 1, 0), "one article has both; the toy did not fire"
    assert row(found["tank"]) == (2, 2, 1, 0)
    assert row(found["drone"]) == (0, 0, 0, 0)
    assert row(found["sea"]) == (3, 3, 0, 1), "a missile on land"
    assert row(found["-toy"]) == (0, 0, 0, 1)
    assert row(found["(missile OR tank OR drone)"]) == (3, 4, 0, 0)
    assert [found[clause].depth for clause in ("sea", "tank")] == [0, 1]
    assert dict(found["missile"].words) == {"missile": 2}


def test_a_branch_counts_only_where_its_own_way_holds() -> None:
    found = counted("tank OR missile (land OR sea)", "a tank, no rocket, on land", "a missile on land")
    assert row(found["land"]) == (1, 1, 1, 0), "the tank's article names land, but not by this branch"
    assert row(found["tank"]) == (1, 1, 1, 0)


def test_branches_within_near_fields_counts_and_not() -> None:
    near = counted("(missile OR tank) NEAR/4 sea")
    assert row(near["missile"]) == (3, 3, 2, 0)
    assert row(near["sea"]) == (4, 4, None, None), "an operand of NEAR cannot be left out"
    assert counted("ATLEAST/2(missile OR tank)")["tank"].alone == 1
    excluded = counted("missile -(toy OR land)")
    assert row(excluded["toy"]) == (0, 0, 0, 1)
    assert row(excluded["-(toy OR land)"]) == (0, 0, 0, 2)
    assert row(excluded["missile"]) == (2, 2, None, None), "a query of NOTs only is none"


def test_one_term_is_its_own_clause() -> None:
    assert row(counted("missile")["missile"]) == (4, 4, None, None)


def test_restrictions_of_the_watch_hold_for_every_variant() -> None:
    breakdown = Breakdown(WatchSpec("w", "a OR b", ("one",), ("en",)))
    assert {(spec.feeds, spec.languages) for spec in (*breakdown.watches, *breakdown.inside)} == {(("one",), ("en",))}


def test_a_query_with_very_many_clauses_is_bounded() -> None:
    breakdown = Breakdown(WatchSpec("w", " OR ".join(f"(a{n} b{n})" for n in range(200))))
    assert len(breakdown.clauses) == 100
    assert len(breakdown.watches) <= 25


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a (b OR c) -d", [("a", "a"), ("(b OR c)", "b OR c")]),
        ("a OR b", [("a OR b", "a OR b")]),
    ],
)
def test_operands_that_can_stand_alone(query: str, expected: list[tuple[str, str]]) -> None:
    assert list(operands(query)) == expected


def test_shortened() -> None:
    assert shortened("a\n  b") == "a b"
    assert shortened("x" * 90) == "x" * 79 + "…"
