"""Google News sitemaps as feeds (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).

Owns this one format. Reads no DTD, no entity and nothing from the network; only what names news is an entry.
"""

import re
from collections.abc import Iterator

from lxml import etree

from monitor.core.feed.dates import moment
from monitor.core.feed.decode import as_xml
from monitor.core.feed.entries import CUT, MOST_ENTRIES, absolute, fingerprint_of, key_of
from monitor.core.feed.model import Entry, FeedDocument, NotAFeed
from monitor.core.feed.text import one_line, title_line

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?(urlset|sitemapindex)[\s>]")
_HEADER = 20_000


def looks_like_sitemap(text: str) -> bool:
    """Tell whether the root of a document is a sitemap's, where it is named plainly."""
    found = re.search(r"<[A-Za-z_]", text[:_HEADER])
    return found is not None and _ROOT.match(text, found.start()) is not None


def parse_sitemap(text: str, *, url: str, zone: str) -> FeedDocument | NotAFeed:
    """Parse a sitemap: its news as entries, or why it has none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(as_xml(text), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        return NotAFeed(reason="a sitemap that cannot be read, not a feed")
    if _name(root) == "sitemapindex":
        news = next((loc for loc in _texts(root, "loc") if "news" in loc.lower()), None)
        named = f"; {one_line(news, longest=200)} may be its news" if news else ""
        return NotAFeed(reason=f"an index of sitemaps, not a feed{named}")
    entries = [entry for node in root if _name(node) == "url" and (entry := _entry(node, url, zone)) is not None]
    if not entries:
        return NotAFeed(reason="a sitemap without news in it, not a feed")
    names = [name for name in (one_line(text) for text in _texts(root, "name")) if name]
    languages = {entry.language for entry in entries}
    return FeedDocument(
        format="sitemap-news",
        title=names[0] if names else None,
        language=languages.pop() if len(languages) == 1 else None,
        entries=tuple(entries[:MOST_ENTRIES]),
        warnings=(CUT,) if len(entries) > MOST_ENTRIES else (),
    )


def _entry(node: etree._Element, base: str, zone: str) -> Entry | None:
    if not any(_name(child) == "news" for child in node):
        return None
    said = {name: next(_texts(node, name), "") for name in ("loc", "title", "publication_date", "language", "lastmod")}
    link, title = absolute(said["loc"], base), title_line(said["title"])
    if link is None:
        return None
    noted, times = [], {}
    for name in ("publication_date", "lastmod"):
        if said[name].strip():
            times[name], warning = moment(said[name], zone)
            noted += [f"{name}: {warning}"] if warning else []
    published, changed = times.get("publication_date"), times.get("lastmod")
    language = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", said["language"])
    return Entry(
        key=key_of(None, link, title, said["publication_date"], ""),
        fingerprint=fingerprint_of(link, title, ""),
        url=link,
        title=title,
        published=published or changed,
        updated=changed,
        language=language[1].lower() if language else None,
        warnings=tuple(noted),
    )


def _texts(node: etree._Element, name: str) -> Iterator[str]:
    return (found.text or "" for found in node.iter() if _name(found) == name)


def _name(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
