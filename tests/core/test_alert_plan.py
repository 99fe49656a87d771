"""When a channel is told: digest, at_most and quiet hours, across midnight and changes of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.alert import Planned, Policy, plan

KYIV, SEOUL = ZoneInfo("Europe/Kyiv"), ZoneInfo("Asia/Seoul")
NIGHT = (time(22), time(7), "urgent")


def at(text: str, zone: ZoneInfo | None = None, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC, fold=fold).timestamp()


def planned(now: float, policy: Policy, level: str = "normal", recent: tuple[float, ...] = ()) -> Planned:
    return plan(now, policy, event="e1", watch="w", level=level, recent=recent)


def test_without_a_policy_it_goes_at_once() -> None:
    assert planned(100.5, Policy()) == Planned("event:e1", 100.5, "alert")


# --- digest


def test_digest_waits_for_the_next_of_several_times() -> None:
    policy = Policy(digest=(time(20), time(8)), digest_zone="Asia/Seoul")
    morning = planned(at("2024-01-10 07:59", SEOUL), policy)
    assert morning == Planned("digest:w:2024-01-09T23:00:00Z", at("2024-01-10 08:00", SEOUL), "digest")
    assert planned(at("2024-01-10 08:00", SEOUL), policy).due == at("2024-01-10 20:00", SEOUL)
    assert planned(at("2024-01-10 20:00", SEOUL), policy).due == at("2024-01-11 08:00", SEOUL)


@pytest.mark.parametrize("day", ["2024-03-31", "2024-10-27"])  # Kyiv: 03:00 -> 04:00, and 04:00 -> 03:00
def test_digest_keeps_its_local_time_over_a_change_of_the_clock(day: str) -> None:
    policy = Policy(digest=(time(8),), digest_zone="Europe/Kyiv")
    due = planned(at(f"{day} 00:30", KYIV), policy).due
    assert due == at(f"{day} 08:00", KYIV)
    before = planned(at(f"{day} 00:30", KYIV) - 86400, policy).due
    assert due - before == {"2024-03-31": 23 * 3600, "2024-10-27": 25 * 3600}[day]


def test_a_digest_time_that_spring_skips_comes_once_all_the_same() -> None:
    policy = Policy(digest=(time(3, 30),), digest_zone="Europe/Kyiv")
    first = planned(at("2024-03-30 12:00", KYIV), policy).due
    assert first == at("2024-03-31 04:30", KYIV)
    assert planned(first, policy).due == at("2024-04-01 03:30", KYIV)


def test_a_digest_time_that_autumn_repeats_comes_once() -> None:
    policy = Policy(digest=(time(3, 30),), digest_zone="Europe/Kyiv")
    first = planned(at("2024-10-26 12:00", KYIV), policy).due
    assert first == at("2024-10-27 03:30", KYIV, fold=0)
    assert planned(first, policy).due == at("2024-10-28 03:30", KYIV)
    assert planned(at("2024-10-27 03:10", KYIV, fold=1), policy).due == at("2024-10-28 03:30", KYIV)


# --- at_most


def test_what_is_over_gathers_until_a_place_is_free() -> None:
    policy = Policy(at_most=(2, 3600))
    now = at("2024-01-10 12:00")
    recent = (now - 4000, now - 3000.5, now - 10)
    assert planned(now, policy, recent=recent[:2]).kind == "alert"
    over = planned(now, policy, recent=recent)
    assert over == Planned("over:w:2024-01-10T12:10:00Z", now + 600, "summary")
    later = planned(now + 500, policy, recent=recent)
    assert later == over
    assert planned(now + 600, policy, recent=recent).kind == "alert"


def test_a_digest_is_no_single_message_and_not_limited() -> None:
    policy = Policy(digest=(time(8),), at_most=(1, 3600))
    assert planned(1000.0, policy, recent=(999.0,)).kind == "digest"


@pytest.mark.parametrize(
    ("now", "clock", "due"),
    [  # New York: 2024-03-10 02:00 EST -> 03:00 EDT, 2024-11-03 02:00 EDT -> 01:00 EST
        ("2024-03-09 12:00", time(8), "2024-03-10T12:00Z"),
        ("2024-03-10 01:59", time(2, 30), "2024-03-10T07:30Z"),  # skipped: 03:30 EDT
        ("2024-03-10 03:31", time(2, 30), "2024-03-11T06:30Z"),
        ("2024-11-02 12:00", time(8), "2024-11-03T13:00Z"),
        ("2024-11-03 00:59", time(1, 30), "2024-11-03T05:30Z"),  # the first of two
        ("2024-11-03 02:01", time(1, 30), "2024-11-04T06:30Z"),
    ],
)
def test_a_digest_in_new_york_over_both_changes(now: str, clock: time, due: str) -> None:
    policy = Policy(digest=(clock,), digest_zone="America/New_York")
    assert planned(at(now, ZoneInfo("America/New_York")), policy).due == at(due.replace("Z", "+00:00"))


# --- quiet hours


def test_quiet_hours_across_midnight_hold_until_their_end() -> None:
    policy = Policy(quiet=NIGHT, zone="Asia/Seoul")
    end = at("2024-01-11 07:00", SEOUL)
    expected = Planned("quiet:2024-01-10T22:00:00Z", end, "digest")
    assert planned(at("2024-01-10 22:00", SEOUL), policy) == expected
    assert planned(at("2024-01-11 06:59", SEOUL), policy) == expected
    assert planned(at("2024-01-11 07:00", SEOUL), policy).kind == "alert"
    assert planned(at("2024-01-10 21:59", SEOUL), policy).kind == "alert"


def test_quiet_hours_within_a_day() -> None:
    policy = Policy(quiet=(time(12), time(13, 30), "urgent"), zone="Europe/Kyiv")
    assert planned(at("2024-07-01 12:45", KYIV), policy).due == at("2024-07-01 13:30", KYIV)
    assert planned(at("2024-07-01 13:30", KYIV), policy).kind == "alert"


@pytest.mark.parametrize(
    ("let_through", "passing"),
    [("urgent", {"urgent"}), ("normal", {"normal", "urgent"}), ("nothing", set())],
)
def test_levels_that_pass(let_through: str, passing: set[str]) -> None:
    policy = Policy(quiet=(time(22), time(7), let_through), zone="UTC")
    now = at("2024-01-10 23:00")
    assert {lv for lv in ("info", "normal", "urgent") if planned(now, policy, lv).due == now} == passing


def test_equal_times_are_no_quiet_hours() -> None:
    assert planned(1000.0, Policy(quiet=(time(8), time(8), "nothing"))).due == 1000.0


def test_quiet_hours_end_once_where_autumn_repeats_their_end() -> None:
    policy = Policy(quiet=(time(23), time(3, 30), "urgent"), zone="Europe/Kyiv")
    assert planned(at("2024-10-27 03:29", KYIV, fold=0), policy).due == at("2024-10-27 03:30", KYIV, fold=0)
    assert planned(at("2024-10-27 03:10", KYIV, fold=1), policy).kind == "alert"


def test_quiet_hours_end_where_spring_skips_their_end() -> None:
    policy = Policy(quiet=(time(23), time(3, 30), "urgent"), zone="Europe/Kyiv")
    assert planned(at("2024-03-31 02:59", KYIV), policy).due == at("2024-03-31 04:30", KYIV)


# --- the order of policies


def test_quiet_hours_move_a_digest_and_a_summary_that_would_end_in_them() -> None:
    night = Policy(digest=(time(3),), digest_zone="UTC", quiet=NIGHT, zone="UTC")
    moved = planned(at("2024-01-10 12:00"), night)
    assert moved == Planned("quiet:2024-01-11T07:00:00Z", at("2024-01-11 07:00"), "digest")
    assert planned(at("2024-01-10 12:00"), night, "urgent").gather == "digest:w:2024-01-11T03:00:00Z"
    now = at("2024-01-10 21:30")
    over = Policy(at_most=(1, 3600), quiet=NIGHT, zone="UTC")
    assert planned(now, over, recent=(now - 60,)).due == at("2024-01-11 07:00")
    assert planned(now, over, "urgent", recent=(now - 60,)).kind == "summary"


# --- what holds for all of them

_clock = st.times().map(lambda t: t.replace(second=0, microsecond=0))
_zone = st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe"])


@given(
    now=st.floats(min_value=1.6e9, max_value=1.9e9),
    digest=st.lists(_clock, max_size=3).map(tuple),
    at_most=st.none() | st.tuples(st.integers(1, 3), st.sampled_from([60.0, 3600.0])),
    quiet=st.none() | st.tuples(_clock, _clock, st.sampled_from(["normal", "urgent", "nothing"])),
    zone=_zone,
    level=st.sampled_from(["info", "normal", "urgent"]),
    ages=st.lists(st.floats(0, 4000), max_size=5),
)
def test_nothing_is_early_dropped_or_held_for_more_than_two_days(
    now: float,
    digest: tuple[time, ...],
    at_most: tuple[int, float] | None,
    quiet: tuple[time, time, str] | None,
    zone: str,
    level: str,
    ages: list[float],
) -> None:
    policy = Policy(digest=digest, digest_zone=zone, at_most=at_most, quiet=quiet, zone=zone)
    result = planned(now, policy, level, tuple(now - age for age in ages))
    assert now <= result.due <= now + timedelta(days=2, hours=3).total_seconds()
    if quiet is not None and result.kind == "digest" and result.gather.startswith("quiet:"):
        # what was held is never held again at its own end
        again = planned(result.due, Policy(quiet=quiet, zone=zone), level)
        assert again.due == result.due
    # the same question has the same answer, and what waits together has one key for one due time
    assert planned(now, policy, level, tuple(now - age for age in ages)) == result
