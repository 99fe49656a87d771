"""What a user would build instead of the matcher, each answering the same: which watches fire on an article.

All share the watch language's parser, the inflected forms and the words of the tokens module; what differs is how
words are found. None shares the matcher's own lexicon, compiler or evaluation, so equal answers mean something.
Watches of words, prefixes, phrases, AND, OR, NOT and NEAR are expressed; others raise ``UnsupportedError``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Literal, Protocol

from folded import Places, Prepared

from monitor.core.article import Article
from monitor.core.language.inflect import forms
from monitor.core.language.tokens import SEGMENT, Kind, parts
from monitor.core.query import Node, WatchSpec, parse
from monitor.core.query.tree import And, Chain, Link, Mode, Not, Or, Phrase, Word


class UnsupportedError(Exception):
    """A watch has something that the peers do not express."""


# --- the watches --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What one word of a term may look like: whole words, beginnings of words, or anywhere in a run of characters."""

    bound: Literal["both", "left", "none"]
    forms: tuple[str, ...]

    @property
    def weight(self) -> float:
        """Guess how often it occurs, by its length; a beginning counts for five words, as in the matcher."""
        return sum(1000 / (1 + len(form)) ** 2 for form in self.forms) * (5 if self.bound == "left" else 1)


Term = tuple[Group, ...]


class Finder(Protocol):
    """One document, asked for terms."""

    prepared: Prepared

    def has(self, term: Term) -> bool:
        """Tell whether a term occurs."""

    def places(self, term: Term) -> Places:
        """Give where it occurs."""


Check = Callable[[Finder], bool]
Need = frozenset[Group]  # of which a document must have one


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """A watch: what it asks, all its terms, and the needs of which each must have a group in the document."""

    name: str
    check: Check
    terms: frozenset[Term]
    needs: tuple[Need, ...]

    @property
    def rarest(self) -> Need:
        """The need that is presumably met least often."""
        return min(self.needs, key=_weight)


def understand(specs: Iterable[WatchSpec]) -> list[Watch]:
    """Read watches; UnsupportedError for what cannot be expressed."""
    return [_watch(spec) for spec in specs]


def _watch(spec: WatchSpec) -> Watch:
    tree = parse(spec.query)
    terms: set[Term] = set()
    check = _check(tree, terms)
    needs = _needs(tree)
    if not needs:
        raise UnsupportedError(spec.query)
    return Watch(spec.name, check, frozenset(terms), tuple(sorted(needs, key=_weight)))


def _weight(need: Need) -> float:
    return sum(group.weight for group in need)


def _check(node: Node, terms: set[Term]) -> Check:
    match node:
        case And():
            every = [_check(child, terms) for child in node.children]
            return lambda finder: all(check(finder) for check in every)
        case Or():
            some = [_check(child, terms) for child in node.children]
            return lambda finder: any(check(finder) for check in some)
        case Not():
            child = _check(node.child, terms)
            return lambda finder: not child(finder)
        case Chain(operands=(left, right), links=(Link(name="NEAR" | "BEFORE", distance=int()) as link,)):
            one, other = _alternatives(left), _alternatives(right)
            terms.update(one, other)

            def near(finder: Finder) -> bool:
                places = [[place for term in operand for place in finder.places(term)] for operand in (one, other)]
                return bool(places[0] and places[1]) and finder.prepared.near(*places, link)

            return near
    term = _term(node)
    terms.add(term)
    return lambda finder: finder.has(term)


def _alternatives(node: Node) -> list[Term]:
    return [_term(child) for child in node.children] if isinstance(node, Or) else [_term(node)]


def _needs(node: Node) -> frozenset[Need]:
    match node:
        case And():
            return frozenset().union(*map(_needs, node.children))
        case Or():
            each = [_needs(child) for child in node.children]
            return frozenset((frozenset().union(*(min(n, key=_weight) for n in each)),)) if all(each) else frozenset()
        case Not():
            return frozenset()
        case Chain():
            return frozenset().union(*map(_needs, node.operands))
    return frozenset(frozenset((group,)) for group in _term(node))


@cache
def _term(node: Node) -> Term:
    match node:
        case Word(text=text, mode=Mode.PLAIN | Mode.EXACT | Mode.PREFIX as mode):
            return _groups(text, mode)
        case Phrase(text=text, exact=exact):
            words = text.split()
            groups = tuple(group for word in words for group in _groups(word.rstrip("*"), _mode(word, exact=exact)))
            if len(groups) == 1 or all(_lettered(group) for group in groups):
                return groups
    raise UnsupportedError(repr(node))


def _mode(word: str, *, exact: bool) -> Mode:
    return Mode.PREFIX if word.endswith("*") else Mode.EXACT if exact else Mode.PLAIN


def _lettered(group: Group) -> bool:
    return group.bound != "none" and not re.search("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff]", group.forms[0])


@cache
def _groups(word: str, mode: Mode) -> Term:
    """Cut a word into its parts: 1980s is 1980, then s."""
    segments = SEGMENT.findall(word)
    found = parts(segments[0])
    kinds = {part.kind for part in found}
    if kinds == {Kind.EAST}:
        return (Group("none", ("".join(part.folded for part in found),)),)
    if len(segments) > 1 or (len(found) > 1 and not kinds <= {Kind.LETTERS, Kind.DIGITS}):
        raise UnsupportedError(word)
    groups = []
    for number, part in enumerate(found):
        plain = mode is Mode.PLAIN and (len(found) == 1 or len(part.folded) > 2)
        if (mode is Mode.PREFIX and number == len(found) - 1) or (plain and part.kind is Kind.HANGUL):
            groups.append(Group("left", (part.folded,)))
        elif plain and part.kind is Kind.LETTERS:
            written = word[part.start : part.end]
            groups.append(Group("both", tuple(sorted(forms(part.cased if "." in written else written)))))
        else:
            groups.append(Group("both", (part.folded,)))
    return tuple(groups)


# --- a compiled pattern a watch -------------------------------------------------------------------------------------


class Patterns:
    """One compiled pattern a watch, of its rarest need; those that hit are evaluated, a pattern a term.

    ``library`` is ``re`` or ``regex``. Terms are looked for once a document however many watches share them.
    """

    def __init__(self, library: str, watches: Sequence[Watch]) -> None:
        compiler: Any = import_module(library)
        self._first = [(compiler.compile(_alternation(watch.rarest)).search, watch) for watch in watches]
        known = {term for watch in watches for term in watch.terms}
        self._terms = {term: compiler.compile(" ".join(_alternation((group,)) for group in term)) for term in known}

    def fires(self, article: Article) -> tuple[str, ...]:
        """Give the names of the watches that fire, in order."""
        finder = _Searched(Prepared(article), self._terms)
        text = finder.prepared.text
        return tuple(watch.name for search, watch in self._first if search(text) and watch.check(finder))


class _Searched:
    def __init__(self, prepared: Prepared, patterns: dict[Term, Any]) -> None:
        self.prepared = prepared
        self._patterns = patterns
        self._known: dict[Term, bool] = {}

    def has(self, term: Term) -> bool:
        if term not in self._known:
            self._known[term] = self._patterns[term].search(self.prepared.text) is not None
        return self._known[term]

    def places(self, term: Term) -> Places:
        return [match.span() for match in self._patterns[term].finditer(self.prepared.text)]


def _alternation(groups: Iterable[Group]) -> str:
    """Write a need as a pattern: its forms, borders where they ask for them."""
    written = {"both": r"(?<!\S)(?:{})(?!\S)", "left": r"(?<!\S)(?:{})", "none": "(?:{})"}
    by_bound: dict[str, list[str]] = {}
    for group in groups:
        by_bound.setdefault(group.bound, []).extend(group.forms)
    return "|".join(written[bound].format("|".join(map(re.escape, sorted(forms)))) for bound, forms in by_bound.items())


# --- an automaton over all words ------------------------------------------------------------------------------------


class Automaton:
    """ahocorasick-rs over every form of every watch, borders included; then an index by the rarest need."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        library: Any = import_module("ahocorasick_rs")
        forms: dict[str, int] = {}
        self._numbers = {
            group: frozenset(forms.setdefault(_padded(group, form), len(forms)) for form in group.forms)
            for watch in watches for term in watch.terms for group in term
        }  # fmt: skip
        self._find = library.AhoCorasick(list(forms)).find_matches_as_indexes
        clauses: dict[Need, int] = {}
        self._needs = [frozenset(clauses.setdefault(n, len(clauses)) for n in watch.needs) for watch in watches]
        serves: list[set[int]] = [set() for _ in forms]
        for need, clause in clauses.items():
            for number in {number for group in need for number in self._numbers[group]}:
                serves[number].add(clause)
        self._serves = [tuple(served) for served in serves]
        self._watches = watches
        self._anchored: dict[int, list[int]] = {}
        for number, watch in enumerate(watches):
            self._anchored.setdefault(clauses[watch.rarest], []).append(number)

    def fires(self, article: Article) -> tuple[str, ...]:
        """Give the names of the watches that fire, in order."""
        finder = _Automatic(Prepared(article), self._find, self._numbers)
        present: set[int] = set().union(*[self._serves[number] for number in finder.found])
        needs, anchored, watches = self._needs, self._anchored, self._watches
        numbers = [n for clause in present if clause in anchored for n in anchored[clause] if needs[n] <= present]
        return tuple(watches[number].name for number in sorted(numbers) if watches[number].check(finder))


class _Automatic:
    def __init__(self, prepared: Prepared, find: Any, numbers: dict[Group, frozenset[int]]) -> None:
        self.prepared = prepared
        self._matches: list[tuple[int, int, int]] = find(prepared.text, overlapping=True)
        self.found = {number for number, _, _ in self._matches}
        self._numbers = numbers
        self._places: dict[int, list[tuple[int, int]]] = {}

    def has(self, term: Term) -> bool:
        return all(not self._numbers[group].isdisjoint(self.found) for group in term) and (
            len(term) == 1 or bool(self.places(term))
        )

    def places(self, term: Term) -> Places:
        found = self._of(term[0])
        for group in term[1:] if found else ():
            following = dict(self._of(group))
            found = [(start, following[end + 1]) for start, end in found if end + 1 in following]
        return found

    def _of(self, group: Group) -> list[tuple[int, int]]:
        if not self._places:
            for number, start, end in self._matches:
                self._places.setdefault(number, []).append((start, end))
        found = [place for number in self._numbers[group] & self.found for place in self._places[number]]
        if group.bound == "both":
            return [(start + 1, end - 1) for start, end in found]
        if group.bound == "left":
            return [(start + 1, self.prepared.text.index(" ", start + 1)) for start, _ in found]
        return found


def _padded(group: Group, form: str) -> str:
    return f" {form} " if group.bound == "both" else f" {form}" if group.bound == "left" else form


# --- a ceiling -------------------------------------------------------------------------------------------------------


class Literals:
    """Hyperscan over the bare forms: neither borders nor watches, so only a ceiling of the scan."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._library: Any = import_module("hyperscan")
        groups = {group for watch in watches for term in watch.terms for group in term}
        self.literals = sorted({form for group in groups for form in group.forms})
        self.loose = {form for group in groups if group.bound != "both" for form in group.forms}
        self._database = self._library.Database(mode=self._library.HS_MODE_BLOCK)
        encoded = [literal.encode() for literal in self.literals]
        flags = self._library.HS_FLAG_SINGLEMATCH
        self._database.compile(expressions=encoded, ids=list(range(len(encoded))), flags=flags, literal=True)

    @property
    def size(self) -> int:
        """The compiled database, in bytes."""
        return int(self._database.size())

    def scan(self, text: bytes) -> int:
        """Count the literals that occur."""
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        self._database.scan(text, match_event_handler=counted)
        return count

    def found(self, text: bytes) -> set[str]:
        """Give the literals that occur."""
        numbers: set[int] = set()
        self._database.scan(text, match_event_handler=lambda number, *_: numbers.add(number))
        return {self.literals[number] for number in numbers}
