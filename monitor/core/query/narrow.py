"""Which words an article must have for a query to hold: what the archive's index is asked before the matcher is.

It may promise too much, never too little: the matcher decides. A change of ``index_words``, or of how words are
cut or folded, makes what is stored untrue: it needs a migration that indexes the archive anew.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from monitor.core.article.model import Article
from monitor.core.language.fold import fold
from monitor.core.language.tokens import Kind, parts, segments
from monitor.core.query.compile import Compiler
from monitor.core.query.grammar import parse
from monitor.core.query.lexicon import Lexicon, Sought
from monitor.core.query.model import ConceptSpec

# In every article with more words than the index takes; no word is like it, since each has a letter or a digit.
EVERY = "·"
# Both databases part words at some of these: 4.75 is 4·75 in the index.
_PARTING = str.maketrans({sign: EVERY for sign in map(chr, range(128)) if not sign.isalnum()})
_LONGEST = 64  # characters; the rest of a longer word tells nothing
_MOST = 200_000  # characters of all words together: a tsvector takes 1 MB of UTF-8
_LONGEST_REMEMBERED = 24
# Shortcuts: what nearly all chunks are, and for which cutting into parts would say the same.
_ONE_WORD = re.compile(r"[\"“„«(]*([A-Za-z]+|[А-Яа-яЁёЄєІіЇїҐґ]+)[\"”»).,:;!?…]*")
_EAST = re.compile("[\u4e00-\u9fffぁ-ゔァ-ヴー]+")
_WIDEST = 5_000


class Term(NamedTuple):
    """A word of the index, or the beginning of one."""

    text: str
    prefix: bool = False


# Alternatives, of which one must be there; of an alternative, every term.
Clause = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Of each query: its clauses, of which an article must fulfil each. One without any may hold in any article."""

    queries: tuple[frozenset[Clause], ...]


def index_words(article: Article) -> tuple[str, ...]:
    """Give the distinct words of title, lead and text, folded; or ``EVERY`` alone if they are too many.

    Of a run of Chinese or Japanese characters, each character and each two neighbours.
    """
    words: dict[str, None] = {}
    for text in (article.title, article.lead, article.text):
        for chunk in dict.fromkeys((text or "").split()):
            for word in _remembered(chunk) if len(chunk) <= _LONGEST_REMEMBERED else _words(chunk):
                words[word] = None
    if len(words) * _LONGEST > _MOST and sum(map(len, words)) > _MOST:
        return (EVERY,)
    return tuple(words)


def narrowing(queries: Iterable[str], concepts: Mapping[str, ConceptSpec]) -> Narrowing:
    """Tell what the index must hold of an article for one of the queries. Raises QueryError, as compiling does."""
    compiler = Compiler(concepts)
    asked = [compiler.compile(query, parse(query))[1] for query in queries]
    known = {need: _clause(compiler.lexicon, need) for need in frozenset().union(*asked)}
    return Narrowing(tuple(frozenset(filter(None, map(known.__getitem__, needs))) for needs in asked))


def _clause(lexicon: Lexicon, need: int) -> Clause | None:
    """Say a clause of the lexicon in the index's words, None where these do not tell or are too many."""
    found: dict[tuple[Term, ...], None] = {(Term(EVERY),): None}
    for group in sorted(lexicon.groups_of(need)):
        sought = lexicon.sought(group)
        if sought is None or len(found) > _WIDEST:
            return None
        found.update(dict.fromkeys(map(_terms, sought)))
    return tuple(found)


def _terms(sought: Sought) -> tuple[Term, ...]:
    if sought.kind == "run":
        return tuple(map(Term, _pairs(sought.text) or (_plain(sought.text),)))
    return (Term(_plain(sought.text), sought.kind == "prefix"),)


def _plain(word: str) -> str:
    return word.translate(_PARTING)[:_LONGEST]


def _pairs(run: str) -> list[str]:
    return [_plain(run[at : at + 2]) for at in range(len(run) - 1)]


def _words(chunk: str) -> tuple[str, ...]:
    """Give the words of what stands between spaces; no segment reaches over a space, or looks beyond one."""
    word = _ONE_WORD.fullmatch(chunk)
    if word:
        return (fold(word[1])[:_LONGEST],)
    found: list[str] = []
    for segment in segments(chunk):
        run = ""
        if _EAST.fullmatch(segment[0]):
            run = segment[0]
        else:
            for part in parts(segment[0]):
                if part.kind is Kind.EAST:
                    run += part.folded
                else:
                    found += (_plain(part.folded), *map(_plain, run), *_pairs(run))
                    run = ""
        found += (*map(_plain, run), *_pairs(run))
    return tuple(found)


_remembered = lru_cache(maxsize=60_000)(_words)
