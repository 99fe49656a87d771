"""From a parsed query to clauses over one lexicon, and what a document must have at least for it.

Equal terms and concepts are compiled once, however many watches share them. Never looks at a document.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import NoReturn

from monitor.core.language.fold import fold
from monitor.core.query import tree
from monitor.core.query.atoms import Atom, Names, Pattern, Whole, Words
from monitor.core.query.clauses import All, AnyOf, Branch, Clause, Counted, Leaf, Linked, Never, Scoped
from monitor.core.query.concepts import Concepts, did_you_mean
from monitor.core.query.foreign import FIELDS
from monitor.core.query.lexer import compile_regex
from monitor.core.query.lexicon import Lexicon
from monitor.core.query.model import ConceptSpec
from monitor.core.query.terms import Terms
from monitor.core.query.tree import Mode, Node, holds_for_nothing, walk
from monitor.errors import QueryError

# Fields whose words are all in the stream; for the others a document is asked only whether it has any value.
_IN_STREAM = ("title", "lead", "body")
_NAMES = ("feed", "site", "lang")
ANYTHING = "any"
BESIDE_STREAM = tuple(field for field in FIELDS if field not in _IN_STREAM)


class Compiler:
    """Compiles queries against one set of concepts into one lexicon."""

    def __init__(self, concepts: Mapping[str, ConceptSpec]) -> None:
        self.lexicon = Lexicon()
        self._specs = concepts
        self._terms = Terms(self.lexicon)
        self._concepts = Concepts(concepts, self.lexicon, self._terms)
        self._regexes: dict[str, Pattern] = {}
        self._ways: dict[int, list[Branch]] = {}  # of each concept, however many watches ask for it
        self.signals = {name: self.lexicon.signal(name) for name in (ANYTHING, *BESIDE_STREAM)}
        self._query = ""

    def compile(self, query: str, node: Node) -> tuple[Clause, frozenset[int]]:
        """Compile a parsed query -> its clause, and the lexicon's clauses of which each must hold for it."""
        self._query = query
        clause = self._clause(node, None)
        return clause, self._needs(clause) or frozenset((self._signal(ANYTHING),))

    def branches(self, clause: Clause) -> list[Branch]:
        """Give what a clause comes to: it holds where one of its branches does."""
        children = clause.children if isinstance(clause, AnyOf) else ()
        if children and all(self._needs(child) for child in children):
            return [branch for child in children for branch in self.branches(child)]
        if isinstance(clause, Leaf) and isinstance(clause.atom, Names):
            known = self._ways.get(id(clause.atom))
            if known is None:
                known = self._ways[id(clause.atom)] = self._branches_of(clause, clause.atom)
            return known
        needs = self._needs(clause) or frozenset((self._signal(ANYTHING),))
        ordered = sorted(needs, key=lambda need: (self.lexicon.weight(need), need))
        absent = _absent(clause)
        if absent is None:
            return [Branch(clause, tuple(ordered), None, False, frozenset(_groups(clause)), _phrase(clause))]
        return [Branch(clause, tuple(ordered), self.lexicon.clause(absent) if absent else None, True)]

    def _branches_of(self, clause: Leaf, concept: Names) -> list[Branch]:
        """Give a branch for a concept's single words, which decide, one for each other entry, one for its exceptions.

        The last one asks for the whole concept, where an exception may be there.
        """
        lexicon = self.lexicon
        excepted = frozenset().union(*[rarest for rarest, *_ in concept.exception_needs])
        absent = lexicon.clause(excepted) if excepted else None
        found = [Branch(clause, (lexicon.clause(concept.singles),), absent, True)] if concept.singles else []
        for entry in concept.others:
            leaf = replace(clause, atom=entry)
            needs = tuple(sorted(entry.clauses, key=lexicon.weight))
            found.append(Branch(leaf, needs, absent, False, frozenset(_groups(leaf)), _phrase(leaf)))
        return found if absent is None else [*found, Branch(clause, (absent, *concept.clauses), None, False)]

    def _signal(self, name: str) -> int:
        return self.lexicon.clause((self.signals[name],))

    def _clause(self, node: Node, field: str | None) -> Clause:
        match node:
            case tree.And():
                return All(tuple(self._clause(child, field) for child in node.children), node)
            case tree.Or():
                return AnyOf(tuple(self._clause(child, field) for child in node.children), node)
            case tree.Not():
                return self._absent(node, node.child, field)
            case tree.Chain():
                operands = tuple(tuple(self._leaves(operand, field)) for operand in node.operands)
                return Linked(operands, node.links, node)
            case tree.AtLeast():
                return Counted(node.count, self._clause(node.child, field), node)
            case tree.Field():
                child = self._clause(node.child, node.name)
                return Scoped(node.name, child, holds_for_nothing(node.child), node)
        return self._leaf(node, field)

    def _absent(self, node: tree.Not, child: Node, field: str | None) -> Clause:
        """Compile NOT; where NOT stands within it, push it inwards, so that what must be found is seen to be."""
        if not any(isinstance(below, tree.Not) for below in walk(child)):
            return Never(self._clause(child, field), node)
        match child:
            case tree.Not():
                return self._clause(child.child, field)
            case tree.And():
                return AnyOf(tuple(self._absent(node, below, field) for below in child.children), node)
            case tree.Or():
                return All(tuple(self._absent(node, below, field) for below in child.children), node)
            case tree.Field():
                inner = self._absent(node, child.child, child.name)
                return Scoped(child.name, inner, not holds_for_nothing(child.child), node)
        return Never(self._clause(child, field), node)

    def _leaves(self, node: Node, field: str | None) -> Iterable[Leaf]:
        if isinstance(node, tree.Or):
            for child in node.children:
                yield from self._leaves(child, field)
        else:
            yield self._leaf(node, field)

    def _leaf(self, node: Node, field: str | None) -> Leaf:
        name = node.name if isinstance(node, tree.Concept) else None
        return Leaf(self._atom(node, field), self._query[node.start : node.end].strip("()（） "), name, node)

    def _atom(self, node: Node, field: str | None) -> Atom:
        match node:
            case tree.Word(text=text) | tree.Phrase(text=text) if field == "feed":
                prefix = isinstance(node, tree.Word) and node.mode is Mode.PREFIX
                return Whole(fold(text), prefix, (self._signal("feed"),))
            case tree.Word():
                return self._terms.word(node, inflect=field not in _NAMES)
            case tree.Phrase():
                return self._terms.phrase(node, inflect=field not in _NAMES)
            case tree.Concept():
                if node.name not in self._concepts:
                    near = did_you_mean(node.name, self._specs).removeprefix("; ")
                    self._refuse(f"there is no concept @{node.name}", node, near or "add it under concepts:")
                return self._concepts.names(node.name)
            case tree.Regex():
                known = self._regexes.get(node.pattern)
                if known is None:
                    known = Pattern(compile_regex(node.pattern), (self._signal(ANYTHING),))
                    self._regexes[node.pattern] = known
                return known
        raise TypeError(f"no term: {node!r}")

    def _refuse(self, message: str, node: Node, advice: str) -> NoReturn:
        raise QueryError(message, query=self._query, start=node.start, end=node.end, advice=advice)

    def _needs(self, clause: Clause) -> frozenset[int]:
        match clause:
            case Leaf():
                return frozenset(clause.atom.clauses)
            case All():
                return frozenset().union(*map(self._needs, clause.children))
            case AnyOf():
                return self._one_of([self._needs(child) for child in clause.children])
            case Linked():
                asked = [self._one_of([frozenset(leaf.atom.clauses) for leaf in leaves]) for leaves in clause.operands]
                return frozenset().union(*asked)
            case Counted():
                return self._needs(clause.child)
            case Scoped():
                if clause.everywhere:
                    return frozenset()
                if clause.field in _IN_STREAM:
                    return self._needs(clause.child)
                return frozenset((self._signal(clause.field),))
        return frozenset()

    def _one_of(self, asked: list[frozenset[int]]) -> frozenset[int]:
        """Join the rarest need of each alternative into one; nothing is needed where an alternative needs nothing."""
        if not all(asked):
            return frozenset()
        if len(asked) == 1:
            return asked[0]
        lexicon = self.lexicon
        rarest = [min(clauses, key=lambda clause: (lexicon.weight(clause), clause)) for clauses in asked]
        return frozenset((lexicon.clause(group for clause in rarest for group in lexicon.groups_of(clause)),))


def _absent(clause: Clause) -> frozenset[int] | None:
    """Give the groups that must be absent where these and the needs decide a clause; None where they do not.

    So it is with AND of OR-groups of single words and NOT of such: no positions, no fields.
    """
    absent: set[int] = set()
    for child in clause.children if isinstance(clause, All) else (clause,):
        excluded = isinstance(child, Never)
        groups = _single(child.child if isinstance(child, Never) else child)
        if groups is None:
            return None
        if excluded:
            absent |= groups
    return frozenset(absent)


def _single(clause: Clause) -> frozenset[int] | None:
    """Give the groups of which one, anywhere, makes a clause hold; None where more is asked."""
    match clause:
        case Leaf(atom=Words() as words):
            return words.singles
        case Leaf(atom=Names(exceptions=()) as concept):
            return None if concept.others else concept.singles
        case AnyOf():
            found = [_single(child) for child in clause.children]
            return None if None in found else frozenset(chain.from_iterable(groups or () for groups in found))
    return None


def _phrase(clause: Clause) -> tuple[int, ...]:
    """Give the groups of a clause that is one phrase of one spelling, in order; none of another."""
    match clause:
        case Leaf(atom=Words(sequences=(sequence,), cased=False)):
            return sequence
    return ()


def _groups(clause: Clause) -> Iterator[int]:
    """Give the groups whose places the words of a clause will ask for."""
    match clause:
        case Leaf(atom=Words() as words):
            yield from chain.from_iterable(words.sequences)
        case All() | AnyOf():
            for child in clause.children:
                yield from _groups(child)
        case Never() | Counted():
            yield from _groups(clause.child)
        case Linked():
            for leaf in chain.from_iterable(clause.operands):
                yield from _groups(leaf)
