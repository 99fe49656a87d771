"""Pages to Articles: the layouts of tests/data/pages, and what is no article at all."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.config.functions import function_named, with_functions
from monitor.core.article import Article, ReadHints, Unreadable
from monitor.core.article.read import examine_page, read_page

PAGES = Path(__file__).parents[2] / "data" / "pages"
TEXT = "".join(
    f"<p>The {word} crew of the northern railway came to the bridge on Monday and went on with the repairs there.</p>"
    for word in ("first", "second", "third", "fourth", "fifth")
)


def read(name: str, url: str = "https://unn.example/en/news/x", **hints: object) -> Article:
    article = read_page((PAGES / name).read_bytes(), source=name, url=url, hints=ReadHints.model_validate(hints))
    assert isinstance(article, Article), article
    return article


def read_html(html: str | bytes, content_type: str | None = None, **hints: object) -> Article | Unreadable:
    return read_page(
        html,
        source="x",
        url="https://news.example/a/b",
        content_type=content_type,
        hints=ReadHints.model_validate(hints),
    )


def test_an_agency_s_english_page() -> None:
    article = read("unn-en.html", url="https://unn.example/en/news/norway-hands-ukraine-launchers")
    assert article.title == "Norway hands Ukraine new air defence launchers"
    assert (article.agency, article.dateline, article.views, article.site, article.language) == (
        "UNN",
        "Kyiv",
        48210,
        "UNN",
        "en",
    )
    assert article.authors == ("Olena Marchenko",)
    assert article.published is not None
    assert article.published.isoformat() == "2024-02-07T09:40:00+02:00"
    assert article.canonical_url == "https://unn.example/en/news/norway-hands-ukraine-launchers"
    assert (
        article.lead
        == "Norway has handed Ukraine two launchers and will train their crews. The first battery is already on duty."
    )
    assert [section.heading for section in article.sections] == [None, "Details", "Recall"]
    (quote,) = article.quotes
    assert (quote.speaker, quote.section) == ("the minister", "Details")
    assert quote.text.startswith("We will keep helping")
    (source,) = article.cited_sources
    assert (source.name, source.url) == ("Ministry of Defence of Ukraine", "https://mod.example/news/1")
    assert date(2023, 12, 28) in {mention.date for mention in article.dates}
    (related,) = article.related
    assert (related.title, related.views) == ("Drones over Odesa: how the night of the attack went", 9310)
    assert related.url == "https://unn.example/en/news/drones-over-odesa"
    for gone in ("48210", "Details", "9310", "All rights", "Kyiv"):
        assert gone not in article.text


def test_an_agency_s_ukrainian_page() -> None:
    article = read("unn-uk.html")
    assert (article.agency, article.dateline, article.views, article.language) == ("УНН", "Київ", 1520, "uk")
    assert [section.heading for section in article.sections] == [None, "Деталі", "Нагадаємо"]
    assert [(person.name, person.role) for person in article.people] == [
        ("Йонас Петраускас", "речник міністерства оборони Литви")
    ]
    assert article.quotes[0].speaker == "Йонас Петраускас"
    assert [mention.date for mention in article.dates] == [date(2024, 1, 30), date(2023, 12, 30)]
    assert article.related[0].title == "Ворог атакував Сумщину: є пошкодження"
    assert "Нагадаємо" not in article.text
    assert any("without a zone" in warning for warning in article.warnings)


def test_an_older_russian_page() -> None:
    article = read("unn-old-ru.html", zone="Europe/Kyiv")
    assert (article.agency, article.dateline, article.views, article.language) == ("УНН", "КИЕВ", 5412, "ru")
    assert article.published is not None
    assert article.published.isoformat() == "2023-12-03T14:20:00+02:00"
    assert article.cited_sources[0].url == "https://rada.example/n/7"
    assert article.relay
    assert article.text.startswith("В Харькове открыли новую школу")
    assert "Напомним" not in article.text


def test_each_field_says_which_rule_gave_it() -> None:
    reading = examine_page((PAGES / "unn-en.html").read_bytes(), source="x", url="https://unn.example/a")
    assert not isinstance(reading, Unreadable)
    assert reading.rules["published"] == "JSON-LD datePublished"
    assert reading.rules["views"] == "views line"


NO_ARTICLES = [
    (b"%PDF-1.7 ...", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b'{"a": 1}', "JSON"),
    (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed"),
    (b"", "empty body"),
    (
        b"<html><body><h1>The deal</h1><p>Sign in to continue reading this article.</p><p>Already a subscriber? Log in.</p></body></html>",
        "login wall",
    ),
    (
        b"<html><body><h1>Before you continue</h1><p>We value your privacy. We and our partners use cookies.</p></body></html>",
        "consent",
    ),
    (
        b"<html><head><title>Just a moment...</title></head><body><p>Verify you are human to go on to the site.</p></body></html>",
        "robots",
    ),
    (
        b"<html><body><div id=root></div><noscript>Enable JavaScript</noscript><p>You need to enable JavaScript.</p></body></html>",
        "JavaScript",
    ),
    (b"<html><head><title>x</title></head><body></body></html>", "shell"),
    (
        b'<html><head><meta http-equiv="refresh" content="0; url=https://news.example/real"></head><body></body></html>',
        "forwards to https://news.example/real",
    ),
]


@pytest.mark.parametrize(("body", "reason"), NO_ARTICLES, ids=[reason for _, reason in NO_ARTICLES])
def test_what_is_no_article_says_why(body: bytes, reason: str) -> None:
    answer = read_html(body)
    assert isinstance(answer, Unreadable)
    assert reason in answer.reason


def test_the_type_of_the_answer_counts_where_the_bytes_do_not_tell() -> None:
    answer = read_html(b"....", content_type="video/mp4")
    assert isinstance(answer, Unreadable)
    assert "video/mp4" in answer.reason


def test_twenty_megabytes_are_cut_and_it_is_said() -> None:
    page = "<html><body><h1>Repairs of the bridge</h1>" + TEXT + "<p>" + "word " * 4_000_000 + "</body></html>"
    article = read_html(page.encode())
    assert isinstance(article, Article)
    assert any("truncated" in warning for warning in article.warnings)


@pytest.mark.parametrize("tag", ["div", "b", "span", "ul><li", "table><tr><td"])
def test_nesting_without_end_is_read_all_the_same(tag: str) -> None:
    article = read_html(f"<html><body><h1>Repairs of the bridge</h1>{TEXT}" + f"<{tag}>" * 100_000)
    assert isinstance(article, Article)
    assert "fifth crew" in article.text


def test_a_page_of_scripts_is_read_in_spite_of_them() -> None:
    page = (
        "<html><body><script>"
        + "x=1;" * 600_000
        + f"</script><article><h1>Repairs of the bridge</h1>{TEXT}</article></body></html>"
    )
    article = read_html(page)
    assert isinstance(article, Article)
    assert "fifth crew" in article.text


RUSSIAN = (
    "<html><head>%s</head><body><h1>Ремонт моста</h1>"
    + "<p>Бригада северной дороги пришла к мосту в понедельник и продолжила ремонт.</p>" * 5
)


@pytest.mark.parametrize(
    ("encoding", "head", "content_type"),
    [
        ("cp1251", '<meta charset="windows-1251">', None),
        ("cp1251", "", "text/html; charset=windows-1251"),
        ("cp1251", "", "text/html; charset=iso-8859-1"),
        ("cp1251", '<meta charset="utf-8">', None),
        ("koi8-r", '<meta charset="koi8-r">', None),
        ("utf-8", "", "text/html; charset=iso-8859-1"),
        ("utf-8-sig", "", None),
        ("utf-16", "", None),
    ],
)
def test_a_wrong_or_missing_charset_is_seen_through(encoding: str, head: str, content_type: str | None) -> None:
    article = read_html((RUSSIAN % head).encode(encoding), content_type)
    assert isinstance(article, Article)
    assert article.title == "Ремонт моста"
    assert "Бригада северной дороги" in article.text


def test_utf_7_is_read_as_the_text_that_it_is() -> None:
    article = read_html(
        f"<html><body><h1>Repairs of the bridge</h1>{TEXT}<p>+ADw-script+AD4- stands here.</p>",
        "text/html; charset=utf-7",
    )
    assert isinstance(article, Article)
    assert "<script>" not in article.text
    assert "fifth crew" in article.text


def test_a_huge_table_does_not_drown_the_text() -> None:
    rows = "<tr><td>12</td><td>Monday</td><td>4.5</td></tr>" * 5_000
    article = read_html(
        f"<html><body><article><h1>Repairs of the bridge</h1>{TEXT}<table>{rows}</table></article></body></html>"
    )
    assert isinstance(article, Article)
    assert "fifth crew" in article.text


HEAD = '<html lang="en"><head><title>%s</title>%s</head><body><article><h1>%s</h1>' + TEXT + "</article></body></html>"


def page(title: str = "Repairs of the bridge", head: str = "", h1: str = "Repairs of the bridge") -> Article:
    article = read_html(HEAD % (title, head, h1))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("https://news.example/a/b?id=1", "https://news.example/a/b?id=1"),
        ("https://www.news.example/a/b", "https://www.news.example/a/b"),
        ("/a/c", "https://news.example/a/c"),
        ("https://other.example/a/b", None),
        ("https://news.example/", None),
        ("javascript:alert(1)", None),
    ],
)
def test_a_canonical_address_is_believed_on_the_same_site_and_not_the_root(
    canonical: str, believed: str | None
) -> None:
    assert page(head=f'<link rel="canonical" href="{canonical}">').canonical_url == believed


def test_a_canonical_address_of_another_title_is_not_believed() -> None:
    head = '<link rel="canonical" href="https://news.example/a/c"><meta property="og:title" content="Ten recipes for the summer">'
    assert page(head=head).canonical_url is None


def test_the_site_s_name_is_no_part_of_the_title() -> None:
    head = '<meta property="og:site_name" content="Northern News">'
    assert page("Repairs of the bridge | Northern News", head, h1="Welcome!").title == "Repairs of the bridge"


def test_the_heading_counts_that_agrees_with_the_metadata() -> None:
    assert (
        page("Repairs of the bridge go on - Northern News", h1="Repairs of the bridge").title == "Repairs of the bridge"
    )


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-01-10T08:00:00+0900">', "2024-01-10T08:00:00+09:00"),
        ('<meta name="pubdate" content="Wed, 10 Jan 2024 08:00:00 GMT">', "2024-01-10T08:00:00+00:00"),
        ('<meta name="date" content="1704873600">', "2024-01-10T08:00:00+00:00"),
        (
            '<script type="application/ld+json">[{"@type":"WebPage"},{"@type":["NewsArticle"],"datePublished":"2024-01-10T08:00:00Z"}]</script>',
            "2024-01-10T08:00:00+00:00",
        ),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Repairs","datePublished":"2024-01-10T08:00:00Z",, }</script>',
            "2024-01-10T08:00:00+00:00",
        ),
        ('<meta property="og:image" content="https://img.example/2024/01/10/a.webp">', "2024-01-10T00:00:00+00:00"),
    ],
)
def test_the_date_is_found_where_a_page_has_it(head: str, published: str) -> None:
    article = page(head=head)
    assert article.published is not None
    assert article.published.isoformat() == published


def test_a_day_alone_is_midnight_and_said_so() -> None:
    article = page(head='<meta name="date" content="2024-01-10">')
    assert article.published == datetime(2024, 1, 10, tzinfo=UTC)
    assert any("only the day" in warning for warning in article.warnings)


def test_authors_come_by_reference_and_without_by() -> None:
    graph = '<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"Repairs of the bridge","author":{"@id":"#p"}},{"@id":"#p","@type":"Person","name":"By Anna Berg"}]}</script>'
    assert page(head=graph).authors == ("Anna Berg",)


def test_headings_lists_and_lead_of_the_page_are_kept() -> None:
    html = (
        "<html><head><title>Repairs of the bridge</title></head><body><article><h1>Repairs of the bridge</h1>"
        f'<p class="standfirst">The bridge in the north is open again after half a year of work.</p>{TEXT}'
        f"<h2>What comes next</h2><ul><li>The second bridge of the railway</li><li>The depot of the"
        f" railway</li></ul>{TEXT.replace('crew', 'team')}</article></body></html>"
    )
    article = read_html(html)
    assert isinstance(article, Article)
    assert article.lead == "The bridge in the north is open again after half a year of work."
    assert article.text.startswith(article.lead)
    assert [section.heading for section in article.sections] == [None, "What comes next"]
    assert "The depot of the railway" in article.sections[1].paragraphs


def test_a_site_profile_overrules_the_general_rules() -> None:
    html = f'<html><body><h1>Not this</h1><div class="t">The title</div><i id="v">1 204</i><div class="ad">{TEXT}</div><section class="b"><p>First paragraph of the body.</p><h3>Box</h3><p>Second paragraph of the body, longer than the first one.</p></section></body></html>'
    site = {
        "domain": "news.example",
        "title": ".t",
        "views": "#v",
        "body": "section.b",
        "remove": [".ad"],
        "labels": ["Box"],
    }
    article = read_html(html, sites=(site,))
    assert isinstance(article, Article)
    assert (article.title, article.views) == ("The title", 1204)
    assert article.text == "First paragraph of the body.\n\nSecond paragraph of the body, longer than the first one."
    assert [section.heading for section in article.sections] == [None, "Box"]


def test_a_page_that_declares_another_language_is_warned_about() -> None:
    article = read_html(RUSSIAN % "" + "<p>Ещё один абзац.</p>")
    assert isinstance(article, Article)
    assert article.language == "ru"
    html = (RUSSIAN % "").replace("<html>", '<html lang="en">')
    declared = read_html(html)
    assert isinstance(declared, Article)
    assert declared.language == "ru"
    assert any("declares en" in warning for warning in declared.warnings)


def test_a_short_page_gives_its_paragraphs_and_not_what_stands_around_them() -> None:
    page = """<html lang="zh"><head><title>朝鲜外相访问莫斯科 | 某报</title></head><body>
    <header><nav><a href="/">某报</a></nav></header><main><article><h1>朝鲜外相访问莫斯科</h1>
    <p>朝鲜外务相24日抵达莫斯科，将与俄罗斯外长举行会谈，讨论两国合作。</p>
    <p>克里姆林宫发言人说，两国关系正在发展。</p></article></main></body></html>"""
    article = read_page(page, source="x", url="https://paper.example/1.html")
    assert isinstance(article, Article)
    assert article.text.split("\n\n") == [
        "朝鲜外务相24日抵达莫斯科，将与俄罗斯外长举行会谈，讨论两国合作。",
        "克里姆林宫发言人说，两国关系正在发展。",
    ]


def test_a_site_profile_may_name_functions() -> None:
    html = f'<html><body><h1>Not this</h1><h2>The title</h2><p>No text.</p><p data-kind="text">The first paragraph of the text says that the bridge will be open again by spring, and who will pay for the repairs.</p>{TEXT}'
    site = {
        "domain": "news.example",
        "title": "tests.core.article.rules:title",
        "body": "tests.core.article.rules:body",
        "views": "tests.core.article.rules:raises",
    }
    reading = examine_page(
        html, source="x", url="https://news.example/a", hints=ReadHints(sites=with_functions([site]))
    )
    assert not isinstance(reading, Unreadable)
    assert reading.article.title == "The title (https://news.example/a)"
    assert (
        reading.article.text
        == "The first paragraph of the text says that the bridge will be open again by spring, and who will pay for the repairs."
    )
    assert reading.rules["title"] == "site profile, tests.core.article.rules:title"
    assert reading.article.views is None
    assert "site profile: tests.core.article.rules:raises raised KeyError: 'views'" in reading.article.warnings


@pytest.mark.parametrize("selector", ["div.text:empty", "p:first-child", "a.b:not(.c)", "li.item:hover"])
def test_a_pseudo_class_is_no_function(selector: str) -> None:
    assert function_named(selector) is None
