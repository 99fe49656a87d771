"""The article proper out of its blocks: paragraphs under headings, the sections, the text.

Labels of the page head sections but never stand in the text; a genuine heading is a paragraph of the text.
"""

from collections.abc import Collection, Sequence

from monitor.core.article.blocks import Block, Paragraph
from monitor.core.article.labels import is_label
from monitor.core.article.model import Section

_LONGEST, _ALL = 8_000, 300_000


def paragraphs_of(blocks: Sequence[Block], labels: Collection[str]) -> list[Paragraph]:
    """The paragraphs in order, each with the heading that it stands under; headings themselves are left out.

    They are what the sentence extractors see: at most 8,000 characters of a paragraph and 300,000 in all.
    """
    left = _ALL
    heading: str | None = None
    paragraphs = []
    for block in blocks:
        if _heads(block, labels):
            heading = block.text.rstrip(" :")
        elif block.text and left > 0:
            text = block.text[:_LONGEST]
            left -= len(text)
            paragraphs.append(Paragraph(text, heading, block.kind == "quote", block.links))
    return paragraphs


def sections_of(blocks: Sequence[Block], labels: Collection[str]) -> tuple[Section, ...]:
    """The sections in order; what stands before the first heading has the heading ``None``. Empty ones are left out."""
    sections: list[tuple[str | None, list[str]]] = [(None, [])]
    for block in blocks:
        if _heads(block, labels):
            sections.append((block.text.rstrip(" :"), []))
        elif block.text:
            sections[-1][1].append(block.text)
    return tuple(Section(heading=heading, paragraphs=tuple(texts)) for heading, texts in sections if texts)


def text_of(blocks: Sequence[Block], labels: Collection[str]) -> str:
    """The text: paragraphs and genuine headings, a blank line between them."""
    return "\n\n".join(block.text for block in blocks if block.text and not is_label(block.text, labels))


def _heads(block: Block, labels: Collection[str]) -> bool:
    return block.kind == "heading" or is_label(block.text, labels)
