"""Random queries on random documents: the matcher and the slow evaluator agree, hit by hit."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from monitor.core.article.model import Article
from monitor.core.query import WatchSpec, compile_watches, unparse
from monitor.core.query.tree import (
    And,
    AtLeast,
    Chain,
    Field,
    Link,
    Mode,
    Node,
    Not,
    Or,
    Phrase,
    Word,
    holds_for_nothing,
)
from tests.core.query.oracle import lay_out, satisfied

_WORDS = ["alfa", "beta", "gamma", "alfalfa"]
_word = st.sampled_from(_WORDS)
_titles = st.lists(_word, max_size=5)
_sentences = st.lists(_word, min_size=1, max_size=6)
_texts = st.lists(st.lists(_sentences, min_size=1, max_size=3), max_size=3)

_terms = st.one_of(
    _word.map(lambda word: Word(word, Mode.EXACT)),
    st.just(Word("alfa", Mode.PREFIX)),
    st.lists(_word, min_size=2, max_size=3).map(lambda words: Phrase(" ".join(words), exact=True)),
)
_operands = st.one_of(_terms, st.lists(_terms, min_size=2, max_size=3).map(lambda terms: Or(tuple(terms))))
_links = st.one_of(
    st.builds(Link, st.sampled_from(["NEAR", "BEFORE"]), st.integers(0, 5)), st.just(Link("SAME-SENTENCE"))
)


@st.composite
def _chains(draw: st.DrawFn) -> Node:
    count = draw(st.integers(2, 4))
    operands = tuple(draw(_operands) for _ in range(count))
    return Chain(operands, tuple(draw(_links) for _ in range(count - 1)))


def _grow(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def several(kind: type[And | Or]) -> st.SearchStrategy[Node]:
        def flat(nodes: list[Node]) -> Node:
            children: list[Node] = []
            for node in nodes:
                children.extend(node.children if isinstance(node, kind) else (node,))
            return kind(tuple(children))

        return st.lists(below, min_size=2, max_size=3).map(flat)

    counted = below.filter(lambda node: not holds_for_nothing(node))
    return st.one_of(several(And), several(Or), below.map(Not), st.builds(AtLeast, st.integers(1, 4), counted))


_clauses = st.recursive(st.one_of(_terms, _chains()), _grow, max_leaves=6)
_scoped = st.builds(Field, st.sampled_from(["title", "body"]), _clauses)
_queries = st.recursive(st.one_of(_terms, _chains(), _scoped), _grow, max_leaves=6).filter(
    lambda node: not holds_for_nothing(node)
)


@settings(max_examples=600, deadline=None)
@given(_queries, _titles, _texts)
def test_same_hits_as_the_slow_evaluator(query: Node, title: list[str], paragraphs: list[list[list[str]]]) -> None:
    shown, text, spots = lay_out(title, paragraphs)
    expected = satisfied(query, spots)
    matcher = compile_watches([WatchSpec("w", unparse(query))], {})
    matches = matcher.match(Article(source="x", title=shown or None, text=text, language="en"))
    assert bool(matches) == (expected is not None), unparse(query)
    event("matched" if matches else "not matched")
    verdict = matcher.explain(Article(source="x", title=shown or None, text=text, language="en"))[0]
    assert (verdict.match is not None) == bool(matches)
    assert (verdict.reason is None) == bool(matches)
    if matches:
        assert expected is not None
        wanted = {(spots[first].field, spots[first].start, spots[last].end) for first, last in expected}
        assert {(hit.field, hit.start, hit.end) for hit in matches[0].hits} == wanted, unparse(query)
        for hit in matches[0].hits:
            assert (shown if hit.field == "title" else text)[hit.start : hit.end] == hit.text
