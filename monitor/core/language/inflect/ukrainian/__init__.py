"""Ukrainian inflection."""

from __future__ import annotations

from monitor.core.language.inflect.ukrainian.adjectives import adjectives, surnames
from monitor.core.language.inflect.ukrainian.nouns import nouns
from monitor.core.language.inflect.ukrainian.verbs import verbs

__all__ = ["inflect"]

_MORE_LIKELY_STEM = ("ах", "ам", "ом", "ем", "аку", "еру")  # Салах, Ислам, Баку are no cases of other names
_DATIVE = ("ові", "еві", "єві")  # Порошенкові; Лаврові is no more than that either


def inflect(word: str, *, name: bool) -> list[str]:
    """Give the forms of a folded Ukrainian word, some twice; a name (capitalised) may be a surname and is no finite verb."""
    if not name:
        found = [word, *verbs(word)]
        if len(found) > 1 and word.endswith(("ся", "сь")):
            return found
        return [*found, *nouns(word, name=False), *adjectives(word)]
    surname = surnames(word)
    found = [word, *surname, *adjectives(word)]
    if not surname or word.endswith(_DATIVE):
        found += nouns(word, name=True)
    if len(word) < 6 and word.endswith(_MORE_LIKELY_STEM):
        found = [form for form in found if form.startswith(word)]
    if word.endswith(("ти", "тися")):
        found += verbs(word)
    return found
