"""Dates in sentences, resolved against Wednesday 10 January 2024."""

from datetime import UTC, date, datetime

import pytest

from monitor.core.article import ReadHints
from monitor.core.article.read import read_text

HINTS = ReadHints(feed_title="t", feed_published=datetime(2024, 1, 10, 9, 0, tzinfo=UTC))

CASES = [
    ("It began on December 30.", "2023-12-30"),
    ("It began on January 9.", "2024-01-09"),
    ("It began on Jan. 9, 2022.", "2022-01-09"),
    ("It will open on 2 February.", "2024-02-02"),
    ("It began yesterday.", "2024-01-09"),
    ("It began on Tuesday.", "2024-01-09"),
    ("It began on Thursday.", "2024-01-04"),
    ("It will begin on Thursday.", "2024-01-11"),
    ("It will begin on Wednesday.", "2024-01-10"),
    ("It began last Wednesday.", "2024-01-03"),
    ("Officials said Friday that it began.", "2024-01-05"),
    ("The minister said on Tuesday that the plant will open.", "2024-01-09"),
    ("The plant will open, the minister said on Tuesday.", "2024-01-09"),
    ("It began two weeks ago.", "2023-12-27"),
    ("It began last night.", "2024-01-09"),
    ("It began the previous day.", "2024-01-09"),
    ("Це сталося минулої п'ятниці.", "2024-01-05"),
    ("Зустріч відбудеться у п'ятницю.", "2024-01-12"),
    ("Це сталося три дні тому.", "2024-01-07"),
    ("Это случилось неделю назад.", "2024-01-03"),
    ("Министр заявил во вторник, что завод закроют.", "2024-01-09"),
    ("지난달 30일 발사했다.", "2023-12-30"),
    ("다음 달 5일 열린다.", "2024-02-05"),
    ("오는 15일 열린다.", "2024-01-15"),
    ("사흘 전 발사했다.", "2024-01-07"),
    ("3일 전 발사했다.", "2024-01-07"),
    ("지난주 화요일 발사했다.", "2024-01-02"),
    ("上月30日发射。", "2023-12-30"),
    ("三天前发射。", "2024-01-07"),
    ("上周二发射。", "2024-01-02"),
    ("本周五举行。", "2024-01-12"),
    ("外交部周二表示，将举行会谈。", "2024-01-09"),
    ("Це сталося 30 грудня.", "2023-12-30"),
    ("Це сталося вчора.", "2024-01-09"),
    ("Це сталося у вівторок.", "2024-01-09"),
    ("Це сталося 5 листопада минулого року.", "2023-11-05"),
    ("Это случилось 30 декабря.", "2023-12-30"),
    ("Это случилось накануне.", "2024-01-09"),
    ("Это случилось в понедельник.", "2024-01-08"),
    ("12월 30일 발사했다.", "2023-12-30"),
    ("지난해 3월 5일 발사했다.", "2023-03-05"),
    ("지난 9일 발사했다.", "2024-01-09"),
    ("어제 발사했다.", "2024-01-09"),
    ("12月30日发射。", "2023-12-30"),
    ("去年3月5日发射。", "2023-03-05"),
    ("昨天发射。", "2024-01-09"),
    ("It began on 2023-12-30.", "2023-12-30"),
    ("Це сталося 30.12.2023.", "2023-12-30"),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_date_is_resolved(text: str, expected: str) -> None:
    mentions = read_text(text, source="x", hints=HINTS).dates
    assert [mention.date for mention in mentions] == [date.fromisoformat(expected)]
    assert mentions[0].sentence == text


def test_two_days_of_one_month_are_two_dates() -> None:
    mentions = read_text("It came on January 5 and 6.", source="x", hints=HINTS).dates
    assert [mention.date.day for mention in mentions] == [5, 6]


@pytest.mark.parametrize("text", ["8∼9일 발사했다.", "8일과 9일 발사했다.", "1月8日至9日发射。", "Сталося 8-9 січня."])
def test_a_span_of_days_is_its_two_ends(text: str) -> None:
    mentions = read_text(text, source="x", hints=HINTS).dates
    assert [mention.date for mention in mentions] == [date(2024, 1, 8), date(2024, 1, 9)]


def test_said_on_one_day_and_to_come_on_another() -> None:
    mentions = read_text("The minister told us Friday that talks will begin Monday.", source="x", hints=HINTS).dates
    assert [mention.date for mention in mentions] == [date(2024, 1, 5), date(2024, 1, 15)]


@pytest.mark.parametrize(
    "text",
    [
        "It may 5 times close.",
        "Black Friday sales fell.",
        "The Sunday Times wrote so.",
        "3일간 열렸다.",
        "May 20 percent of it stay.",
        "It cost 12.5 million.",
        "Version 1.2.2023.4 came.",
        "On February 30 nothing was.",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_text(text, source="x", hints=HINTS).dates == ()


def test_without_a_reference_only_full_dates_are_resolved() -> None:
    mentions = read_text("t\n\nIt began on December 30 and ended yesterday, not on March 1, 2021.", source="x").dates
    assert [mention.date for mention in mentions] == [date(2021, 3, 1)]
