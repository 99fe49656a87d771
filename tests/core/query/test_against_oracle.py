"""Random queries on random articles: the matcher and the slow evaluator agree, hit by hit.

A theme is a handful of words as a query names them and as articles write them, few enough to meet often.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from monitor.core.language import forms
from monitor.core.query import ConceptSpec, Matcher, WatchSpec, compile_watches, unparse
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
)
from tests.core.query.layout import Named, Told, lay_out
from tests.core.query.oracle import satisfied

EXAMPLES = int(os.environ.get("WIREWATCH_EXAMPLES", "100"))  # of each test; `make test-all` wants a thousand

Case = tuple[list[Node], dict[str, Named], Told]


@dataclass(frozen=True)
class Theme:
    """Words of queries (plain or exact; with ^; stems of prefixes; expressions), words of articles, what separates them."""

    words: tuple[str, ...]
    written: tuple[str, ...]
    cased: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    separators: tuple[str, ...] = (" ", " ", ", ", "\n", " — ")


def _inflected(*words: str) -> tuple[str, ...]:
    """A few forms of each word, the same at each run."""
    return tuple(form for word in words for form in (word, *sorted(forms(word))[::3][:4]))


THEMES = (
    Theme(("alfa", "beta", "gamma"), ("alfa", "beta", "gamma")),
    Theme(
        ("alfa", "beta", "gamma", "alfalfa"),
        ("alfa", "beta", "gamma", "alfalfa"),
        stems=("alfa",),
        patterns=(r"\balfa", "(?i)beta"),
    ),
    Theme(
        ("missile", "strike", "Korea's"),
        (*_inflected("missile", "strike"), "Korea’s", "Korea"),
        stems=("mis", "str"),
        patterns=(r"[Mm]iss\w+",),
    ),
    Theme(("US", "U.S.", "kim"), ("US", "us", "U.S.", "U.S.'s", "Kim", "kim"), cased=("US", "U.S.", "Kim")),
    Theme(
        ("ракета", "північний", "Київ"),
        (*_inflected("ракета", "північний"), "Київ", "Києві", "Кыев", "ра\u0301кета", "рaкета", "ра\u00adкети"),
        cased=("Київ",),
        stems=("раке", "північ"),
    ),
    Theme(
        ("прес-секретар", "об'єкт", "по-ки"),
        (
            "прес-секретаря",
            "прес секретар",
            "пресcекретар",
            "прессекретаря",
            "обʼєкта",
            "об’єкт",
            "по-ки",
            "поки",
            "по",
        ),
    ),
    Theme(
        ("балистический", "ёлка", "Ким"),
        (*_inflected("балистический"), "елка", "Ёлки", "Ким", "Кима", "Кіма"),
        cased=("Ким",),
        stems=("балист",),
    ),
    Theme(
        ("KN-23", "KN23", "KN", "23"),
        ("KN-23", "KN 23", "KN23", "KN–23", "kn-23", "ＫＮ２３", "KN", "23", "23s", "KN-233", "2.3", "23,000"),
        cased=("KN-23", "KN"),
        stems=("KN-2",),
        patterns=(r"KN-?\d+",),
    ),
    Theme(
        ("e-mail", "Jong-un", "AT&T", "is-it"),
        ("e-mail", "email", "e‑mails", "e", "Jong-un", "Jong Un", "Jŏng", "Jongun", "AT&T", "is-it", "its"),
        stems=("Jong",),
    ),
    Theme(
        ("북한", "북한군", "발사"),
        ("북한", "북한이", "북한군은", "대북한", "발사했다", "\u1107\u116e\u11a8\u1112\u1161\u11ab"),
        separators=(" ", " ", ", ", ""),
    ),
    Theme(
        ("ICBM", "발사", "화성-17", "화성-17형"),
        ("ICBM", "ICBM을", "ICBM이다", "ICBM발사", "발사했다", "화성-17형", "화성17", "화성 17형을"),
        cased=("ICBM",),
        stems=("미사일",),
    ),
    Theme(("朝鲜", "北朝鲜", "鲜北"), ("朝鲜", "北", "鲜", "한국朝鲜", "x"), separators=("", "", "，", " ")),
    Theme(("人人", "人", "导弹"), ("人", "人人", "导弹", "弹"), separators=("", "", "", "，")),
    Theme(
        ("ミサイル", "KN-23导弹", "导弹", "KN"),
        ("ミサイル", "ﾐｻｲﾙ", "KN23导弹", "KN-23", "导弹", "弹道"),
        separators=("", " ", "の"),
    ),
    Theme(
        ("missile", "ракета", "북한", "朝鲜", "Іскандер"),
        ("missiles", "ракети", "북한이", "在朝鲜半岛", "Іскандери", "Iскандер", "x"),
        cased=("Іскандер",),
        stems=("Іскан", "mis"),
        separators=(" ", " ", ", ", ""),
    ),
)
# The fields whose values are laid out here, and the one of the hits' place.
_FIELDS = ("title", "body", "lead", "author", "quoted", "speaker", "cites", "heading", "dateline")
_links = st.one_of(
    st.builds(Link, st.sampled_from(["NEAR", "BEFORE"]), st.integers(0, 3)), st.just(Link("SAME-SENTENCE"))
)
_names = st.sampled_from(
    [
        Field("feed", Word("unn")),
        Field("feed", Word("Agency")),
        Field("lang", Word("en")),
        Field("lang", Or((Word("uk"), Word("ko")))),
        Field("site", Word("unn.ua")),
        Field("site", Phrase("wire agency")),
    ]
)
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)  # explaining a failure takes minutes
_SAFE_END = re.compile(r"[a-zа-яёіїєґ]{5}$")
_CAPITAL = re.compile(r"[A-ZА-ЯЁІЇЄҐ]")


def _terms(theme: Theme) -> st.SearchStrategy[Node]:
    """Words in each way of writing them, and phrases with a star here and there."""
    words = [word.removeprefix("=") for word in theme.words]
    starred = [f"{stem}*" for stem in theme.stems]
    phrases = [
        st.lists(st.sampled_from(words), min_size=2, max_size=3),
        st.lists(st.sampled_from([*words, *starred]), min_size=2, max_size=3),
    ]
    choices: list[st.SearchStrategy[Node]] = [
        st.sampled_from(words).map(Word),
        st.builds(Word, st.sampled_from(words), st.sampled_from([Mode.PLAIN, Mode.EXACT])),
        phrases[0].map(lambda some: Phrase(" ".join(some), exact=True)),
        phrases[1].map(lambda some: Phrase(" ".join(some))),
    ]
    if theme.stems:
        choices.append(st.sampled_from(theme.stems).map(lambda stem: Word(stem, Mode.PREFIX)))
    if theme.cased:
        choices.append(st.sampled_from(theme.cased).map(lambda word: Word(word, Mode.CASED)))
    return st.one_of(choices)


def _joined(kind: type[And | Or], nodes: list[Node]) -> Node:
    """Join nodes as the parser does: an And in an And is one And."""
    return kind(tuple(one for node in nodes for one in (node.children if isinstance(node, kind) else (node,))))


def _grow(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(below, min_size=2, max_size=3)
    counted = below.filter(lambda node: not holds_for_nothing(node))
    return st.one_of(
        several.map(lambda nodes: _joined(And, nodes)),
        several.map(lambda nodes: _joined(Or, nodes)),
        below.map(Not),
        st.builds(AtLeast, st.integers(1, 4), counted),
    )


def _chains(operands: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def chain(parts: tuple[list[Node], list[Link]]) -> Node:
        return Chain(tuple(parts[0]), tuple(parts[1][: len(parts[0]) - 1]))

    return st.tuples(st.lists(operands, min_size=2, max_size=4), st.lists(_links, min_size=3, max_size=3)).map(chain)


def _operands(theme: Theme) -> st.SearchStrategy[Node]:
    terms = _terms(theme)
    return st.one_of(terms, terms, st.lists(terms, min_size=2, max_size=3).map(lambda some: Or(tuple(some))))


def _some(nodes: st.SearchStrategy[Node], most: int = 5) -> st.SearchStrategy[list[Node]]:
    return st.lists(nodes.filter(lambda node: not holds_for_nothing(node)), min_size=1, max_size=most)


def _counted(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(nodes, nodes, st.builds(AtLeast, st.integers(2, 4), nodes))


def _everything(theme: Theme) -> st.SearchStrategy[Node]:
    terms = st.one_of(_terms(theme), _terms(theme), st.sampled_from([Concept("one"), Concept("two")]))
    operands = st.one_of(terms, st.lists(terms, min_size=2, max_size=3).map(lambda some: Or(tuple(some))))
    leaves = [terms, _chains(operands)]
    if theme.patterns:
        leaves.append(st.sampled_from(theme.patterns).map(Regex))
    scoped = st.builds(Field, st.sampled_from(_FIELDS), st.recursive(st.one_of(leaves), _grow, max_leaves=4))
    return st.recursive(st.one_of(*leaves, *leaves, scoped, _names), _grow, max_leaves=6)


def _concepts(theme: Theme) -> st.SearchStrategy[dict[str, Named]]:
    """Two concepts, the second of which may hold the first."""
    entries = st.lists(_terms(theme), min_size=1, max_size=4).map(tuple)
    exceptions = st.lists(_terms(theme), max_size=2).map(tuple)
    return st.fixed_dictionaries(
        {
            "one": st.builds(Named, entries, exceptions),
            "two": st.builds(Named, st.one_of(entries, entries.map(lambda some: (Concept("one"), *some))), exceptions),
        }
    )


def _lines(theme: Theme, most: int = 8) -> st.SearchStrategy[str]:
    """Words with what separates them; some lines all in capitals."""
    pairs = st.tuples(st.sampled_from(theme.written), st.sampled_from(theme.separators))

    def line(drawn: tuple[list[tuple[str, str]], bool]) -> str:
        written = "".join(word + separator for word, separator in drawn[0][:-1]) + drawn[0][-1][0]
        return written.upper() if drawn[1] else written

    capitals = st.sampled_from([False, False, False, True])
    return st.tuples(st.lists(pairs, min_size=1, max_size=most), capitals).map(line)


def _sentences(lines: list[str]) -> list[str]:
    """End each line as a sentence: with a full stop where it cannot be taken for anything else."""
    lines = [line[0].upper() + line[1:] for line in lines]
    ended = []
    for line, following in zip(lines, [*lines[1:], "A"], strict=True):
        safe = _SAFE_END.search(line) and _CAPITAL.match(following)
        ended.append(line + ("." if safe else "。"))
    return ended


def _texts(theme: Theme) -> st.SearchStrategy[Told]:
    """A title and some paragraphs."""
    lines = _lines(theme)
    paragraphs = st.lists(st.lists(lines, min_size=1, max_size=2).map(_sentences), min_size=1, max_size=2)
    return st.builds(Told, title=st.one_of(st.just(""), lines), text=paragraphs)


def _articles(theme: Theme) -> st.SearchStrategy[Told]:
    """An article with several values in its fields."""
    lines, short = _lines(theme, 4), _lines(theme, 3)
    few = st.lists(short, max_size=2).map(tuple)
    paragraphs = st.lists(st.lists(lines, min_size=1, max_size=2).map(_sentences), max_size=2)
    return st.builds(
        Told,
        title=st.one_of(st.just(""), lines),
        lead=st.one_of(st.just(""), short.map(lambda line: f"vorspann {line}")),
        lead_is_first=st.booleans(),
        text=paragraphs,
        authors=few,
        quotes=st.lists(st.tuples(short, st.one_of(st.just(""), short)), max_size=2).map(tuple),
        cited=few,
        headings=few,
        dateline=st.one_of(st.just(""), short),
        site=st.sampled_from(["", "Wire Agency", "wire agencies"]),
        host=st.sampled_from(["", "www.unn.ua", "wire.example"]),
        language=st.sampled_from(["en", "uk", "ko"]),
        feeds=st.sampled_from([None, (), ("unn",), ("tag:agency", "unn-world")]),
    )


def _each(make: Callable[[Theme], st.SearchStrategy[Case]]) -> st.SearchStrategy[Case]:
    return st.one_of([make(theme) for theme in THEMES])


def _matcher(queries: list[Node], concepts: dict[str, Named]) -> Matcher:
    specs = {
        name: ConceptSpec(tuple(map(unparse, named.any)), tuple(map(unparse, named.except_)))
        for name, named in concepts.items()
    }
    return compile_watches([WatchSpec(f"w{number}", unparse(query)) for number, query in enumerate(queries)], specs)


def _check(case: Case) -> None:
    queries, concepts, told = case
    laid = lay_out(told, concepts)
    expected = [satisfied(query, laid) for query in queries]
    matcher = _matcher(queries, concepts)
    matches = matcher.match(laid.article, laid.feeds)
    found = {match.watch: match for match in matches}
    assert list(found) == [f"w{number}" for number, places in enumerate(expected) if places is not None]
    assert matcher.fires(laid.article, laid.feeds) == tuple(found)
    event(f"{bool(matches)}")
    for verdict, places in zip(matcher.explain(laid.article, laid.feeds), expected, strict=True):
        assert verdict.match == found.get(verdict.watch)
        assert (verdict.reason is None) == (places is not None)
        if verdict.match:
            hits = verdict.match.hits
            assert {(hit.field, hit.index, hit.start, hit.end, hit.concept) for hit in hits} == places
            for hit in hits:
                assert laid.texts.get((hit.field, hit.index), hit.text)[hit.start : hit.end] == hit.text


@settings(max_examples=EXAMPLES, deadline=None, phases=_PHASES)
@given(_each(lambda theme: st.tuples(_some(_terms(theme), 8), st.just({}), _texts(theme))))
def test_terms(case: Case) -> None:
    _check(case)


@settings(max_examples=EXAMPLES, deadline=None, phases=_PHASES)
@given(_each(lambda theme: st.tuples(_some(_counted(_chains(_operands(theme)))), st.just({}), _texts(theme))))
def test_chains(case: Case) -> None:
    _check(case)


@settings(max_examples=EXAMPLES, deadline=None, phases=_PHASES)
@given(
    _each(
        lambda theme: st.tuples(
            _some(_counted(st.sampled_from([Concept("one"), Concept("two")])), 3), _concepts(theme), _texts(theme)
        )
    )
)
def test_concepts(case: Case) -> None:
    _check(case)


@settings(max_examples=EXAMPLES, deadline=None, phases=_PHASES)
@given(
    _each(
        lambda theme: st.tuples(
            _some(
                st.recursive(
                    st.one_of(
                        st.builds(
                            Field,
                            st.sampled_from(_FIELDS),
                            st.recursive(st.one_of(_terms(theme), _chains(_terms(theme))), _grow, max_leaves=3),
                        ),
                        _names,
                        _terms(theme),
                    ),
                    _grow,
                    max_leaves=3,
                )
            ),
            st.just({}),
            _articles(theme),
        )
    )
)
def test_fields(case: Case) -> None:
    _check(case)


@settings(max_examples=EXAMPLES // 2, deadline=None, phases=_PHASES)
@given(_each(lambda theme: st.tuples(_some(_everything(theme), 3), _concepts(theme), _articles(theme))))
def test_everything_together(case: Case) -> None:
    _check(case)


@settings(max_examples=50, deadline=None, phases=_PHASES)
@given(_each(lambda theme: st.tuples(_some(_everything(theme), 8), _concepts(theme), _articles(theme))))
def test_many_watches_in_one_matcher_do_not_disturb_each_other(case: Case) -> None:
    queries, concepts, told = case
    laid = lay_out(told, concepts)
    together = _matcher(queries, concepts)
    found = {match.watch: match for match in together.match(laid.article, laid.feeds)}
    for number, query in enumerate(queries):
        alone = _matcher([query], concepts).match(laid.article, laid.feeds)
        expected = [replace(match, watch=f"w{number}") for match in alone]
        assert [found[name] for name in (f"w{number}",) if name in found] == expected
    assert together.fires(laid.article, laid.feeds) == tuple(found)
