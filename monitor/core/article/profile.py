"""Site profiles applied to a page: CSS selectors that a user wrote for a site, over the general rules."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError
from lxml.etree import XPathError
from lxml.html import HtmlElement

from monitor.core.article.blocks import Block, Draft, Link, tidy
from monitor.core.article.calendar import read_moment
from monitor.core.article.dom import dom_blocks, links_in
from monitor.core.article.header import take_line
from monitor.core.article.model import Related
from monitor.core.article.related import read_count


class Profile:
    """One site's profile. A selector that finds nothing changes nothing."""

    def __init__(self, site: Mapping[str, Any]) -> None:
        self._site = site

    def remove_from(self, tree: HtmlElement) -> None:
        """Take the profile's ``remove`` elements out of the page."""
        for selector in self._site.get("remove") or ():
            for element in _select(tree, selector):
                element.drop_tree()

    def apply(self, tree: HtmlElement, draft: Draft, url: str | None, zone: str) -> None:
        """Set what the profile's selectors find; each field set so is ruled ``site profile``."""
        draft.labels |= frozenset(str(label).casefold() for label in self._site.get("labels") or ())
        for name in ("title", "lead"):
            if text := self._text(tree, name):
                setattr(draft, name, text)
                draft.rules[name] = "site profile"
        if text := self._text(tree, "views"):
            draft.views, draft.rules["views"] = read_count(text), "site profile"
        if (text := self._text(tree, "date")) and (moment := read_moment(text, zone)):
            draft.published, draft.rules["published"] = moment.at, "site profile"
        if text := self._text(tree, "dateline"):
            draft.dateline = draft.agency = None
            if not take_line(text, draft, zone):
                draft.dateline = text
            draft.rules["dateline"] = "site profile"
        quoted = {tidy(element.text_content()) for element in self._all(tree, "quote")}
        body = self._all(tree, "body")
        if body:
            draft.blocks = _blocks(body)
            draft.rules["text"] = "site profile"
        draft.blocks = [
            Block("quote", block.text, block.links) if block.text in quoted else block for block in draft.blocks
        ]
        for element in self._all(tree, "related"):
            draft.related += [Related(title=link.text, url=link.href) for link in _links(element, url)[:1]]

    def _all(self, tree: HtmlElement, name: str) -> list[HtmlElement]:
        selector = self._site.get(name)
        return _select(tree, selector) if selector else []

    def _text(self, tree: HtmlElement, name: str) -> str | None:
        for element in self._all(tree, name):
            text = tidy(element.get("datetime") or element.get("content") or element.text_content())
            if text:
                return text
        return None


def profile_for(url: str | None, sites: Sequence[Mapping[str, Any]]) -> Profile | None:
    """The profile whose domain is this address's host or a parent of it."""
    try:
        host = (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return None
    for site in sites:
        domain = str(site.get("domain") or "").lower().removeprefix("www.")
        if domain and (host == domain or host.endswith("." + domain)):
            return Profile(site)
    return None


def _select(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    try:
        return list(tree.xpath(HTMLTranslator().css_to_xpath(selector)))
    except (SelectorError, XPathError):
        return []


def _blocks(elements: Sequence[HtmlElement]) -> list[Block]:
    kinds: dict[str, Any] = {"h2": "heading", "h3": "heading", "h4": "heading", "blockquote": "quote", "li": "item"}
    return [
        Block(kinds.get(block.tag, "paragraph"), block.text, block.links)
        for element in elements
        for block in dom_blocks(element, None)
    ]


def _links(element: HtmlElement, url: str | None) -> tuple[Link, ...]:
    return links_in(element, url)
