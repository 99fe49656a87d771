"""The breaker of a channel, on a clock of the test's own."""

import pytest

from monitor.core.alert import Health, health_after


def after(health: Health, now: float, outcome: str, status: int | None = None, asked: float | None = None) -> Health:
    return health_after(health, now, outcome=outcome, status=status, retry_after=asked, key="channel:desk")


def failed(times: int, now: float = 0.0) -> Health:
    health = Health()
    for _ in range(times):
        health = after(health, now, "retry", 503)
    return health


def test_three_failures_in_a_row_open_it() -> None:
    assert failed(2) == Health("working", 2)
    opened = failed(3, 100.0)
    assert (opened.state, opened.failures, opened.since) == ("open", 3, 100.0)
    assert opened.probe_at is not None
    assert 130 <= opened.probe_at <= 160


def test_one_that_arrives_between_them_starts_the_count_again() -> None:
    assert after(failed(2), 0, "sent", 200) == Health()


@pytest.mark.parametrize(("outcome", "status"), [("unknown", None), ("retry", None), ("retry", 500), ("retry", 429)])
def test_what_counts(outcome: str, status: int | None) -> None:
    assert after(failed(2), 0, outcome, status).state == "open"


@pytest.mark.parametrize(
    ("outcome", "status"), [("sent", 200), ("rejected", 400), ("rejected", 550), ("retry", 450), ("retry", 425)]
)
def test_what_shows_that_it_works(outcome: str, status: int) -> None:
    for health in (failed(2), failed(5), after(Health(), 0, "broken", 404)):
        assert after(health, 1, outcome, status) == Health()


def test_probes_grow_rare_up_to_a_quarter_of_an_hour() -> None:
    health, now, waits = failed(3), 0.0, []
    for _ in range(30):
        assert health.probe_at is not None
        waits.append(health.probe_at - now)
        now = health.probe_at
        health = after(health, now, "unknown")
    assert all(30 <= wait <= 900 for wait in waits)
    assert max(waits[:2]) <= 120
    assert max(waits) > 600
    assert len(set(waits)) == 30
    assert health.since == 0.0


def test_a_provider_that_asks_for_time_is_probed_no_sooner() -> None:
    assert after(failed(2), 0, "retry", 429, 700.0).probe_at == 700.0
    assert after(failed(2), 0, "retry", 429, 7000.0).probe_at == 900.0


def test_a_broken_channel_is_probed_every_quarter_to_whole_hour_and_stays_broken() -> None:
    health, now = after(Health(), 50.0, "broken", 404), 50.0
    assert (health.state, health.since) == ("broken", 50.0)
    for outcome in ("broken", "retry", "unknown") * 4:
        assert health.probe_at is not None
        assert 900 <= health.probe_at - now <= 3600
        now = health.probe_at
        health = after(health, now, outcome, None)
        assert (health.state, health.since) == ("broken", 50.0)
