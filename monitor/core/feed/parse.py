"""Feed documents: RSS 0.9x-2.0, RDF and Atom through feedparser, and the choice between these and JSON Feed.

feedparser is only ever given an ``io.BytesIO``: its ``parse`` opens files and addresses when it is given text.
It is slow on purpose-made input (feedparser #562), so untrusted bytes come here inside ``monitor.sandbox``.
"""

import calendar
import io
import re
import warnings
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import feedparser

from monitor.core.feed.dates import moment
from monitor.core.feed.decode import as_xml, decode
from monitor.core.feed.entries import CUT, MOST_ENTRIES, absolute, fingerprint_of, key_of, told_apart
from monitor.core.feed.jsonfeed import parse_json_feed
from monitor.core.feed.model import Entry, FeedDocument, NotAFeed
from monitor.core.feed.other import what_it_is
from monitor.core.feed.sitemap import looks_like_sitemap, parse_sitemap
from monitor.core.feed.slices import Cut, cut, digest, packed, unpacked
from monitor.core.feed.text import (
    LONGEST_TEXT,
    as_markup,
    cleaned,
    looks_marked_up,
    one_line,
    paragraphs,
    plain_paragraphs,
    title_line,
)

# A base of ours, deep enough to tell "x" from "/x": feedparser resolves GUIDs too, and a GUID that held the
# feed's own address would change when the feed moves.
_BASE = "https://feed.invalid/-/-/"
_ROOT = "https://feed.invalid"
_BASED = re.compile(rb"base\s*=|<!attlist")
_ITEM = re.compile(r"<(?:[A-Za-z][\w.-]{0,20}:)?(?:item|entry)(?=[\s>])")
_ITEM_END = re.compile(r"</(?:[A-Za-z][\w.-]{0,20}:)?(?:item|entry)\s*>")
# Whole articles beside the standard elements: Yandex's import format, which most Ukrainian and Russian agencies serve.
_FULL_TEXTS = ("yandex_full-text", "full-text", "fulltext", "turbo_content")
# What feedparser 6.0.14 raises out of ``parse`` on ill-formed documents (KeyError and TypeError most, by fuzzing).
_PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, AssertionError)
_MARKUP = ("text/html", "application/xhtml+xml")
_MOST_AUTHORS = 20
_MAIL_AUTHOR = re.compile(
    r"\s*(?:[^\s@()<>]{1,100}@[^\s@()<>]{1,100}\s*\(([^()]{1,300})\)|([^@<>]{1,300}?)\s*<[^<>]{1,200}>)\s*"
)
_LONGEST_TTL = 7 * 24 * 3600.0
_HEADER = 20_000  # characters in which a channel's own elements are looked for
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Subtags that feeds write for a language though they are countries.
_COUNTRIES = {"ua": "uk", "kr": "ko", "cn": "zh", "jp": "ja"}


def parse_feed(
    body: bytes, *, url: str, content_type: str | None = None, zone: str = "UTC", seen: bytes | None = None
) -> FeedDocument | NotAFeed:
    """Parse a feed document fetched from ``url``; ``zone`` (IANA) is taken for times that carry none.

    ``seen`` is what was to be remembered of the document before (its ``slices``): then only what is not in it is
    parsed, unless there is any doubt that this gives the very same entries.
    """
    text, doubt = decode(body, content_type)
    if other := what_it_is(text, body):
        return NotAFeed(reason=other)
    noted = [doubt] if doubt else []
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        found = parse_json_feed(text, url=url, zone=zone)
        if isinstance(found, NotAFeed):
            return found
        slices = None
    elif looks_like_sitemap(text):
        found, slices = parse_sitemap(text, url=url, zone=zone), None
        if isinstance(found, NotAFeed):
            return found
    else:
        sliced = cut(text)
        if seen and sliced and (unseen := _parse_unseen(sliced, seen, url=url, zone=zone)):
            return unseen.model_copy(update={"warnings": (*noted, *unseen.warnings)})
        text, shortened = _shortened(text)
        noted += shortened
        parsed = _parse_xml(text, url=url, zone=zone)
        if isinstance(parsed, NotAFeed):
            return parsed
        found, around = parsed
        slices = _remembered(sliced, found, around)
    entries, doubles = told_apart(found.entries)
    update = {
        "entries": entries,
        "slices": None if doubles else slices,
        "warnings": (*noted, *found.warnings, *doubles),
    }
    return found.model_copy(update=update)


def _remembered(sliced: Cut | None, found: FeedDocument, around: str) -> bytes | None:
    """Return what to remember of a document that was parsed whole, ``None`` where its items are not told apart."""
    if sliced is None or found.warnings or len(found.entries) != len(sliced.spans):
        return None
    keys = (digest(entry.key) for entry in found.entries)
    return packed(digest(sliced.around() + around), list(zip(sliced.digests, keys, strict=True)))


def _parse_unseen(sliced: Cut, seen: bytes, *, url: str, zone: str) -> FeedDocument | None:
    """Parse the items that were not seen before; ``None`` where the whole document has to be parsed."""
    around_then, keys = unpacked(seen)
    unseen = [number for number, one in enumerate(sliced.digests) if one not in keys]
    if len(sliced.spans) > MOST_ENTRIES or len(unseen) * 2 > len(sliced.spans):
        return None
    parsed = _parse_xml(sliced.only(unseen), url=url, zone=zone)
    if isinstance(parsed, NotAFeed):
        return None
    found, around = parsed
    around_now = digest(sliced.around() + around)
    if found.warnings or len(found.entries) != len(unseen) or around_now != around_then:
        return None
    fresh = dict(zip(unseen, (digest(entry.key) for entry in found.entries), strict=True))
    pairs = [(one, fresh[n] if n in fresh else keys[one]) for n, one in enumerate(sliced.digests)]
    if len({key for _, key in pairs}) < len(pairs):  # one GUID twice: told apart by all that bear it
        return None
    return found.model_copy(update={"others": len(pairs) - len(unseen), "slices": packed(around_now, pairs)})


def _shortened(text: str) -> tuple[str, list[str]]:
    starts = _ITEM.finditer(text)
    for number, start in enumerate(starts):
        if number == MOST_ENTRIES:
            end = start.end()
            for closing in _ITEM_END.finditer(text, end):
                end = closing.end()
            return text[: start.start()] + text[end:], [CUT]
    return text, []


def _parse_xml(text: str, *, url: str, zone: str) -> tuple[FeedDocument, str] | NotAFeed:
    """Parse a document; beside it, what of the feed's own elements bears on its entries."""
    try:
        parsed = _read(text)
    except _PARSER_ERRORS as error:
        return NotAFeed(
            reason=f"a document that the feed parser cannot take ({type(error).__name__}: {str(error)[:100]})"
        )
    version = parsed.get("version") or ""
    if not version and not parsed.entries:
        return NotAFeed(reason=what_it_is(text, b"", certain=True) or "a document without a feed in it")
    noted = []
    problem = parsed.get("bozo_exception")
    if parsed.get("bozo") and problem is not None:
        noted.append(f"not well-formed XML, read leniently: {one_line(str(problem), longest=160)}")
    feed = parsed.feed
    link = absolute(_written(_string(feed, "link")), url)
    base = url if version.startswith("atom") or link is None else link
    authors = _authors(feed) if version.startswith("atom") else ()
    language = _string(feed, "language")
    document = FeedDocument(
        format=version or "unknown",
        title=title_line(_string(feed, "title")),
        link=link,
        language=_language(language),
        ttl=_ttl(_string(feed, "ttl")),
        skip_hours=tuple(int(hour) % 24 for hour in _skipped(text, "hour", r"\d{1,2}") if int(hour) <= 24),
        skip_days=tuple(_DAYS.index(day) for day in _skipped(text, "day", "[a-z]{6,9}") if day in _DAYS),
        entries=tuple(_entry(item, base=base, zone=zone, authors=authors) for item in parsed.entries),
        warnings=tuple(noted),
    )
    return document, repr((version, base, authors, language, zone))


def _read(text: str) -> Any:
    """Give feedparser a document, with our base only where that matters: resolving one for each element takes long."""
    written = as_xml(text)
    lower = written.lower()
    based = b"base" in lower and _BASED.search(lower) is not None
    while True:
        headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": _BASE} if based else {})}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = feedparser.parse(
                io.BytesIO(written), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
            )
        if based or all(_needs_no_base(item) for item in (parsed.feed, *parsed.entries)):
            return parsed
        based = True


def _needs_no_base(item: dict[str, Any]) -> bool:
    """Tell whether what we read of an item's addresses is the same as if they had been resolved against our base."""
    guid, link = _string(item, "id"), _string(item, "link")
    addresses = {guid, link, *(_string(other, "href") for other in dict.get(item, "links") or ())}
    if link and link == guid and _resolved(link) != link:
        return False  # _link tells by its base whether it is a GUID
    return all(_written(_resolved(address)) == address for address in addresses)


def _resolved(link: str) -> str:
    try:
        return urljoin(_BASE, link)
    except ValueError:
        return ""


def _entry(item: dict[str, Any], *, base: str, zone: str, authors: tuple[str, ...]) -> Entry:
    noted: list[str] = []
    title = title_line(_string(item, "title"))
    guid = _written(_string(item, "id"))
    link = _link(item, base)
    published = _date(item, "published", zone, noted) or _date(item, "created", zone, noted)
    updated = _date(item, "updated", zone, noted)
    markup, text = _body(item)
    date = _string(item, "published") or _string(item, "updated")
    return Entry(
        key=key_of(guid, link, title, date, text),
        fingerprint=fingerprint_of(link, title, text),
        url=link,
        title=title,
        authors=_authors(item) or authors,
        published=published or updated,  # RSS 1.0 has dc:date alone, many Atom feeds only updated
        updated=updated,
        html=markup,
        text=text,
        language=_language(_entry_language(item)),
        warnings=tuple(dict.fromkeys(noted)),
    )


def _string(item: dict[str, Any], name: str) -> str:
    value = dict.get(item, name)  # FeedParserDict.get answers "updated" with "published"
    return value if isinstance(value, str) else ""


def _written(link: str) -> str:
    """Undo the resolution against our own base."""
    if link.startswith(_BASE):
        return link[len(_BASE) :]
    if link.startswith(_ROOT + "/-/"):
        return "../" + link[len(_ROOT) + 3 :]
    return link.removeprefix(_ROOT) if link.startswith(_ROOT + "/") else link


def _link(item: dict[str, Any], base: str) -> str | None:
    original = absolute(_string(item, "feedburner_origlink"), base)
    if original:
        return original
    link = _string(item, "link")
    # A GUID such as "12345" that feedparser took for a permalink, since nothing says that it is none, is none.
    is_guid = link.startswith(_BASE) and link == _string(item, "id")
    if not is_guid and (found := absolute(_written(link), base)):
        return found
    for other in dict.get(item, "links") or ():
        if other.get("rel") == "alternate" and (found := absolute(_written(_string(other, "href")), base)):
            return found
    return None


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    details = (dict.get(item, "authors") or ())[:_MOST_AUTHORS]
    names = [_string(detail, "name") or _string(detail, "email") for detail in details]
    written = _string(item, "author")[:1000]
    if len(names) < 2 and (mail := _MAIL_AUTHOR.fullmatch(written)):
        names = [mail[1] or mail[2]]  # feedparser knows no top-level domain longer than four letters (.agency, .press)
    elif not any(names):
        names = [written]
    lines = (title_line(name) for name in names)
    return tuple(dict.fromkeys(line[:200] for line in lines if line))


def _date(item: dict[str, Any], name: str, zone: str, noted: list[str]) -> datetime | None:
    raw = _string(item, name)
    if not raw.strip():
        return None
    parsed = dict.get(item, name + "_parsed")  # feedparser knows Greek, Hungarian and ordinal forms
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    found, warning = moment(raw, zone, epoch + timedelta(seconds=calendar.timegm(parsed)) if parsed else None)
    if warning:
        noted.append(f"{name}: {warning}")
    return found


def _body(item: dict[str, Any]) -> tuple[str, str]:
    """Choose the longest of the texts; a lead that it does not repeat stands before it."""
    contents = [
        (_string(content, "value"), content)
        for content in dict.get(item, "content") or ()
        if content.get("type", "text/html") in (*_MARKUP, "text/plain")
    ]
    lead = _string(item, "summary")
    if any(lead == value for value, _ in contents):  # feedparser copies the content there where a summary is absent
        lead = ""
    summary = _shown(lead, dict.get(item, "summary_detail"))
    full = (_shown(value, None) for name in _FULL_TEXTS if (value := _string(item, name)))
    markup, text = max((*(_shown(*content) for content in contents), summary, *full), key=lambda pair: len(pair[1]))
    opening = summary[1].replace("\n\n", " ")[:40]
    if opening and opening not in text.replace("\n\n", " "):
        markup, text = f"{summary[0]}\n{markup}", f"{summary[1]}\n\n{text}"
    return markup[:LONGEST_TEXT], text[:LONGEST_TEXT]


def _shown(value: str, detail: dict[str, Any] | None) -> tuple[str, str]:
    value = cleaned(value[:LONGEST_TEXT])
    if (detail or {}).get("type") == "text/plain" and not looks_marked_up(value):
        return as_markup(value), plain_paragraphs(value)
    return value, paragraphs(value)


def _entry_language(item: dict[str, Any]) -> str:
    details = [*(dict.get(item, "content") or ()), dict.get(item, "title_detail"), dict.get(item, "summary_detail")]
    return next((str(detail["language"]) for detail in details if detail and detail.get("language")), "")


def _language(tag: str) -> str | None:
    found = re.match(r"\s*([A-Za-z]{2,3})(?![A-Za-z])", tag)
    name = found[1].lower() if found else None
    return _COUNTRIES.get(name, name) if name else None


def _skipped(text: str, unit: str, value: str) -> list[str]:
    """List what stands in skipHours or skipDays, of which feedparser keeps the last only."""
    head = text[:_HEADER]
    if "<skip" not in head.lower():
        return []
    block = re.search(rf"<skip{unit}s>(.{{0,2000}}?)</skip{unit}s>", head, re.IGNORECASE | re.DOTALL)
    found = re.findall(rf"<{unit}>\s*({value})\s*</{unit}>", block[1], re.IGNORECASE) if block else []
    return [one.lower() for one in found]


def _ttl(minutes: str) -> float | None:
    found = re.fullmatch(r"\s*(\d{1,9})(?:\.\d{1,9})?\s*", minutes)
    return min(int(found[1]) * 60.0, _LONGEST_TTL) or None if found else None
