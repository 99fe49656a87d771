"""The matcher over many watches: restrictions, order, and that what it skips could not have matched."""

from itertools import islice, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article import Article
from monitor.core.query import ConceptSpec, WatchSpec, compile_watches
from monitor.errors import QueryError
from tests.core.query.asking import article


@pytest.mark.parametrize(
    ("came_by", "fires"), [(None, True), (["unn"], True), (["bbc", "tag:agency"], True), (["bbc"], False), ([], False)]
)
def test_a_watch_for_some_feeds(came_by: list[str] | None, fires: bool) -> None:
    matcher = compile_watches([WatchSpec("w", "x", feeds=("unn", "tag:agency"))], {})
    assert bool(matcher.match(article("x"), came_by)) is fires


@pytest.mark.parametrize(("language", "fires"), [("uk", True), ("en", False), ("UK", True), ("uk-UA", True)])
def test_a_watch_for_some_languages(language: str, fires: bool) -> None:
    matcher = compile_watches([WatchSpec("w", "x", languages=("uk",))], {})
    assert bool(matcher.match(article("x", language=language))) is fires


def test_an_undetected_language_passes() -> None:
    matcher = compile_watches([WatchSpec("w", "12345", languages=("uk",))], {})
    assert matcher.match(article("12345", language=None))


def test_an_unknown_language_does_not_compile() -> None:
    with pytest.raises(QueryError, match="unknown language") as caught:
        compile_watches([WatchSpec("w", "x", languages=("ua",))], {})
    assert caught.value.subject == "w"
    assert "uk" in caught.value.advice


def test_a_wrong_query_names_its_watch() -> None:
    with pytest.raises(QueryError) as caught:
        compile_watches([WatchSpec("a", "x"), WatchSpec("b", "x NEAR y")], {})
    assert caught.value.subject == "b"


def test_matches_come_in_the_order_of_the_watches() -> None:
    specs = [WatchSpec(f"w{number}", query) for number, query in enumerate(["b", "a", "c", "a OR c", "b a"])]
    found = compile_watches(specs, {}).match(article("a b"))
    assert [match.watch for match in found] == ["w0", "w1", "w3", "w4"]


def test_an_article_without_anything() -> None:
    specs = [WatchSpec("a", "x"), WatchSpec("b", "x OR /y/ OR title:z OR quoted:q OR -k a")]
    matcher = compile_watches(specs, {})
    assert matcher.match(article()) == ()
    assert [verdict.match for verdict in matcher.explain(article())] == [None, None]


def test_no_watches() -> None:
    matcher = compile_watches([], {})
    assert matcher.watches == ()
    assert matcher.match(article("x")) == ()


_QUERIES = [
    "missile", "=missile", "mis*", '"ballistic missile"', "@dprk", "@dprk NEAR/2 @russia", "a OR /KN-\\d/", "KN-23",
    "e-mail", "북한", "=북한", '"북한 미사일"', "朝鲜", "朝鲜 OR feed:unn", "title:missile", "title:(NOT missile) a",
    "quoted:missile", "quoted:(NOT missile) a", "^US", "ATLEAST/2(missile OR @dprk)", "a (b OR NOT missile)",
    "lang:en missile", "site:unn.ua OR missile", "NOT (NOT a)", "NOT (quoted:(NOT a) OR b)", "ракета -missile",
    "про-російський", "lead:a OR heading:b", "/(?i)us/ a",
]  # fmt: skip
_CONCEPTS = {
    "dprk": ConceptSpec(("North Korea", "북한", "朝鲜")),
    "russia": ConceptSpec(("Russia", "KN-23"), ("Russia KN",)),
}
_PIECES = st.sampled_from(
    [
        "missiles", "ballistic", "KN-23", "KN23", "북한이", "미사일", "在朝鲜半岛", "US", "us", "North Korea", "Russia",
        "a", "b", "e-mail", "email", "ракетами", "проросійський", ".", "\n\n", "朝",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=8), st.lists(_PIECES, max_size=4), st.booleans())
def test_what_is_skipped_could_not_have_matched(words: list[str], title: list[str], by_feed: bool) -> None:
    """``match`` looks at candidates only, ``explain`` at every watch; both say the same."""
    matcher = _MATCHER
    about = article(" ".join(words), " ".join(title), url="https://unn.ua/1")
    feeds = ["unn"] if by_feed else None
    fired = {match.watch: match for match in matcher.match(about, feeds)}
    told = {verdict.watch: verdict.match for verdict in matcher.explain(about, feeds) if verdict.match}
    assert fired == told


_MATCHER = compile_watches([WatchSpec(query, query) for query in _QUERIES], _CONCEPTS)


def test_more_words_than_are_remembered_are_still_found_at_their_places() -> None:
    matcher = compile_watches([WatchSpec("near", "ballistic NEAR/1 missile"), WatchSpec("word", "missiles")], {})
    many = " ".join(islice(map("".join, product("abcdefgh", repeat=6)), 151_000))
    long = Article(source="x", title="t", text=f"{many} ballistic, missile")
    (near, _) = matcher.match(long)
    assert [long.text[hit.start : hit.end] for hit in near.hits] == ["ballistic", "missile"]
    assert matcher.fires(Article(source="x", title="A ballistic missile", text="")) == ("near", "word")
    assert matcher.fires(Article(source="x", title="A ballistic test of a new missile", text="")) == ("word",)
