"""The command line: thin commands over app, store and config, one file per noun."""

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from monitor import __version__
from monitor.errors import ConfigError, MonitorError

# command -> (module below monitor.cli, attribute); imported when called, so that `wirewatch extract` starts fast
_COMMANDS = {
    "init": ("config", "init"),
    "check": ("config", "check"),
    "run": ("run", "run"),
    "demo": ("demo", "demo"),
    "extract": ("extract", "extract"),
    "match": ("match", "match"),
    "search": ("search", "search"),
    "backtest": ("backtest", "backtest"),
    "why": ("why", "why"),
    "feeds": ("feeds", "feeds"),
    "watches": ("watches", "watches"),
    "alerts": ("alerts", "alerts"),
    "stories": ("stories", "stories"),
    "notify": ("notify", "notify"),
    "db": ("db", "db"),
    "config": ("config", "config"),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        command = getattr(import_module(f"monitor.cli.{place[0]}"), place[1])
        return command if isinstance(command, click.Command) else None


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
