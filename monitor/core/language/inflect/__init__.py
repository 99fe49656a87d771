"""The inflected forms of a query's word: closed sets from paradigm tables, no dictionary.

Owns nothing but the choice of language; never sees a document.
"""

from __future__ import annotations

from monitor.core.language.fold import fold
from monitor.core.language.inflect.english import inflect as english
from monitor.core.language.inflect.russian import inflect as russian
from monitor.core.language.inflect.ukrainian import inflect as ukrainian

__all__ = ["forms"]

_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")
_UKRAINIAN = frozenset("іїєґ'")
_RUSSIAN = frozenset("ыэъ")
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщьюя") | _UKRAINIAN | _RUSSIAN

_RUSSIAN_ENDS = (
    "ать", "ять", "ить", "еть", "ция", "ции", "цию", "ние", "ния", "ость", "ский", "ская", "ское", "ские",
)  # fmt: skip
_UKRAINIAN_ENDS = ("ння", "ття", "увати", "атися", "итися", "ський", "ська", "ське", "ськ", "цьк", "зьк", "ьова")


def forms(word: str) -> frozenset[str]:
    """Give the folded surface forms that a query's word finds, itself among them.

    The word's case counts: up to four capitals are an acronym, which has one form; a capital makes a name.
    """
    folded = fold(word)
    if len(folded) < 2 or (len(word) <= 4 and word.isupper()):
        return frozenset((folded,))
    letters = frozenset(folded)
    name = word[0].isupper()
    if letters <= _LATIN:
        return frozenset(english(folded, name=name))
    if not letters <= _CYRILLIC:
        return frozenset((folded,))
    found: set[str] = set()
    if not (letters & _RUSSIAN or "ё" in word.lower() or folded.endswith(_RUSSIAN_ENDS)):
        found = ukrainian(folded, name=name)
    if not (letters & _UKRAINIAN or folded.endswith(_UKRAINIAN_ENDS)):
        found |= russian(folded, name=name)
    return frozenset(found or (folded,))
