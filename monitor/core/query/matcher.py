"""The matcher: which watches fire on an article, by which hits, and why the others do not.

Built once from watches and concepts, then only asked; it may be asked from several threads. A document's words
tell which clauses are present; a watch is looked at only if its rarest clause and all its others are.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.core.article.model import Article
from monitor.core.language.tokens import SEGMENT
from monitor.core.query.clauses import Clause
from monitor.core.query.compile import ANYTHING, BESIDE_STREAM, Compiler
from monitor.core.query.document import Document
from monitor.core.query.evaluate import Found, holds
from monitor.core.query.explain import Explainer
from monitor.core.query.grammar import parse
from monitor.core.query.languages import wrong_language
from monitor.core.query.lexicon import Lexicon
from monitor.core.query.model import ConceptSpec, Hit, Match, Verdict, WatchSpec
from monitor.core.query.snippet import snippet
from monitor.errors import QueryError

_MOST_HITS = 1000  # a page of one word repeated is no reason for a million rows
_FIELDS = ("title", "lead", "text")


@dataclass(frozen=True, slots=True)
class _Compiled:
    number: int
    spec: WatchSpec
    clause: Clause
    needs: frozenset[int]
    feeds: frozenset[str]
    languages: frozenset[str]


class Matcher:
    """Watches ready to be matched; made by ``compile_watches``."""

    def __init__(self, watches: Sequence[_Compiled], lexicon: Lexicon, signals: Mapping[str, int]) -> None:
        self._watches = watches
        self._lexicon = lexicon
        self._signals = signals
        self._anchored: dict[int, list[_Compiled]] = {}
        for watch in watches:
            anchor = min(watch.needs, key=lambda clause: (lexicon.weight(clause), clause))
            self._anchored.setdefault(anchor, []).append(watch)

    @property
    def watches(self) -> tuple[str, ...]:
        """The watches' names, in the order of the configuration."""
        return tuple(watch.spec.name for watch in self._watches)

    def fires(self, article: Article, feeds: Collection[str] | None = None) -> tuple[str, ...]:
        """Give the names of the watches that fire, in order, as ``match`` would, without hits and snippets."""
        return tuple(match.watch for match in self.match(article, feeds))

    def match(self, article: Article, feeds: Collection[str] | None = None) -> tuple[Match, ...]:
        """Give the watches that fire, in order. ``feeds``: the feeds and ``tag:x`` it came by; None asks no watch's."""
        document = Document(article, feeds, self._lexicon)
        found = []
        for watch in self._candidates(document):
            if self._restriction(watch, document) is None:
                spans = holds(watch.clause, document, document.stream)
                if spans is not None:
                    found.append(_match(watch.spec.name, spans))
        return tuple(found)

    def explain(self, article: Article, feeds: Collection[str] | None = None) -> tuple[Verdict, ...]:
        """Give every watch's verdict: its match, or the first clause that failed and why."""
        document = Document(article, feeds, self._lexicon)
        return tuple(self._verdict(watch, document) for watch in self._watches)

    def _candidates(self, document: Document) -> list[_Compiled]:
        present = self._present(document)
        found = [watch for clause in present for watch in self._anchored.get(clause, ()) if watch.needs <= present]
        return sorted(found, key=lambda watch: watch.number)

    def _present(self, document: Document) -> set[int]:
        entry = self._lexicon.entry
        surfaces = {surface for value in document.stream_values for surface in SEGMENT.findall(value.text)}
        present = {clause for surface in surfaces for clause in entry(surface).clauses}
        present.update(self._lexicon.served_by(self._signals[ANYTHING]))
        for field in BESIDE_STREAM:
            served = self._lexicon.served_by(self._signals[field])
            if served and document.has(field):
                present.update(served)
        return present

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
    compiler = Compiler(concepts)
    compiled = []
    for number, spec in enumerate(watches):
        try:
            for language in spec.languages:
                if advice := wrong_language(language):
                    message = f"unknown language “{language}”"
                    raise QueryError(message, query=language, start=0, end=len(language), advice=advice)
            clause, needs = compiler.compile(spec.query, parse(spec.query))
        except QueryError as wrong:
            wrong.subject = spec.name
            raise
        languages = frozenset(language.lower() for language in spec.languages)
        compiled.append(_Compiled(number, spec, clause, needs, frozenset(spec.feeds), languages))
    compiler.lexicon.serve(clause for watch in compiled for clause in watch.needs)
    return Matcher(compiled, compiler.lexicon, compiler.signals)


def _match(watch: str, found: Sequence[Found]) -> Match:
    hits = dict.fromkeys(_hits(found))
    order = {field: number for number, field in enumerate(_FIELDS)}
    ordered = sorted(
        hits, key=lambda hit: (order.get(hit.field, 9), hit.field, hit.index, hit.start, hit.end, hit.term)
    )
    values = {}
    for island, span, _ in found:
        value = island.value_of(span.first)
        values[value.field, value.index] = value.base * " " + value.text
    return Match(watch, tuple(ordered[:_MOST_HITS]), snippet(ordered[:_MOST_HITS], values))


def _hits(found: Sequence[Found]) -> Iterator[Hit]:
    for island, span, leaf in found:
        value = island.value_of(span.first)
        text = value.text[span.start : span.end]
        start, end = span.start + value.base, span.end + value.base
        yield Hit(leaf.term, leaf.concept, value.field, text, start, end, value.index)
