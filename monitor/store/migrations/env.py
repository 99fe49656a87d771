"""Alembic's entry: runs the migrations on the engine that ``schema.py`` hands over."""

from alembic import context
from sqlalchemy import Engine
from sqlmodel import SQLModel

from monitor.store import tables as _tables  # noqa: F401 - fills the metadata

engine: Engine = context.config.attributes["engine"]

with engine.connect() as connection:
    sqlite = connection.dialect.name == "sqlite"
    raw = connection.connection.dbapi_connection
    if sqlite and raw is not None:
        raw.execute("PRAGMA foreign_keys = OFF")  # a no-op inside a transaction, so before it begins
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=sqlite)
    with connection.begin():
        if not sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(848310)")  # two daemons start at once
        context.run_migrations()
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() if sqlite else []
        if broken:
            raise RuntimeError(f"the migration broke {len(broken)} references; nothing was changed")
    if sqlite and raw is not None:
        raw.execute("PRAGMA foreign_keys = ON")
