"""Russian inflection."""

from __future__ import annotations

from monitor.core.language.inflect.russian.adjectives import adjectives, surnames
from monitor.core.language.inflect.russian.nouns import nouns
from monitor.core.language.inflect.russian.verbs import verbs

__all__ = ["inflect"]

_MORE_LIKELY_STEM = ("ах", "ам", "ом", "ем", "аку", "еру")  # Салах, Ислам, Баку are no cases of other names


def inflect(word: str, *, name: bool) -> list[str]:
    """Give the forms of a folded Russian word, some twice; a name (capitalised) may be a surname and is no finite verb."""
    if not name:
        found = [word, *verbs(word)]
        if len(found) > 1 and word.endswith(("ся", "сь")):
            return found
        return [*found, *nouns(word), *adjectives(word)]
    found = [word, *(surnames(word) or nouns(word)), *adjectives(word)]
    if len(word) < 6 and word.endswith(_MORE_LIKELY_STEM):
        found = [form for form in found if form.startswith(word)]
    if word.endswith(("ть", "ться")):
        found += verbs(word)
    return found
