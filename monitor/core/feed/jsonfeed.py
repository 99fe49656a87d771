"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), tolerant of wrong types.

Owns this one format; text and identity are the same as for XML feeds.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from monitor.core.feed.dates import moment
from monitor.core.feed.entries import CUT, MOST_ENTRIES, absolute, fingerprint_of, key_of
from monitor.core.feed.model import Entry, FeedDocument, NotAFeed
from monitor.core.feed.text import (
    LONGEST_TEXT,
    as_markup,
    cleaned,
    one_line,
    paragraphs,
    plain_paragraphs,
    title_line,
)

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/(\d{1,3}(?:\.\d{1,3})?)")
_MOST_AUTHORS = 20


def parse_json_feed(text: str, *, url: str, zone: str) -> FeedDocument | NotAFeed:
    """Parse a JSON document as a feed; what is JSON but no feed is said so."""
    try:
        document = json.loads(text.strip("\ufeff \t\r\n\x00"), strict=False)
    except (ValueError, RecursionError) as error:
        return NotAFeed(reason=f"JSON that cannot be read ({str(error)[:100]}), not a feed")
    if not isinstance(document, dict):
        return NotAFeed(reason="a JSON list, not a feed")
    version = _VERSION.match(_string(document, "version"))
    items = document.get("items")
    listed = items if isinstance(items, list) else []
    described = [item for item in listed if isinstance(item, dict)]
    if version is None and not any({"content_html", "content_text"} & item.keys() for item in described):
        return NotAFeed(reason=_error_of(document) or "JSON, but not a JSON Feed")
    noted = []
    if version is None:
        noted.append("no JSON Feed version is declared")
    if len(described) > MOST_ENTRIES:
        noted.append(CUT)
    if len(described) < len(listed):
        noted.append(f"{len(listed) - len(described)} items are no objects")
    if document.get("expired") is True:
        noted.append("the feed says that it has expired")
    base = absolute(document.get("home_page_url"), url) or url
    language = _language(document)
    authors = tuple(_authors(document))
    return FeedDocument(
        format=f"json{version[1]}" if version else "json",
        title=title_line(_string(document, "title")),
        link=absolute(document.get("home_page_url"), url),
        language=language,
        entries=tuple(_entry(item, base, zone, authors, language) for item in described[:MOST_ENTRIES]),
        warnings=tuple(noted),
    )


def _entry(item: dict[str, Any], base: str, zone: str, authors: tuple[str, ...], language: str | None) -> Entry:
    noted: list[str] = []
    guid = _string(item, "id")
    link = next((found for name in ("url", "external_url") if (found := absolute(item.get(name), base))), None)
    link = link or absolute(guid, None)  # an id is a full address when nothing else is one
    title = title_line(_string(item, "title"))
    markup, text = _body(item)
    times = {}
    for name in ("date_published", "date_modified"):
        if raw := _string(item, name):
            times[name], warning = moment(raw, zone)
            noted += [f"{name}: {warning}"] if warning else []
    published, modified = times.get("date_published"), times.get("date_modified")
    return Entry(
        key=key_of(guid, link, title, _string(item, "date_published"), text),
        fingerprint=fingerprint_of(link, title, text),
        url=link,
        title=title,
        authors=tuple(_authors(item)) or authors,
        published=published or modified,
        updated=modified,
        html=markup,
        text=text,
        language=_language(item) or language,
        warnings=tuple(noted),
    )


def _body(item: dict[str, Any]) -> tuple[str, str]:
    if markup := cleaned(_string(item, "content_html")[:LONGEST_TEXT]):
        return markup, paragraphs(markup)
    plain = cleaned((_string(item, "content_text") or _string(item, "summary"))[:LONGEST_TEXT])
    return as_markup(plain), plain_paragraphs(plain)


def _string(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    try:
        return str(value)  # the specification asks readers to take a number as an id
    except ValueError:  # an integer of more digits than Python prints
        return ""


def _authors(record: dict[str, Any]) -> Iterator[str]:
    listed = record.get("authors")  # 1.1; 1.0 has a single "author"
    for author in [*(listed if isinstance(listed, list) else [])[:_MOST_AUTHORS], record.get("author")]:
        if isinstance(author, dict) and (name := one_line(_string(author, "name"), longest=200)):
            yield name
            if not isinstance(listed, list):
                return


def _language(record: dict[str, Any]) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", _string(record, "language"))
    return found[1].lower() if found else None


def _error_of(document: dict[str, Any]) -> str | None:
    """Name the message of an API's error answer, which is what such JSON mostly is."""
    for name in ("error", "message", "detail"):
        if line := one_line(_string(document, name), longest=120):
            return f"JSON, but not a JSON Feed (it says {line!r})"
    return None
