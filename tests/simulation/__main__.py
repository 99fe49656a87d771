"""The command: ``python -m tests.simulation [--seeds 200] [--first 0] [--jobs 2]``, or ``--seed N --trace`` for one."""

import argparse
import gc
import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.simulation.run import Verdict, simulate
from tests.simulation.script import DAYS

SHOWN = 5  # faults of a seed


def main() -> int:
    """Live through the seeds that are asked for; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at the same time")
    parser.add_argument("--enough", action="store_true", help="end at the first one that fails")
    parser.add_argument("--days", type=int, default=DAYS, help="of each")
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--trace", action="store_true", help="say what happens in it")
    asked = parser.parse_args()
    began = time.monotonic()
    if asked.seed is not None:
        verdicts: Iterable[Verdict] = [simulate(asked.seed, print if asked.trace else None, days=asked.days)]
    else:
        verdicts = _all(range(asked.first, asked.first + asked.seeds), asked.days, asked.jobs)
    lived: list[Verdict] = []
    for verdict in verdicts:
        lived.append(verdict)
        if verdict.faults:
            print(
                f"seed {verdict.seed} FAILED ({len(verdict.faults)}): replay with {_replay(verdict.seed, asked.days)}"
            )
            for fault in verdict.faults[:SHOWN]:
                print(f"    {fault}")
            sys.stdout.flush()
            if asked.enough:
                break
    failed = sum(bool(verdict.faults) for verdict in lived)
    print(
        f"{len(lived)} seeds of {asked.days} days in {time.monotonic() - began:.0f} s: {failed} failed; "
        f"{sum(v.alerts for v in lived)} alerts, {sum(v.arrivals for v in lived)} messages arrived, "
        f"{sum(v.lost for v in lived)} lost, {sum(v.repeats for v in lived)} repeated, "
        f"{sum(v.unmarked for v in lived)} of them unmarked, {sum(v.crashes for v in lived)} kills"
    )
    return 1 if failed else 0


def _replay(seed: int, days: int) -> str:
    return f"--seed {seed} --trace" if days == DAYS else f"--seed {seed} --days {days} --trace"


def _all(seeds: range, days: int, jobs: int) -> Iterator[Verdict]:
    live = partial(simulate, days=days)
    if jobs < 2:
        gc.set_threshold(50_000)
        yield from map(live, seeds)
        return
    with ProcessPoolExecutor(min(jobs, len(seeds)), initializer=gc.set_threshold, initargs=(50_000,)) as pool:
        yield from pool.map(live, seeds)


if __name__ == "__main__":
    sys.exit(main())
