"""Templates of plain ``{field}`` text: the shipped ones (package data) and a user's own.

No attribute, index, format or expression: a field is a name in braces and nothing else, filled in one pass,
so that what an article says is never a template itself. A line whose fields are all empty is left out.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_FIELD = re.compile(r"(?<!\{)\{([a-z][a-z_]*)\}(?!\})")
_GAP = re.compile(r"\n{3,}")
_DOT = " · "

FIELDS = frozenset(
    {
        "alerted", "byline", "cited", "count", "difference", "event", "flag", "headline", "independent", "language",
        "level", "link", "news", "note", "origins", "others", "place", "published", "quotes", "repeat", "seen",
        "source", "story", "terms", "times", "title", "watch", "watches", "why",
    }
)  # fmt: skip


def check_template(template: str) -> list[str]:
    """Return the names in braces that are no fields; such a template still renders, with them as written."""
    return [name for name in dict.fromkeys(_FIELD.findall(template)) if name not in FIELDS]


def fill(template: str, values: Mapping[str, str]) -> str:
    """Fill the fields that ``values`` knows; unknown ones stay as written, ``{{…}}`` is no field at all.

    A line whose fields are all empty is left out, with the label (``Quoted:``) that stands alone above it;
    likewise a part of a line between `` · ``.
    """
    rows: list[str] = []
    above = ""
    for row in template.strip("\n").split("\n"):
        label = bool(rows) and above.endswith(":") and not _FIELD.search(above)
        above = row
        parts = [part for part in row.split(_DOT) if not _is_empty(part, values)]
        if parts:
            rows.append(_FIELD.sub(lambda found: values.get(found[1], found[0]), _DOT.join(parts)))
        elif label:
            rows.pop()
    return _GAP.sub("\n\n", "\n".join(rows)).strip("\n")


def _is_empty(part: str, values: Mapping[str, str]) -> bool:
    names = [name for name in _FIELD.findall(part) if name in values]
    return bool(names) and not any(values[name] for name in names)


@cache
def shipped(name: str) -> str:
    """Return the text of a shipped template."""
    return (files("monitor.notify") / "templates" / name).read_text("utf-8")
