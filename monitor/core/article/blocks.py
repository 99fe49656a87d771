"""The blocks that a document is read into, whatever it was: paragraphs, headings, quoted blocks, list items.

Owns the shape that page.py and plain.py produce and the structured extractors consume. Never parses anything.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.core.article.model import Related

_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200c\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_SPACES = re.compile(r"\s+")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the document: its words and where it leads (absolute)."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the document in reading order; ``text`` has single spaces and no line breaks."""

    kind: Literal["paragraph", "heading", "quote", "item"]
    text: str
    links: tuple[Link, ...] = ()


@dataclass
class Draft:
    """A document before the structured extractors: its blocks and what its own metadata say.

    ``rules`` names, for each field that is set, the rule that gave it; ``warnings`` are for the Article.
    """

    blocks: list[Block]
    title: str | None = None
    site: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    canonical_url: str | None = None
    lead: str | None = None
    language: str | None = None
    dateline: str | None = None
    agency: str | None = None
    views: int | None = None
    related: list[Related] = field(default_factory=list)
    labels: frozenset[str] = frozenset()
    warnings: list[str] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article proper, with the heading that it stands under.

    ``quoted`` marks a block that the page set as a quotation; ``links`` are the links in it.
    """

    text: str
    heading: str | None = None
    quoted: bool = False
    links: tuple[Link, ...] = ()


def tidy(text: str | None) -> str:
    """Drop invisible characters and collapse white space to single spaces."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text or "")).strip()


def words_of(text: str | None) -> str:
    """The case-folded words of a text joined by spaces: what two titles are compared by."""
    return " ".join(_WORD.findall((text or "").casefold()))


def size_of(text: str) -> float:
    """How much a text says, in characters of an alphabet: a Chinese, Japanese or Korean one counts for two and a half."""
    return len(text) * (2.5 if _DENSE.search(text[:200]) else 1)
