"""``python -m tests.faults``: the crash matrix, with its verdict as a table.

Exit 1 when the promise was broken, 2 when the run was out of time before all was delivered, which is no verdict.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.broken import POINTS
from tests.faults.campaign import Plan, run
from tests.faults.table import table


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--alerts", type=int, default=500)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--minutes", type=float, default=14.0, help="bound of the faults; half of it for the drain")
    parser.add_argument("--short", action="store_true", help="no hangs, one fault a message, brief outages")
    parser.add_argument("--broken", choices=sorted(POINTS), help="break it on purpose; 0 if that is seen")
    asked = parser.parse_args()
    plan = Plan(asked.seed, asked.faults, asked.alerts, asked.database, asked.minutes, asked.broken, asked.short)
    for number in (signal.SIGTERM, signal.SIGHUP):  # or the daemons and the mount would outlive it
        signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    folder = Path(tempfile.mkdtemp(prefix="wirewatch-faults-"))
    began = time.monotonic()
    print(f"seed {plan.seed}, {folder}", flush=True)
    report = run(plan, folder, lambda words: print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True))
    print(table(report))
    if plan.broken:
        seen = report.verdict.shows(plan.broken)
        print(f"broken on purpose ({plan.broken}): {'it was seen, as it must be' if seen else 'NOT SEEN'}")
        good = seen
    else:
        good = report.verdict.holds and not report.verdict.out_of_time
    if good:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"seed {plan.seed}; kept: {folder} (daemon.log, faults.log)")
    if not good and not plan.broken and report.verdict.holds:
        print("no verdict: it ran out of time before all was delivered; give it more --minutes")
        return 2
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
