"""Back-off: full jitter that the key decides, and Retry-After never undercut."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.core.alert import retry_at


@given(attempt=st.integers(-3, 10_000), key=st.text(max_size=30))
def test_between_five_seconds_and_fifteen_minutes(attempt: int, key: str) -> None:
    delay = retry_at(1000.0, attempt, key=key) - 1000.0
    assert 5 <= delay <= 900
    assert delay <= 5 * 2 ** max(attempt, 1) or attempt > 7
    assert retry_at(1000.0, attempt, key=key) - 1000.0 == delay


def test_keys_and_attempts_spread() -> None:
    delays = {round(retry_at(0, 9, key=str(number))) for number in range(100)}
    assert len(delays) > 80
    assert min(delays) < 120
    assert max(delays) > 780
    assert len({retry_at(0, attempt, key="one") for attempt in range(1, 12)}) == 11


@given(asked=st.floats(0, 1e9))
def test_the_provider_is_honoured_up_to_an_hour(asked: float) -> None:
    delay = retry_at(0, 1, key="k", retry_after=asked)
    assert min(asked, 3600) <= delay <= 3605
    assert retry_at(0, 1, key="k", retry_after=-5.0) == retry_at(0, 1, key="k")
