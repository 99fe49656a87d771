"""News sitemaps as feeds, and what is said of those without news."""

from datetime import UTC, datetime

import pytest

from monitor.core.feed import FeedDocument, NotAFeed, parse_feed

URL = "https://paper.example/news-sitemap.xml"
SPACES = (
    "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
)


def page(loc: str, news: str = "") -> str:
    return f"<url><loc>{loc}</loc>{f'<news:news>{news}</news:news>' if news else ''}</url>"


def told(title: str, date: str = "2025-11-24T10:00:00+02:00") -> str:
    name = "<news:publication><news:name>The Paper</news:name><news:language>uk</news:language></news:publication>"
    return f"{name}<news:publication_date>{date}</news:publication_date><news:title>{title}</news:title>"


def sitemap(*pages: str) -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<!-- made --><urlset {SPACES}>{''.join(pages)}</urlset>".encode()


def test_news_are_entries_and_other_pages_are_none() -> None:
    body = sitemap(page("https://paper.example/a", told("Ракети &amp; порт")), page("https://paper.example/about"))
    found = parse_feed(body, url=URL)
    assert isinstance(found, FeedDocument)
    assert (found.format, found.title, found.language, found.slices) == ("sitemap-news", "The Paper", "uk", None)
    (entry,) = found.entries
    assert (entry.url, entry.title, entry.language) == ("https://paper.example/a", "Ракети & порт", "uk")
    assert entry.published == datetime(2025, 11, 24, 8, tzinfo=UTC)


@pytest.mark.parametrize("loc", ["javascript:alert(1)", "file:///etc/passwd", ""])
def test_only_web_addresses_are_news(loc: str) -> None:
    assert isinstance(parse_feed(sitemap(page(loc, told("T"))), url=URL), NotAFeed)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (sitemap(page("https://paper.example/a")), "a sitemap without news in it, not a feed"),
        (b"<sitemapindex><sitemap><loc>https://paper.example/s-news.xml</loc></sitemap></sitemapindex>", "s-news.xml may be"),
        (b"<urlset", "a sitemap"),
    ],
)  # fmt: skip
def test_what_has_no_news_is_said_in_words(body: bytes, words: str) -> None:
    found = parse_feed(body, url=URL)
    assert isinstance(found, NotAFeed)
    assert words in found.reason or body == b"<urlset"


def test_entities_are_not_unfolded_and_no_file_is_read() -> None:
    bomb = "<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY b '" + "x" * 1000 + "'>]>"
    body = sitemap(page("https://paper.example/a", told("T &a; &b;"))).replace(b"<urlset", bomb.encode() + b"<urlset")
    found = parse_feed(body, url=URL)
    assert "root:" not in str(found)
    assert "xxx" not in str(found)
