"""The lead as the page sets it: above the text, by its class, or as the line under the headline.

Owns which elements are leads. Whether a description of the page's metadata does instead is read.py's to say.
"""

import re

from lxml.html import HtmlElement

from monitor.core.article.blocks import Block, Draft, size_of, words_of
from monitor.core.article.dom import DomBlock

ABOVE, UNDER, HEADING = "lead above the text", "line under the headline", "heading above the text"
LEADS = frozenset((ABOVE, UNDER, HEADING))
UNSEEN = ", not on the page"
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|subtitle|sub-title|subheadline|subhead|sub-?heading|dek|deck|summary"
    r"|excerpt|perex|vorspann|intro|introduction|chapo|teaser-text|article-description|sapo|anons"
    r"|annotation|synopsis|kicker-text|subheader|ingress|abstract|doc_header__subheader)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_LEAD_SHORTEST, _LEAD_LONGEST, _FEW = 40, 900, 4


def lead_above(draft: Draft, shown: list[DomBlock], first: int) -> Block | None:
    """The lead that stands above the text: as the description says it, by its class, or as the line under the headline."""
    held = {words_of(block.text) for block in draft.blocks}
    title = words_of(draft.title)
    description = words_of(draft.lead)
    begins = words_of(" ".join(block.text for block in draft.blocks[:4]))
    in_text = len(description) > _LEAD_SHORTEST and begins.startswith(description[:60])
    candidates = [
        (number, block)
        for number, block in enumerate(shown[max(0, first - 12) : first], max(0, first - 12))
        if _LEAD_SHORTEST < size_of(block.text) < _LEAD_LONGEST and block.words not in held and block.words != title
    ]
    for number, block in candidates:
        if len(description) > _LEAD_SHORTEST and (
            block.words.startswith(description[:60])
            or description.startswith(block.words[:60])
            or (len(block.words) > 80 and block.words[:80] in description)
        ):
            return _set_lead(draft, _continued(shown, number, first, description), ABOVE)
    for number, block in candidates:
        over = shown[number - 1] if number else None
        if (
            over is not None
            and over.tag == "h1"
            and over.words == title
            and not block.links
            and (block.tag in ("h2", "h3") or _is_lead(block.element) or (block.tag == "p" and not in_text))
        ):
            return _set_lead(draft, [block], UNDER)
    if in_text:
        return None
    for number, block in candidates:
        if _is_lead(block.element):
            following = [block]
            for other in shown[number + 1 : min(first, number + 4)]:
                if other.tag != block.tag or not _is_lead(other.element) or other.words in held:
                    break
                following.append(other)
            return _set_lead(draft, following, ABOVE)
    if leading := _leading(shown[first : first + _FEW]):
        _set_lead(draft, leading, ABOVE)
    return None


def _leading(blocks: list[DomBlock]) -> list[DomBlock]:
    """The blocks with a lead's class that the text itself begins with."""
    held = [block for block in blocks if _is_lead(block.element)]
    return held if held and held == blocks[: len(held)] and len(held) < len(blocks) else []


def _continued(shown: list[DomBlock], number: int, end: int, description: str) -> list[DomBlock]:
    """The block and those after it that the description goes on with."""
    blocks = [shown[number]]
    said = shown[number].words
    for block in shown[number + 1 : end]:
        if len(said) > len(description) - 20:
            break
        said = f"{said} {block.words}"
        if not description.startswith(said[: len(description) - 20]):
            break
        blocks.append(block)
    return blocks


def is_shown(lead: str, shown: list[DomBlock]) -> bool:
    """Whether a description stands somewhere on the page too."""
    said = words_of(lead.rstrip(".… "))[:_LEAD_SHORTEST]
    return any(
        said in block.words or (len(block.words) > _LEAD_SHORTEST and block.words in words_of(lead)) for block in shown
    )


def _is_lead(element: HtmlElement) -> bool:
    parent = element.getparent()
    names = [
        one.get(key) or ""
        for one in (element, parent)
        if one is not None
        for key in ("class", "data-testid", "data-test-tag")
    ]
    return any(_LEAD.search(name) for name in names) or element.get("itemprop") in (
        "description",
        "alternativeHeadline",
    )


def _set_lead(draft: Draft, blocks: list[DomBlock], rule: str) -> Block:
    draft.lead, draft.rules["lead"] = " ".join(block.text for block in blocks), rule
    return Block("paragraph", draft.lead, tuple(link for block in blocks for link in block.links))
