"""What the extractor says of a page that may not be whole, that is no article, or whose language nobody declares."""

from collections.abc import Mapping

import pytest

from monitor.core.article import ReadHints, Unreadable
from monitor.core.article.read import Reading, examine_page, examine_text, read_page

TEXT = "".join(
    f"<p>The {word} crew of the northern railway came to the bridge on Monday and repaired it until late at night.</p>"
    for word in ("first", "second", "third", "fourth")
)


def examine(body: str | bytes, content_type: str | None = None, **hints: object) -> Reading | Unreadable:
    return examine_page(
        body.encode() if isinstance(body, str) else body,
        source="x",
        url="https://news.example/a/b",
        content_type=content_type,
        hints=ReadHints.model_validate(hints),
    )


def page(text: str = TEXT, head: str = "", after: str = "") -> Reading:
    reading = examine(
        f'<html lang="en"><head><title>Repairs of the bridge</title>{head}</head><body>'
        f"<article><h1>Repairs of the bridge</h1>{text}</article>{after}</body></html>"
    )
    assert isinstance(reading, Reading)
    return reading


def begins(reading: Reading) -> set[str]:
    return {warning.split(":")[0] for warning in reading.article.warnings}


@pytest.mark.parametrize(
    "asked",
    [
        "Subscribe to continue reading",
        "Sign in to read the full article",
        "Щоб читати далі, потрібна передплата",
        "Только для подписчиков",
        "유료 회원만 볼 수 있습니다",
        "登录后阅读全文",
    ],
)
def test_a_page_that_asks_to_pay_for_the_rest_may_be_cut(asked: str) -> None:
    assert begins(page(after=f'<div class="gate"><h3>{asked}</h3></div>')) == {"wall"}


def test_a_page_that_calls_itself_locked_may_be_cut() -> None:
    assert begins(page(head='<meta property="article:content_tier" content="locked">')) == {"wall"}


def test_a_link_to_sign_in_is_no_wall() -> None:
    assert begins(page(after='<header><a href="/l">Already a subscriber? Sign in</a></header>')) == set()


@pytest.mark.parametrize(
    "end", ["The fifth crew came to the…", "The fifth crew came to [...]", "The fifth crew came..."]
)
def test_a_text_that_ends_with_an_ellipsis_may_be_cut(end: str) -> None:
    assert begins(page(TEXT + f"<p>{end}</p>")) == {"truncated"}
    assert "truncated" in begins(examine_text(f"Repairs of the bridge\n\n{end}", source="x"))


def test_a_language_that_nothing_declares_is_said_to_be_guessed() -> None:
    guessed = examine(f"<html><body><h1>Repairs of the bridge</h1>{TEXT}")
    assert isinstance(guessed, Reading)
    assert (guessed.article.language, guessed.rules["language"]) == ("en", "guessed from the text")
    assert "language" in begins(guessed)
    assert (page().rules["language"], begins(page())) == ("declared by the page", set())
    hinted = examine(f"<html><body><h1>Repairs of the bridge</h1>{TEXT}", language="uk")
    assert isinstance(hinted, Reading)
    assert (hinted.article.language, hinted.rules["language"], begins(hinted)) == ("uk", "feed", set())


NO_ARTICLES = [
    (
        '<html lang="uk"><body><h1>Ремонт</h1><p>Бригада прийшла до мосту у понеділок.</p><p>Оформіть передплату.</p></body></html>',
        "login wall",
    ),
    ("<html><body><p>Wir und unsere Partner verwenden Cookies. Alle akzeptieren</p></body></html>", "consent"),
    ("<html><body><h1>Sorry, you have been blocked</h1></body></html>", "robots"),
    (
        '<html><head><meta content="0; url=https://news.example/real" http-equiv="refresh"></head><body>Wait</body></html>',
        "forwards to https://news.example/real",
    ),
    (b"\xef\xbb\xbf%PDF-1.4\n", "PDF"),
    ('<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?>\n<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
]


@pytest.mark.parametrize(("body", "reason"), NO_ARTICLES, ids=[reason for _, reason in NO_ARTICLES])
def test_no_article_says_why(body: str | bytes, reason: str) -> None:
    answer = examine(body)
    assert isinstance(answer, Unreadable)
    assert reason in answer.reason


PLAIN = "Repairs of the bridge\n\nKyiv • UNN\n\nThe bridge in the north is open again after two years of works on its piers."


def test_a_text_that_a_server_sends_as_text_is_read_as_one() -> None:
    reading = examine(PLAIN, "text/plain; charset=utf-8")
    assert isinstance(reading, Reading)
    assert (reading.article.title, reading.article.dateline) == ("Repairs of the bridge", "Kyiv")
    assert reading.rules["text"] == "the text's own paragraphs"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Not found\n", "not found"),
        ("Sign in to continue reading this article.", "login wall"),
        (b"\x00" * 99, "binary"),
    ],
)
def test_a_text_that_is_no_article_says_why(body: str | bytes, reason: str) -> None:
    answer = examine(body, "text/plain")
    assert isinstance(answer, Unreadable)
    assert reason in answer.reason


def test_a_page_that_a_server_calls_text_is_a_page() -> None:
    article = read_page(
        f"<!doctype html><html lang=en><body><h1>Repairs</h1>{TEXT}".encode(),
        source="x",
        url="https://news.example/a",
        content_type="text/plain",
    )
    assert not isinstance(article, Unreadable)
    assert "<p>" not in article.text


SITE: Mapping[str, object] = {
    "domain": "news.example",
    "title": "h2.t",
    "body": "div.b",
    "lead": "p.l",
    "date": "span.d",
    "dateline": "span.w",
    "views": "span.v",
    "quote": "p.q",
    "related": "aside a",
    "remove": ["p.ad"],
    "labels": ["In brief"],
}
PROFILED = (
    '<html lang="en"><body><h1>Wrong</h1><h2 class="t">Repairs of the bridge</h2><p class="l">All in short.</p>'
    '<span class="d">10 Jan 2024 08:12</span><span class="w">Odesa • UNN</span><span class="v">1 204</span>'
    f'<div class="b">{TEXT}<p class="ad">Buy now and here.</p><p>In brief</p><p class="q">We shall go on with the repairs as long as there is light and nobody is hurt.</p></div>'
    '<aside><a href="/o">Another article</a></aside></body></html>'
)


def test_every_key_of_a_site_profile_is_obeyed_and_explained() -> None:
    reading = examine(PROFILED, sites=(SITE,))
    assert isinstance(reading, Reading)
    article = reading.article
    assert (article.title, article.lead, article.views) == ("Repairs of the bridge", "All in short.", 1204)
    assert (article.dateline, article.agency) == ("Odesa", "UNN")
    assert article.published is not None
    assert article.published.isoformat() == "2024-01-10T08:12:00+00:00"
    assert [quote.text for quote in article.quotes] == [
        "We shall go on with the repairs as long as there is light and nobody is hurt."
    ]
    assert [one.url for one in article.related] == ["https://news.example/o"]
    assert [section.heading for section in article.sections] == [None, "In brief"]
    assert "Buy now" not in article.text
    assert "In brief" not in article.text
    for field in ("title", "lead", "published", "dateline", "agency", "views", "text", "quotes", "related", "sections"):
        assert "site profile" in reading.rules[field], field
