"""``python -m monitor`` and the ``wirewatch`` command."""

import sys


def main() -> None:
    """Run the command line and exit with the contract's codes."""
    from monitor.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
