"""The inflected forms of a query's word: closed sets from paradigm tables, no dictionary.

Owns nothing but the choice of language; never sees a document.
"""

from __future__ import annotations

from monitor.core.language.fold import fold
from monitor.core.language.inflect.english import inflect as english
from monitor.core.language.inflect.russian import inflect as russian
from monitor.core.language.inflect.ukrainian import inflect as ukrainian

__all__ = ["forms"]

_UKRAINIAN = frozenset("іїєґ'")
_RUSSIAN = frozenset("ыэъ")
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщьюя") | _UKRAINIAN | _RUSSIAN

_RUSSIAN_ENDS = (
    "ать", "ять", "ить", "еть", "ция", "ции", "цию", "ние", "ния", "ость", "ский", "ская", "ское", "ские",
)  # fmt: skip
_UKRAINIAN_ENDS = (
    "ння", "ття", "увати", "атися", "итися", "ський", "ська", "ське", "ськ", "цьк", "зьк", "ьова",
    "ського", "ському", "ським", "ської", "ською", "ських", "ськими", "ську",
)  # fmt: skip


def forms(word: str) -> frozenset[str]:
    """Give the folded surface forms that a query's word finds, itself among them.

    The word's case counts: up to four capitals are an acronym, which has one form; a capital makes a name.
    """
    folded = fold(word)
    if len(folded) < 2 or (len(word) <= 4 and word.isupper()):
        return frozenset((folded,))
    name = word[0].isupper()
    if folded.isascii():
        return frozenset(english(folded, name=name) if folded.isalpha() else (folded,))
    letters = frozenset(folded)
    if not letters <= _CYRILLIC:
        return frozenset((folded,))
    found = [folded]
    if letters.isdisjoint(_RUSSIAN) and not (folded.endswith(_RUSSIAN_ENDS) or "ё" in word.lower()):
        found += ukrainian(folded, name=name)
    if letters.isdisjoint(_UKRAINIAN) and not folded.endswith(_UKRAINIAN_ENDS):
        found += russian(folded, name=name)
    return frozenset(found)
