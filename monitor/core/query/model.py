"""What the matcher takes and gives: watches to compile, concepts, hits, matches, verdicts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConceptSpec:
    """A concept as written: entries (words or phrases with ``*``, ``=``, ``^``, ``@``) and exceptions."""

    any: tuple[str, ...]
    except_: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchSpec:
    """A watch as the matcher needs it. ``feeds`` holds feed names and ``tag:x``; empty means all."""

    name: str
    query: str
    feeds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A span that made a watch match. ``start``/``end`` are character offsets into the value of ``field``.

    ``term`` is the query's term as written; ``concept`` the concept that it came from, or ``None``.
    For a field with several values (``quotes.text``, ``authors`` …) the offsets count within value number ``index``.
    """

    term: str
    concept: str | None
    field: str
    text: str
    start: int
    end: int
    index: int = 0

    @property
    def path(self) -> str:
        """The field with the value's number where it has several: ``quotes[2].text``."""
        name, dot, part = self.field.partition(".")
        return f"{name}[{self.index}]{dot}{part}" if dot or name in ("authors", "feed") else name


@dataclass(frozen=True, slots=True)
class Match:
    """A watch that fired, the hits that satisfied it, and a snippet with them between \u27e6 and \u27e7."""

    watch: str
    hits: tuple[Hit, ...]
    snippet: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a watch fired or did not: ``failed`` is the first clause that failed, as written, and why in words."""

    watch: str
    match: Match | None
    failed: str | None = None
    reason: str | None = None
    held: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class QueryWarning:
    """Something legal in a query that is probably not what was meant; ``start``/``end`` are offsets into it."""

    message: str
    start: int
    end: int
    advice: str = ""
