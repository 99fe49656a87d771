"""Site profiles applied to a page: CSS selectors and functions that a user wrote for a site, over the general rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class SiteFunction:
    """A function in a selector's place: the page and its address in, elements (or a field's text) or ``None`` out."""

    name: str
    call: Callable[[HtmlElement, str | None], Any]


class Profile:
    """One site's profile. A selector or a function that finds nothing changes nothing, and neither does one that raises."""

    def __init__(self, site: Mapping[str, Any], url: str | None) -> None:
        self._site, self._url = site, url
        self._failures: list[str] = []

    def remove_from(self, tree: HtmlElement) -> None:
        """Take the profile's ``remove`` elements out of the page."""
        for selector in self._site.get("remove") or ():
            for element in self._find(tree, selector):
                if element.getparent() is not None:
                    element.drop_tree()

    def apply(self, tree: HtmlElement, draft: Draft, url: str | None, zone: str) -> None:
        """Set what the profile's selectors find; each field set so is ruled ``site profile``."""
        draft.labels |= frozenset(str(label).casefold() for label in self._site.get("labels") or ())
        if draft.labels:
            draft.rules["sections"] = "headings and labels between the paragraphs, those of the site profile among them"
        for name in ("title", "lead"):
            if text := self._text(tree, name):
                setattr(draft, name, text)
                draft.rules[name] = self._rule(name)
        if text := self._text(tree, "views"):
            draft.views, draft.rules["views"] = read_count(text), self._rule("views")
        if (text := self._text(tree, "date")) and (moment := read_moment(text, zone)):
            draft.published, draft.rules["published"] = moment.at, self._rule("date")
        if text := self._text(tree, "dateline"):
            draft.dateline = draft.agency = None
            if not take_line(text, draft, zone):
                draft.dateline = text
            draft.rules["dateline"] = draft.rules["agency"] = self._rule("dateline")
        quoted = {tidy(element.text_content()) for element in self._all(tree, "quote")}
        if quoted:
            draft.rules["quotes"] = self._rule("quote")
        body = self._all(tree, "body")
        if body:
            draft.blocks = _blocks(body)
            draft.rules["text"] = self._rule("body")
        draft.blocks = [
            Block("quote", block.text, block.links) if block.text in quoted else block for block in draft.blocks
        ]
        for element in self._all(tree, "related"):
            draft.related += [Related(title=link.text, url=link.href) for link in _links(element, url)[:1]]
            draft.rules["related"] = self._rule("related")
        draft.warnings += self._failures

    def _rule(self, name: str) -> str:
        value = self._site[name]
        return f"site profile, {value.name}" if isinstance(value, SiteFunction) else "site profile"

    def _all(self, tree: HtmlElement, name: str) -> list[HtmlElement]:
        return self._find(tree, self._site.get(name))

    def _find(self, tree: HtmlElement, value: str | SiteFunction | None) -> list[HtmlElement]:
        if isinstance(value, str):
            return _select(tree, value)
        return _elements(self._call(value, tree)) if value else []

    def _call(self, function: SiteFunction, tree: HtmlElement) -> Any:
        try:
            return function.call(tree, self._url)
        except Exception as error:  # noqa: BLE001 - a user's function meets pages that it was not written for
            self._failures.append(f"site profile: {function.name} raised {type(error).__name__}: {str(error)[:200]}")
            return None

    def _text(self, tree: HtmlElement, name: str) -> str | None:
        value = self._site.get(name)
        found = self._call(value, tree) if isinstance(value, SiteFunction) else None
        if isinstance(found, str):
            return tidy(found) or None
        for element in _elements(found) if isinstance(value, SiteFunction) else self._all(tree, name):
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
            return Profile(site, url)
    return None


def _elements(found: Any) -> list[HtmlElement]:
    if isinstance(found, HtmlElement):
        return [found]
    return [one for one in found if isinstance(one, HtmlElement)] if isinstance(found, list | tuple) else []


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
