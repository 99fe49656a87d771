"""Where a site may keep its feeds: the links that a page names and the usual addresses."""

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
)


def linked_feeds(page: bytes, url: str) -> tuple[tuple[str, str | None], ...]:
    """The feeds that a page names in its head: (address, title), in order."""
    try:
        tree = html.fromstring(page or b"<html/>", parser=html.HTMLParser(huge_tree=False))
    except (etree.ParserError, ValueError):
        return ()
    found: dict[str, str | None] = {}
    for link in tree.iter("link"):
        relation = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().split(";")[0].strip()
        if "alternate" in relation and kind in FEED_TYPES and link.get("href"):
            address = urljoin(url, link.get("href", "").strip())
            if address.startswith(("http://", "https://")):
                found.setdefault(address, link.get("title"))
    return tuple(found.items())


def usual_feeds(url: str) -> tuple[str, ...]:
    """The usual addresses of a site's feeds, likeliest first."""
    return tuple(urljoin(url, path) for path in USUAL)
