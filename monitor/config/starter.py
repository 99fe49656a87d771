"""The starter configuration: the repository's ``config/``, which the wheel carries as package data.

Owns its copying for ``init``; never overwrites anything.
"""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from monitor.errors import MonitorError


@dataclass(frozen=True)
class Copied:
    """What was written, and what was there already and left alone."""

    written: tuple[Path, ...]
    left: tuple[Path, ...]


def copy_starter(target: Path) -> Copied:
    """Copy the starter configuration into a folder, which is made; MonitorError where that cannot be done."""
    copied = Copied((), ())
    try:
        return _copy(starter_folder(), target, copied)
    except OSError as error:
        raise MonitorError(f"cannot be written ({error.strerror or error})", subject=str(target)) from error


def starter_folder() -> Traversable:
    """Find the starter configuration: in the installed package, else beside it in a checkout."""
    packed = files("monitor").joinpath("starter")
    if packed.is_dir():
        return packed
    checkout = Path(str(files("monitor"))).parent / "config"
    if not checkout.is_dir():
        raise MonitorError("this installation lacks the starter configuration", subject="init")
    return checkout


def _copy(source: Traversable, target: Path, copied: Copied) -> Copied:
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith((".", "__")):
            continue
        place = target / entry.name
        if entry.is_dir():
            copied = _copy(entry, place, copied)
            continue
        try:
            with place.open("xb") as stream:
                stream.write(entry.read_bytes())
        except FileExistsError:
            copied = Copied(copied.written, (*copied.left, place))
        else:
            copied = Copied((*copied.written, place), copied.left)
    return copied
