import json
from typing import Any

import pytest

from monitor.core.feed import Entry, FeedDocument, NotAFeed, parse_feed

VERSION = "https://jsonfeed.org/version/1.1"


def document(record: object, **more: Any) -> FeedDocument:
    found = parse_feed(json.dumps(record).encode(), url="https://feeds.example/f.json", **more)
    assert isinstance(found, FeedDocument), found
    return found


def entry(item: dict[str, object]) -> Entry:
    (found,) = document({"version": VERSION, "items": [item]}).entries
    return found


@pytest.mark.parametrize("items", [None, {}, "x", [1, None, "a", [], True]])
def test_items_of_wrong_types_are_no_entries(items: object) -> None:
    assert document({"version": VERSION, "items": items}).entries == ()


@pytest.mark.parametrize("wrong", [None, 5, True, [], {}, ["a"], 1e400])
def test_fields_of_wrong_types_do_no_harm(wrong: object) -> None:
    fields = (
        "title",
        "url",
        "external_url",
        "content_html",
        "content_text",
        "summary",
        "date_published",
        "authors",
        "author",
        "language",
    )
    found = entry({"id": "1", **dict.fromkeys(fields, wrong)})
    assert (found.key, found.url, found.published) == ("1", None, None)
    assert (
        document(
            {"version": VERSION, **dict.fromkeys(("title", "home_page_url", "language", "authors", "items"), wrong)}
        ).entries
        == ()
    )


def test_an_item_address_falls_back_to_the_external_one_and_to_an_id_that_is_one() -> None:
    assert entry({"id": "1", "url": "javascript:x", "external_url": "https://a.example/"}).url == "https://a.example/"
    assert entry({"id": "https://a.example/1"}).url == "https://a.example/1"
    assert entry({"id": "a/1"}).url is None


def test_item_authors_come_before_the_feeds() -> None:
    record = {
        "version": VERSION,
        "authors": [{"name": "Feed"}],
        "items": [{"id": "1"}, {"id": "2", "author": {"name": "Item"}}],
    }
    assert [found.authors for found in document(record).entries] == [("Feed",), ("Item",)]


def test_lone_surrogates_and_controls_are_dropped() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "\\ud800a\\u0000", "title": "b\\udfff\n"}]}'
    found = parse_feed(body, url="https://feeds.example/")
    assert isinstance(found, FeedDocument)
    assert (found.entries[0].key, found.entries[0].title) == ("a", "b")


def test_a_feed_without_its_version_is_taken_by_its_items() -> None:
    found = document({"items": [{"id": "1", "content_text": "x"}]})
    assert found.format == "json"
    assert found.warnings == ("no JSON Feed version is declared",)


@pytest.mark.parametrize(
    "body", [b"{" * 100_000, b'{"a":' * 100_000, b'{"version": ' + b"9" * 10_000 + b"}", b"[" * 200_000]
)
def test_hostile_json_is_said_to_be_none(body: bytes) -> None:
    assert isinstance(parse_feed(body, url="https://feeds.example/"), NotAFeed)


def test_items_beyond_the_bound_are_cut() -> None:
    found = document({"version": VERSION, "items": [{"id": n} for n in range(5_002)]})
    assert len(found.entries) == 5_000
    assert found.warnings == ("more than 5000 entries: only the first are read",)
