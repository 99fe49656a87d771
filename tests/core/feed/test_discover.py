"""Where a page says that its feeds are."""

from monitor.core.feed.discover import USUAL, anchored_feeds, linked_feeds, news_sitemaps, usual_feeds

PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml; charset=utf-8" title="Новини" href="/новини.rss">
<LINK REL="Alternate" TYPE="application/atom+xml" HREF=" atom.xml ">
<link rel="alternate" type="application/rss+xml" href="/новини.rss" title="again">
<link rel="alternate" hreflang="en" href="/en">
<link rel="stylesheet" type="text/css" href="/x.css">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml">
</head><body></body></html>"""


def test_the_links_of_a_page_in_order_and_once() -> None:
    assert linked_feeds(PAGE.encode(), "https://a.example/news/index.html") == (
        "https://a.example/новини.rss",
        "https://a.example/news/atom.xml",
    )


def test_ordinary_links_that_are_called_feeds() -> None:
    page = b"""<a href=/rss/all>News</a> <a href="?feed=rss2">x</a> <a href=/s>Our <b>RSS</b></a> <a href=/feedback>F</a>
    <a href=/brass>B</a> <a href="javascript:rss()">R</a> <a href=#feed>top</a> <a href="http://[rss">?</a> <a>rss</a>"""
    assert anchored_feeds(page, "https://a.example/") == (
        "https://a.example/rss/all",
        "https://a.example/?feed=rss2",
        "https://a.example/s",
    )
    assert len(anchored_feeds(b"".join(b"<a href=/rss/%d>x</a>" % n for n in range(99)), "https://a.example/")) == 20


def test_a_body_that_is_no_page_names_none() -> None:
    for body in (b"", b"   ", b"\x00\x01\xff", b"<?xml version='1.0'?><rss/>", b"<!-- -->"):
        assert linked_feeds(body, "https://a.example/") == ()
        assert anchored_feeds(body, "https://a.example/") == ()


def test_the_usual_addresses_are_of_the_same_site() -> None:
    found = usual_feeds("https://a.example/")
    assert len(found) == len(USUAL)
    assert found[0] == "https://a.example/feed"
    found = usual_feeds("https://a.example/blog/?x=1")
    assert found[0] == "https://a.example/blog/feed", "a blog in a folder has its own"
    assert "https://a.example/feed" in found
    assert len(usual_feeds("https://a.example/news/1.html")) == len(USUAL)
    assert all(address.startswith("https://a.example/") for address in found)


def test_the_news_sitemaps_of_a_robots_txt() -> None:
    robots = (
        b"User-agent: *\nDisallow: /x\nSitemap: https://a.example/news.xml\nsitemap: /s/News.xml\nSitemap: /all.xml\n"
    )
    assert news_sitemaps(robots, "https://a.example/p") == (
        "https://a.example/news.xml",
        "https://a.example/s/News.xml",
    )
    assert news_sitemaps(b"\xff Sitemap: ftp://news.example/", "https://a.example/") == ()
