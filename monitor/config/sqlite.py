"""What is known to be wrong with versions of SQLite that a database may run on."""

_FIRST, _FIXED = (3, 7, 0), (3, 51, 3)
_BACKPORTS = {(3, 44): 6, (3, 50): 7}


def wal_doubt(version: tuple[int, int, int]) -> str | None:
    """Say why this version can damage a database in WAL mode, or ``None`` where it cannot.

    https://www.sqlite.org/wal.html, "the WAL-reset bug": two connections that write and checkpoint at once.
    """
    fixed = _BACKPORTS.get(version[:2])
    if not _FIRST <= version < _FIXED or (fixed is not None and version[2] >= fixed):
        return None
    shown = ".".join(map(str, version))
    return (
        f"SQLite {shown} can in rare cases damage a database when its write-ahead log is reset; "
        "use 3.51.3 or later (or 3.50.7, 3.44.6), keep backups (`wirewatch db backup`), or use PostgreSQL"
    )
