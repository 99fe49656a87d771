"""Adds feeds to a user's YAML and keeps their comments and order; never changes what is there."""

import re
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor.errors import MonitorError


def add_feeds(config_path: Path, feeds: Iterable[dict[str, Any]]) -> Path:
    """Append feeds (plain data, as a user would write them) and return the file that was written.

    In a folder that is ``feeds.yaml`` or the file that has a ``feeds:`` key. Raises MonitorError.
    """
    target = _target(config_path)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        document = yaml.load(target.read_text(encoding="utf-8")) if target.exists() else None
    except Exception as error:
        raise MonitorError("is no YAML; mend it first (`wirewatch check` says where)", subject=str(target)) from error
    document = {} if document is None else document
    if document.get("feeds") is None:
        document["feeds"] = []
    document["feeds"].extend(feeds)
    out = StringIO()
    yaml.dump(document, out)
    whole = target.with_suffix(".yaml.new")
    whole.write_text(out.getvalue(), encoding="utf-8")
    whole.replace(target)  # a daemon that reloads never sees half a file
    return target


def feed_name(wanted: str, taken: Iterable[str]) -> str:
    """A name of ``[a-z0-9-]`` made of ``wanted`` that is not taken."""
    base = re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-")[:48] or "feed"
    used, name, number = set(taken), base, 2
    while name in used:
        name, number = f"{base}-{number}", number + 1
    return name


def _target(config_path: Path) -> Path:
    if not config_path.is_dir():
        return config_path
    for path in sorted(config_path.glob("*.yaml")):
        if re.search(r"^feeds:", path.read_text(encoding="utf-8", errors="replace"), re.M):
            return path
    return config_path / "feeds.yaml"
