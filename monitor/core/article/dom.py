"""What a page shows, in document order: its pieces of running text with their links, its related links, its count of views.

Never decides what the main text is: that is body.py.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml.etree import XPath
from lxml.html import HtmlElement

from monitor.core.article.blocks import Block, Link, tidy, words_of
from monitor.core.article.calendar import MOMENT
from monitor.core.article.model import Related
from monitor.core.article.related import read_count, split_related

_LEAVES = frozenset(
    (
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "li",
        "dd",
        "dt",
        "figcaption",
        "pre",
        "td",
        "th",
        "caption",
    )
)
_CONTAINERS = frozenset(
    (
        "div",
        "section",
        "article",
        "main",
        "header",
        "body",
        "ul",
        "ol",
        "table",
        "tbody",
        "tr",
        "figure",
        "aside",
        "form",
        "dl",
        "center",
        "hgroup",
    )
)
_SKIPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "template",
        "svg",
        "select",
        "iframe",
        "figure",
        "figcaption",
        "head",
        "textarea",
    )
)
_VIEWS_CLASS = re.compile(r"(?:^|[\s_-])views?(?:[_-]?(?:count|counter|num))?(?:\s|$)", re.IGNORECASE)
_VIEWS_OR_H1 = XPath(".//h1 | .//*[@class][contains(@class, 'iew') or contains(@class, 'IEW')]")
_POINTED = XPath(".//a[contains(., '•') or contains(., '·') or contains(., '|') or contains(., '∙')]")
_VIEWS_COUNT = re.compile(r"^\D{0,15}?(\d[\d\s,.]*[KkКк]?)\D{0,15}$")
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f-\x9f]{3,2000}$")
_MOST = 6000
_MOST_RELATED, _MOST_TRIED = 10, 300
_UNSEEN = frozenset(("script", "style", "noscript"))
_MUCH, _DIRECT = 1500, 120  # characters


@dataclass(frozen=True, slots=True)
class DomBlock:
    """A leaf block of the page: its element, tag, text and case-folded words."""

    element: HtmlElement
    tag: str
    text: str
    words: str
    links: tuple[Link, ...] = ()


def dom_blocks(tree: HtmlElement, url: str | None) -> list[DomBlock]:
    """The leaf blocks of the page in document order, without menus, forms and figures; at most six thousand."""
    blocks = []
    for element, words in _leaves(tree):
        text = tidy(words)
        if text:
            links = links_in(element, url)
            if links and len(text) < 5000:
                links = tuple(link for link in links if link.text in text)
            blocks.append(DomBlock(element, str(element.tag), text, words_of(text), links))
            if len(blocks) >= _MOST:
                break
    return blocks


def links_in(element: HtmlElement, url: str | None) -> tuple[Link, ...]:
    """The http(s) links in an element, absolute."""
    links = []
    for anchor in element.iter("a"):
        href = (anchor.get("href") or "").strip()
        text = tidy("".join(anchor.itertext()))
        if not href or not text or href.startswith("#"):
            continue
        try:
            address = urljoin(url or "", href)
        except ValueError:
            continue
        if _ADDRESS.match(address):
            links.append(Link(text, address))
    return tuple(links[:20])


def find_views(tree: HtmlElement) -> int | None:
    """The count in an element of the class ``views`` after the first heading, as older layouts have it."""
    below = False
    for element in _VIEWS_OR_H1(tree):
        if element.tag == "h1":
            below = True
        elif below and _VIEWS_CLASS.search(element.get("class") or ""):
            text = tidy("".join(element.itertext()))
            found = _VIEWS_COUNT.match(text) if len(text) < 40 else None
            if found:
                return read_count(found[1])
    return None


def find_related(tree: HtmlElement, url: str | None, zone: str, warnings: list[str]) -> list[Related]:
    """Links whose words are a title, a date and a count of views."""
    related: list[Related] = []
    tried = 0
    for anchor in _POINTED(tree):
        text = tidy(" ".join(anchor.itertext()))
        if 20 < len(text) < 600 and re.search(r"[•·|∙]\s*\d", text) and re.search(MOMENT, text, re.IGNORECASE):
            tried += 1
            _, several, notes = split_related([Block("paragraph", text, links_in_self(anchor, url, text))], zone)
            related += several
            warnings += [note for note in notes if note not in warnings]
        if len(related) >= _MOST_RELATED or tried >= _MOST_TRIED:
            break
    return related


def links_in_self(anchor: HtmlElement, url: str | None, text: str) -> tuple[Link, ...]:
    """The link that an anchor itself is."""
    try:
        address = urljoin(url or "", (anchor.get("href") or "").strip())
    except ValueError:
        return ()
    return (Link(text, address),) if _ADDRESS.match(address) else ()


def _leaves(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The pieces of running text in document order, each with the element that it stands in.

    A block with text between its child blocks, or lines parted by two ``<br>``, gives a piece for each.
    """
    stack: list[HtmlElement | tuple[HtmlElement, str]] = [tree]
    while stack:
        element = stack.pop()
        if isinstance(element, tuple):
            yield element
            continue
        tag = element.tag
        if not isinstance(tag, str) or (tag in _SKIPPED and not (tag == "form" and _holds_page(element))):
            continue
        children = list(element)
        blocky = any(child.tag in _LEAVES or child.tag in _CONTAINERS for child in children)
        if (
            (tag in _LEAVES and not (blocky and tag in ("li", "td", "th", "dd")))
            or (not blocky and ((element.text or "").strip() or any((child.tail or "").strip() for child in children)))
            or (
                not blocky
                and children
                and tag in ("div", "span", "a", "time", "strong", "b", "em")
                and not any(len(child) for child in children)
            )
        ):
            for text in _runs(element):
                yield element, text
        elif blocky and _says_much(element, children):
            stack.extend(reversed(list(_pieces(element, children))))
        else:
            stack.extend(reversed(children))


def _holds_page(form: HtmlElement) -> bool:
    """Whether a form is the whole page, as ASP.NET has it, rather than a few fields."""
    return (
        sum(len(paragraph.text or "") for paragraph in form.iter("p", "div", "span")) > _MUCH
        or form.find(".//h1") is not None
    )


def _says_much(element: HtmlElement, children: list[HtmlElement]) -> bool:
    direct = len((element.text or "").strip())
    for child in children:
        direct += len((child.tail or "").strip())
        if direct > _DIRECT:
            return True
    return False


def _pieces(element: HtmlElement, children: list[HtmlElement]) -> Iterator[HtmlElement | tuple[HtmlElement, str]]:
    """What a block with text of its own holds: that text in pieces, and between them its child blocks."""
    parts = [element.text or ""]
    breaks = 0
    for child in children:
        if child.tag == "br":
            breaks += 1
            if breaks == 2:
                yield element, "".join(parts)
                parts = []
            parts.append(" ")
        elif child.tag in _LEAVES or child.tag in _CONTAINERS or child.tag in _SKIPPED:
            yield element, "".join(parts)
            parts = []
            yield child
        elif isinstance(child.tag, str):
            breaks = 0
            parts.append("".join(_words_in(child)))
        if (child.tail or "").strip():
            breaks = 0
        parts.append(child.tail or "")
    yield element, "".join(parts)


def _runs(element: HtmlElement) -> list[str]:
    if element.tag not in ("div", "p", "span", "td", "section", "article") or element.find("br") is None:
        return ["".join(_words_in(element))]
    return [piece[1] for piece in _pieces(element, list(element)) if isinstance(piece, tuple)]


def _words_in(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            if child.tag in ("br", "p", "div"):
                yield " "
            yield from _words_in(child)
        yield child.tail or ""


def locate(blocks: Sequence[Block], shown: Sequence[DomBlock]) -> list[int | None]:
    """For each block its place on the page, in order; ``None`` where it cannot be told."""
    by_words: dict[str, list[int]] = {}
    for number, leaf in enumerate(shown):
        by_words.setdefault(leaf.words, []).append(number)
        by_words.setdefault(leaf.words[:60], []).append(number)
    places: list[int | None] = []
    last = -1
    for block in blocks:
        words = words_of(block.text)
        candidates = by_words.get(words) or by_words.get(words[:60]) or []
        following = [number for number in candidates if number > last]
        place = following[0] if following else None
        if place is not None and (len(words) > 20 or block.kind == "heading"):
            last = place
        places.append(place)
    return places
