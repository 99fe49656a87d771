"""Spellings that count as one: folding of words for queries and documents alike.

Owns what CONTRACT.md calls folding; knows no grammar and no inflection. Letters that tell words apart
(й, ї, ґ, Hangul, the voicing marks of kana) stay; what only decorates a word goes.
"""

import re
import unicodedata

APOSTROPHES = "'’‘‛ʼʻʹˈ′´`＇"
DASHES = "-‐‑‒–—―−﹘﹣－"
# Soft hyphen, joiners, directional marks, byte order mark, variation selectors: they count for nothing.
IGNORED = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
# What a word is made of, as the inside of a character class after ``[^\W_``: marks and ignored characters too.
MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a"
LETTER = rf"(?:[^\W_]|[{MARKS}{IGNORED}])"

_WORD = re.compile(rf"{LETTER}+")
_PLAIN_CYRILLIC = re.compile(r"[А-Яа-яЁёЄєІіЇїҐґ]+")
_PLAIN_EAST = re.compile(r"[가-힣]+|[\u4e00-\u9fffぁ-ゔァ-ヴー]+")
_GONE = re.compile(f"[{IGNORED}]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏɐ-ʯḀ-ỿ]")
_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_APOSTROPHE = re.compile(f"[{re.escape(APOSTROPHES)}]")
_DASH = re.compile(f"[{re.escape(DASHES)}]")
# Letters that no decomposition takes apart; casefolding has made ß into ss already.
_STROKES = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ı": "i"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D", "ə": "e", "Ə": "E"}
)
# Pairs that a reader cannot tell apart, in the case in which that is so.
_TO_CYRILLIC = dict(zip("ABCEHIJKMOPSTXYaceijkopsxy", "АВСЕНІЈКМОРЅТХУасеіјкорѕху", strict=True))
_TO_LATIN = {cyrillic: latin for latin, cyrillic in _TO_CYRILLIC.items()}
_STRESS = frozenset("\u0300\u0301\u0341\u0340\u030f\u0311\u0304")
_DIAERESIS, _BREVE = "\u0308", "\u0306"


def fold(text: str, *, cased: bool = False) -> str:
    """Fold a word, or each word of a text: case (unless ``cased``), width, marks, ё, apostrophes, dashes, look-alikes.

    White space and other punctuation stay, so a text keeps its words; lengths may change.
    """
    if text.isascii():
        plain = text.replace("`", "'")
        return plain if cased else plain.lower()
    if _PLAIN_CYRILLIC.fullmatch(text):
        plain = text.replace("ё", "е").replace("Ё", "Е")
        return plain if cased else plain.lower()
    if _PLAIN_EAST.fullmatch(text):
        return text
    # ´ must become ' before NFKC makes it a space and a mark; ŉ holds an apostrophe only after it
    text = _unify(unicodedata.normalize("NFKC", _unify(text)))
    text = _WORD.sub(lambda word: _fold_word(word[0]), text)
    return text if cased else unicodedata.normalize("NFC", text.casefold())


def scripts(text: str) -> tuple[bool, bool]:
    """Tell whether a text has Latin and whether it has Cyrillic letters."""
    return bool(_LATIN.search(text)), bool(_CYRILLIC.search(text))


def _unify(text: str) -> str:
    return _DASH.sub("-", _APOSTROPHE.sub("'", _GONE.sub("", text)))


def _fold_word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    if all(scripts(letters)):
        letters = _one_script(letters)
    kept: list[str] = []
    base = ""
    for character in letters:
        if not unicodedata.combining(character):
            base = character
        elif _LATIN.match(base) or (_CYRILLIC.match(base) and _decorates(base, character)):
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_STROKES)


def _decorates(base: str, mark: str) -> bool:
    """Tell a mark that says nothing of a Cyrillic word from those that make й, ї, ў letters of their own."""
    return mark in _STRESS or (mark == _DIAERESIS and base in "еЕ") or (mark == _BREVE and base not in "иИуУжЖ")


def _one_script(letters: str) -> str:
    """Write a word of both scripts in one, where the letters of the other are look-alikes, else leave it.

    Letters that exist in one script only decide; without any, the more frequent script, then the first letter's.
    """
    latin = [letter for letter in letters if _LATIN.match(letter)]
    cyrillic = [letter for letter in letters if _CYRILLIC.match(letter)]
    pure_latin = any(letter not in _TO_CYRILLIC for letter in latin)
    pure_cyrillic = any(letter not in _TO_LATIN for letter in cyrillic)
    if pure_latin and pure_cyrillic:
        return letters
    first_latin = next(letter for letter in letters if letter in latin or letter in cyrillic) in latin
    if pure_latin or (not pure_cyrillic and (len(latin), first_latin) > (len(cyrillic), not first_latin)):
        return "".join(_TO_LATIN.get(letter, letter) for letter in letters)
    return "".join(_TO_CYRILLIC.get(letter, letter) for letter in letters)
