"""The language of an article: the caller's hint, what the text shows, what the page declares, in this order."""

from monitor.core.article.blocks import Draft
from monitor.core.language import detect

_ENOUGH = 80


def tell_language(title: str | None, text: str, *, hint: str | None, draft: Draft) -> str | None:
    """Return the two-letter language, ``None`` when unknown; its rule and what is doubtful go into the draft."""
    declared = draft.language
    if hint:
        draft.rules["language"] = "feed"
        return hint
    sample = f"{title or ''}\n{text[:4000]}"
    seen = detect(sample) if len(sample) >= _ENOUGH or not declared else None
    if seen and declared and seen != declared:
        draft.warnings.append(f"language: the page declares {declared}, its text looks like {seen}")
    if seen and not declared:
        draft.warnings.append("language: guessed from the text, nothing declares it")
    draft.rules["language"] = (
        "declared by the page" if declared and seen in (None, declared) else "guessed from the text"
    )
    return seen or declared
