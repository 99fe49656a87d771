"""The benchmark of the poller runs over its own server, and what it measures is there."""

import json

import pytest

from tests.benchmarks.test_matching import run


@pytest.mark.slow
def test_three_rounds_are_measured() -> None:
    told = json.loads(run("poller.py", "--feeds", "4", "--watches", "3", "--idle", "50", "--due", "600", "--json"))
    for name in ("first", "304", "one new"):
        assert told["wirewatch"][name]["ms"] > 0
    assert told["wirewatch"]["304"]["ms"] < told["wirewatch"]["first"]["ms"]
    assert told["many"]["claim_us"] > 0


def test_sliced_and_whole_parsing_agree_on_our_own_documents() -> None:
    assert "0 differ" in run("slices.py")
