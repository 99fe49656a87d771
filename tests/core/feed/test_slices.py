"""Only what is new is parsed, and that gives the very entries of a whole parse, or the whole is parsed."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.feed import Entry, FeedDocument, parse_feed
from monitor.core.feed.slices import cut, packed, unpacked
from tests.core.feed.test_golden import DOCUMENTS

URL = "https://feeds.example/dir/all.xml"
XML = [path for path in DOCUMENTS if path.suffix == ".xml"]


def whole(body: bytes, seen: bytes | None = None, url: str = URL, zone: str = "UTC") -> FeedDocument:
    found = parse_feed(body, url=url, zone=zone, seen=seen)
    assert isinstance(found, FeedDocument)
    return found


def rss(*items: str, head: str = "<link>https://site.example/</link>", root: str = "") -> bytes:
    inside = "".join(f"<item>{item}</item>\n" for item in items)
    return f"<rss version='2.0' {root}><channel><title>T</title>{head}{inside}</channel></rss>".encode()


def item(number: int, more: str = "") -> str:
    return f"<guid isPermaLink='false'>g{number}</guid><title>Item {number}</title><link>/a/{number}</link>{more}"


def left_out(document: FeedDocument, *numbers: int) -> bytes:
    """What would be remembered, had these items not been there."""
    assert document.slices is not None
    around, keys = unpacked(document.slices)
    return packed(around, [pair for number, pair in enumerate(keys.items()) if number not in numbers])


@pytest.mark.parametrize("path", XML, ids=lambda path: path.name)
def test_each_item_alone_is_what_it_is_among_all(path: Path) -> None:
    body = path.read_bytes()
    full = whole(body)
    if full.slices is None:
        assert b"<!DOCTYPE" in body, "the only reason among these"
        return
    for number, entry in enumerate(full.entries):
        part = whole(body, left_out(full, number))
        if len(full.entries) > 1:
            assert part.entries == (entry,)
            assert part.others == len(full.entries) - 1
        assert part.slices == full.slices
    assert whole(body, full.slices).entries == ()


texts = st.sampled_from([
    "plain", "<![CDATA[<b>bold</b> <item> and </item>]]>", "&lt;p&gt;Text&lt;/p&gt;", "a <!-- <item> --> b", "", "ї & &#1111;",
    "<![CDATA[<entry>]]>", "&lt;img src='/x.png'&gt; and a longer text of two sentences. The second.", "]]&gt;",
])  # fmt: skip
pieces = st.tuples(
    st.sampled_from(
        ["", "<guid>g{n}</guid>", "<guid isPermaLink='false'>{n}</guid>", "<guid>https://x.example/{n}</guid>"]
    ),
    st.sampled_from(["", "<link>/a/{n}</link>", "<link>https://x.example/{n}?utm_source=a</link>", "<link>x</link>"]),
    st.sampled_from(["", "<pubDate>Mon, 24 Nov 2025 10:00:00 +0200</pubDate>", "<dc:date>2025-11-24</dc:date>"]),
    st.sampled_from(["", "<author>a@b.example (A B)</author>", "<dc:creator>C</dc:creator>"]),
    texts,
    texts,
).map(lambda p: f"{p[0]}{p[1]}{p[2]}{p[3]}<title>{p[4]}</title><description>{p[5]}</description>")
bodies = st.lists(st.tuples(st.integers(0, 9), pieces), max_size=9)
heads = st.sampled_from([
    "<link>https://site.example/</link>", "<link>https://site.example/news/</link><language>uk</language>",
    "<lastBuildDate>Mon, 24 Nov 2025 10:00:00 +0200</lastBuildDate><ttl>5</ttl>", "",
])  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(bodies, bodies, heads, heads)
def test_a_document_after_another_gives_what_a_whole_parse_gives(first, second, head, later_head):
    def document(items: list[tuple[int, str]], head: str) -> bytes:
        made = (piece.replace("{n}", str(number)) for number, piece in items)
        return rss(*made, head=head, root="xmlns:dc='http://purl.org/dc/elements/1.1/'")

    before = parse_feed(document(first, head), url=URL)
    body = document([*second, *first[: len(first) - len(second) // 3]], later_head)
    full = whole(body)
    part = whole(body, before.slices if isinstance(before, FeedDocument) else None)
    assert len(part.entries) + part.others == len(full.entries)
    assert part.slices == full.slices
    if part.others:
        entries = {entry.key: entry for entry in full.entries}
        assert isinstance(before, FeedDocument)
        assert all(entries[entry.key] == entry for entry in part.entries)
        skipped = [entry for entry in full.entries if entry not in part.entries]
        assert skipped == [entry for entry in before.entries if entry in skipped], "what is left out had been seen so"
    assert part.model_copy(update={"entries": (), "others": 0}) == full.model_copy(update={"entries": ()})


def test_one_new_item_of_thirty_is_parsed_alone() -> None:
    before = whole(rss(*(item(n) for n in range(30))))
    after = whole(rss(*(item(n) for n in range(30, 0, -1))), before.slices)
    assert [entry.key for entry in after.entries] == ["g30"]
    assert after.others == 29


def test_an_item_that_changed_is_parsed_again() -> None:
    before = whole(rss(*(item(n) for n in range(5))))
    after = whole(rss(*(item(n, "<description>more</description>" if n == 3 else "") for n in range(5))), before.slices)
    assert [(entry.key, entry.text) for entry in after.entries] == [("g3", "more")]


@pytest.mark.parametrize(
    "body",
    [
        rss(*(item(n) for n in range(6)), head="<link>https://other.example/</link>"),
        rss(*(item(n) for n in range(6)), head="<link>https://site.example/</link><language>ko</language>"),
        rss(*(item(n) for n in range(6)), root="xml:lang='uk'"),
        rss(*(item(n) for n in range(6)), item(3).replace("Item", "Another")),
        rss(*(item(n) for n in range(6)), "<item>" + item(7) + "</item>"),
        rss(*(item(n) for n in range(6)), item(7, "<broken")),
        rss(*(item(n) for n in range(6)), "<title>&undefined;</title>"),
        rss(*(item(n) for n in range(6)), *(item(n) for n in range(10, 20))),
        b"<!DOCTYPE rss [<!ENTITY a 'b'>]>" + rss(*(item(n) for n in range(6)), item(7)),
        rss(*(item(n) for n in range(6)), item(7)).replace(b"</channel>", b"<item><title>no end</title></channel>"),
        rss(*(item(n) for n in range(6)), item(5)),
    ],
    ids=["site", "language", "root", "guid", "nested", "ill-formed", "entity", "most are new", "DTD", "no end", "twice"],
)  # fmt: skip
def test_on_any_doubt_the_whole_is_parsed(body: bytes) -> None:
    before = whole(rss(*(item(n) for n in range(6))))
    after = parse_feed(body, url=URL, seen=before.slices)
    assert after == parse_feed(body, url=URL)
    assert isinstance(after, FeedDocument)
    assert after.others == 0
    assert len(after.entries) >= 6


def test_another_zone_or_address_is_a_doubt() -> None:
    body = rss(*(item(n) for n in range(6)), head="")
    before = whole(body)
    assert whole(body, before.slices).others == 6
    assert whole(body, before.slices, zone="Europe/Kyiv").others == 0
    assert whole(body, before.slices, url="https://elsewhere.example/feed").others == 0


def test_what_is_remembered_may_be_anything() -> None:
    body = rss(*(item(n) for n in range(3)))
    for seen in (b"", b"x", bytes(24), bytes(1000)):
        assert whole(body, seen) == whole(body)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/!-[]CDATA itemenry&;x"), max_size=300))
def test_any_text_is_cut_or_given_up(text: str) -> None:
    found = cut(text)
    if found is not None:
        assert found.only(range(len(found.spans))) == text
        assert all(text[start] == "<" and text[end - 1] == ">" for start, end in found.spans)


def test_entries_are_counted_among_the_others_by_what_compares_them() -> None:
    from monitor.core.feed import compare

    entry = Entry(key="k", fingerprint="f", title="T")
    assert compare([entry], {}, {}).gap
    assert not compare([entry], {}, {}, others=5).gap


def test_a_prefix_that_means_something_else_is_a_doubt() -> None:
    items = [item(n, "<x:creator>A. Writer</x:creator>") for n in range(6)]
    before = whole(rss(*items, root="xmlns:x='http://purl.org/dc/elements/1.1/'"))
    assert before.entries[0].authors == ("A. Writer",)
    after = whole(rss(*items, root="xmlns:x='urn:other'"), before.slices)
    assert [entry.authors for entry in after.entries] == [()] * 6
