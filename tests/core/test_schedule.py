from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.schedule import back_off, fastest_within, next_interval, next_poll

seconds = st.floats(1, 10**7)
moments = st.floats(0, 4e9)


@settings(deadline=None)
@given(seconds, st.integers(0, 100), seconds, seconds)
def test_an_interval_stays_between_fastest_and_slowest(current, new, one, other):
    fastest, slowest = sorted((one, other))
    assert fastest <= next_interval(current, new_entries=new, fastest=fastest, slowest=slowest) <= slowest


def test_news_make_it_faster_and_silence_slower():
    assert next_interval(1000, new_entries=3, fastest=120, slowest=21600) == 500
    assert next_interval(1000, new_entries=0, fastest=120, slowest=21600) == 1250


def test_an_interval_reaches_both_ends():
    interval = 1000.0
    for _ in range(40):
        interval = next_interval(interval, new_entries=0, fastest=120, slowest=21600)
    assert interval == 21600
    for _ in range(40):
        interval = next_interval(interval, new_entries=1, fastest=120, slowest=21600)
    assert interval == 120


@settings(deadline=None)
@given(moments, seconds, st.text(max_size=20), seconds, st.floats(0, 5e9))
def test_a_poll_never_undercuts_fastest_or_what_the_server_asked(now, interval, name, fastest, not_before):
    due = next_poll(now, interval, name=name, fastest=fastest, not_before=not_before)
    pause = max(interval, fastest)
    assert due >= now + fastest
    assert due >= not_before
    assert due <= max(now + pause, not_before) + pause * 0.1
    assert due == next_poll(now, interval, name=name, fastest=fastest, not_before=not_before)


def test_feeds_that_start_together_drift_apart():
    polls = {round(next_poll(1_700_000_000.0, 300, name=f"feed-{n}", fastest=120), 3) for n in range(100)}
    assert len(polls) > 90
    assert max(polls) - min(polls) > 20


@settings(deadline=None)
@given(st.integers(-5, 10**6), seconds, seconds)
def test_back_off_grows_within_its_bounds(failures, one, other):
    fastest, slowest = sorted((one, other))
    pause = back_off(failures, fastest=fastest, slowest=slowest)
    assert fastest <= pause <= slowest
    assert pause <= back_off(failures + 1, fastest=fastest, slowest=slowest)


def test_back_off_doubles():
    assert [back_off(n, fastest=120, slowest=1000) for n in range(6)] == [120, 120, 240, 480, 960, 1000]


def test_a_budget_lengthens_what_is_not_fixed() -> None:
    within = lambda budget, fixed=(), others=100: fastest_within(  # noqa: E731
        budget, fixed=fixed, others=others, fastest=120, slowest=21600
    )
    assert within(100_000) == 120
    assert within(1_000) == 360, "a hundred feeds, ten times an hour"
    assert within(1_000, fixed=[6.0]) == 900, "600 of the 1,000 are spoken for"
    assert within(1_000, fixed=[1.0]) == 21600
    assert within(1_000, others=0) == 120
