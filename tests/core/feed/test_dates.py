from datetime import UTC, datetime

import pytest

from monitor.core.feed.dates import moment


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Wed, 10 Jan 2024 15:05:00 +0200", "2024-01-10T15:05:00+02:00"),
        ("10 Jan 24 15:05 GMT", "2024-01-10T15:05:00+00:00"),
        ("Wed, 10 Jan 2024 15:05:00 EST", "2024-01-10T15:05:00-05:00"),
        ("Wed, 10 Jan 2024 15:05:00 MSK", "2024-01-10T15:05:00+03:00"),
        ("Wed, 10 Jan 2024 15:05:00 GMT+3", "2024-01-10T15:05:00+03:00"),
        ("Wed, 10 Jul 2024 15:05:00 Europe/Kyiv", "2024-07-10T15:05:00+03:00"),
        ("Wed, 10 Jan 2024 24:00:00 GMT", "2024-01-11T00:00:00+00:00"),
        ("Wed, 10 Jan 2024 15:05:60 GMT", "2024-01-10T15:05:59+00:00"),
        ("Wed Jan 10 15:05:00 EST 2024", "2024-01-10T15:05:00-05:00"),
        ("January 10, 2024 3:05 PM UTC", "2024-01-10T15:05:00+00:00"),
        ("2024-01-10T15:05:00.1234567Z", "2024-01-10T15:05:00+00:00"),
        ("2024-01-10T15:05:00+0200", "2024-01-10T15:05:00+02:00"),
        ("2024-01-10 15:05:00 KST", "2024-01-10T15:05:00+09:00"),
        ("20240110T150500Z", "2024-01-10T15:05:00+00:00"),
        ("Ср, 10 янв 2024 15:05:00 +0300", "2024-01-10T15:05:00+03:00"),
        ("Ср, 10 січ. 2024 15:05 EET", "2024-01-10T15:05:00+02:00"),
        ("10 июня 2024 г. 15:05 +0300", "2024-06-10T15:05:00+03:00"),
        ("10 листопада 2024, 15:05 +0200", "2024-11-10T15:05:00+02:00"),
        ("수, 10 1월 2024 15:05:00 +0900", "2024-01-10T15:05:00+09:00"),
        ("2024년 1월 10일 오후 3:05 +0900", "2024-01-10T15:05:00+09:00"),
        ("2024年1月10日 15:05 +0800", "2024-01-10T15:05:00+08:00"),
        ("1704899100", "2024-01-10T15:05:00+00:00"),
    ],
)
def test_a_date_with_a_zone_is_read_without_a_word(raw: str, expected: str) -> None:
    found, warning = moment(raw, "Asia/Tokyo")
    assert found is not None
    assert (found.isoformat(), warning) == (expected, None)


@pytest.mark.parametrize(
    "raw", ["2024-07-10T15:05:00", "Wed, 10 Jul 2024 15:05:00", "10.07.2024 15:05", "2024/7/10 15:05"]
)
def test_a_time_without_a_zone_takes_the_feeds_zone_and_says_so(raw: str) -> None:
    found, warning = moment(raw, "Europe/Kyiv")
    assert found == datetime(2024, 7, 10, 12, 5, tzinfo=UTC)
    assert "taken as Europe/Kyiv" in str(warning)


def test_an_unknown_zone_name_takes_the_feeds_zone_and_is_named() -> None:
    found, warning = moment("Wed, 10 Jan 2024 15:05:00 XYZT", "Asia/Seoul")
    assert found == datetime(2024, 1, 10, 6, 5, tzinfo=UTC)
    assert "'XYZT'" in str(warning)


def test_an_ambiguous_zone_name_means_the_feeds_own_zone_where_that_bears_it() -> None:
    assert moment("Wed, 10 Jan 2024 15:05:00 CST", "Asia/Shanghai")[0] == datetime(2024, 1, 10, 7, 5, tzinfo=UTC)
    assert moment("Wed, 10 Jan 2024 15:05:00 CST", "Europe/Kyiv")[0] == datetime(2024, 1, 10, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "2024-02-30",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59Z",
        "10 Jan 2024 99:00",
        "10 Foo 2024",
    ],
)
def test_an_impossible_date_is_none_with_a_warning_whatever_another_reader_makes_of_it(raw: str) -> None:
    found, warning = moment(raw, "UTC", datetime(2024, 1, 1, tzinfo=UTC))
    assert found is None
    assert "impossible" in str(warning)


def test_a_date_far_in_the_future_is_kept_with_a_warning() -> None:
    found, warning = moment("2150-01-01T00:00:00Z", "UTC")
    assert found == datetime(2150, 1, 1, tzinfo=UTC)
    assert "future" in str(warning)


def test_an_unknown_form_takes_another_readers_answer() -> None:
    other = datetime(2024, 1, 1, tzinfo=UTC)
    assert moment("2024-W02", "UTC", other) == (other, None)
    assert moment("soon", "UTC")[0] is None


def test_a_zone_that_does_not_exist_is_utc() -> None:
    assert moment("2024-01-10T15:05:00", "Mars/Olympus")[0] == datetime(2024, 1, 10, 15, 5, tzinfo=UTC)
