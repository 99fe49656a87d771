"""The command: ``python -m tests.simulation [--seeds 200] [--first 0] [--seed N --trace]``."""

import argparse
import sys
import time

from tests.simulation.run import simulate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one only")
    parser.add_argument("--trace", action="store_true", help="say what happens")
    asked = parser.parse_args()
    seeds = [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    began, bad, verdicts = time.monotonic(), 0, []
    for seed in seeds:
        verdict = simulate(seed, print if asked.trace else None)
        verdicts.append(verdict)
        if verdict.faults:
            bad += 1
            print(f"seed {seed} FAILED ({len(verdict.faults)}): replay with --seed {seed} --trace")
            for fault in verdict.faults[:5]:
                print(f"    {fault}")
            sys.stdout.flush()
    print(
        f"{len(verdicts)} seeds of 30 days in {time.monotonic() - began:.0f} s: {bad} failed; "
        f"{sum(v.alerts for v in verdicts)} alerts, {sum(v.arrivals for v in verdicts)} messages arrived, "
        f"{sum(v.repeats for v in verdicts)} repeats (all marked where none failed), "
        f"{sum(v.crashes for v in verdicts)} kills"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
