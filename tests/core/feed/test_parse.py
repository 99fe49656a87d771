"""XML feeds: links, keys, dates, texts, and what is no feed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.core.feed import Entry, FeedDocument, NotAFeed, parse_feed

URL = "https://feeds.example/dir/all.xml"
DISCOVER = "not a feed; try `wirewatch feeds discover URL`"
LOGIN = "not a feed; it may need a header of the feed's settings"
CUT_JSON = "Expecting ',' delimiter: line 1 column 45 (char 44)), not a feed"


def rss(items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'.encode()


def atom(entries: str, attributes: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>T</title>{entries}</feed>'.encode()


def document(body: bytes, url: str = URL, zone: str = "UTC") -> FeedDocument:
    found = parse_feed(body, url=url, zone=zone)
    assert isinstance(found, FeedDocument), found
    return found


def entry(body: bytes, url: str = URL) -> Entry:
    (found,) = document(body, url).entries
    return found


def reason(body: bytes, content_type: str | None = None) -> str:
    found = parse_feed(body, url=URL, content_type=content_type)
    assert isinstance(found, NotAFeed), found
    return found.reason


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.example/x?a=1&amp;b=2#c", "https://a.example/x?a=1&b=2#c"),
        ("x", "https://feeds.example/dir/x"),
        ("/x", "https://feeds.example/x"),
        ("../x", "https://feeds.example/x"),
        ("?q=1", "https://feeds.example/dir/all.xml?q=1"),
        ("//b.example/x", "https://b.example/x"),
        (" https://a.example/with space\n", "https://a.example/with%20space"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("mailto:a@b.example", None),
        ("https://:80/nohost", None),
        ("http://[broken", None),
        ("https://a.example/" + "x" * 9000, None),
        ("", None),
    ],
)
def test_only_absolute_web_links_survive(link: str, expected: str | None) -> None:
    assert entry(rss(f"<item><title>t</title><link>{link}</link></item>")).url == expected


def test_relative_links_of_rss_stand_on_the_sites_own_address() -> None:
    body = rss("<item><link>news/1</link></item>", head="<link>https://site.example/uk/</link>")
    assert entry(body).url == "https://site.example/uk/news/1"


def test_relative_links_of_atom_stand_on_xml_base_each_on_its_own() -> None:
    body = atom(
        '<entry xml:base="b/"><id>1</id><link href="x"/></entry><entry><id>2</id><link href="x"/></entry>',
        'xml:base="https://base.example/a/"',
    )
    assert [e.url for e in document(body).entries] == ["https://base.example/a/b/x", "https://base.example/a/x"]
    assert (
        entry(atom('<entry xml:base="javascript:x"><id>1</id><link href="x"/></entry>')).url
        == "https://feeds.example/dir/x"
    )
    body = atom('<entry xml:base="b/"><id>1</id><link href="x"/></entry>', 'xml:base="/a/"')
    assert entry(body).url == "https://feeds.example/a/b/x"


def test_a_guid_that_is_an_address_serves_as_link_and_a_mere_number_does_not() -> None:
    assert entry(rss("<item><guid>https://a.example/1</guid></item>")).url == "https://a.example/1"
    assert entry(rss("<item><guid>12345</guid></item>")).url is None
    assert entry(rss('<item><guid isPermaLink="false">https://a.example/1</guid></item>')).url is None


def test_the_address_before_feedburner_is_the_link() -> None:
    body = (
        b'<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>'
        b"<link>https://feedproxy.example/~r/1</link><feedburner:origLink>https://site.example/1</feedburner:origLink>"
        b"</item></channel></rss>"
    )
    assert entry(body).url == "https://site.example/1"


@pytest.mark.parametrize("guid", ["12345", "tag:a.example,2024:1", "https://a.example/1", "/n/1", "../n/1"])
def test_a_key_is_the_guid_as_written_wherever_the_feed_moves(guid: str) -> None:
    body = rss(f"<item><guid>{guid}</guid><link>https://a.example/x</link></item>")
    assert entry(body).key == entry(body, "http://elsewhere.example/feed").key == guid


def test_without_a_guid_the_address_is_the_key_whatever_its_tracking() -> None:
    first = entry(rss("<item><title>t</title><link>http://www.a.example/1/?utm_source=x</link></item>"))
    second = entry(rss("<item><title>t</title><link>https://a.example/1</link></item>"))
    assert first.key == second.key
    assert first.fingerprint == second.fingerprint


def test_without_guid_and_address_the_title_and_date_are_the_key() -> None:
    item = "<item><title>{}</title><pubDate>Wed, 10 Jan 2024 {}:00:00 GMT</pubDate></item>"
    bodies = [rss(item.format("a", "10")), rss(item.format("b", "10")), rss(item.format("a", "11"))]
    assert len({entry(body).key for body in [*bodies, bodies[0]]}) == 3


def test_a_guid_of_a_megabyte_makes_a_short_key() -> None:
    long = "g" * 90_000
    assert len(entry(rss(f'<item><guid isPermaLink="false">{long}</guid></item>')).key) < 100


@pytest.mark.parametrize("order", [1, -1])
def test_doubled_guids_are_told_apart_whatever_their_order(order: int) -> None:
    items = [f"<item><guid isPermaLink='false'>g</guid><link>https://a.example/{n}</link></item>" for n in "12"]
    found = document(rss("".join(items[::order])))
    keys = {e.url: e.key for e in found.entries}
    assert len(set(keys.values())) == 2
    assert all(key.startswith("g ") for key in keys.values())
    assert keys == {e.url: e.key for e in document(rss("".join(items[::-order]))).entries}
    assert "several addresses" in " ".join(found.warnings)


def test_one_address_for_all_items_is_told_apart_by_title_then_by_text() -> None:
    items = "".join(
        f"<item><title>{title}</title><link>https://a.example/</link><description>{text}</description></item>"
        for title, text in (("a", "1"), ("b", "1"), ("b", "2"))
    )
    assert len({e.key for e in document(rss(items)).entries}) == 3


def test_a_mere_repetition_is_left_out() -> None:
    item = "<item><guid>g</guid><title>t</title></item>"
    found = document(rss(item * 3))
    assert len(found.entries) == 1
    assert "2 entries are repetitions" in found.warnings


def test_the_fingerprint_follows_what_a_reader_sees_and_nothing_else() -> None:
    item = "<item><guid>g</guid><title>{}</title><description>{}</description><pubDate>{}</pubDate></item>"
    base = entry(rss(item.format("t", "d", "Wed, 10 Jan 2024 10:00:00 GMT"))).fingerprint
    assert entry(rss(item.format("t", "&lt;b&gt;d&lt;/b&gt;", "Wed, 10 Jan 2024 11:00:00 GMT"))).fingerprint == base
    assert entry(rss(item.format("t2", "d", ""))).fingerprint != base
    assert entry(rss(item.format("t", "d2", ""))).fingerprint != base


def test_dates_take_the_zone_that_is_given() -> None:
    body = rss("<item><guid>g</guid><pubDate>Wed, 10 Jan 2024 10:00:00</pubDate></item>")
    (found,) = document(body, zone="Europe/Kyiv").entries
    assert found.published == datetime(2024, 1, 10, 8, tzinfo=UTC)
    assert found.warnings == ("published: a time with no zone, taken as Europe/Kyiv: 'Wed, 10 Jan 2024 10:00:00'",)


def test_an_absent_date_is_none_and_only_updated_serves_for_both() -> None:
    assert entry(rss("<item><guid>g</guid></item>")).published is None
    found = entry(atom("<entry><id>1</id><updated>2024-01-10T10:00:00Z</updated></entry>"))
    assert found.published == found.updated == datetime(2024, 1, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ttl", "expected"),
    [("15", 900.0), (" 15 ", 900.0), ("999999999", 604800.0), ("0", None), ("-5", None), ("nan", None), ("", None)],
)
def test_ttl_is_minutes_within_reason(ttl: str, expected: float | None) -> None:
    assert document(rss("", head=f"<ttl>{ttl}</ttl>")).ttl == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("uk-UA", "uk"),
        ("ua", "uk"),
        ("EN_us", "en"),
        ("zh-Hans", "zh"),
        ("kr", "ko"),
        ("русский", None),
        ("english", None),
    ],
)
def test_languages_are_primary_tags(tag: str, expected: str | None) -> None:
    assert document(rss("", head=f"<language>{tag}</language>")).language == expected


def test_the_longer_text_wins_and_a_lead_it_lacks_stands_before_it() -> None:
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><item><guid>g</guid>'
    tail = "</item></channel></rss>"
    item = "<description>{}</description><content:encoded><![CDATA[{}]]></content:encoded>"
    own = head + item.format("A lead of its own.", "<p>The body, which is longer.</p>") + tail
    assert entry(own.encode()).text == "A lead of its own.\n\nThe body, which is longer."
    cut = head + item.format("The body, which is…", "<p>The body, which is…</p><p>And goes on.</p>") + tail
    assert entry(cut.encode()).text == "The body, which is…\n\nAnd goes on."


def test_plain_text_in_atom_is_shown_as_written() -> None:
    found = entry(atom('<entry><id>1</id><content type="text">if a &lt; b &amp;amp; c</content></entry>'))
    assert found.text == "if a < b &amp; c"
    assert found.html == "if a &lt; b &amp;amp; c"


def test_content_of_other_kinds_is_no_text() -> None:
    found = entry(atom('<entry><id>1</id><content type="image/png">aGVsbG8=</content></entry>'))
    assert (found.html, found.text) == ("", "")


def test_atom_entries_inherit_the_feeds_authors() -> None:
    author = "<author><name>Desk</name></author>"
    assert entry(atom(f"{author}<entry><id>1</id></entry>")).authors == ("Desk",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a@b.org (Ann)", "Ann"),
        ("a.b+c@wire.agency (Ann Example)", "Ann Example"),
        ("Ann &lt;a@wire.agency&gt;", "Ann"),
        ("a@b.org", "a@b.org"),
        ("Ann (Kyiv)", "Ann (Kyiv)"),
    ],
)
def test_an_author_of_rss_is_the_name_beside_the_address(written: str, expected: str) -> None:
    assert entry(rss(f"<item><guid>g</guid><author>{written}</author></item>")).authors == (expected,)


def test_a_truncated_feed_gives_what_it_has_and_says_so() -> None:
    found = document(rss("<item><guid>g</guid><title>whole</title></item><item><title>hal")[: -len("</channel></rss>")])
    assert found.entries[0].title == "whole"
    assert "not well-formed" in found.warnings[0]


def test_a_feed_without_entries_is_a_feed() -> None:
    assert document(rss("")).entries == ()
    assert document(atom("")).entries == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "an empty body"),
        (b" \n\xef\xbb\xbf", "an empty body"),
        (b"<!DOCTYPE html><html><head><title>A &amp; B</title></head></html>", "an HTML page ('A & B'), " + DISCOVER),
        (b"<!-- c --><html lang='uk'><body>x</body></html>", "an HTML page, " + DISCOVER),
        (b"<div>x</div>", "an HTML page, " + DISCOVER),
        (b"<html><form><input name=p type='password'></form></html>", "an HTML page with a login form, " + LOGIN),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "a sitemap without news in it, not a feed"),
        (b"<opml><body/></opml>", "an XML document (<opml>), not a feed"),
        (
            b"<!doctype html><title>Before you continue</title><form action='https://consent.a.example/save'></form>",
            "a consent page ('Before you continue') where the feed should be, not a feed",
        ),
        (b"<html><title>Just a moment...</title>", "a page ('Just a moment...') of a guard that checks browsers, not a feed"),
        (b"/etc/passwd", "plain text, not a feed"),
        (b"http://127.0.0.1:1/", "plain text, not a feed"),
        (b"%PDF-1.7 ...", "a PDF file, not a feed"),
        (b"\x1f\x8b\x08\x00", "compressed data, not a feed"),
        (b'{"error": "forbidden"}', "JSON, but not a JSON Feed (it says 'forbidden')"),
        (b"[1, 2]", "a JSON list, not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1"', "JSON that cannot be read (" + CUT_JSON),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_said_in_words(body: bytes, words: str) -> None:
    assert reason(body) == words


def test_a_body_that_is_a_path_or_an_address_is_not_opened(tmp_path: Path) -> None:
    # feedparser.parse(b"/etc/passwd") opens the file
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss("<item><title>secret</title></item>"))
    assert reason(str(secret).encode()) == reason(secret.as_uri().encode()) == "plain text, not a feed"


def test_a_document_that_the_feed_parser_cannot_take_is_said_so() -> None:
    # feedparser 6.0.14 raises KeyError: 'textinput' out of parse()
    assert "cannot take (KeyError" in reason(b"<rss version='2.0'><channel><item><textinput><link>x</link>")


def test_entries_beyond_the_bound_are_cut_and_the_document_stays_whole() -> None:
    items = "".join(f"<item><guid>{n}</guid><title>t</title></item>" for n in range(5_010))
    found = document(rss(items))
    assert [found.entries[0].key, found.entries[-1].key] == ["0", "4999"]
    assert found.warnings == ("more than 5000 entries: only the first are read",)


def test_controls_and_surrogates_reach_nobody() -> None:
    found = entry(
        rss(
            "<item><guid>a\x00b</guid><title>x\x0by&#0;&#xD800;</title><description>&amp;#xDFFF;z\x08</description></item>"
        )
    )
    assert (found.key, found.title) == ("ab", "xy")
    found.model_dump_json().encode()
