"""Short ways to ask the matcher in tests."""

from collections.abc import Collection, Mapping
from typing import Any

from monitor.core.article.model import Article
from monitor.core.query import ConceptSpec, Match, Verdict, WatchSpec, compile_watches

Concepts = Mapping[str, ConceptSpec]


def article(text: str = "", title: str = "", **fields: Any) -> Article:
    """An article with a text and a title; its language is English unless told."""
    return Article(source="test", **{"language": "en", "title": title or None, "text": text, **fields})


def ask(
    query: str, about: Article | str, concepts: Concepts | None = None, feeds: Collection[str] | None = None
) -> Match | None:
    """Match one query on an article or a text."""
    found = compile_watches([WatchSpec("w", query)], concepts or {}).match(_article(about), feeds)
    return found[0] if found else None


def why(
    query: str, about: Article | str, concepts: Concepts | None = None, feeds: Collection[str] | None = None
) -> Verdict:
    """Explain one query on an article or a text."""
    return compile_watches([WatchSpec("w", query)], concepts or {}).explain(_article(about), feeds)[0]


def texts(query: str, about: Article | str, concepts: Concepts | None = None) -> list[str] | None:
    """The texts of a match's hits, in order; None where nothing matches. Offsets are checked."""
    found = ask(query, about, concepts)
    if found is None:
        return None
    given = _article(about)
    for hit in found.hits:
        if hit.field in ("title", "text", "lead"):
            assert getattr(given, hit.field)[hit.start : hit.end] == hit.text
    return [hit.text for hit in found.hits]


def _article(about: Article | str) -> Article:
    return article(about) if isinstance(about, str) else about
