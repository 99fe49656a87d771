"""A query's characters to its tokens; refuses what is no token, with its place and what to write instead."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

import re2

from monitor.core.language.fold import DASHES
from monitor.core.language.tokens import Kind, Part, parts, segments
from monitor.core.query import foreign
from monitor.core.query.tree import Concept, Link, Mode, Node, Phrase, Regex, Word
from monitor.errors import QueryError

_LONGEST = 100_000
_CLOSERS = {"«": "»", "“": '”“"', "„": '“”"', "”": "”", '"': '"”', "＂": '＂"', "»": "«"}
_CLOSING = {opener: re.compile(f"[{closers}]") for opener, closers in _CLOSERS.items()}
_STOP = '()（）"“”„«»＂'
_WORD = re.compile(rf"[^\s{_STOP}]+")
# Nearly all of a query: brackets, words of one script that nothing touches. Else any character, to be looked at.
_USUAL = re.compile(
    r"([()（）]|(?:[A-Za-z]+|[А-Яа-яЁёЄєІіЇїҐґ]+|[가-힣]+|[\u4e00-\u9fff]+)(?=[\s)）]|\Z))"
    r"|\S"
)
# A word of these letters certainly has something to search for.
_SURE = re.compile(r"[A-Za-zА-Яа-яЁёЄєІіЇїҐґ0-9가-힣\u4e00-\u9fff]{2}")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_NAMES = "names are small letters, digits and hyphens: @dprk"
_ONE_OF_BOTH = "= is exactly this form, * any ending: choose one"
_FIELD = re.compile(r"([^\W_][\w-]*):")
_LINK = re.compile(r"(NEAR|BEFORE)/(\d{1,6})")
_ATLEAST = re.compile(r"ATLEAST/(\d{1,6})")


class Sort(Enum):
    """The sorts of tokens: ``binds`` tells how strongly what stands on the left is bound; 0 ends an expression."""

    TERM = "term", 20
    OPEN = "open", 20
    NOT = "not", 20
    ATLEAST = "atleast", 20
    FIELD = "field", 20
    AND = "and", 20
    OR = "or", 10
    LINK = "link", 40
    CLOSE = "close", 0
    END = "end", 0

    def __init__(self, _name: str, binds: int) -> None:
        self.binds = binds


@dataclass(slots=True, eq=False)
class Token:
    """One token: its node for a term, its link, its number for ATLEAST."""

    sort: Sort
    start: int
    end: int
    node: Node | None = None
    link: Link | None = None
    count: int = 0


_SIGNS = {"(": Sort.OPEN, "（": Sort.OPEN, ")": Sort.CLOSE, "）": Sort.CLOSE}
_OPERATORS = {"AND": Sort.AND, "OR": Sort.OR, "NOT": Sort.NOT}
_SORTS = _SIGNS | _OPERATORS


def lex(query: str) -> list[Token]:
    """Cut a query into tokens, the last of sort END; QueryError for what is none."""
    if len(query) > _LONGEST:
        message = f"a query of {len(query)} characters"
        raise QueryError(message, query=query[:80], start=0, advice=f"{_LONGEST} are allowed")
    lexer = _Lexer(query)
    tokens: list[Token] = []
    at = 0
    while at < len(query):
        for found in _USUAL.finditer(query, at):
            text = found[1]
            start, at = found.span()
            if text is None:
                tokens.append(lexer.unusual(start))
                at = lexer.at
                break
            sort = _SORTS.get(text)
            if sort is not None:
                tokens.append(Token(sort, start, at))
            elif text in foreign.WORDS:
                message, advice = foreign.WORDS[text]
                lexer.refuse(message, start, at, advice)
            else:
                tokens.append(Token(Sort.TERM, start, at, Word(text, start=start, end=at)))
        else:
            break
    tokens.append(Token(Sort.END, len(query), len(query)))
    return tokens


def check_regex(pattern: str) -> str | None:
    """Say why a pattern is no RE2 pattern that can be watched for; None when it is one."""
    try:
        compiled = compile_regex(pattern)
    except re2.error as wrong:
        said = wrong.args[0] if wrong.args else wrong
        return said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    if compiled.search("") is not None:
        return "it finds the empty text, so it would be found everywhere"
    return None


def compile_regex(pattern: str) -> "re2._Regexp":
    """Compile an RE2 pattern: linear in time, bounded in memory."""
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def pieces(text: str) -> list[tuple[Part, ...]]:
    """Cut a term's text into its segments' parts."""
    return [found for found in (parts(segment[0]) for segment in segments(text)) if found]


def _says_nothing(text: str) -> bool:
    return not _SURE.search(text) and not pieces(text)


class _Lexer:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0

    def refuse(self, message: str, start: int, end: int | None = None, advice: str = "") -> NoReturn:
        raise QueryError(message, query=self.query, start=start, end=end, advice=advice)

    def unusual(self, start: int) -> Token:
        """Read the token that begins at a place; ``at`` is where it ends."""
        self.at = start
        sign = self.query[start]
        following = self.query[start + 1 : start + 2]
        if sign in _CLOSERS:
            return self._phrase(start, exact=False)
        if sign == "/":
            return self._regex()
        if sign == "@":
            return self._concept()
        if sign in DASHES:
            return self._minus()
        if sign == "^" and self.query[start - 1 : start] in (")", "）"):
            self.refuse("“^” after a bracket", start, advice="there are no weights: leave it out")
        if sign in "=^":
            if following in _CLOSERS and following:
                if sign == "^":
                    self.refuse("^ before a phrase", start, start + 2, "^ keeps the case of one word: ^US")
                self.at += 1
                return self._phrase(start, exact=True)
            if not following or not following.isalnum():
                meant = "= stands right before a word or a phrase: =word"
                advice = meant if sign == "=" else "^ stands right before a word: ^US"
                self.refuse(f"“{sign}” before nothing", start, advice=advice)
            self.at += 1
            return self._word(start, Mode(sign))
        return self._bare()

    def _take(self, sort: Sort, length: int) -> Token:
        start = self.at
        self.at += length
        return Token(sort, start, self.at)

    def _term(self, node: Node) -> Token:
        """End a term: a border must follow it."""
        following = self.query[self.at : self.at + 1]
        if following and not following.isspace() and following not in ")）":
            if following in "~^" and isinstance(node, Phrase):
                advice = "write a NEAR/8 b for words near each other; there are no weights"
                self.refuse(f"“{following}” after a phrase", self.at, advice=advice)
            if following in "*" and isinstance(node, Phrase):
                self.refuse("“*” after a phrase", self.at, advice='the star stands right after a word: "word*"')
            call = foreign.refused_call(node.text) if following in "(（" and isinstance(node, Word) else None
            if call:
                self.refuse(call[0], node.start, self.at + 1, call[1])
            advice = "terms stand apart: a b, a AND b, a OR b"
            self.refuse(f"a space is missing before “{following}”", self.at, advice=advice)
        return Token(Sort.TERM, node.start, node.end, node)

    def _phrase(self, start: int, *, exact: bool) -> Token:
        opened = self.at
        closing = _CLOSING[self.query[opened]].search(self.query, opened + 1)
        if closing is None:
            advice = f"expected {_CLOSERS[self.query[opened]][0]} after the phrase"
            self.refuse("a quotation mark is not closed", opened, advice=advice)
        end = closing.start()
        text = " ".join(self.query[opened + 1 : end].split())
        self.at = end + 1
        if _says_nothing(text):
            self.refuse("an empty phrase", start, self.at, "write words between the quotation marks")
        for word in re.finditer(r"\S+", self.query[opened + 1 : end]) if "*" in text else ():
            if "*" in word[0]:
                at = opened + 1 + word.start()
                if exact:
                    self.refuse("= with *", at, at + len(word[0]), _ONE_OF_BOTH)
                self._check_star(word[0], at)
        return self._term(Phrase(text, exact, start=start, end=self.at))

    def _regex(self) -> Token:
        start = self.at
        pattern: list[str] = []
        at = start + 1
        while at < len(self.query) and self.query[at] != "/":
            step = 2 if self.query[at] == "\\" else 1
            pattern.append("/" if self.query[at : at + 2] == "\\/" else self.query[at : at + step])
            at += step
        following = self.query[at + 1 : at + 2]
        known = foreign.refused_slash(self.query[start:])
        if known and (at >= len(self.query) or (following and not following.isspace() and following not in ")）")):
            self.refuse(known[0], start, start + 2, known[1])
        if at >= len(self.query):
            advice = "expected / after it; a word with a slash goes in quotation marks"
            self.refuse("a regular expression is not closed", start, advice=advice)
        self.at = at + 1
        if following and following.isalpha():
            advice = f"flags stand inside: /(?{following}){''.join(pattern)}/"
            self.refuse(f"“{following}” after a regular expression", self.at, advice=advice)
        wrong = check_regex("".join(pattern)) if pattern else "it is empty"
        if wrong:
            message = f"not a regular expression that can be watched for: {wrong}"
            self.refuse(message, start, self.at, "write RE2: no look-around, no back-references")
        return self._term(Regex("".join(pattern), start=start, end=self.at))

    def _concept(self) -> Token:
        start = self.at
        name = _NAME.match(self.query, start + 1)
        if not name:
            self.refuse("“@” without a concept's name", start, advice=_NAMES)
        self.at = name.end()
        word = _WORD.match(self.query, start)
        if word and word.end() > self.at:
            self.refuse(f"“{word[0]}” is no concept's name", start, word.end(), _NAMES)
        return self._term(Concept(name[0], start=start, end=self.at))

    def _minus(self) -> Token:
        start = self.at
        following = self.query[start + 1 : start + 2]
        before = self.query[start - 1 : start]
        if self.query[start] != "-":
            advice = "write NOT x, or -x with a plain hyphen"
            self.refuse(f"a dash “{self.query[start]}” before a term", start, advice=advice)
        if before and not before.isspace() and before not in "(（":
            self.refuse("“-” needs a space or ( before it", start, advice="write -title:x to exclude, or NOT")
        if not following or following.isspace() or following in ")）-":
            self.refuse("“-” before nothing", start, advice="-x excludes x: write it without a space, or write NOT")
        return self._take(Sort.NOT, 1)

    def _bare(self) -> Token:
        start = self.at
        found = _WORD.match(self.query, start)
        if not found:
            self.refuse(f"“{self.query[start]}” stands for nothing here", start, advice="expected a term")
        text = found[0]
        self.at = found.end()
        if text in _OPERATORS:
            return Token(_OPERATORS[text], start, self.at)
        if text == "SAME-SENTENCE":
            return Token(Sort.LINK, start, self.at, link=Link(text))
        if link := _LINK.fullmatch(text):
            return Token(Sort.LINK, start, self.at, link=Link(link[1], int(link[2])))
        if counted := _ATLEAST.fullmatch(text):
            if not int(counted[1]):
                self.refuse("ATLEAST/0 counts nothing", start, self.at, "write a number from 1")
            return Token(Sort.ATLEAST, start, self.at, count=int(counted[1]))
        if known := foreign.refused_word(text):
            self.refuse(known[0], start, self.at, known[1])
        if field := _FIELD.match(text):
            self.at = start
            return self._field(field)
        self.at = start
        return self._word(start, Mode.PLAIN)

    def _field(self, found: re.Match[str]) -> Token:
        start, name = self.at, found[1]
        rest = self.query[start + found.end() :]
        if name not in foreign.FIELDS:
            message, advice = foreign.unknown_field(name, (rest.split() or [""])[0])
            self.refuse(message, start, start + found.end(), advice)
        if not rest or rest[0].isspace():
            shown = rest.strip().split(maxsplit=1)[0] if rest.strip() else "word"
            advice = f"write it without a space: {name}:{shown}"
            self.refuse(f"nothing right after “{name}:”", start, start + found.end(), advice)
        value = _WORD.match(rest)
        if value and (wrong := foreign.refused_value(name, value[0])):
            self.refuse(wrong[0], start + found.end(), start + found.end() + value.end(), wrong[1])
        if rest[0] == "-":
            self.refuse(f"“-” after “{name}:”", start + found.end(), advice=f"write -{name}:x")
        return self._take(Sort.FIELD, found.end())

    def _word(self, start: int, mode: Mode) -> Token:
        """Read one word; ``start`` is where its sign stands, ``self.at`` where the word begins."""
        found = _WORD.match(self.query, self.at)
        assert found is not None
        begun, text = self.at, found[0]
        self.at = found.end()
        if "*" in text:
            if mode is Mode.CASED:
                self.refuse("^ with *", start, self.at, "^ keeps the case of one form: ^US")
            if mode is Mode.EXACT:
                self.refuse("= with *", start, self.at, _ONE_OF_BOTH)
            self._check_star(text, begun)
            text, mode = text[:-1], Mode.PREFIX
        if symbol := foreign.refused_symbol(text):
            self.refuse(symbol[1], begun + symbol[0], advice=symbol[2])
        if _says_nothing(text):
            self.refuse(f"nothing to search for in “{text}”", start, self.at, "expected a word, a phrase or a number")
        return self._term(Word(text, mode, start=start, end=self.at))

    def _check_star(self, text: str, at: int) -> None:
        place = at + text.index("*")
        stem = text.rstrip("*")
        found = [part for piece in pieces(stem) for part in piece]
        if text.index("*") != len(text) - 1:
            self.refuse("“*” stands at a word's end only, once", place, advice="write word*, or the forms with OR")
        if found and found[-1].kind is Kind.EAST:
            advice = f"it is found within a run of characters anyway: write {stem}"
            self.refuse("* on a Chinese or Japanese word", place, advice=advice)
        if not found or sum(len(part.folded) for part in found) < 3 or not stem[-1].isalnum():
            advice = "three letters or more must stand before *"
            if found and found[-1].kind is Kind.HANGUL:
                advice += f"; a Korean word is found with any ending anyway: write {stem}"
            self.refuse("“*” after fewer than three letters", place, advice=advice)
