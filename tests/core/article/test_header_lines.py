"""The lines between a title and its text, as sites really set them: they leave the text, and say only what they say."""

from datetime import datetime

import pytest

from monitor.core.article import ReadHints
from monitor.core.article.read import read_text
from monitor.core.article.related import strip_suffix

TEXT = "The bridge opened in the north after two years of works, the company said."
MORNING = "2024-01-10T08:12:00+02:00"
LINES = [
    ("10 січня, 08:12 • 1520 переглядiв", None, 1520),
    ("January 10, 08:12 AM • 1520 views", None, 1520),
    ("Сьогодні, 08:12 • 12 переглядів", None, 12),
    (" •  views", None, None),
    ("10 января 2024, 08:12 • 15,2 тыс. просмотров", MORNING, 15200),
    ("Kyiv • UNN • January 10 2024, 08:12 AM • 1520 views", MORNING, 1520),
    ("10 января 2024, 08:12 5 412", MORNING, None),
    ("5412 10.01.2024 08:12", MORNING, None),
    ("08:12 | 10.01.2024", MORNING, None),
    ("2024년 1월 10일 오전 8:12 조회 1520", MORNING, 1520),
    ("2024년 1월 10일 오후 8:12", "2024-01-10T20:12:00+02:00", None),
    ("입력 2024.01.10 08:12 KST", "2024-01-10T08:12:00+09:00", None),
    ("Published Jan 10, 2024, 8:12 a.m. ET", "2024-01-10T08:12:00-05:00", None),
]


@pytest.mark.parametrize(("line", "published", "views"), LINES, ids=[line for line, _, _ in LINES])
def test_a_header_line_leaves_the_text(line: str, published: str | None, views: int | None) -> None:
    article = read_text(f"A bridge opens\n\n{line}\n\n{TEXT}", source="x", hints=ReadHints(zone="Europe/Kyiv"))
    assert article.text == TEXT
    assert article.published == (datetime.fromisoformat(published) if published else None)
    assert article.views == views


def test_a_zone_that_the_line_names_is_no_guess() -> None:
    article = read_text(f"A bridge opens\n\n2024.01.10 08:12 KST\n\n{TEXT}", source="x", hints=ReadHints(language="en"))
    assert article.warnings == ()


@pytest.mark.parametrize(
    "line", ["Updated Jan 10, 2024, 8:12 a.m.", "Оновлено 10.01.2024, 08:12", "수정 2024.01.10 08:12"]
)
def test_a_change_is_no_publication(line: str) -> None:
    article = read_text(f"A bridge opens\n\n{line}\n\n{TEXT}", source="x", hints=ReadHints(zone="Europe/Kyiv"))
    assert (article.published, article.modified) == (None, datetime.fromisoformat(MORNING))
    assert article.text == TEXT


def test_a_chinese_page_names_whose_text_it_is() -> None:
    article = read_text(
        f"火车离开车站\n\n2024-01-10 08:12 来源：新华社\n\n{TEXT}", source="x", hints=ReadHints(zone="Europe/Kyiv")
    )
    assert (article.agency, article.published, article.text) == ("新华社", datetime.fromisoformat(MORNING), TEXT)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("A school opensPhoto", "A school opens"),
        ("A school opens (video)", "A school opens"),
        ("В Харькове открыли школу. Видео", "В Харькове открыли школу"),
        ("В Харькове открыли школу - ФОТО", "В Харькове открыли школу"),
        ("У Харкові відкрили школу (фото, відео)", "У Харкові відкрили школу"),
        ("Школа ФОТО+ВІДЕО", "Школа"),
        ("МЭР ПОКАЗАЛ ВИДЕО", "МЭР ПОКАЗАЛ ВИДЕО"),
        ("Мэр показал видео", "Мэр показал видео"),
        ("He sent a photo", "He sent a photo"),
    ],
)
def test_what_a_site_glues_to_a_title_is_no_part_of_it(title: str, bare: str) -> None:
    assert strip_suffix(title) == bare


def test_a_title_of_such_words_alone_takes_no_time() -> None:
    assert strip_suffix("ФОТО " * 200 + "x").endswith("x")
