"""``python -m monitor.sandbox KIND PARENT MEMORY_MB``: a worker process, started by the pool alone."""

import sys

from monitor.sandbox.worker import run

if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
