"""Operators of other tools: what is refused, what is only warned about, and what to write instead.

What silently matches nothing is the worst answer, so whatever looks like an operator here but is none
(Lucene, Westlaw, LexisNexis, Dialog, Google) gets an error or a warning. A word that is meant as a word goes
in quotation marks. Owns no grammar.
"""

import re
from difflib import get_close_matches

FIELDS = (
    "title", "lead", "body", "feed", "site", "lang", "author", "quoted", "speaker", "cites", "dateline", "heading",
)  # fmt: skip
_AS_WORD = 'to search for the word itself, put it in quotation marks: "{}"'
_NEAR = "write NEAR/8 for at most eight words between, in either order"
_BEFORE = "write BEFORE/8 for the left one first, at most eight words before the right one"
_SENTENCE = "write a SAME-SENTENCE b"
_OWN = re.compile(r"(near|before|atleast)[-:~=_#/]?(\S*)", re.I)
_PROXIMITY = re.compile(r"(o?near|w|n|p|pre|adj|within|same|before|after|followed-?by)[/:~]?(\d+|s|p|out)?", re.I)
_SLASHED = re.compile(r"[A-Za-z][A-Za-z-]*/\d+")
_ELSEWHERE = {
    "XOR": "write (a OR b) AND NOT (a b)",
    "ANDNOT": "write AND NOT",
    "BUTNOT": "write AND NOT",
    "ADJ": "write a phrase in quotation marks, or BEFORE/0",
    "WITHIN": _NEAR,
    "SAME": _SENTENCE,
    "SENTENCE": _SENTENCE,
    "SAMESENTENCE": _SENTENCE,
    "SAME_SENTENCE": _SENTENCE,
    "PARAGRAPH": _NEAR,
    "SAME-PARAGRAPH": _NEAR,
    "AND/OR": "write OR",
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
    "，": "write OR or AND between terms",
    "、": "write OR or AND between terms",
    "=": "= stands right before a word or a phrase: =word",
    "^": "^ stands right before a word: ^US; there are no weights",
    ":": "put text with a colon in quotation marks",
}
_LINKED = ("and", "or", "not", "near", "before", "same-sentence")


def refused_word(text: str) -> tuple[str, str] | None:
    """Say why a bare word is refused as an operator and what to write instead; None for a word that is one."""
    own = _OWN.fullmatch(text)
    if own and not (own[0] == own[1] and not own[1].isupper() and own[1] != "atleast"):
        name, tail = own[1].upper(), own[2]
        if own[0] == own[1] or not tail:
            advice = {"NEAR": _NEAR, "BEFORE": _BEFORE}.get(name, "write ATLEAST/3(a)")
            return f"{own[0]} has no number", f"{advice}; {_AS_WORD.format(own[1].lower())}"
        if tail.isdecimal() and own[0][len(name)] == "/":
            return f"operators are written in capitals, not “{text}”", f"write {name}/{tail}"
        if tail.isdecimal() or own[0][len(name)] in ":~=#/":
            return f"“{text}” is no operator", f"write {name}/8: the operator, a slash, a number"
    if text.upper() == "SAME-SENTENCE" or text.upper().startswith("SAME-SENTENCE/"):
        return f"“{text}” is no operator", f"{_SENTENCE}, in capitals and without a number"
    if text in _ELSEWHERE or text.upper() == "AND/OR":
        return f"“{text}” is no operator here", f"{_ELSEWHERE[text.upper()]}; {_AS_WORD.format(text)}"
    other = _PROXIMITY.fullmatch(text)
    if other and other[2] and ("/" in text or "~" in text or ":" in text or other[1] in ("ADJ", "WITHIN", "NEAR")):
        advice = _SENTENCE if other[2] in ("s", "S") else _NEAR if other[2] in ("p", "P") else _distance(other)
        return f"“{text}” is no operator here", advice
    if _SLASHED.fullmatch(text):
        return f"unknown operator “{text}”", f"operators are NEAR/n, BEFORE/n and ATLEAST/n; {_AS_WORD.format(text)}"
    return None


def _distance(found: re.Match[str]) -> str:
    ordered = found[1].lower() in ("pre", "p", "adj", "onear", "before", "followedby", "followed-by")
    number = found[2] if found[2].isdecimal() else "8"
    name = "BEFORE" if ordered else "NEAR"
    return f"write {name}/{number}"


def refused_symbol(text: str) -> tuple[int, str, str] | None:
    """Find a sign in a bare word that is an operator elsewhere: its offset, what is wrong, what to write."""
    for offset, sign in enumerate(text):
        if sign in _SYMBOLS and not _harmless(text, offset):
            doubled = text[offset : offset + 2] if text[offset : offset + 2] in ("&&", "||") else sign
            return offset, f"“{doubled}” is no operator here", _SYMBOLS[sign]
    return None


def _harmless(text: str, offset: int) -> bool:
    """Tell AT&T and 26,500 from operators."""
    before, after = text[offset - 1 : offset], text[offset + 1 : offset + 2]
    if text[offset] == "&":
        return before.isalnum() and after.isalnum()
    return text[offset] == "," and before.isdigit() and after.isdigit()


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
    known = {"text": "body", "headline": "title", "intitle": "title", "subject": "title", "source": "feed"}
    known |= {"tag": "feed", "by": "author", "language": "lang", "domain": "site", "url": "site", "inurl": "site"}
    known |= {"quote": "quoted", "said": "speaker", "intext": "body", "content": "body", "place": "dateline"}
    lower = name.lower()
    near = known.get(lower) or next(iter(get_close_matches(lower, FIELDS, 1, 0.6)), None)
    advice = f"did you mean {near}:?" if near else f"fields are {', '.join(FIELDS)}"
    return f"unknown field “{name}:”", f"{advice}; text with a colon goes in quotation marks"


def doubtful_word(text: str, *, first: bool, last: bool) -> tuple[str, str] | None:
    """Warn about a legal word that looks like an operator in lower case; ``first``/``last`` in its group."""
    lower = text.lower()
    if lower in _LINKED and not last and (lower == "not" or not first):
        spelled = lower.upper() + ("/8" if lower in ("near", "before") else "")
        return f"“{text}” is searched for as a word", f"write {spelled} if the operator is meant"
    return None


def doubtful_phrase(text: str) -> tuple[str, str] | None:
    """Warn about operators within quotation marks, where they are words."""
    found = re.search(r"(?<!\S)(AND|OR|NOT|(?:NEAR|BEFORE|ATLEAST)/\d+|SAME-SENTENCE|@[a-z0-9-]+)(?!\S)", text)
    if not found:
        return None
    return f"“{found[1]}” within quotation marks is a word", "put quotation marks around the terms only"


def doubtful_signs(text: str, *, cased: bool) -> tuple[str, str] | None:
    """Warn about signs of a bare word that count for nothing, and about ^ where letters have no case."""
    if cased and text.upper() == text.lower():
        return f"“{text}” has no capital or small letters", "leave the ^ out, or write = for the whole word"
    found = re.search(r"[@#%$€£§©®™°…_]|[.!]$", text)
    if not found or re.fullmatch(r"(?:\w\.)+", text):
        return None
    return f"“{found[0]}” counts for nothing", "only letters, digits, apostrophes and hyphens are searched for"
