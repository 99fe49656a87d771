"""The watch language's grammar: a Pratt parser from tokens to the tree, and what it warns about.

Precedence: NEAR, BEFORE and SAME-SENTENCE; then NOT; then AND and adjacency; then OR. Knows no concepts:
whether ``@name`` exists is the compiler's question.
"""

from dataclasses import replace
from typing import NoReturn

from monitor.core.query import foreign
from monitor.core.query.languages import wrong_language
from monitor.core.query.lexer import Sort, Token, lex
from monitor.core.query.model import QueryWarning
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
from monitor.errors import QueryError

_OR, _AND, _NOT, _LINK = 10, 20, 30, 40
_DEEPEST = 60
_LONGEST_CHAIN = 8
_TERMS = (Sort.TERM, Sort.OPEN, Sort.NOT, Sort.ATLEAST, Sort.FIELD)
_EXPECTED = "expected a word, a phrase, a @concept or a bracket"
_OPERANDS = "operands are words, phrases, concepts and OR-groups of these"


def parse(query: str) -> Node:
    """Parse a query; QueryError with its place and what was expected."""
    tokens = lex(query)
    if len(tokens) == 1:
        raise QueryError("an empty query", query=query, start=0, advice="expected a term")
    parser = _Parser(query, tokens)
    tree = parser.expression(0)
    if parser.peek().sort is not Sort.END:
        parser.refuse("a bracket that was not opened", parser.peek(), "leave it out, or open one before")
    _check_meaning(query, tree)
    _check_languages(query, tree)
    return tree


def warnings_of(query: str) -> tuple[QueryWarning, ...]:
    """Say what is legal in a query but probably not meant; QueryError when it cannot be parsed."""
    tree = parse(query)
    found = []
    tokens = lex(query)
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        doubt = None
        if isinstance(token.node, Word) and token.node.text == token.text:
            first = before is None or before.sort not in (Sort.TERM, Sort.CLOSE)
            last = after.sort not in _TERMS
            doubt = foreign.doubtful_word(token.text, first=first, last=last)
        elif isinstance(token.node, Phrase):
            doubt = foreign.doubtful_phrase(token.node.text)
        if doubt:
            found.append(QueryWarning(doubt[0], token.start, token.end, doubt[1]))
    for node in walk(tree):
        if isinstance(node, Word) and (doubt := foreign.doubtful_signs(node.text, cased=node.mode.value == "^")):
            found.append(QueryWarning(doubt[0], node.start, node.end, doubt[1]))
    return tuple(sorted(found, key=lambda warning: warning.start))


class _Parser:
    def __init__(self, query: str, tokens: list[Token]) -> None:
        self.query = query
        self.tokens = tokens
        self.next = 0
        self.depth = 0
        self.field: str | None = None

    def peek(self) -> Token:
        return self.tokens[self.next]

    def advance(self) -> Token:
        token = self.tokens[self.next]
        self.next += 1
        return token

    def refuse(self, message: str, at: Token | Node, advice: str) -> NoReturn:
        raise QueryError(message, query=self.query, start=at.start, end=at.end, advice=advice)

    def expression(self, power: int) -> Node:
        """Parse what binds tighter than ``power``."""
        left = self._prefix()
        while True:
            sort = self.peek().sort
            if sort is Sort.LINK and power < _LINK:
                left = self._chain(left)
            elif sort is Sort.OR and power < _OR:
                left = self._group(left, Sort.OR, _OR)
            elif (sort is Sort.AND or sort in _TERMS) and power < _AND:
                left = self._group(left, Sort.AND, _AND)
            else:
                return left

    def _group(self, first: Node, sort: Sort, power: int) -> Node:
        found = [first]
        while self.peek().sort is sort or (sort is Sort.AND and self.peek().sort in _TERMS):
            if self.peek().sort is sort:
                operator = self.advance()
                self._expect_term(f"after {operator.text}")
            found.append(self.expression(power))
        kind = And if sort is Sort.AND else Or
        flat: list[Node] = []
        for node in found:
            flat.extend(node.children if isinstance(node, kind) else (node,))
        return kind(tuple(flat), start=found[0].start, end=found[-1].end)

    def _expect_term(self, where: str) -> None:
        token = self.peek()
        if token.sort not in _TERMS:
            seen = f"found {token.text}" if token.text else "the query ends"
            self.refuse(f"a term is missing {where}: {seen}", token, _EXPECTED)

    def _prefix(self) -> Node:
        token = self.advance()
        match token.sort:
            case Sort.TERM:
                assert token.node is not None
                return token.node
            case Sort.OPEN:
                return self._bracket(token)
            case Sort.NOT:
                return self._not(token)
            case Sort.ATLEAST:
                return self._at_least(token)
            case Sort.FIELD:
                return self._field(token)
            case _:
                return self._refuse_start(token)

    def _refuse_start(self, token: Token) -> NoReturn:
        if token.sort is Sort.CLOSE:
            before = self.tokens[self.next - 2] if self.next > 1 else token
            if before.sort is Sort.OPEN:
                self.refuse("an empty bracket", replace(token, start=before.start), "write terms between the brackets")
            self.refuse("a bracket that was not opened", token, "leave it out, or open one before")
        if token.sort is Sort.END:
            self.refuse("a term is missing: the query ends", token, _EXPECTED)
        self.refuse(f"nothing on the left of {token.text}", token, "expected a term before it")

    def _bracket(self, opened: Token) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.refuse(f"brackets nested more than {_DEEPEST} deep", opened, "write the query flatter")
        node = self.expression(0)
        if self.peek().sort is not Sort.CLOSE:
            self.refuse("a bracket is not closed", opened, "expected ) after it")
        closed = self.advance()
        self.depth -= 1
        return replace(node, start=opened.start, end=closed.end)

    def _not(self, token: Token) -> Node:
        if self.peek().sort is Sort.NOT:
            self.refuse("NOT twice", self.peek(), "leave both out")
        if self.peek().sort not in _TERMS:
            self._expect_term("after NOT")
        child = self.expression(_NOT)
        return Not(child, start=token.start, end=child.end)

    def _at_least(self, token: Token) -> Node:
        if self.peek().sort is not Sort.OPEN:
            self.refuse(f"{token.text} without brackets", token, f"write {token.text}(a OR b)")
        child = self._bracket(self.advance())
        if holds_for_nothing(child):
            self.refuse(f"{token.text} of NOTs only", child, "ATLEAST counts what is found: name a term")
        return AtLeast(token.count, child, start=token.start, end=child.end)

    def _field(self, token: Token) -> Node:
        name = token.text[:-1]
        if self.field is not None:
            self.refuse(f"{token.text} inside {self.field}:", token, "a field cannot stand inside a field")
        if self.peek().sort not in (Sort.TERM, Sort.OPEN, Sort.ATLEAST, Sort.FIELD):
            advice = f"write {token.text}word or {token.text}(a b)"
            self.refuse(f"a term is missing after {token.text}", self.peek(), advice)
        self.field = name
        child = self._prefix()
        self.field = None
        return Field(name, child, start=token.start, end=child.end)

    def _chain(self, first: Node) -> Node:
        operands, links = [first], []
        while self.peek().sort is Sort.LINK:
            operator = self.advance()
            assert operator.link is not None
            if self.peek().sort is Sort.NOT:
                advice = f"{_OPERANDS}; write NOT (a {operator.text} b) instead"
                self.refuse(f"NOT inside {operator.text}", self.peek(), advice)
            self._expect_term(f"after {operator.text}")
            self._check_operand(operands[-1], operator.link)
            links.append(operator.link)
            operands.append(self._prefix())
            self._check_operand(operands[-1], operator.link)
        if len(operands) > _LONGEST_CHAIN:
            self.refuse(
                f"a chain of {len(operands)} operands", operands[_LONGEST_CHAIN], f"{_LONGEST_CHAIN} are allowed"
            )
        return Chain(tuple(operands), tuple(links), start=first.start, end=operands[-1].end)

    def _check_operand(self, node: Node, link: Link) -> None:
        match node:
            case Word() | Phrase() | Concept():
                return
            case Or():
                for child in node.children:
                    self._check_operand(child, link)
                return
            case Field():
                said, advice = f"{node.name}:", f"the field goes outside: {node.name}:(a {link} b)"
            case Regex():
                said, advice = "a regular expression", f"{_OPERANDS}; join it with AND"
            case AtLeast():
                said, advice = "ATLEAST", f"{_OPERANDS}; join it with AND"
            case Chain():
                said = f"another {node.links[0]} in brackets"
                advice = f"write a chain without brackets: a {link} b {link} c"
            case Not():
                said, advice = "NOT", f"{_OPERANDS}; write NOT (a {link} b) instead"
            case _:
                said, advice = "AND", f"{_OPERANDS}; write (a {link} b) AND c"
        self.refuse(f"{said} inside {link}", node, advice)


def _check_languages(query: str, tree: Node) -> None:
    """Refuse ``lang:`` with anything but the code of a language."""
    for field in walk(tree):
        if not isinstance(field, Field) or field.name != "lang":
            continue
        for node in walk(field.child):
            if isinstance(node, Word) and node.mode in (Mode.PLAIN, Mode.EXACT):
                advice = wrong_language(node.text)
            elif isinstance(node, (And, Or, Not)):
                continue
            else:
                advice = "write the two letters of a language: lang:uk, or lang:(uk OR ru)"
            if advice:
                written = query[node.start : node.end]
                raise QueryError(
                    f"{written} is no language", query=query, start=node.start, end=node.end, advice=advice
                )


def _check_meaning(query: str, tree: Node) -> None:
    """Refuse what every document without a word would satisfy."""
    if not holds_for_nothing(tree):
        return
    advice = "name a term that must be found: x AND NOT y"
    blamed = next((node for node in walk(tree) if isinstance(node, Not)), tree)
    if isinstance(tree, Or):
        blamed = next(child for child in tree.children if holds_for_nothing(child))
        message = "every document without these words would match"
    else:
        message = "a query of NOTs only" if isinstance(tree, (Not, And, Field)) else "an empty document would match"
    raise QueryError(message, query=query, start=blamed.start, end=blamed.end, advice=advice)
