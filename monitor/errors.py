"""The error tree: what went wrong, with what, and whether trying again can help.

Expected outcomes are return values; an exception from here means failure. Adapters translate a
library's errors once, with ``raise … from``.
"""

from dataclasses import dataclass


class MonitorError(Exception):
    """The root: a failure with its subject, and whether it is permanent."""

    def __init__(self, message: str, *, subject: str = "", permanent: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.subject = subject
        self.permanent = permanent

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


@dataclass(frozen=True)
class Problem:
    """One thing wrong (or doubtful) in the configuration, at its place. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str
    advice: str = ""
    severity: str = "error"  # error | warning

    def __str__(self) -> str:
        tail = f"; {self.advice}" if self.advice else ""
        mark = "warning: " if self.severity == "warning" else ""
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {where}{mark}{self.message}{tail}"


class ConfigError(MonitorError):
    """A configuration that cannot be used: every problem at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class QueryError(MonitorError):
    """A query that cannot be parsed or would be meaningless. ``start`` and ``end`` are offsets into ``query``."""

    def __init__(self, message: str, *, query: str, start: int, end: int | None = None, advice: str = "") -> None:
        super().__init__(message)
        self.query = query
        self.start = start
        self.end = max(start + 1, end if end is not None else start + 1)
        self.advice = advice

    def __str__(self) -> str:
        tail = f"; {self.advice}" if self.advice else ""
        caret = " " * self.start + "^" * (self.end - self.start)
        return f"{self.message}{tail}\n  {self.query}\n  {caret}"


class StoreError(MonitorError):
    """The database refused: newer than the code, locked, full, out of reach."""


class SandboxError(MonitorError):
    """The worker process cannot be started at all (a document that kills it is no error but an outcome)."""
