"""How long news took: medians and 95th percentiles."""

from monitor.core.delays import delays


def test_delays_of_each_name() -> None:
    rows = [("a", 0.0, float(n), n + 4.0) for n in range(1, 101)]
    one = delays([*rows, ("b", None, 5.0, None), ("c", 9.0, 5.0, None)])
    assert one["a"].as_json()["published_seen"] == {"items": 100, "median": 50.0, "p95": 95.0}
    assert one["a"].in_words() == "50 s + 4 s"
    assert one["b"].as_json()["published_seen"] == {"items": 0, "median": None, "p95": None}
    assert one["b"].in_words() == ""
    assert one["c"].published_seen == [0.0], "a publisher's clock that is ahead"
    assert one["c"].in_words() == "0 s + ?"
