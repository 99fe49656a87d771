"""OPML: folders become tags and back; a hostile or broken file gives words."""

import pytest

from monitor.core.opml import Outline, read_opml, write_opml


def test_what_is_written_is_read_again() -> None:
    feeds = (
        Outline('A "quoted" <title> & more', "https://a.example/rss?x=1&y=2", ("Ukraine", "papers")),
        Outline("B", "https://b.example/rss", ("Ukraine",)),
        Outline("C", "https://c.example/rss", ("agency", "korea", "news")),
        Outline("D", "https://d.example/rss"),
    )
    assert read_opml(write_opml(feeds).encode()) == feeds


def test_folders_nest_and_the_feed_keeps_them_all() -> None:
    body = b"""<?xml version="1.0"?><opml version="1.0"><head/><body>
    <outline text="World"><outline title="Asia"><outline text=" Yonhap
     News " xmlUrl=" https://y.example/rss "/></outline></outline></body></opml>"""
    assert read_opml(body) == (Outline("Yonhap News", "https://y.example/rss", ("World", "Asia")),)


def test_a_folder_without_a_name_is_none() -> None:
    body = b"<opml><body><outline><outline xmlUrl='https://y.example/'/></outline></body></opml>"
    assert read_opml(body) == (Outline("", "https://y.example/"),)


@pytest.mark.parametrize("body", [b"", b"text", b"<rss/>", b"\x00\xff", b"<html><body/></html>"])
def test_what_is_no_opml_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(ValueError, match="no OPML"):
        read_opml(body)


def test_entities_and_depth_do_no_harm() -> None:
    bomb = b"""<!DOCTYPE o [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>
    <opml><body><outline text="&b;" xmlUrl="https://y.example/"/></body></opml>"""
    assert [feed for feed in read_opml(bomb) if "root:" in feed.title] == []
    deep = b"<opml><body>" + b"<outline text='f'>" * 200 + b"</outline>" * 200 + b"</body></opml>"
    assert read_opml(deep) == ()
