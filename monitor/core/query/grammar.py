"""The watch language's grammar: a Pratt parser from tokens to the tree, and what it warns about.

Precedence: NEAR, BEFORE and SAME-SENTENCE; then NOT; then AND and adjacency; then OR. Knows no concepts:
whether ``@name`` exists is the compiler's question.
"""

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

_AND, _LINK = Sort.AND.binds, Sort.LINK.binds
_NOT = (_AND + _LINK) // 2
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
    if parser.token.sort is not Sort.END:
        parser.refuse("a bracket that was not opened", parser.token, "leave it out, or open one before")
    if holds_for_nothing(tree):
        _refuse_emptiness(query, tree)
    if "lang:" in query:
        _check_languages(query, tree)
    return tree


def warnings_of(query: str) -> tuple[QueryWarning, ...]:
    """Say what is legal in a query but probably not meant; QueryError when it cannot be parsed."""
    tree = parse(query)
    found = []
    tokens = lex(query)
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        doubt = None
        if isinstance(token.node, Word) and token.node.text == query[token.start : token.end]:
            first = before is None or before.sort not in (Sort.TERM, Sort.CLOSE)
            last = after.sort not in _TERMS
            doubt = foreign.doubtful_word(token.node.text, first=first, last=last)
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
        self.rest = iter(tokens)
        self.token = self.before = next(self.rest)
        self.depth = 0
        self.field: str | None = None

    def advance(self) -> Token:
        """Go to the next token; give the one that is left behind. Nothing goes beyond the END."""
        self.before = self.token
        self.token = next(self.rest, self.token)
        return self.before

    def written(self, token: Token) -> str:
        return self.query[token.start : token.end]

    def refuse(self, message: str, at: Token | Node, advice: str) -> NoReturn:
        raise QueryError(message, query=self.query, start=at.start, end=at.end, advice=advice)

    def expression(self, power: int) -> Node:
        """Parse what binds tighter than ``power``."""
        left = self._prefix()
        while (binds := self.token.sort.binds) > power:
            left = self._chain(left) if binds == _LINK else self._group(left, binds)
        return left

    def _group(self, first: Node, power: int) -> Node:
        """Join what stands between ANDs and side by side, or between ORs."""
        kind = And if power == _AND else Or
        found = list(first.children) if isinstance(first, kind) else [first]
        while self.token.sort.binds == power:
            if self.token.sort is Sort.AND or self.token.sort is Sort.OR:
                operator = self.advance()
                if self.token.sort not in _TERMS:
                    self._refuse_missing(f"after {self.written(operator)}")
            node = self.expression(power)
            if isinstance(node, kind):
                found.extend(node.children)
            else:
                found.append(node)
        return kind(tuple(found), start=first.start, end=node.end)

    def _refuse_missing(self, where: str) -> NoReturn:
        seen = f"found {self.written(self.token)}" if self.token.sort is not Sort.END else "the query ends"
        self.refuse(f"a term is missing {where}: {seen}", self.token, _EXPECTED)

    def _prefix(self) -> Node:
        before, token = self.before, self.advance()
        if token.node is not None:
            return token.node
        match token.sort:
            case Sort.OPEN:
                return self._bracket(token)
            case Sort.NOT:
                return self._not(token)
            case Sort.ATLEAST:
                return self._at_least(token)
            case Sort.FIELD:
                return self._field(token)
            case _:
                return self._refuse_start(before, token)

    def _refuse_start(self, before: Token, token: Token) -> NoReturn:
        if token.sort is Sort.CLOSE:
            if before.sort is Sort.OPEN:
                token.start = before.start
                self.refuse("an empty bracket", token, "write terms between the brackets")
            self.refuse("a bracket that was not opened", token, "leave it out, or open one before")
        if token.sort is Sort.END:
            self.refuse("a term is missing: the query ends", token, _EXPECTED)
        self.refuse(f"nothing on the left of {self.written(token)}", token, "expected a term before it")

    def _bracket(self, opened: Token) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.refuse(f"brackets nested more than {_DEEPEST} deep", opened, "write the query flatter")
        node = self.expression(0)
        if self.token.sort is not Sort.CLOSE:
            self.refuse("a bracket is not closed", opened, "expected ) after it")
        self.depth -= 1
        node.start, node.end = opened.start, self.advance().end
        return node

    def _not(self, token: Token) -> Node:
        if self.token.sort is Sort.NOT:
            self.refuse("NOT twice", self.token, "leave both out")
        if self.token.link is not None:
            written = self.written(self.token)
            self.refuse(f"NOT before {written}", self.token, f"write NOT (a {written} b)")
        if self.token.sort not in _TERMS:
            self._refuse_missing("after NOT")
        child = self.expression(_NOT)
        return Not(child, start=token.start, end=child.end)

    def _at_least(self, token: Token) -> Node:
        written = self.written(token)
        if self.token.sort is not Sort.OPEN:
            self.refuse(f"{written} without brackets", token, f"write {written}(a OR b)")
        child = self._bracket(self.advance())
        if holds_for_nothing(child):
            self.refuse(f"{written} of NOTs only", child, "ATLEAST counts what is found: name a term")
        return AtLeast(token.count, child, start=token.start, end=child.end)

    def _field(self, token: Token) -> Node:
        written = self.written(token)
        if self.field is not None:
            self.refuse(f"{written} inside {self.field}:", token, "a field cannot stand inside a field")
        if self.token.sort not in (Sort.TERM, Sort.OPEN, Sort.ATLEAST, Sort.FIELD):
            self.refuse(f"a term is missing after {written}", self.token, f"write {written}word or {written}(a b)")
        self.field = written[:-1]
        child = self._prefix()
        self.field = None
        return Field(written[:-1], child, start=token.start, end=child.end)

    def _chain(self, first: Node) -> Node:
        operands, links = [first], []
        while (link := self.token.link) is not None:
            written = self.written(self.advance())
            if self.token.sort is Sort.NOT:
                self.refuse(f"NOT inside {written}", self.token, f"{_OPERANDS}; write NOT (a {written} b) instead")
            if self.token.sort not in _TERMS:
                self._refuse_missing(f"after {written}")
            self._check_operand(operands[-1], link)
            links.append(link)
            operands.append(self._prefix())
            self._check_operand(operands[-1], link)
        if len(operands) > _LONGEST_CHAIN:
            message = f"a chain of {len(operands)} operands"
            self.refuse(message, operands[_LONGEST_CHAIN], f"{_LONGEST_CHAIN} are allowed")
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


def _refuse_emptiness(query: str, tree: Node) -> NoReturn:
    """Refuse what every document without a word would satisfy."""
    advice = "name a term that must be found: x AND NOT y"
    blamed = next((node for node in walk(tree) if isinstance(node, Not)), tree)
    if isinstance(tree, Or):
        blamed = next(child for child in tree.children if holds_for_nothing(child))
        message = "every document without these words would match"
    else:
        message = "a query of NOTs only" if isinstance(tree, (Not, And, Field)) else "an empty document would match"
    raise QueryError(message, query=query, start=blamed.start, end=blamed.end, advice=advice)
