"""The merged configuration, addressed by paths: where a value stands, what it is called, how it may be shown.

Owns the wording of places for every later step, and which values a message never repeats.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from monitor.config.nodes import Node
from monitor.config.sources import LISTS
from monitor.errors import Problem

Path = Sequence[str | int]
_SECRET_PATHS = re.compile(r"channels\.[^.]+\.url|feeds\.[^.]+\.headers\..*|settings\.(database|ping|fetch\.proxy)")


class Tree:
    """The merged configuration, addressed by paths such as ``("watches", 3, "query")``."""

    def __init__(self, root: Node) -> None:
        self.root = root

    def node(self, path: Path) -> Node:
        """Find the value at ``path``, or the nearest one above it that is written."""
        node = self.root
        for step in path:
            child = node.items()[step] if isinstance(step, int) and step < len(node.items()) else node.get(str(step))
            if child is None:
                return node
            node = child
        return node

    def has(self, path: Path) -> bool:
        """Tell whether a value is written at exactly ``path``."""
        parent = self.node(path[:-1])
        return parent.get(str(path[-1])) is not None

    def label(self, path: Path) -> str:
        """Write a path as a user reads it: ``watches.dprk-russia.query``."""
        words: list[str] = []
        node: Node | None = self.root
        for position, step in enumerate(path):
            if isinstance(step, str):
                words.append(step)
                node = node.get(step) if node else None
                continue
            items = node.items() if node else []
            node = items[step] if step < len(items) else None
            name = node.get(LISTS.get(str(path[0]), "name")) if node and position == 1 else None
            if (
                name is not None
                and isinstance(name.value, str)
                and name.raw is None
                and re.fullmatch(r"[\w.-]{1,64}", name.value)
            ):
                words.append(name.value)
            else:
                words[-1] += f"[{step + 1}]"
        return ".".join(words)

    def problem(self, path: Path, message: str, advice: str = "", *, severity: str = "error") -> Problem:
        """Make a problem of what is wrong at ``path``."""
        return self.node(path).problem(self.label(path), message, advice, severity=severity)

    def is_secret(self, path: Path) -> bool:
        """Tell whether the value at ``path`` is secret by what it is for."""
        return _SECRET_PATHS.fullmatch(self.label(path)) is not None

    def shown(self, path: Path) -> str:
        """Quote a value for a message as it is written; what is secret is not shown."""
        node = self.node(path)
        text = node.raw if node.raw is not None else node.value
        if self.is_secret(path) and node.raw is None:
            return "this value"
        if not isinstance(text, str):
            return "an empty value" if text is None else "a list" if isinstance(text, list) else "a mapping"
        return repr(text if len(text) <= 60 else text[:59] + "…")


def nearest(name: str, known: Iterable[str], *, write: str = "did you mean {}?") -> str:
    """Advise the known name that is nearest to ``name``, or list the known ones when they are few."""
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1, cutoff=0.6) or get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    if close:
        return write.format(close[0])
    if not names:
        return ""
    return "known here: " + ", ".join(names) if len(names) <= 16 else ""
