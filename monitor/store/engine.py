"""Opens a database and runs transactions; owns how SQLite and PostgreSQL are set up, and never a query.

Default sessions of SQLAlchemy on SQLite lose concurrent increments (171 of 200, measured), and a deferred
transaction fails with SQLITE_BUSY_SNAPSHOT in spite of busy_timeout: a writing transaction begins IMMEDIATE.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, OperationalError
from sqlmodel import Session

from monitor.errors import StoreError

T = TypeVar("T")

_TRIES = 5
_ROOM = 50e6  # bytes
_POSTGRESQL = {  # libpq's, where the address says nothing: a host that is gone without a word is noticed within 25 s
    "connect_timeout": 5,  # s
    "keepalives_idle": 10,  # s
    "keepalives_interval": 5,  # s
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # ms until what was sent must be acknowledged
}
_PASSING = ("database is locked", "could not serialize", "deadlock detected", "database table is locked")
_UNIQUE = "23505"  # PostgreSQL's unique_violation; SQLite has one writer at a time
_OUT_OF_REACH = ("connection", "server closed", "terminating", "no such host", "could not translate")


class Store:
    """Transactions on one database. ``write`` and ``read`` take a function of a session and return its result."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._readers = engine.execution_options(wirewatch_read=True)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in one transaction and commit it; nothing of it stays when it fails.

        A conflict with another writer is tried again, so ``work`` may run more than once. Raises StoreError.
        """
        for attempt in range(_TRIES):
            try:
                with Session(self._engine, expire_on_commit=False) as session, session.begin():
                    return work(session)
            except DBAPIError as error:
                if attempt + 1 == _TRIES or not _is_passing(error):
                    raise _translate(error) from error
        raise AssertionError("unreachable")

    def write_all(self, works: Sequence[Callable[[Session], Any]]) -> list[Any]:
        """Run several works in one transaction, each in a savepoint and a session of its own, and commit them at once.

        Returns each one's result, or the exception that it raised, of which nothing stays. Raises DBAPIError where
        the database refused: then nothing of any of them was written, and each is to be run on its own.
        """
        results: list[Any] = []
        with self._engine.connect() as connection, connection.begin():
            for work in works:
                try:
                    with Session(
                        connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
                    ) as session:
                        result = work(session)
                        session.commit()
                    results.append(result)
                except DBAPIError:
                    raise
                except Exception as error:  # noqa: BLE001 - it is raised where the work came from
                    results.append(error)
        return results

    def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on a consistent snapshot without blocking writers. Raises StoreError."""
        try:
            with Session(self._readers, expire_on_commit=False) as session:
                return work(session)
        except DBAPIError as error:
            raise _translate(error) from error

    def prepare(self, *, upgrade: bool = True) -> None:
        """Bring the schema up to date, or only look whether it is. Raises StoreError: a schema newer than this code."""
        from monitor.store import schema

        with translated():
            if upgrade:
                schema.upgrade(self._engine)
            else:
                schema.require_known(self._engine)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def open_store(url: str, *, upgrade: bool = True) -> Store:
    """Open the database at ``url`` and bring its schema up to date.

    Raises StoreError: an address that cannot be used, a schema that is newer than this code, no access.
    """
    store = store_at(url)
    try:
        store.prepare(upgrade=upgrade)
    except StoreError:
        store.close()
        raise
    return store


def store_at(url: str) -> Store:
    """The store at ``url``, which is not asked for anything yet. Raises StoreError: an address that cannot be used."""
    return Store(create(url))


def crowded(url: str) -> str | None:
    """Why nothing more should be polled: too little room beside the database's file. ``None`` while there is enough.

    Room is kept for what has been seen to be read and delivered: 50 MB, on a small volume a tenth of it. How a
    PostgreSQL server stands for room is not seen from here.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    try:
        found = os.statvfs(Path(parsed.database).parent)
    except OSError:
        return None  # the database itself will say what is wrong
    free, whole = found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize
    if free >= min(_ROOM, whole / 10):
        return None
    return f"only {free / 1e6:,.0f} MB left on the disk of the database; make room and it goes on by itself"


def create(url: str) -> Engine:
    """An engine for ``url`` set up as this module's docstring says; no schema is touched. Raises StoreError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError("that is no database address; write sqlite:///wirewatch.db") from error
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        unsaid = {name: value for name, value in _POSTGRESQL.items() if name not in parsed.query}
        try:
            return create_engine(parsed, pool_pre_ping=True, pool_size=5, json_serializer=_json, connect_args=unsaid)
        except (NoSuchModuleError, ModuleNotFoundError) as error:
            raise StoreError(
                "PostgreSQL needs its driver: pip install 'wirewatch[postgres]' and postgresql+psycopg://…"
            ) from error
    if kind != "sqlite":
        raise StoreError(f"{kind} is no database that is supported; write sqlite:///… or postgresql+psycopg://…")
    if parsed.database in (None, "", ":memory:"):
        raise StoreError("a database in memory would lose every alert; write sqlite:///wirewatch.db")
    folder = Path(str(parsed.database)).parent
    if not folder.is_dir():
        raise StoreError("the folder of the database does not exist; make it first", subject=str(folder))
    engine = create_engine(parsed, json_serializer=_json, connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Any) -> None:
        reading = connection.get_execution_options().get("wirewatch_read")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database's driver raises into StoreError, for work that has no ``Store``."""
    try:
        yield
    except DBAPIError as error:
        raise _translate(error) from error
    except sqlite3.Error as error:
        raise StoreError(f"the database refused: {error}") from error


def _json(value: Any) -> str:
    """A model as pydantic writes it, several times as fast as what it dumps is written."""
    return value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value)


def _is_passing(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    if isinstance(error, IntegrityError):  # another daemon wrote the same row first: the next try sees it
        return getattr(error.orig, "sqlstate", None) == _UNIQUE
    return isinstance(error, OperationalError) and any(sign in text for sign in _PASSING)


def _translate(error: DBAPIError) -> StoreError:
    text = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    low = text.lower()
    if "disk is full" in low or "no space left" in low:
        return StoreError("the disk is full; make room and it goes on by itself", permanent=False)
    if "readonly" in low or "read-only" in low:
        return StoreError("the database cannot be written (read-only)", permanent=False)
    if "unable to open" in low:
        return StoreError("the database file cannot be opened; look at its folder and its owner", permanent=False)
    passing = any(sign in low for sign in (*_PASSING, *_OUT_OF_REACH)) or isinstance(
        error.orig, sqlite3.OperationalError
    )
    return StoreError(f"the database refused: {text}", permanent=not passing)
