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


@pytest.mark.parametrize(
    "text",
    ["May 20 percent of it stay.", "It cost 12.5 million.", "Version 1.2.2023.4 came.", "On February 30 nothing was."],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_text(text, source="x", hints=HINTS).dates == ()


def test_without_a_reference_only_full_dates_are_resolved() -> None:
    mentions = read_text("t\n\nIt began on December 30 and ended yesterday, not on March 1, 2021.", source="x").dates
    assert [mention.date for mention in mentions] == [date(2021, 3, 1)]
