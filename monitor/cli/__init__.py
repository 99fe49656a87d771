"""The command line: thin commands over app, store and config, one file per noun."""

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from monitor import __version__
from monitor.errors import ConfigError, MonitorError

# command -> (module below monitor.cli with it under its own name, its line in the list); imported when called
_COMMANDS = {
    "init": ("config", "Write a starter configuration into DIR (config/)."),
    "check": ("config", "Validate the configuration and run the watches' own examples."),
    "run": ("run", "Poll the feeds, read what is new, alert on what is watched."),
    "demo": ("demo", "Show the whole job offline, in half a minute."),
    "extract": ("extract", "Read documents: files, addresses, or - for standard input."),
    "match": ("match", "Say which watches fire on documents, and why."),
    "search": ("search", "Search the archive with the watch language, newest first."),
    "backtest": ("backtest", "Show what a watch would have alerted to, by which clauses."),
    "why": ("why", "Show one article's whole way and where it stopped."),
    "feeds": ("feeds", "List, check, find, add, import and export feeds."),
    "watches": ("watches", "List the watches and how they do."),
    "alerts": ("alerts", "List, show, retry, acknowledge or snooze alerts."),
    "stories": ("stories", "List stories and show who reported one, in order."),
    "notify": ("notify", "Channels and their receipts."),
    "db": ("db", "Upgrade, back up, prune or copy the database."),
    "config": ("config", "Show the configuration in force, or its schema for an editor."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = getattr(import_module(f"monitor.cli.{place[0]}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="wirewatch")
@click.option("-c", "--config", "config_path", type=click.Path(path_type=Path), help="A file or a folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line on standard output.")
@click.pass_context
def cli(context: click.Context, config_path: Path | None, as_json: bool) -> None:
    """Wirewatch watches the newswires and raises the alarm."""
    context.obj = {"config_path": config_path, "json": as_json}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may be no text; JSON has the same escape
    try:
        result = cli.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as wrong:
        said = io.StringIO()
        wrong.show(said)
        sys.stderr.write(_shown(said.getvalue()))
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except ConfigError as wrong:
        sys.stderr.write(_shown(f"{wrong}\n"))
        return 2
    except MonitorError as failed:
        sys.stderr.write(_shown(f"wirewatch: {failed}\n"))
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as failed:
        place = f"{failed.filename}: " if failed.filename else ""
        sys.stderr.write(_shown(f"wirewatch: {place}{failed.strerror or failed}\n"))
        return 1
    return result if isinstance(result, int) else 0


def _shown(words: str) -> str:
    """Clean an error's words, which may quote a file, a page or a server, for the terminal."""
    from monitor.notify.text import clean

    return clean(words)
