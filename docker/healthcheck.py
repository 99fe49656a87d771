"""The container's healthcheck: exit 0 if a daemon on the configured database showed life within the last minute.

Reads ``settings.database`` as the daemon does and one row of that database; it writes nothing, and a wrong watch or
feed in the configuration (the daemon goes on with the last good one) does not make the container unhealthy.
"""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import make_url

from monitor.config import Settings
from monitor.config.expand import expand
from monitor.config.sources import read_sources
from monitor.config.tree import Tree
from monitor.errors import StoreError
from monitor.store import Store, ledger
from monitor.store.engine import create

OLDEST = 60.0  # s; the daemon beats every 5 s and counts another as dead after 60 s


def main(environ: Mapping[str, str], now: float) -> str | None:
    """Say why the daemon is unhealthy, or ``None``."""
    url = database(Path(environ.get("WIREWATCH_CONFIG") or "config"), environ)
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(str(parsed.database)).exists():
        return "there is no database yet"
    try:
        store = Store(create(url))
        try:
            beat = store.read(ledger.last_beat)
        finally:
            store.close()
    except StoreError as error:
        return str(error)
    if beat is None:
        return "no daemon runs"
    age = now - beat
    return None if age < OLDEST else f"the last sign of life is {age:.0f} s old"


def database(config: Path, environ: Mapping[str, str]) -> str:
    """Find the database's address, without checking the rest of the configuration."""
    tree = Tree(read_sources(config).root)
    expand(tree, environ)
    settings = tree.root.get("settings")
    written = settings.get("database") if settings is not None else None
    return str(written.value) if written is not None and written.value else Settings().database


if __name__ == "__main__":
    reason = main(os.environ, time.time())
    if reason:
        sys.exit(f"unhealthy: {reason}")
