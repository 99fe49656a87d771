"""The documents as the tests see them: fenced blocks with what their fence says, rows of tables, inline commands.

A fence's words steer the tests: ``yaml`` is a configuration (or a part of one), ``console`` is typed line by line,
``console unrun`` is only checked for commands and options that exist (it needs a network, root or Docker), ``text
file=NAME`` is a file that the page's commands read, ``exit=N`` the code that they end with. Any other block is prose.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
)
_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page and line, the language and the other words of its fence."""

    page: str
    line: int
    language: str
    words: tuple[str, ...]
    text: str

    @property
    def name(self) -> str:
        """Where it stands, for a failing test."""
        return f"{self.page}:{self.line}"

    def word(self, key: str) -> str | None:
        """Give the value of ``key=value`` on the fence."""
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{key}=")), None)


@dataclass(frozen=True)
class Row:
    """A row of a table: its page and line, its cells by the table's header."""

    page: str
    line: int
    cells: dict[str, str]

    @property
    def name(self) -> str:
        """Where it stands, for a failing test."""
        return f"{self.page}:{self.line}"


@cache
def text_of(page: str) -> str:
    """Read a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str | None = None) -> list[Block]:
    """Give a page's fenced blocks, of one language or all."""
    text = text_of(page)
    found = []
    for fence in _FENCE.finditer(text):
        first, *words = fence["info"].split() or [""]
        if language in (None, first):
            found.append(Block(page, text.count("\n", 0, fence.start()) + 1, first, tuple(words), fence["text"]))
    return found


def rows(page: str, *header: str) -> Iterator[Row]:
    """Go through the rows of every table with exactly this header."""
    columns: tuple[str, ...] = ()
    for number, line in enumerate(text_of(page).splitlines(), 1):
        if not line.startswith("|"):
            columns = ()
            continue
        cells = tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip())[1:-1])
        if not columns:
            columns = cells
        elif columns == header and not set("".join(cells)) <= set("-: "):
            yield Row(page, number, dict(zip(columns, cells, strict=True)))


def prose(page: str) -> str:
    """Give a page without its fenced blocks."""
    return _FENCE.sub("", text_of(page))


def code(cell: str) -> str:
    """Give what stands between the backticks of a cell."""
    found = re.fullmatch(r"`(.+)`", cell)
    assert found, f"not a query between backticks: {cell}"
    return found[1]
