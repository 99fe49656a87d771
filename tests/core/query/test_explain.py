"""Verdicts: the first clause that failed as written, and why in words; the clauses that held."""

import pytest

from monitor.core.article.model import Quote
from monitor.core.query import ConceptSpec, WatchSpec, compile_watches
from tests.core.query.asking import article, why

CONCEPTS = {
    "dprk": ConceptSpec(("North Korea", "DPRK")),
    "russia": ConceptSpec(("Russia",)),
    "missile": ConceptSpec(("missile",)),
}
FAR = "DPRK " + "x " * 57 + "Russia and a tank."


@pytest.mark.parametrize(
    ("query", "text", "failed", "reason"),
    [
        ("missile", "x", "missile", "no “missile” in title or text"),
        ("=missile x", "x", "=missile", "no “=missile” in title or text"),
        ("@missile", "x", "@missile", "no @missile in title or text"),
        ("/a+b/", "x", "/a+b/", "no /a+b/ in title or text"),
        ("x missile y", "x y", "missile", "no “missile” in title or text"),
        ("x (a OR b)", "x", "a OR b", "none of “a”, “b” in title or text"),
        (
            "@dprk NEAR/40 @russia",
            FAR,
            "@dprk NEAR/40 @russia",
            "nearest @dprk and @russia are 57 words apart, 40 allowed",
        ),
        ("@dprk NEAR/40 @russia tank", "DPRK tank", "@dprk NEAR/40 @russia", "no @russia in title or text"),
        ("a BEFORE/3 b", "b a", "a BEFORE/3 b", "“a” and “b” stand in the other order"),
        ("a BEFORE/0 b", "b a x b", "a BEFORE/0 b", "nearest “a” and “b” are 1 word apart, 0 allowed"),
        ("a SAME-SENTENCE b", "A x. B y.", "a SAME-SENTENCE b", "“a” and “b” share no sentence"),
        ("a NEAR/1 b NEAR/1 c", "a b x x c", "a NEAR/1 b NEAR/1 c", "nearest “b” and “c” are 2 words apart, 1 allowed"),
        ("a NEAR/1 (b OR c)", "a", "a NEAR/1 (b OR c)", "no “b” or “c” in title or text"),
        ("a NEAR/1 a", "a", "a NEAR/1 a", "“a” and “a” stand on the same words"),
        ("x NOT y", "x, then y", "NOT y", "“y” is in the text"),
        ("x -@russia", "x Russia", "-@russia", "@russia (“Russia”) is in the text"),
        ("ATLEAST/3(a)", "a a", "ATLEAST/3(a)", "2 found in title or text, 3 needed"),
        ("title:x", "x", "title:x", "the article has no title"),
        ("x quoted:missile", "x", "quoted:missile", "the article has no quotation"),
        ("lang:uk x", "x", "lang:uk", "language en is not uk"),
        ("lang:(uk OR ru) x", "x", "lang:(uk OR ru)", "language en not in (uk OR ru)"),
        ("x (a b OR c)", "x a", "a b OR c", "no “b” in title or text; no “c” in title or text"),
    ],
)
def test_the_first_clause_that_failed(query: str, text: str, failed: str, reason: str) -> None:
    verdict = why(query, article(text), CONCEPTS)
    assert verdict.match is None
    assert (verdict.failed, verdict.reason) == (failed, reason)


def test_fields_are_named() -> None:
    verdict = why("title:missile", article("missile", "x"))
    assert verdict.reason == "no “missile” in title"
    about = article("x", quotes=(Quote(text="a"), Quote(text="b")))
    assert why("quoted:(a b)", about).reason == "not all of it in one quoted"
    assert why("x feed:bbc", article("x"), feeds=["unn"]).reason == "feed unn is not bbc"


def test_the_clauses_that_held() -> None:
    assert why("a b (c OR d)", "a d").held == ("a", "c OR d")
    verdict = why("a (c OR d) -e", "a d")
    assert verdict.match
    assert verdict.held == ("a", "c OR d", "-e")
    assert (verdict.failed, verdict.reason) == (None, None)


def test_feeds_and_languages_of_a_watch() -> None:
    watch = WatchSpec("w", "x", feeds=("unn", "tag:agency"), languages=("uk", "ru"))
    matcher = compile_watches([watch], {})
    verdict = matcher.explain(article("x", language="uk"), ["bbc"])[0]
    assert (verdict.failed, verdict.reason) == ("feeds: unn, tag:agency", "feed bbc not in unn, tag:agency")
    verdict = matcher.explain(article("x", language="en"), ["tag:agency"])[0]
    assert (verdict.failed, verdict.reason) == ("languages: uk, ru", "language en not in uk, ru")


def test_every_watch_has_a_verdict_in_order() -> None:
    matcher = compile_watches([WatchSpec("b", "x"), WatchSpec("a", "y"), WatchSpec("c", "x")], {})
    verdicts = matcher.explain(article("x"))
    assert [(verdict.watch, verdict.match is not None) for verdict in verdicts] == [
        ("b", True),
        ("a", False),
        ("c", True),
    ]
