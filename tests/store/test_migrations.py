"""Migrations keep every row, those of tables that refer to a changed one too, and leave a copy of a SQLite file."""

from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Engine, MetaData, Table, func, insert, make_url, select

from monitor.core.article import Article
from monitor.store import open_store
from monitor.store.engine import create

DOCUMENT = Article(source="x", title="Ферри", text="alfa").model_dump(mode="json")


def filled(engine: Engine, revision: str) -> dict[str, int]:
    """Make the schema of that version with a row in each table, each referring to the others' -> rows by table."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("monitor.store") / "migrations"))
    config.attributes["engine"] = engine
    command.upgrade(config, revision)
    found = MetaData()
    found.reflect(engine)
    tables = [one for one in found.sorted_tables if "words" not in one.name and one.name != "alembic_version"]
    with engine.begin() as connection:
        for table in tables:
            if table.name != "pace":
                connection.execute(insert(table).values(row_of(table)))
    return counts(engine, [table.name for table in tables])


def row_of(table: Table) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.foreign_keys:
            row[column.name] = "t" if column.type.python_type is str else 1
        elif column.name == "document":
            row[column.name] = DOCUMENT
        elif not column.nullable:
            kind: Any = dict if isinstance(column.type, JSON) else column.type.python_type
            row[column.name] = {str: "t", dict: {}, bytes: b""}.get(kind, 1)
            row[column.name] = bool(row[column.name]) if kind is bool else row[column.name]
    return row


def counts(engine: Engine, tables: list[str]) -> dict[str, int]:
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(found.tables[name])).scalar_one()
            for name in tables
        }


@pytest.mark.parametrize("revision", ["0001", "0003", "0004", "0005"])
def test_an_upgrade_deletes_no_row_of_any_table(bare_database: str, revision: str) -> None:
    engine = create(bare_database)
    before = filled(engine, revision)
    assert {"feed", "entry", "article", "alert", "message", "message_alert", "delivery", "attempt"} <= set(before)
    assert sum(before.values()) >= 8
    engine.dispose()
    open_store(bare_database).close()
    engine = create(bare_database)
    after = counts(engine, list(before))
    engine.dispose()
    assert {name: count for name, count in after.items() if count < before[name]} == {}
    if bare_database.startswith("sqlite"):
        file = Path(str(make_url(bare_database).database))
        assert [one.name.startswith(f"{file.name}.before-") for one in file.parent.glob("*.before-*")] == [True]
