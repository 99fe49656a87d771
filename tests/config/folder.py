"""A configuration folder for the tests, and what is said about it."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from monitor.config import Loaded, load
from monitor.errors import ConfigError

GOOD = """
    feeds:
      - {name: unn, url: "https://unn.ua/rss", tags: [agency]}
      - {name: yonhap, url: "https://en.yna.co.kr/rss", tags: [korea]}
    watches:
      - name: missiles
        query: missile AND ukraine
        notify: [desk]
    channels:
      - {name: desk, url: "slack://TokenAAAAAA/TokenBBBBBB/TokenCCCCCC"}
"""


def write(folder: Path, **files: str) -> Path:
    """Write ``name="yaml"`` as name.yaml (``sites__x`` below sites/); return the folder."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return folder


def loaded(folder: Path, environ: Mapping[str, str] | None = None, **options: Any) -> Loaded:
    """Load without the shipped concepts, unless asked for."""
    return load(folder, environ=environ or {}, **{"defaults": False, **options})


def problems(folder: Path, environ: Mapping[str, str] | None = None, **options: Any) -> list[str]:
    """Load what must be refused; give each problem as its line, without the folder's name."""
    try:
        found = loaded(folder, environ, **options)
    except ConfigError as error:
        return [str(problem).removeprefix(f"{folder}/") for problem in error.problems]
    raise AssertionError(f"loaded: {found}")


def warnings(folder: Path, environ: Mapping[str, str] | None = None, **options: Any) -> list[str]:
    """Load and give each warning as its line, without the folder's name."""
    return [str(problem).removeprefix(f"{folder}/") for problem in loaded(folder, environ, **options).warnings]
