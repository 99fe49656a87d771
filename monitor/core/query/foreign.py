"""Operators of other tools: what is refused, what is only warned about, and what to write instead.

What silently matches nothing is the worst answer, so whatever looks like an operator here but is none (Lucene,
Westlaw, LexisNexis, Factiva, Dialog, Brandwatch, Sphinx, SQL, Google, and our own in another script) gets an error
or a warning. A word that is meant as a word goes in quotation marks. Owns no grammar.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from monitor.core.language.fold import APOSTROPHES, fold

FIELDS = (
    "title", "lead", "body", "feed", "site", "lang", "author", "quoted", "speaker", "cites", "dateline", "heading",
)  # fmt: skip
_KNOWN = {name: name for name in FIELDS} | {
    name: field
    for field, names in {
        "title": "headline intitle allintitle hlead hl hd subject заголовок 标题 標題 제목",
        "body": "text intext allintext inbody content",
        "lead": "lp",
        "feed": "source tag tags",
        "site": "domain domainis url inurl allinurl link host сайт",
        "lang": "language la sourcelang мова язык",
        "author": "by byline автор",
        "quoted": "quote",
        "speaker": "said",
        "dateline": "place",
    }.items()
    for name in names.split()
}
_DATES = ("date", "pubdate", "published", "after", "before", "since", "until", "daterange", "pd")
_AS_WORD = 'to search for the word itself, put it in quotation marks: "{}"'
_NEAR = "write NEAR/8 for at most eight words between, in either order"
_BEFORE = "write BEFORE/8 for the left one first, at most eight words before the right one"
_SENTENCE = "write a SAME-SENTENCE b"
_NOT_NEAR = "write NOT (a NEAR/8 b)"
_QUOTES = 'a phrase stands between "…", “…” or «…»'
_NO_DATES = "a query knows no dates: search and backtest take --since 7d"
_OWN = re.compile(r"(near|before|atleast)[-:~=_#/]?(\S*)", re.I)
_PROXIMITY = re.compile(
    r"((?:o|x|not)?near|o?pre|w|n|p|adj|next|within|same|sentence|paragraph|before|after|fby|followed[-_]?by)"
    r"[/:~]?(\d+|s|p|n|para|sent|seg|out)?",
    re.I,
)
_ORDERED = ("pre", "opre", "p", "adj", "next", "onear", "before", "fby", "followedby", "followed-by", "followed_by")
_NUMBERED = ("adj", "next", "within", "near", "onear", "notnear", "pre", "fby")
_SLASHED = re.compile(r"[A-Za-z][A-Za-z-]*/\d+")
_OPERATOR = re.compile(r"AND|OR|NOT|ANDNOT|SAME-SENTENCE|(?:NEAR|BEFORE|ATLEAST)(?:/\d*)?")
# What every refused word begins with or holds; most words do not.
_SUSPECT = re.compile(
    r"(?i)[onx]|p(?!h)|at-?_?least|and|or|w|s|but|adj|before|after|paragraph|f(?:by|ollowed)|\S*/|(?=\S*[^\x00-\x7f])[^\W\d_]"
)
_ELSEWHERE = {
    "XOR": "write (a OR b) AND NOT (a b)",
    "NOR": "write NOT (a OR b)",
    "NAND": "write NOT (a b)",
    "ANDNOT": "write AND NOT",
    "AND-NOT": "write AND NOT",
    "AND_NOT": "write AND NOT",
    "BUTNOT": "write AND NOT",
    "ADJ": "write a phrase in quotation marks, or BEFORE/0",
    "FBY": _BEFORE,
    "ONEAR": _BEFORE,
    "FOLLOWEDBY": _BEFORE,
    "FOLLOWED-BY": _BEFORE,
    "FOLLOWED_BY": _BEFORE,
    "NOTNEAR": _NOT_NEAR,
    "NOTWITHIN": _NOT_NEAR,
    "NOTIN": "write a AND NOT b",
    "WITHIN": _NEAR,
    "SAME": _SENTENCE,
    "SENTENCE": _SENTENCE,
    "SAMESENTENCE": _SENTENCE,
    "SAME_SENTENCE": _SENTENCE,
    "PARAGRAPH": _NEAR,
    "SAME-PARAGRAPH": _NEAR,
    "AND/OR": "write OR",
    "OR/AND": "write OR",
    "and/or": "write OR",
    "And/Or": "write OR",
}
_NUMBERLESS = {"NEAR": _NEAR, "BEFORE": _BEFORE, "ATLEAST": "write ATLEAST/3(a)", "atleast": "write ATLEAST/3(a)"}
# Words that are refused as they stand: what is wrong, what to write.
WORDS: Mapping[str, tuple[str, str]] = {
    word: (f"“{word}” is no operator here", f"{advice}; {_AS_WORD.format(word)}") for word, advice in _ELSEWHERE.items()
} | {
    word: (f"{word} has no number", f"{advice}; {_AS_WORD.format(word.lower())}")
    for word, advice in _NUMBERLESS.items()
}
_SYMBOLS = {
    "&": "write AND",
    "|": "write OR",
    "!": "write NOT x or -x",
    "+": "every term must be found anyway: leave the + out",
    "~": _NEAR,
    "?": "only * at a word's end stands for letters; write the forms with OR",
    "\\": "there is nothing to escape: put the term in quotation marks",
    "[": "there are no ranges; brackets are ( )",
    "]": "there are no ranges; brackets are ( )",
    "{": "brackets are ( )",
    "}": "brackets are ( )",
    "<": "fields are compared by their words only",
    ">": "fields are compared by their words only",
    ",": "write OR or AND between terms",
    ";": "write OR or AND between terms",
    "=": "= stands right before a word or a phrase: =word",
    "^": "^ stands right before a word: ^US; there are no weights",
    ":": "put text with a colon in quotation marks",
    "@": "@ stands right before a concept's name: @dprk",
    "*": "* stands right after the beginning of a word",
}
# The same signs as Chinese, Japanese and Korean keyboards write them.
_WIDE = {chr(ord(plain) + 0xFEE0): plain for plain in _SYMBOLS}
_ALSO = (
    dict.fromkeys("，、", _SYMBOLS[","])
    | dict.fromkeys("‹›「」『』《》〈〉", _QUOTES)
    | dict.fromkeys("【】〔〕", _SYMBOLS["{"])
    | {wide: f"write a plain {plain}" if plain in "=^:@*" else _SYMBOLS[plain] for wide, plain in _WIDE.items()}
)
_SYMBOL = re.compile(f"[{re.escape(''.join(_SYMBOLS.keys() - set('@*')))}{''.join(_ALSO)}]|\\.\\.+(?=\\w)")


def _each(advice: dict[str, str]) -> dict[str, str]:
    """Give the operator to write for each of the words that stand beside it."""
    return {word: operator for operator, words in advice.items() for word in words.split()}


_LINKED = _each(
    {
        "AND": "and и і й та 그리고 및 와 과 和 与 與 及",
        "OR": "or или або чи 또는 혹은 或 或者",
        "NOT": "not не 非",
        "NEAR/8": "near",
        "BEFORE/8": "before",
        "SAME-SENTENCE": "same-sentence",
        "AND NOT": "andnot",
        "BEFORE/0": "adj",
    }
)
_LINKED_CAPITALS = _each(
    {
        "AND": "BUT UND ET Y",
        "OR": "ODER OU MAYBE",
        "NOT": "EXCEPT MINUS WITHOUT NICHT БЕЗ КРІМ КРОМЕ",
        "BEFORE/8": "NEXT THEN PRECEDES SEQ",
        "b BEFORE/8 a": "AFTER",
        "NEAR/8": "WITH PARA",
        "title:x or another field": "IN LIKE MATCH MATCHES CONTAINS HAS",
        "no ranges": "TO",
    }
)
_NUMBERED_LETTER = re.compile(r"[WN](\d{1,2})")


def refused_word(text: str) -> tuple[str, str] | None:
    """Say why a bare word is refused as an operator and what to write instead; None for a word that is one."""
    if text in WORDS:
        return WORDS[text]
    if not _SUSPECT.match(text):
        return None
    if re.match(r"(?:before|after):\d", text, re.I):
        return f"“{text}” is no operator", _NO_DATES
    own = _OWN.fullmatch(text)
    if own and own[2]:
        name, tail, sign = own[1].upper(), own[2], own[0][len(own[1])]
        if tail.isdecimal() and sign == "/" and own[1].isupper():
            return f"“{text}” is too far", f"write a smaller number, {name}/999999 at most"
        if tail.isdecimal() and sign == "/":
            return f"operators are written in capitals, not “{text}”", f"write {name}/{tail}"
        if tail.isdecimal() or sign in ":~=#/":
            number = found[0] if (found := re.search(r"\d{1,3}", tail)) else "8"
            return f"“{text}” is no operator", f"write {name}/{number}: the operator, a slash, a number"
    if own and own[0] != own[1] and not own[2]:
        return f"{own[0]} has no number", WORDS[own[1].upper()][1]
    if text.upper() == "SAME-SENTENCE" or text.upper().startswith("SAME-SENTENCE/"):
        return f"“{text}” is no operator", f"{_SENTENCE}, in capitals and without a number"
    other = _PROXIMITY.fullmatch(text)
    if other and other[2] and (re.search("[/~:]", text) or (other[1].lower() in _NUMBERED and other[2].isdecimal())):
        return f"“{text}” is no operator here", _instead(other[1].lower(), other[2].lower())
    if _SLASHED.fullmatch(text):
        return f"unknown operator “{text}”", f"operators are NEAR/n, BEFORE/n and ATLEAST/n; {_AS_WORD.format(text)}"
    if not text.isascii() and _OPERATOR.fullmatch(plain := fold(text, cased=True)):
        return f"letters of “{text}” only look like those of {plain}", f"write {plain} in Latin letters"
    return None


def _instead(name: str, tail: str) -> str:
    number = tail if tail.isdecimal() else "8"
    if name == "after":
        return f"write b BEFORE/{number} a"
    if name == "notnear":
        return f"write NOT (a NEAR/{number} b)"
    if name in _ORDERED:
        return f"write BEFORE/{number}"
    if tail in ("s", "sent") or name in ("sentence", "same"):
        return _SENTENCE
    return f"write NEAR/{number}" if tail.isdecimal() else _NEAR


def refused_symbol(text: str) -> tuple[int, str, str] | None:
    """Find a sign in a bare word that is an operator elsewhere: its offset, what is wrong, what to write."""
    if text[0] in APOSTROPHES:
        return 0, f"“{text[0]}” is no quotation mark here", f"{_QUOTES}; before a word leave it out"
    for found in _SYMBOL.finditer(text):
        offset, sign = found.start(), found[0]
        if _harmless(text, offset):
            continue
        doubled = text[offset : offset + 2] if text[offset : offset + 2] in ("&&", "||") else sign
        advice = _advice(text, offset, sign)
        return offset, f"“{doubled}” is no {'quotation mark' if advice == _QUOTES else 'operator'} here", advice
    return None


def _advice(text: str, offset: int, sign: str) -> str:
    before, after = text[:offset], text[offset + 1 :]
    if sign.startswith(".."):
        return "there are no ranges; put text with dots in quotation marks"
    if sign == "=" and before.rstrip(":!~<>").lower() in _KNOWN:
        return f"write {_KNOWN[before.rstrip(':!~<>').lower()]}:{after.lstrip('=') or 'word'}"
    if sign == "!" and not after and len(before) > 2:
        return f"write {before}* for any ending; NOT x or -x leaves out"
    if sign == "+" and offset:
        return f'put it in quotation marks: "{text}"'
    return _SYMBOLS.get(sign) or _ALSO[sign]


def _harmless(text: str, offset: int) -> bool:
    """Tell AT&T and 26,500 from operators."""
    before, after = text[offset - 1 : offset], text[offset + 1 : offset + 2]
    if text[offset] == "&":
        return before.isalnum() and after.isalnum()
    return text[offset] == "," and before.isdigit() and after.isdigit()


def refused_call(name: str) -> tuple[str, str] | None:
    """Say what ``HEADLINE(…)`` and ``NEAR(…)`` should be; None for a word before a bracket that means nothing."""
    lower = name.lower()
    if lower in _KNOWN:
        return f"“{name}(” is no operator here", f"write {_KNOWN[lower]}:(a b)"
    if lower in ("near", "w", "within"):
        return f"“{name}(” is no operator here", "write a NEAR/8 b, the number of words after the slash"
    if lower in ("caps", "allcaps", "case"):
        return f"“{name}(” is no operator here", "write ^US for a word in this very case"
    return None


def refused_slash(text: str) -> tuple[str, str] | None:
    """Say what ``/5``, ``/s`` and ``/p`` should be; None for anything else that begins with a slash."""
    found = re.match(r"[+]?/(\d+|[sp])(?=\s|$)", text)
    if not found:
        return None
    advice = f"write NEAR/{found[1]}" if found[1].isdecimal() else _SENTENCE if found[1] == "s" else _NEAR
    return f"“{found[0]}” is no operator here", advice


def unknown_field(name: str, rest: str) -> tuple[str, str]:
    """Say what is wrong with ``name:`` and which field may have been meant."""
    if rest.startswith("//"):
        return "an address is no term", "write site:example.org, or the words of the address in quotation marks"
    if name.isdecimal() and rest[:1].isdigit():
        return f"“{name}:” is no field", f'put it in quotation marks: "{name}:{rest}"'
    lower = name.lower()
    said = f"unknown field “{name}:”"
    if lower in _DATES:
        return said, _NO_DATES
    if lower in ("re", "regex", "regexp"):
        return said, "write a regular expression between slashes: /KN-2[34]/"
    near = _KNOWN.get(lower) or next(iter(get_close_matches(lower, FIELDS, 1, 0.6)), None)
    advice = f"did you mean {near}:?" if near else f"fields are {', '.join(FIELDS)}"
    return said, f"{advice}; text with a colon goes in quotation marks"


def refused_value(name: str, value: str) -> tuple[str, str] | None:
    """Say why a field's word is refused; None for one that can be looked for."""
    host = re.sub(r"^\w+://|^\*\.|[/:].*", "", value)
    if name == "site" and host and host != value:
        return "a site is its host alone", f"write site:{host}"
    return None


def doubtful_word(text: str, *, first: bool, last: bool) -> tuple[str, str] | None:
    """Warn about a legal word that looks like an operator; ``first``/``last`` in its group."""
    operator = _LINKED.get(text.lower()) or _LINKED_CAPITALS.get(text)
    numbered = _NUMBERED_LETTER.fullmatch(text)
    if numbered:
        operator = f"NEAR/{numbered[1]}"
    if not operator or last or (first and operator != "NOT"):
        return None
    advice = "there are no ranges" if operator == "no ranges" else f"write {operator} if the operator is meant"
    return f"“{text}” is searched for as a word", advice


def doubtful_phrase(text: str) -> tuple[str, str] | None:
    """Warn about operators within quotation marks, where they are words."""
    found = re.search(r"(?<!\S)(AND|OR|NOT|(?:NEAR|BEFORE|ATLEAST)/\d+|SAME-SENTENCE|@[a-z0-9-]+)(?!\S)", text)
    if found:
        return f"“{found[1]}” within quotation marks is a word", "put quotation marks around the terms only"
    sign = re.search(r"(?<=\w)\?(?=\w)|(?<!\S)[?&|](?!\S)|(?<=\w)[＊%](?!\S)", text)
    if sign:
        return (
            f"“{sign[0]}” within quotation marks counts for nothing",
            'the one wildcard is * right after a word: "word*"',
        )
    return None


def doubtful_signs(text: str, *, cased: bool) -> tuple[str, str] | None:
    """Warn about signs of a bare word that count for nothing, and about ^ where letters have no case."""
    if cased and text.upper() == text.lower():
        return f"“{text}” has no capital or small letters", "leave the ^ out, or write = for the whole word"
    found = re.search(r"[@#%$€£§©®™°…_]|[.!]$", text)
    if not found or re.fullmatch(r"(?:\w\.)+", text):
        return None
    advice = "only letters, digits, apostrophes and hyphens are searched for"
    stem = text[: found.start()]
    if found[0] in "%$#" and stem.isalpha() and len(stem) > 2 and found.end() == len(text):
        advice += f"; write {stem}* for any ending"
    return f"“{found[0]}” counts for nothing", advice
