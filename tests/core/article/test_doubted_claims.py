"""Claims whose standing was read wrong once, and weekdays that only repeat a date."""

from datetime import UTC, date, datetime

import pytest

from monitor.core.article import ReadHints
from monitor.core.article.read import read_text

HINTS = ReadHints(feed_title="t", feed_published=datetime(2024, 1, 2, 9, 0, tzinfo=UTC))  # a Tuesday
CLAIMS = [
    ("The Pentagon declined to confirm the report.", "unconfirmed"),
    ("The Pentagon refused to confirm it.", "unconfirmed"),
    ("The deal was never confirmed.", "unconfirmed"),
    ("The ship sank, Moscow claims.", "attributed"),
    ("Офіційного підтвердження немає.", "unconfirmed"),
    ("За попередніми даними, корабель потонув.", "attributed"),
    ("Официального подтверждения нет.", "unconfirmed"),
    ("По предварительным данным, корабль утонул.", "attributed"),
    ("该消息尚未得到证实。", "unconfirmed"),
    ("朝方未予证实。", "unconfirmed"),
]


@pytest.mark.parametrize(("text", "status"), CLAIMS, ids=[case[0] for case in CLAIMS])
def test_a_claim_has_its_standing(text: str, status: str) -> None:
    assert [claim.status for claim in read_text(f"t\n\n{text}", source="x").claims] == [status]


def test_who_says_nothing_claims_nothing() -> None:
    assert read_text("t\n\nHe said nothing of it.", source="x").claims == ()


@pytest.mark.parametrize(
    "text",
    [
        "It will open on Saturday, January 27.",
        "It will open on January 27 (Saturday).",
        "Відкриття відбудеться в суботу, 27 січня.",
        "Открытие пройдет 27 января, в субботу.",
        "1월 27일(토요일) 열린다.",
        "1月27日（星期六）举行。",
    ],
)
def test_a_weekday_beside_a_date_is_no_date_of_its_own(text: str) -> None:
    assert [mention.date for mention in read_text(text, source="x", hints=HINTS).dates] == [date(2024, 1, 27)]
