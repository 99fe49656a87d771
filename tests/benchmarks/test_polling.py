"""The benchmark of polling runs, its traces are the same every time, and the learned schedule beats the fixed one."""

import ast
import json

from tests.benchmarks.test_matching import run


def test_the_traces_are_the_same_every_time_and_like_real_ones() -> None:
    script = (
        "import tracegen; print([(f['holds'], sum(f['watched']), len(f['t'])) for f in tracegen.generated(20, 14)])"
    )
    told = run("-c", script, seed="1")
    assert told == run("-c", script, seed="2")
    counts = sorted(row[2] for row in ast.literal_eval(told))
    assert counts[0] < 10
    assert 150 < counts[10] < 600
    assert counts[-1] > 1200


def test_ours_waits_less_than_the_fixed_interval_of_as_many_requests() -> None:
    told = run("polling.py", "--feeds", "40", "--budgets", "1", "--policies", "ours,miniflux,hindsight", "--json")
    by_name = {row["policy"]: row for row in json.loads(told)}
    ours, fixed = by_name["ours"], by_name["fixed"]
    assert ours["requests"] <= 1.01 * fixed["requests"]
    assert ours["mean"] < 0.8 * fixed["mean"]
    assert ours["watched"] < 0.8 * fixed["watched"]
    assert ours["watched"] < by_name["miniflux"]["watched"]
    assert by_name["hindsight"]["mean"] < ours["mean"] * 1.1
