"""Ukrainian inflection."""

from __future__ import annotations

from monitor.core.language.inflect.ukrainian.adjectives import adjectives, surnames
from monitor.core.language.inflect.ukrainian.nouns import nouns
from monitor.core.language.inflect.ukrainian.verbs import verbs

__all__ = ["inflect"]

_MORE_LIKELY_STEM = ("ах", "ам", "ом", "ем", "аку", "еру")  # Салах, Ислам, Баку are no cases of other names


def inflect(word: str, *, name: bool) -> set[str]:
    """Give the forms of a folded Ukrainian word; a name (capitalised) may be a surname and is no finite verb."""
    surname = surnames(word) if name else ()
    found = {word, *(surname or nouns(word, name=name)), *adjectives(word)}
    if name and len(word) < 6 and word.endswith(_MORE_LIKELY_STEM):
        found = {form for form in found if form.startswith(word)}
    if not name or word.endswith(("ти", "тися")):
        found.update(verbs(word))
    return found
