"""Where a page says that its feeds are."""

from monitor.core.feed.discover import USUAL, linked_feeds, news_sitemaps, usual_feeds

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


def test_a_body_that_is_no_page_names_none() -> None:
    for body in (b"", b"   ", b"\x00\x01\xff", b"<?xml version='1.0'?><rss/>", b"<!-- -->"):
        assert linked_feeds(body, "https://a.example/") == ()


def test_the_usual_addresses_are_of_the_same_site() -> None:
    found = usual_feeds("https://a.example/news/today?x=1")
    assert len(found) == len(USUAL)
    assert found[0] == "https://a.example/feed"
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
