"""`wirewatch demo`: the whole job offline, with a table at the end that says whether all went well."""

import click
from rich.table import Table

from monitor import app
from monitor.cli.common import DONE, FAILED, Invocation, Screen, common_options
from monitor.demo.show import Demo


@click.command()
@common_options
def demo(run: Invocation) -> int:
    """Show the whole job offline, in half a minute.

    A news world on loopback, the real daemon, a kill -9, every alert, and a table that says whether all went well.
    """
    start = app.now()
    try:
        result = Demo(Screen(stderr=run.json, highlight=False), app.now).run()
    except TimeoutError as late:
        raise click.ClickException(str(late)) from late
    if run.json:
        run.emit({**vars(result), "seconds": round(app.now() - start, 1)})
        return DONE if result.well else FAILED
    table = Table("", "", box=None, show_header=False, pad_edge=False)
    for name, value in (
        ("articles seen", result.seen),
        ("expected alerts", result.expected),
        ("delivered", result.delivered),
        ("missed", len(result.missed)),
        ("repeated", result.repeated),
        ("false", len(result.wrong)),
        ("seconds", round(app.now() - start, 1)),
    ):
        table.add_row(name, str(value))
    run.console.print(table)
    for line in (*result.missed, *result.wrong):
        run.console.print(f"  {line}", markup=False)
    run.console.print("[green]All as expected.[/green]" if result.well else "[red]Not as expected.[/red]")
    return DONE if result.well else FAILED
