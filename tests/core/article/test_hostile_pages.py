"""The hostile pages of tests/data/pages/hostile: what the extractor says of each, and the articles that it reads all the same."""

from pathlib import Path

import pytest

from monitor.core.article import Article, Unreadable
from monitor.core.article.read import read_page

PAGES = Path(__file__).parents[2] / "data" / "pages" / "hostile"
NO_ARTICLES = {
    "consent-en": "a consent page for cookies",
    "consent-ru": "a consent page for cookies",
    "login-ko": "a login wall",
    "missing-uk": "not found",
    "pdf": "a PDF document",
    "refresh-en": "only forwards to https://news.example/real",
    "robots-en": "a check for robots",
    "shell-en": "an empty shell",
    "shell-zh": "an empty shell",
    "wall-uk": "a login wall",
}
# Paragraphs, and what the warnings begin with.
ARTICLES: dict[str, tuple[int, set[str]]] = {
    "canonical-en": (4, set()),
    "charset-ru": (3, set()),
    "nested-en": (4, set()),
    "overlay-en": (4, set()),
    "refreshed-en": (4, set()),
    "wall-en": (2, {"wall"}),
}


def read(name: str) -> Article | Unreadable:
    body = (PAGES / f"{name}.html").read_bytes()
    kind = "text/html; charset=utf-8"  # what the server says; charset-ru is windows-1251
    return read_page(body, source=name, url="https://news.example/a/icebreaker", content_type=kind)


def test_every_page_is_expected_to_be_something() -> None:
    assert {path.stem for path in PAGES.iterdir()} == {*NO_ARTICLES, *ARTICLES}


@pytest.mark.parametrize(("name", "reason"), NO_ARTICLES.items())
def test_what_is_no_article_says_why(name: str, reason: str) -> None:
    answer = read(name)
    assert isinstance(answer, Unreadable)
    assert reason in answer.reason


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_read_without_what_is_around_it(name: str) -> None:
    article = read(name)
    assert isinstance(article, Article)
    paragraphs, warnings = ARTICLES[name]
    assert len(article.text.split("\n\n")) == paragraphs
    assert article.title in ("Icebreaker opens the channel", "Ледокол открыл канал")
    assert {warning.split(":")[0] for warning in article.warnings} == warnings
    assert article.canonical_url is None  # of another host, or none at all
    for around in ("cookie", "Subscribe", "About", "Северная почта"):
        assert around not in article.text
