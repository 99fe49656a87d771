"""What a document is that is no feed, in words for the feed's owner."""

import re

from monitor.core.feed.text import title_line

_OPENING = re.compile(
    r"\s{0,1000}<(?:\?[^>]{0,1000}\?>|!--(?:(?!-->).){0,2000}-->|!DOCTYPE\s[^>\[]{0,1000}>)", re.DOTALL | re.IGNORECASE
)
_HTML = re.compile(r"\s{0,1000}<(?:!doctype\s{1,10}html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:[\w-]{1,20}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_PASSWORD = re.compile(r"""<input\b[^<>]{0,500}\btype\s*=\s*["']?password""", re.IGNORECASE)
_CONSENT = re.compile(
    r"<form\b[^<>]{0,500}\baction\s*=[^<>]{0,200}consent"  # Google, Yahoo
    r"|<title[^<>]{0,200}>[^<]{0,200}(?:consent|before you continue|cookie|zgod|einwilligung|згод|согласи|동의)",
    re.IGNORECASE,
)
_GUARD = re.compile(
    r"<title[^<>]{0,200}>\s{0,20}(?:just a moment|attention required|ddos-guard|access denied)|/cdn-cgi/challenge",
    re.IGNORECASE,
)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})")
_BINARY = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "compressed data",
}


def what_it_is(text: str, body: bytes, *, certain: bool = False) -> str | None:
    """Say what a document is when it is clearly no feed, ``None`` when it may be one.

    ``certain`` is for a document that no parser found a feed in: then there is always an answer.
    """
    if not text.strip("\ufeff \t\r\n\x00"):
        return "an empty body"
    for magic, name in _BINARY.items():
        if body.startswith(magic):
            return f"{name}, not a feed"
    start = 0
    for _ in range(20):  # comments and declarations before the root
        if _HTML.match(text, start):
            return None if not certain and _FEED.search(text) else _page(text)
        found = _OPENING.match(text, start)
        if found is None:
            break
        start = found.end()
    if not certain:
        return None
    if root := _ROOT.search(text[start : start + 10_000]):
        if root[1].lower() in ("html", "head", "body", "div", "p", "script", "title", "meta"):
            return _page(text)
        return f"an XML document (<{root[1]}>), not a feed"
    return "plain text, not a feed"


def _page(text: str) -> str:
    title = _TITLE.search(text[:200_000])
    line = title_line(title[1]) if title else None
    named = f" ({line[:80]!r})" if line else ""
    if _PASSWORD.search(text[:2_000_000]):
        return f"an HTML page with a login form{named}, not a feed; it may need a header of the feed's settings"
    if _CONSENT.search(text[:300_000]):
        return f"a consent page{named} where the feed should be, not a feed"
    if _GUARD.search(text[:100_000]):
        return f"a page{named} of a guard that checks browsers, not a feed"
    return f"an HTML page{named}, not a feed; try `wirewatch feeds discover URL`"
