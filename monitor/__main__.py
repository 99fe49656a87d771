"""``python -m monitor`` and the ``wirewatch`` command."""

import sys


def main() -> None:
    """Run the command line and exit with the contract's codes."""
    try:
        from monitor.cli import main as run

        sys.exit(run())
    except KeyboardInterrupt:  # while Python still imports
        sys.exit(130)


if __name__ == "__main__":
    main()
