"""The matcher: which watches fire on an article, by which hits, and why the others do not.

Built once from watches and concepts, then only asked; it may be asked from several threads. A document's words
tell which groups are present; a watch is looked at only if all its needs are, and words are only placed for one
that asks where they stand.
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from monitor.core.article.model import Article
from monitor.core.query.chunks import Chunks
from monitor.core.query.clauses import Branch, Clause
from monitor.core.query.compile import ANYTHING, BESIDE_STREAM, Compiler
from monitor.core.query.document import Document
from monitor.core.query.evaluate import Found, decide, holds
from monitor.core.query.explain import Explainer
from monitor.core.query.grammar import parse
from monitor.core.query.index import Index
from monitor.core.query.languages import wrong_language
from monitor.core.query.lexicon import Lexicon
from monitor.core.query.model import ConceptSpec, Hit, Match, Verdict, WatchSpec
from monitor.core.query.snippet import snippet
from monitor.errors import QueryError

_MOST_HITS = 1000  # a page of one word repeated is no reason for a million rows
_MANY_OBJECTS = 100_000
_RANKS = {"title": 0, "lead": 1, "text": 2}  # in which order a match's hits are given, those of other fields last


@dataclass(frozen=True, slots=True)
class _Compiled:
    number: int
    spec: WatchSpec
    clause: Clause
    feeds: frozenset[str]
    languages: frozenset[str]


class Matcher:
    """Watches ready to be matched, made by ``compile_watches``; ``watches``: their names, as configured in order."""

    def __init__(
        self,
        watches: Sequence[_Compiled],
        branches: Sequence[Sequence[Branch]],
        lexicon: Lexicon,
        signals: Mapping[str, int],
    ) -> None:
        """``branches``: those of each watch."""
        self.watches = tuple([watch.spec.name for watch in watches])
        self._watches = watches
        self._restricted = frozenset(watch.number for watch in watches if watch.feeds or watch.languages)
        self._chunks = Chunks(lexicon)
        self._branches = [branch.clause for of_watch in branches for branch in of_watch]
        self._index = Index(branches, lexicon.groups_of, len(lexicon))
        needs = {need for of_watch in branches for branch in of_watch for need in branch.needs}
        asked = frozenset().union(*map(lexicon.groups_of, needs))
        self._always = signals[ANYTHING]
        self._fields = {field: signals[field] for field in BESIDE_STREAM if signals[field] in asked}

    def fires(self, article: Article, feeds: Collection[str] | None = None) -> tuple[str, ...]:
        """Give the names of the watches that fire, in order, as ``match`` would, without hits and snippets."""
        document = Document(article, feeds, self._chunks)
        return tuple([self.watches[number] for number in self._firing(document)])

    def match(self, article: Article, feeds: Collection[str] | None = None) -> tuple[Match, ...]:
        """Give the watches that fire, in order. ``feeds``: the feeds and ``tag:x`` it came by; None asks no watch's."""
        document = Document(article, feeds, self._chunks)
        found = []
        for number in self._firing(document):
            watch = self._watches[number]
            spans = holds(watch.clause, document, document.stream)
            assert spans is not None
            found.append(_match(watch.spec.name, spans))
        return tuple(found)

    def explain(self, article: Article, feeds: Collection[str] | None = None) -> tuple[Verdict, ...]:
        """Give every watch's verdict: its match, or the first clause that failed and why."""
        document = Document(article, feeds, self._chunks)
        return tuple(self._verdict(watch, document) for watch in self._watches)

    def _firing(self, document: Document) -> list[int]:
        """Give the numbers of the watches that fire, in order."""
        stream = document.stream
        signals = [signal for field, signal in self._fields.items() if document.has(field)]
        index = self._index
        holding, placed = index.ask(stream.groups(self._always, *signals))
        if len(placed) and stream.even:
            phrases, placed = index.phrases(placed)
            holding[index.watches[phrases[stream.in_order(*index.sequences(phrases))]]] = True
            placed = placed[~holding[index.watches[placed]]]
            stream.locate(index.asked(placed))
        for branch, number in zip(placed.tolist(), index.watches[placed].tolist(), strict=True):
            if not holding[number] and decide(self._branches[branch], document, stream):
                holding[number] = True
        return [
            number
            for number in holding.nonzero()[0].tolist()
            if number not in self._restricted or self._restriction(self._watches[number], document) is None
        ]

    def _restriction(self, watch: _Compiled, document: Document) -> tuple[str, str] | None:
        """Say which of a watch's restrictions keeps a document out, as written, and why."""
        if watch.feeds and document.feeds is not None and watch.feeds.isdisjoint(document.feeds):
            came = ", ".join(sorted(document.feeds)) or "none"
            return f"feeds: {', '.join(watch.spec.feeds)}", f"feed {came} not in {', '.join(watch.spec.feeds)}"
        if watch.languages and document.language and document.language not in watch.languages:
            written = ", ".join(watch.spec.languages)
            return f"languages: {written}", f"language {document.language} not in {written}"
        return None

    def _verdict(self, watch: _Compiled, document: Document) -> Verdict:
        name = watch.spec.name
        restriction = self._restriction(watch, document)
        if restriction:
            return Verdict(name, None, *restriction)
        explainer = Explainer(watch.spec.query, document)
        spans = holds(watch.clause, document, document.stream)
        if spans is not None:
            return Verdict(name, _match(name, spans), held=explainer.held(watch.clause))
        failed, reason = explainer.failure(watch.clause)
        return Verdict(name, None, failed, reason, explainer.held(watch.clause))


def compile_watches(watches: Iterable[WatchSpec], concepts: Mapping[str, ConceptSpec]) -> Matcher:
    """Compile watches; QueryError, its subject the watch's name, for the first that cannot be compiled."""
    with _collector_paused():
        return _compile(watches, concepts)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Make what is built all at once, and kept, without the collector's passes over it: a third of the time.

    It is never looked at again where it is much: that would hold everything up for a quarter of a second.
    """
    running = gc.isenabled()
    gc.collect(1)
    gc.disable()
    try:
        yield
        if gc.get_count()[0] > _MANY_OBJECTS:
            gc.freeze()
    finally:
        if running:
            gc.enable()


def _compile(watches: Iterable[WatchSpec], concepts: Mapping[str, ConceptSpec]) -> Matcher:
    compiler = Compiler(concepts)
    compiled: list[_Compiled] = []
    branches: list[list[Branch]] = []
    for number, spec in enumerate(watches):
        try:
            for language in spec.languages:
                if advice := wrong_language(language):
                    message = f"unknown language “{language}”"
                    raise QueryError(message, query=language, start=0, end=len(language), advice=advice)
            clause, _ = compiler.compile(spec.query, parse(spec.query))
        except QueryError as wrong:
            wrong.subject = spec.name
            raise
        languages = frozenset(language.lower() for language in spec.languages)
        branches.append(compiler.branches(clause))
        compiled.append(_Compiled(number, spec, clause, frozenset(spec.feeds), languages))
    return Matcher(compiled, branches, compiler.lexicon, compiler.signals)


def _match(watch: str, found: Sequence[Found]) -> Match:
    values: dict[tuple[str, int], str] = {}
    places: set[tuple[int, str, int, int, int, str, str]] = set()
    for island, span, leaf in found:
        value = island.value_of(span.first)
        if (value.field, value.index) not in values:
            values[value.field, value.index] = value.base * " " + value.text
        rank, start, end = _RANKS.get(value.field, 9), span.start + value.base, span.end + value.base
        places.add((rank, value.field, value.index, start, end, leaf.term, leaf.concept or ""))
    hits = tuple(
        [
            Hit(term, concept or None, field, values[field, index][start:end], start, end, index)
            for _, field, index, start, end, term, concept in sorted(places)[:_MOST_HITS]
        ]
    )
    return Match(watch, hits, snippet(hits, values))
