"""The schema's version: upgrade, refuse what is newer, back up, copy.

Alembic in batch mode on a parent table with foreign_keys=ON deletes every child row (measured): they are off
while a migration runs and checked after it, and SQLite is backed up before.
"""

from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, make_url, select, text
from sqlmodel import SQLModel

from monitor.errors import StoreError
from monitor.store import index
from monitor.store.engine import create, translated

_BATCH = 500


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("monitor.store") / "migrations"))
    config.attributes["engine"] = engine
    return config


def _versions(engine: Engine) -> tuple[str | None, str | None]:
    script = ScriptDirectory.from_config(_config(engine))
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"its schema ({current}) is newer than this Wirewatch knows; install the version that made it",
            subject="database",
        )
    return current, script.get_current_head()


def require_known(engine: Engine) -> None:
    """Raise StoreError unless the database has exactly this code's schema."""
    current, head = _versions(engine)
    if current != head:
        raise StoreError("the database has an older schema; run `wirewatch db upgrade`", subject="database")


def upgrade(engine: Engine) -> tuple[str | None, str | None]:
    """Bring the schema up to date; return the versions before and after. A SQLite file is backed up first."""
    current, head = _versions(engine)
    if current == head:
        return current, head
    if current is not None and engine.dialect.name == "sqlite":
        source = Path(str(engine.url.database))
        target = source.with_name(f"{source.name}.before-{head}")
        if not target.exists():
            backup(engine, target)
    command.upgrade(_config(engine), "head")
    return current, head


def backup(engine: Engine, target: Path) -> None:
    """Write a consistent copy of a SQLite database to ``target`` while it is in use. Raises StoreError."""
    if engine.dialect.name != "sqlite":
        raise StoreError("PostgreSQL is backed up with pg_dump, or with `wirewatch db copy` into SQLite")
    if target.exists():
        raise StoreError("that file exists already; a backup never overwrites", subject=str(target))
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()


def backup_url(url: str, target: Path) -> None:
    """``backup`` of the database at ``url``. Raises StoreError."""
    _require_file(url)
    engine = create(url)
    try:
        with translated():
            backup(engine, target)
    finally:
        engine.dispose()


def upgrade_url(url: str) -> tuple[str | None, str | None]:
    """``upgrade`` of the database at ``url``. Raises StoreError."""
    engine = create(url)
    try:
        with translated():
            return upgrade(engine)
    finally:
        engine.dispose()


def _require_file(url: str) -> None:
    """Opening a SQLite file that is not there would make an empty one."""
    file = make_url(url).database if url.startswith("sqlite:") else None
    if file and not Path(file).exists():
        raise StoreError("there is no such database", subject=file)


@translated()
def copy(source: str, target: str) -> dict[str, int]:
    """Copy every row from one database into another, empty one; return the rows a table. Raises StoreError."""
    _require_file(source)
    old, new = create(source), create(target)
    try:
        require_known(old)
        upgrade(new)
        counts: dict[str, int] = {}
        with old.connect() as reading, new.begin() as writing:
            for table in SQLModel.metadata.sorted_tables:
                if writing.execute(select(table).limit(1)).first() is not None:
                    raise StoreError(
                        f"the target has rows in {table.name!r}; copy into an empty database",
                        subject=make_url(target).render_as_string(),
                    )
                counts[table.name] = 0
                rows = reading.execution_options(yield_per=_BATCH).execute(select(table)).mappings()
                for batch in rows.partitions(_BATCH):
                    writing.execute(insert(table), [dict(row) for row in batch])
                    counts[table.name] += len(batch)
                column = table.autoincrement_column
                if column is not None and new.dialect.name == "postgresql":
                    writing.execute(
                        text(
                            f"SELECT setval(pg_get_serial_sequence('\"{table.name}\"', '{column.name}'), "  # noqa: S608 - names are ours
                            f'(SELECT COALESCE(MAX("{column.name}"), 0) + 1 FROM "{table.name}"), false)'
                        )
                    )
            index.fill(writing)
        return counts
    finally:
        old.dispose()
        new.dispose()
