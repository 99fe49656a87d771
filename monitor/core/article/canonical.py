"""Whether a page's word about its own address can be believed.

A canonical address is believed only on the same site, not the root, and with a similar title: a wrong one would
make two articles one, and an alert would be lost.
"""

import re
from difflib import SequenceMatcher
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain

from monitor.core.article.blocks import words_of

_SIMILAR = 0.6


def believable_canonical(
    article_url: str | None, canonical_url: str | None, title: str | None, other_title: str | None = None
) -> str | None:
    """Return the canonical address if it can be believed, else ``None``.

    ``title`` is the article's; ``other_title`` is what the page's metadata call the canonical document (og:title,
    headline). Titles are compared only where both are known.
    """
    if not canonical_url or not article_url:
        return None
    try:
        address = urljoin(article_url, canonical_url.strip())
        here, there = urlsplit(article_url), urlsplit(address)
        hosts = here.hostname, there.hostname
    except ValueError:
        return None
    if there.scheme not in ("http", "https") or not all(hosts) or len(address) > 2000:
        return None
    if _site(article_url, hosts[0]) != _site(address, hosts[1]):
        return None
    if there.path.strip("/") == "" and not there.query and here.path.strip("/") != "":
        return None
    if re.search(r"(?:^|/)(?:index\.\w+|404|error|login|home)/?$", there.path):
        return None
    if title and other_title and not similar_titles(title, other_title):
        return None
    return address


def similar_titles(one: str, other: str) -> bool:
    """Whether two titles are of one article: one holds the other, or most of their words agree in order."""
    a, b = words_of(one), words_of(other)
    if not a or not b:
        return False
    if (a in b or b in a) and min(len(a), len(b)) > 10:
        return True
    return SequenceMatcher(None, a.split(), b.split(), autojunk=False).ratio() >= _SIMILAR


def _site(address: str, host: str | None) -> str:
    # A registrable domain where the public-suffix list knows one (amp.example.org and www.example.org are one site).
    return extract_domain(address) or (host or "").removeprefix("www.")
