"""Where a site may keep its feeds: what a page names, robots.txt's news sitemaps, the usual addresses."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "text/xml",
)
USUAL = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/feeds/posts/default",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap/news.xml",
    "/googlenews.xml",
)


# Below a page's own address, as of a blog in a folder of its site.
_BELOW = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml")
_NAMES_A_FEED = re.compile(r"(?i)(?<![a-z])(?:rss|atom|feeds?)(?![a-z])")
_MOST_ANCHORS = 20


def linked_feeds(page: bytes, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that a page names in its head, in order."""
    found: dict[str, None] = {}
    for link in _elements(page, "link"):
        relation = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().split(";")[0].strip()
        if "alternate" in relation and kind in FEED_TYPES and link.get("href"):
            address = urljoin(url, link.get("href", "").strip())
            if address.startswith(("http://", "https://")):
                found[address] = None
    return tuple(found)


def anchored_feeds(page: bytes, url: str) -> tuple[str, ...]:
    """The addresses that a page's ordinary links call RSS, Atom or a feed, in order; at most 20."""
    found: dict[str, None] = {}
    for link in _elements(page, "a"):
        written = link.get("href", "").strip()
        if not (_NAMES_A_FEED.search(written) or _NAMES_A_FEED.search(link.text_content()[:200])):
            continue
        try:
            address = urljoin(url, written).partition("#")[0]
        except ValueError:
            continue
        if address.startswith(("http://", "https://")) and address != url and len(found) < _MOST_ANCHORS:
            found[address] = None
    return tuple(found)


def news_sitemaps(robots: bytes, url: str) -> tuple[str, ...]:
    """The addresses of sitemaps in a robots.txt that are named as those of news."""
    named = re.findall(rb"(?im)^\s{0,20}sitemap\s{0,20}:\s{0,20}(\S{1,2000})", robots[:500_000])
    addresses = (urljoin(url, one.decode("utf-8", "replace")) for one in named if b"news" in one.lower())
    return tuple(dict.fromkeys(one for one in addresses if one.startswith(("http://", "https://"))))


def _encoding(page: bytes) -> str | None:
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return None  # what the page declares
    return "utf-8"


def usual_feeds(url: str) -> tuple[str, ...]:
    """The usual addresses of a site's feeds, likeliest first; those below the page's own address before the site's."""
    own = url.partition("?")[0].partition("#")[0].rstrip("/")
    folder = own.count("/") > 2 and "." not in own.rpartition("/")[2]
    below = tuple(f"{own}/{name}" for name in _BELOW) if folder else ()
    return tuple(dict.fromkeys((*below, *(urljoin(url, path) for path in USUAL))))


def _elements(page: bytes, tag: str) -> Iterator[Any]:
    try:
        tree = html.fromstring(page or b"<html/>", parser=html.HTMLParser(huge_tree=False, encoding=_encoding(page)))
    except (etree.ParserError, ValueError):
        return iter(())
    return iter(tree.iter(tag))
