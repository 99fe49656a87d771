"""Queries and concepts: mistakes at their character, and the watches' own examples."""

import time
from pathlib import Path

import pytest

from tests.config.folder import GOOD, loaded, problems, warnings, write


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ("query: missile NEAR/x y", 3, 20),
        ("query: 'ukraine''s missile NEAR/x y'", 3, 32),
        ('query: "\\"a b\\" NEAR/x y"', 3, 21),
        ("query: |\n      missile AND\n        rocket NEAR/x y\n", 5, 16),
        ("query: >-\n      missile AND\n      rocket NEAR/x y\n", 5, 14),
    ],
)
def test_the_caret_stands_at_the_character_in_the_file(tmp_path: Path, written: str, line: int, column: int) -> None:
    (tmp_path / "a.yaml").write_text(f"watches:\n  - name: w\n    {written}\n")
    (found,) = problems(tmp_path)
    assert found.startswith(f"a.yaml:{line}:{column}: watches.w.query: "), found


def test_every_bad_query_is_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        concepts: {missile: {any: [missile]}}
        watches:
          - {name: a, query: "@misile AND @nothing-like-it"}
          - {name: b, query: "(x"}
          - {name: c, query: "NOT x"}
          - {name: d, query: "@missile"}
        """,
    )
    found = problems(tmp_path)
    assert found[0] == "a.yaml:4:23: watches.a.query: there is no concept @misile; did you mean @missile?"
    assert found[1] == "a.yaml:4:35: watches.a.query: there is no concept @nothing-like-it; add it under `concepts:`"
    assert [line.split(": ")[1] for line in found[2:]] == ["watches.b.query", "watches.c.query"]


def test_warnings_of_the_language_stand_at_their_word(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD.replace("missile AND ukraine", "missile and ukraine"))
    (found,) = warnings(tmp_path)
    assert found.startswith("a.yaml:7:20: watches.missiles.query: warning: "), found


def test_concepts_that_are_empty_or_in_a_circle_or_unknown_are_errors(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        concepts:
          a: {any: [x, "@b"]}
          b: {any: ["@a"]}
          c:
            any:
              - y
              - "@missing"
        """,
    )
    found = problems(tmp_path)
    assert any("concepts.c.any[2]" in line and line.startswith("a.yaml:8:9: ") for line in found), found
    assert any("concepts.a" in line or "concepts.b" in line for line in found), found


def test_a_concept_of_the_user_replaces_the_shipped_one_and_check_says_so(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD + "    concepts:\n      dprk: {any: [Choson]}\n")
    found = loaded(tmp_path, defaults=True)
    assert found.config.concepts["dprk"].any == ("Choson",)
    assert len(found.config.concepts) > 10
    assert found.own_concepts == {"dprk"}
    assert [str(warning).removeprefix(f"{tmp_path}/") for warning in found.warnings] == [
        "a.yaml:12:3: concepts.dprk: warning: replaces the shipped concept of this name; rename it to keep both"
    ]


def test_examples_run_as_titles_and_failures_stand_at_their_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        watches:
          - name: missiles
            query: missile AND ukraine
            examples:
              match:
                - Missile strikes Ukraine
                - Quiet day in Ukraine
              no_match:
                - Missile shown in museum
                - Old missile found in Ukraine
        """,
    )
    found = [str(failure).removeprefix(f"{tmp_path}/") for failure in loaded(tmp_path).example_failures]
    assert len(found) == 2
    assert found[0].startswith("a.yaml:8:11: watches.missiles.examples.match[2]: must fire the watch, and does not")
    assert found[1].startswith("a.yaml:11:11: watches.missiles.examples.no_match[2]: must not fire the watch, and does")


@pytest.mark.parametrize(("count", "seconds"), [(1_000, 10), pytest.param(10_000, 40, marks=pytest.mark.slow)])
def test_thousands_of_watches_load_in_seconds(tmp_path: Path, count: int, seconds: float) -> None:
    watches = "".join(
        f"  - {{name: w{number}, query: '@dprk NEAR/40 @russia AND (term{number} OR other{number})', notify: [desk]}}\n"
        for number in range(count)
    )
    write(tmp_path, a=GOOD)
    (tmp_path / "b.yaml").write_text("watches:\n" + watches)
    started = time.process_time()
    assert len(loaded(tmp_path, defaults=True).config.watches) == count + 1
    assert (
        time.process_time() - started < seconds
    )  # measured: 0.6 s and 5 s; the rest is for coverage and slow machines
