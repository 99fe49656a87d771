"""An HTML page to a draft: main text by trafilatura, its blocks mended from the DOM, metadata, related links.

Bounded: size and number of blocks (libxml2 bounds the depth at 256). Never fetches, never runs the extractors on sentences.
"""

import re
from collections.abc import Iterator

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from monitor.core.article.blocks import Block, Draft, tidy
from monitor.core.article.body import settle_body
from monitor.core.article.decode import decode
from monitor.core.article.dom import DomBlock, dom_blocks, find_related, find_views
from monitor.core.article.hints import ReadHints, Unreadable
from monitor.core.article.mend import mend
from monitor.core.article.metadata import PageMetadata
from monitor.core.article.profile import profile_for
from monitor.core.article.walls import cuts, other_format, wall

_LONGEST = 1_500_000
_SHORT = 250
_SPACES = re.compile(r"\s+")
_SCRIPTS = re.compile(
    r"<(script|style|svg|noscript)\b(?![^>]{0,300}ld\+json)[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)


def draft_page(body: bytes | str, *, url: str | None, content_type: str | None, hints: ReadHints) -> Draft | Unreadable:
    """Read a page into a draft, or say why it is no article."""
    if isinstance(body, bytes):
        reason = other_format(body, content_type)
        if reason:
            return Unreadable(reason=reason)
        markup = decode(body, content_type)
    else:
        markup = body.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
    warnings: list[str] = []
    if len(markup) > _LONGEST:
        markup = _SCRIPTS.sub(" ", markup[: _LONGEST * 10])
        if len(markup) > _LONGEST:
            markup = markup[:_LONGEST]
            warnings.append(f"truncated: only the first {_LONGEST} characters of the page were read")
    tree = load_html(markup)
    if tree is None:
        return Unreadable(reason="no HTML that could be parsed")
    metadata = PageMetadata(tree, url, hints.zone)
    profile = profile_for(url, hints.sites)
    if profile:
        profile.remove_from(tree)
    draft = Draft([], warnings=warnings)
    metadata.fill(draft)
    shown = dom_blocks(tree, url)
    draft.blocks = _main_blocks(tree, url, metadata, draft)
    draft.related += find_related(tree, url, hints.zone, draft.warnings)
    settle_body(
        draft, shown, fuller=lambda: _extract(tree, url, precision=False), body=_plain_body(metadata.article_body())
    )
    mend(draft, shown, hints.zone)
    if draft.views is None and (views := find_views(tree)) is not None:
        draft.views, draft.rules["views"] = views, "element of the class views"
    if profile:
        profile.apply(tree, draft, url, hints.zone)
    if draft.published is None and hints.feed_published is None:
        metadata.guess_published(draft)
    text = "\n".join(block.text for block in draft.blocks)
    headline = next((block.text for block in shown if block.tag == "h1"), "")
    reason = wall(text, _visible(shown), markup, is_article=metadata.is_article(), headline=headline)
    if reason:
        return Unreadable(reason=reason)
    if metadata.meta.get("article:content_tier") == ["locked"] and not any("wall" in note for note in draft.warnings):
        draft.warnings.append("wall: the page says that it is not free, the text may be cut")
    draft.warnings += cuts(text, (block.text for block in shown))
    return draft


def _main_blocks(tree: HtmlElement, url: str | None, metadata: PageMetadata, draft: Draft) -> list[Block]:
    blocks = _extract(tree, url, precision=True, alone=True)
    draft.rules["text"] = "trafilatura, precision"
    if _length(blocks) < _SHORT:  # readability and justext, which it asks then, help with nothing else
        blocks = _extract(tree, url, precision=True)
    if _length(blocks) < _SHORT:
        fuller = _extract(tree, url, precision=False)
        if _length(fuller) > _length(blocks):
            blocks = fuller
            draft.rules["text"] = "trafilatura"
    body = _plain_body(metadata.article_body()) or ""
    if _length(blocks) < _SHORT and len(body) > 2 * _length(blocks):
        blocks = [Block("paragraph", text) for text in map(tidy, body.split("\n")) if text]
        draft.rules["text"] = "JSON-LD articleBody"
    if len(blocks) == 1 and (paragraphs := _paragraphs_in(tree, blocks[0].text)):
        blocks = paragraphs
        draft.rules["text"] = "paragraphs of the article element"
    return blocks


def _plain_body(body: str | None) -> str | None:
    """JSON-LD's articleBody as lines of text: some sites write HTML into it."""
    return re.sub(r"<[^>]{0,500}>", " ", re.sub(r"<br\s*/?>|</p>", "\n", body)) if body else None


def _paragraphs_in(tree: HtmlElement, blob: str) -> list[Block]:
    """The paragraphs of a short article that trafilatura's last resort ran together with what stands around it."""
    for tag in ("article", "main"):
        for element in tree.iter(tag):
            texts = [text for p in element.iter("p") if (text := tidy(p.text_content()))]
            if texts and sum(map(len, texts)) >= len(blob) / 2 and all(text in blob for text in texts):
                return [Block("paragraph", text) for text in texts]
    return []


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _extract(tree: HtmlElement, url: str | None, *, precision: bool, alone: bool = False) -> list[Block]:
    """trafilatura's reading; ``alone`` leaves out readability and justext, half of its cost."""
    document = bare_extraction(
        tree, url=url, fast=alone, favor_precision=precision, include_comments=False, with_metadata=False
    )
    body = getattr(document, "body", None)
    blocks: list[Block] = []
    if body is not None:
        for child in body:
            _collect(child, blocks)
    return blocks


def _collect(element: _Element, blocks: list[Block]) -> None:
    tag = element.tag
    if tag in ("graphic", "del", "comments"):
        return
    if tag == "list":
        for item in element:
            blocks += [Block("item", text) for text in _lines(item)]
    elif tag == "table":
        for row in element.iter("row"):
            cells = [" ".join(_lines(cell)) for cell in row.iter("cell")]
            text = " | ".join(cell for cell in cells if cell)
            if text:
                blocks.append(Block("paragraph", text))
    elif tag == "quote":
        blocks += [Block("quote", text) for text in _lines(element)]
    elif tag == "head":
        blocks += [Block("heading", text) for text in _lines(element)[:1]]
    elif tag in ("div", "section", "body") and len(element):
        if text := tidy(element.text):
            blocks.append(Block("paragraph", text))
        for child in element:
            _collect(child, blocks)
            if text := tidy(child.tail):
                blocks.append(Block("paragraph", text))
    else:
        blocks += [Block("paragraph", text) for text in _lines(element)]


def _lines(element: _Element) -> list[str]:
    """The lines of an element: its text, broken at ``lb`` and at paragraphs inside it."""
    return [line for line in map(tidy, "".join(_parts(element)).split("\n")) if line]


def _parts(element: _Element) -> Iterator[str]:
    yield _SPACES.sub(" ", element.text or "")
    for child in element:
        if child.tag in ("lb", "p", "item", "quote"):
            yield "\n"
        if isinstance(child.tag, str):
            yield from _parts(child)
        yield _SPACES.sub(" ", child.tail or "")


def _visible(shown: list[DomBlock]) -> str:
    return "\n".join(block.text for block in shown[:60])[:4000]
