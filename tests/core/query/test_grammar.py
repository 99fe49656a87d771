"""The grammar: precedence, what binds what, and that a query written again is the same query."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.query import parse, unparse
from monitor.core.query.tree import (
    And,
    AtLeast,
    Chain,
    Concept,
    Field,
    Link,
    Mode,
    Node,
    Not,
    Or,
    Phrase,
    Regex,
    Word,
    holds_for_nothing,
    walk,
)

A, B, C, D = (Word(letter) for letter in "abcd")
NEAR5 = Link("NEAR", 5)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("a b", And((A, B))),
        ("a AND b c", And((A, B, C))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a (b c)", And((A, B, C))),
        ("a NOT b c", And((A, Not(B), C))),
        ("a AND NOT b OR c", Or((And((A, Not(B))), C))),
        ("a -b", And((A, Not(B)))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ("a (-b)", And((A, Not(B)))),
        ("a NEAR/5 b", Chain((A, B), (NEAR5,))),
        ("d a NEAR/5 b", And((D, Chain((A, B), (NEAR5,))))),
        ("d NOT a NEAR/5 b", And((D, Not(Chain((A, B), (NEAR5,)))))),
        ("d -a NEAR/5 b", And((D, Not(Chain((A, B), (NEAR5,)))))),
        ("a NEAR/5 b NEAR/5 c", Chain((A, B, C), (NEAR5, NEAR5))),
        (
            "a NEAR/0 b BEFORE/12 c SAME-SENTENCE d",
            Chain((A, B, C, D), (Link("NEAR", 0), Link("BEFORE", 12), Link("SAME-SENTENCE"))),
        ),
        ("a NEAR/5 (b OR c)", Chain((A, Or((B, C))), (NEAR5,))),
        ("ATLEAST/3(a OR b)", AtLeast(3, Or((A, B)))),
        ("title:a b", And((Field("title", A), B))),
        ("title:(a b)", Field("title", And((A, B)))),
        ('quoted:"a b"', Field("quoted", Phrase("a b"))),
        ("site:unn.ua", Field("site", Word("unn.ua"))),
        ("=a ^US mis*", And((Word("a", Mode.EXACT), Word("US", Mode.CASED), Word("mis", Mode.PREFIX)))),
        ('="a b" "a  b"', And((Phrase("a b", exact=True), Phrase("a b")))),
        ("“a b” «c d»", And((Phrase("a b"), Phrase("c d")))),
        ("@dprk-army", Concept("dprk-army")),
        (r"/a\/b\d/", Regex(r"a/b\d")),
        ("title:/a b/", Field("title", Regex("a b"))),
        ("（a OR b） c", And((Or((A, B)), C))),
        ("military cooperation NEAR/5 x", And((Word("military"), Chain((Word("cooperation"), Word("x")), (NEAR5,))))),
        ("KN-23 AT&T U.S. 26,500 об’єкт", And(tuple(map(Word, ["KN-23", "AT&T", "U.S.", "26,500", "об’єкт"])))),
        ("near", Word("near")),
        ("a-b c- d", And((Word("a-b"), Word("c-"), D))),
        ("a AND(b)", And((A, B))),
        ("((a))", A),
        ("a　AND\u00a0b\n c", And((A, B, C))),
        ("title:ATLEAST/2(a)", Field("title", AtLeast(2, A))),
        ("a OR b OR (c OR d)", Or((A, B, C, D))),
        ("NOT (NOT a)", Not(Not(A))),
    ],
)
def test_trees(query: str, tree: Node) -> None:
    assert parse(query) == tree
    assert parse(unparse(tree)) == tree


def test_nodes_know_their_places() -> None:
    query = "x (a OR b)  NEAR/5 @c -title:(d e)"
    written = [query[node.start : node.end] for node in walk(parse(query))]
    assert written == [
        query,
        "x",
        "(a OR b)  NEAR/5 @c",
        "(a OR b)",
        "a",
        "b",
        "@c",
        "-title:(d e)",
        "title:(d e)",
        "(d e)",
        "d",
        "e",
    ]


_WORDS = (
    *("missile", "ракета", "Іскандер", "об'єкт", "обʼєкт", "ра\u0301кета", "é", "KN-23", "прес-секретар", "x", "site"),
    *(
        "北朝鲜",
        "KN-23导弹",
        "ミサイル",
        "북한군",
        "화성-17형",
        "ICBM을",
        "AT&T",
        "U.S.",
        "1,000",
        "1.5",
        "24/7",
        "Kim/Putin",
    ),
    *("and", "near", "і", "или", "또는", "和", "NEXT", "TO"),
)
_words = st.builds(Word, st.sampled_from(_WORDS), st.sampled_from([Mode.PLAIN, Mode.EXACT, Mode.CASED]))
_prefixes = st.sampled_from(["mis", "балісти", "Іскан", "KN-2", "탄도미", "화성-17"]).map(
    lambda stem: Word(stem, Mode.PREFIX)
)
_phrases = st.builds(
    Phrase,
    st.sampled_from(
        ["a b", "near", "AND", "(x)", "don't /go/", "@x - y", "північна корея", "북한 미사일", "朝鲜 导弹", "a: b?"]
    ),
    st.booleans(),
)
_terms = st.one_of(
    _words,
    _prefixes,
    _phrases,
    st.sampled_from(["ballistic missil*", "балісти* ракета"]).map(Phrase),
    st.builds(Concept, st.sampled_from(["dprk", "a-1", "1"])),
)
_regexes = st.builds(Regex, st.sampled_from(["a/b", r"\d+", r"a\\", "a b", '"', r"\.", "(?i)x", "ракет[аи]", "[/)]"]))
_operands = st.one_of(_terms, st.lists(_terms, min_size=2, max_size=3).map(lambda terms: Or(tuple(terms))))
_links = st.one_of(
    st.builds(Link, st.sampled_from(["NEAR", "BEFORE"]), st.integers(0, 99)), st.just(Link("SAME-SENTENCE"))
)


@st.composite
def _chains(draw: st.DrawFn) -> Node:
    operands = draw(st.lists(_operands, min_size=2, max_size=4))
    return Chain(tuple(operands), tuple(draw(_links) for _ in operands[1:]))


def _grow(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def joined(kind: type[And | Or]) -> st.SearchStrategy[Node]:
        def flat(nodes: list[Node]) -> Node:
            return kind(tuple(one for node in nodes for one in (node.children if isinstance(node, kind) else (node,))))

        return st.lists(below, min_size=2, max_size=3).map(flat)

    counted = st.builds(AtLeast, st.integers(1, 20), below.filter(lambda node: not holds_for_nothing(node)))
    return st.one_of(joined(And), joined(Or), below.map(Not), counted)


_inner = st.recursive(st.one_of(_terms, _regexes, _chains()), _grow, max_leaves=5)
_fields = st.sampled_from(["title", "lead", "body", "author", "quoted", "speaker", "cites", "dateline", "heading"])
_codes = st.sampled_from(["uk", "EN", "zh"]).map(Word)
_scoped = st.one_of(
    st.builds(Field, _fields, _inner),
    st.builds(
        Field, st.sampled_from(["feed", "site"]), st.sampled_from([Word("unn"), Word("unn.ua"), Phrase("top news")])
    ),
    st.builds(Field, st.just("lang"), st.one_of(_codes, st.lists(_codes, min_size=2, max_size=2).map(tuple).map(Or))),
)
_queries = st.recursive(st.one_of(_terms, _regexes, _chains(), _scoped), _grow, max_leaves=6)


@settings(max_examples=500, deadline=None)
@given(_queries.filter(lambda node: not holds_for_nothing(node)))
def test_a_query_written_again_is_the_same_query(tree: Node) -> None:
    assert parse(unparse(tree)) == tree
