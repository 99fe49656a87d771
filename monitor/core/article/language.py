"""The language of an article: the caller's hint, what the text shows, what the page declares, in this order."""

from monitor.core.language import detect

_ENOUGH = 80


def tell_language(
    title: str | None, text: str, *, hint: str | None, declared: str | None, warnings: list[str]
) -> str | None:
    """Return the two-letter language, ``None`` when unknown; a page that declares another language is warned about."""
    if hint:
        return hint
    sample = f"{title or ''}\n{text[:4000]}"
    seen = detect(sample) if len(sample) >= _ENOUGH else None
    if seen and declared and seen != declared:
        warnings.append(f"language: the page declares {declared}, its text looks like {seen}")
    if seen and not declared:
        return seen
    return seen or declared or detect(sample)
