"""`wirewatch db`: the database's schema, copies and retention."""

from pathlib import Path

import click
from sqlalchemy import make_url

from monitor import app
from monitor.cli.common import DONE, Invocation, common_options
from monitor.store import ledger, schema


@click.group()
def db() -> None:
    """Upgrade, back up, prune or copy the database."""


@db.command("upgrade")
@common_options
def upgrade(run: Invocation) -> int:
    """Bring the schema up to date (a SQLite file is backed up first)."""
    before, after = schema.upgrade_url(run.load().config.settings.database)
    if run.json:
        run.emit({"before": before, "after": after})
    else:
        changed = f"Upgraded from {before} to {after}." if before else f"Made the schema {after}."
        run.console.print(f"The schema is {after}." if before == after else changed)
    return DONE


@db.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@common_options
def backup(run: Invocation, target: Path) -> int:
    """Write a consistent copy of the SQLite database, also while the daemon runs."""
    schema.backup_url(run.load().config.settings.database, target)
    if run.json:
        run.emit({"backup": str(target), "bytes": target.stat().st_size})
    else:
        run.console.print(f"{target}: {target.stat().st_size:,} bytes", markup=False)
    return DONE


@db.command("prune")
@common_options
def prune(run: Invocation) -> int:
    """Forget bodies and articles older than `keep` says; what was seen stays known."""
    loaded, now = run.load(), app.now()
    keep = loaded.config.settings.keep
    counts = run.open_store().write(
        lambda s: ledger.prune(s, now, articles=keep.articles.total_seconds(), bodies=keep.bodies.total_seconds())
    )
    if run.json:
        run.emit(counts)
    else:
        run.console.print(f"Forgot {counts['bodies']} bodies and {counts['articles']} articles.")
    return DONE


@db.command("copy")
@click.argument("source")
@click.argument("target")
@common_options
def copy(run: Invocation, source: str, target: str) -> int:
    """Copy everything from one database into another, empty one: SQLite to PostgreSQL, or back."""
    counts = schema.copy(source, target)
    if run.json:
        run.emit(counts)
    else:
        for table, count in counts.items():
            run.console.print(f"{table:15} {count:>9,}")
        run.console.print(f"Now set settings.database to {make_url(target).render_as_string()}.", markup=False)
    return DONE
