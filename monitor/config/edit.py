"""Adds feeds to a user's YAML and keeps their comments and order; never changes what is there."""

import re
import shutil
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ruamel.yaml import YAML

from monitor.errors import ConfigError, MonitorError


def add_feeds(config_path: Path, feeds: Iterable[dict[str, Any]], *, check: Callable[[], object]) -> Path:
    """Append feeds (plain data, as a user would write them) and return the file that was written.

    In a folder that is ``feeds.yaml`` or the file that has a ``feeds:`` key. Where ``check`` then refuses the
    configuration, the file is as it was. Raises ConfigError, MonitorError.
    """
    target = _target(config_path)
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096  # never fold a line that the user wrote
    before = target.read_bytes() if target.exists() else None
    try:
        text = before.decode("utf-8-sig") if before is not None else ""
        dash = re.search(r"^( *)- ", text, re.M)
        offset = min(len(dash.group(1)), 8) if dash else 2  # as the user indents
        yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
        document = yaml.load(text)
    except Exception as error:
        raise MonitorError("is no YAML; mend it first (`wirewatch check` says where)", subject=str(target)) from error
    document = {} if document is None else document
    if document.get("feeds") is None:
        document["feeds"] = []
    document["feeds"].extend(feeds)
    out = StringIO()
    yaml.dump(document, out)
    _replace(target, out.getvalue().encode())
    try:
        check()
    except ConfigError:
        if before is None:
            target.unlink()
        else:
            _replace(target, before)
        raise
    return target


def feed_name(title: str | None, url: str, taken: Iterable[str]) -> str:
    """A name of ``[a-z0-9-]`` that is not taken: of the title where it is in Latin letters, else of the host."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    latin = title if title and title.isascii() else None
    base = _plain(latin or "") or _plain(host) or "feed"
    used, name, number = set(taken), base, 2
    while name in used:
        name, number = f"{base}-{number}", number + 1
    return name


def tag_name(folder: str) -> str:
    """A folder's name as a tag: one word of letters of any script; empty where nothing is left of it."""
    return re.sub(r"[^\w]+", "-", folder.lower()).strip("-")[:64]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:48].strip("-")


def _replace(target: Path, body: bytes) -> None:
    """Write the file in one step: a daemon that reloads never sees half of it. Mode and symbolic links stay."""
    target = target.resolve()
    whole = target.with_name(f".{target.name}.new")
    whole.touch(mode=0o600)
    try:
        whole.write_bytes(body)
        if target.exists():
            shutil.copymode(target, whole)
        else:
            whole.chmod(0o644)
        whole.replace(target)
    finally:
        whole.unlink(missing_ok=True)


def _target(config_path: Path) -> Path:
    if not config_path.is_dir():
        return config_path
    for path in sorted(config_path.rglob("*.yaml")):
        inside = path.relative_to(config_path).parts
        if any(part.startswith(".") for part in inside) or "sites" in inside[:-1]:
            continue
        if re.search(r"^feeds\s*:", path.read_text(encoding="utf-8", errors="replace"), re.M):
            return path
    return config_path / "feeds.yaml"
