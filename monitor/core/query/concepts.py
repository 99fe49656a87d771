"""Concepts: their entries read as terms, checked, and compiled once for all queries.

Entries have no operators. Nested concepts count with their own exceptions; cycles, empty and unknown ones are
errors.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from monitor.core.query.atoms import Names, Words
from monitor.core.query.lexer import Sort, lex
from monitor.core.query.lexicon import Lexicon
from monitor.core.query.model import ConceptSpec
from monitor.core.query.terms import Terms
from monitor.core.query.tree import Concept, Phrase, Word
from monitor.errors import QueryError

_OPERATOR = re.compile(r"(?<!\S)(AND|OR|NOT|(?:NEAR|BEFORE|ATLEAST)/\d+|SAME-SENTENCE)(?!\S)")
_SIGNS = "write a word, a phrase or a @concept, with *, = or ^"


@lru_cache(maxsize=30_000)  # it is read to be checked, then to be compiled, and again at a reload
def read_entry(entry: str) -> Word | Phrase | Concept:
    """Read a concept's entry: a word or a phrase (quotation marks may be left out) with its sign, or ``@name``."""
    text = entry.strip()
    if operator := _OPERATOR.search(text):
        raise QueryError(
            f"{operator[0]} in a concept's entry", query=text, start=operator.start(), end=operator.end(),
            advice="entries have no operators; write them in the watch's query",
        )  # fmt: skip
    sign = text[:1] if text[:1] in ("=", "^") else ""
    quoted = text[len(sign) :][:1] in tuple('"“”„«»＂')
    if " " in text and not quoted:
        text = f'{sign}"{text[len(sign) :]}"'
    tokens = lex(text)
    if len(tokens) == 2 and isinstance(tokens[0].node, (Word, Phrase, Concept)):
        return tokens[0].node
    wrong = next((token for token in tokens if token.sort is not Sort.TERM), tokens[0])
    raise QueryError("no entry of a concept", query=text, start=wrong.start, end=wrong.end, advice=_SIGNS)


def check_concepts(concepts: Mapping[str, ConceptSpec]) -> list[tuple[str, int | None, str]]:
    """Find what is wrong with concepts -> (concept, number of its entry or None, message; advice)."""
    found: list[tuple[str, int | None, str]] = []
    below: dict[str, list[str]] = {}
    for name, spec in concepts.items():
        below[name] = []
        if not spec.any:
            found.append((name, None, "it has no entries; write names under any:"))
        for number, entry in enumerate((*spec.any, *spec.except_)):
            place = number if number < len(spec.any) else None
            said = "" if place is not None else f"except “{entry}”: "
            try:
                node = read_entry(entry)
            except QueryError as wrong:
                found.append((name, place, f"{said}{wrong.message}; {wrong.advice}"))
                continue
            if isinstance(node, Concept):
                if node.name in concepts:
                    below[name].append(node.name)
                else:
                    advice = did_you_mean(node.name, concepts)
                    found.append((name, place, f"{said}there is no concept @{node.name}{advice}"))
    return found + [(cycle[0], None, _cycle_message(cycle)) for cycle in _cycles(below)]


def did_you_mean(name: str, concepts: Mapping[str, ConceptSpec]) -> str:
    """Name the nearest concept, with what stands before it in a message; empty if none is near."""
    near = get_close_matches(name, concepts, 1, 0.6)
    return f"; did you mean @{near[0]}?" if near else ""


class Concepts:
    """Compiles concepts when they are first named."""

    def __init__(self, specs: Mapping[str, ConceptSpec], lexicon: Lexicon, terms: Terms) -> None:
        self._specs = specs
        self._lexicon = lexicon
        self._terms = terms
        self._known: dict[str, Names] = {}
        self._open: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._specs

    def names(self, name: str) -> Names:
        """Compile a concept that exists; QueryError with the concept as subject when it is wrong."""
        known = self._known.get(name)
        if known is None:
            if name in self._open:
                raise _wrong(name, _cycle_message([*self._open[self._open.index(name) :]]))
            self._open.append(name)
            known = self._known[name] = self._compile(name, self._specs[name])
            self._open.pop()
        return known

    def _compile(self, name: str, spec: ConceptSpec) -> Names:
        if not spec.any:
            raise _wrong(name, "it has no entries")
        entries = tuple(dict.fromkeys(self._entry(name, entry) for entry in spec.any))
        exceptions = tuple(dict.fromkeys(self._entry(name, entry) for entry in spec.except_))
        needs = self._needs(entries)
        rarest = frozenset().union(*(first for first, *_ in needs))
        clauses = (self._lexicon.clause(rarest),)
        singles, others = _ways(entries)
        of_exceptions, of_others = self._needs(exceptions), self._needs(others)
        return Names(entries, needs, exceptions, of_exceptions, clauses, singles, others, of_others)

    def _needs(self, atoms: Iterable[Words | Names]) -> tuple[tuple[frozenset[int], ...], ...]:
        """Give the groups of each atom's clauses, the rarest first."""
        asked = [sorted(atom.clauses, key=self._lexicon.weight) for atom in atoms]
        return tuple(tuple(self._lexicon.groups_of(clause) for clause in clauses) for clauses in asked)

    def _entry(self, name: str, entry: str) -> Words | Names:
        try:
            node = read_entry(entry)
        except QueryError as wrong:
            wrong.subject = f"concept {name}"
            raise
        match node:
            case Word():
                return self._terms.word(node)
            case Phrase():
                return self._terms.phrase(node)
        if node.name not in self._specs:
            raise _wrong(name, f"there is no concept @{node.name}")
        return self.names(node.name)


def _ways(entries: Iterable[Words | Names]) -> tuple[frozenset[int], tuple[Words | Names, ...]]:
    """Part the groups of single words from the other entries, those of nested concepts among both."""
    singles: set[int] = set()
    others: dict[Words | Names, None] = {}
    for entry in entries:
        if isinstance(entry, Words) and entry.singles is not None:
            singles |= entry.singles
        elif isinstance(entry, Names) and not entry.exceptions:
            singles |= entry.singles
            others.update(dict.fromkeys(entry.others))
        else:
            others[entry] = None
    return frozenset(singles), tuple(others)


def _wrong(name: str, message: str) -> QueryError:
    return QueryError(message, query=f"@{name}", start=0, end=len(name) + 1, advice="mend the concept")


def _cycle_message(cycle: list[str]) -> str:
    return "it stands for itself: " + " → ".join(f"@{name}" for name in [*cycle, cycle[0]])


def _cycles(below: Mapping[str, list[str]]) -> list[list[str]]:
    """Find the cycles, each once, from its first concept."""
    found: list[list[str]] = []
    done: set[str] = set()
    for start in below:
        path: list[str] = []
        stack = [(start, iter(below[start]))] if start not in done else []
        path = [start]
        while stack:
            name, following = stack[-1]
            step = next(following, None)
            if step is None:
                stack.pop()
                path.pop()
                done.add(name)
            elif step in path:
                found.append(path[path.index(step) :])
            elif step not in done:
                path.append(step)
                stack.append((step, iter(below[step])))
    return found
