"""What is kept of an article to tell its story: a few marks of what it is about, and whose account it is.

``Traits`` go into the database as JSON (``to_plain``/``from_plain``) and are dropped when no story can be joined by
them any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["claimed", "confirmed", "denied"]
OPEN_FOR = 36 * 3600.0  # s from its first article, after which a story takes no more: nightly attacks are many stories


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of something that news counts: ``kind`` such as killed, wounded, launched, downed, evacuated."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Name:
    """A person or place: ``key`` is the same in every language where that is known, ``shown`` is as written."""

    key: str
    shown: str


@dataclass(frozen=True, slots=True)
class Traits:
    """What an article is about, for joining.

    ``sketch``: the 64 smallest hashes (unsigned, 64 bit) of its word pairs, ascending, fewer of a short text.
    ``marks``: concepts, names, sources and numbers, each with a sign of its sort before it (``c:iskander``); the same
    in every language where a concept knows it. ``day``: proleptic ordinal of the day on which the event is said to
    have been, where the text says one. ``origin``: whose account it is (an agency, an office, else the site), folded.
    """

    sketch: tuple[int, ...] = ()
    marks: frozenset[str] = frozenset()
    figures: tuple[Figure, ...] = ()
    people: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()
    status: Status | None = None
    day: int | None = None
    language: str | None = None
    origin: str = ""
    relay: bool = False

    def to_plain(self) -> dict[str, Any]:
        """Give plain data for a JSON column; numbers above 2⁵³ go as text."""
        return {
            "sketch": [f"{number:x}" for number in self.sketch],
            "marks": sorted(self.marks),
            "figures": [[figure.kind, figure.number] for figure in self.figures],
            "people": [[name.key, name.shown] for name in self.people],
            "places": [[name.key, name.shown] for name in self.places],
            "status": self.status,
            "day": self.day,
            "language": self.language,
            "origin": self.origin,
            "relay": self.relay,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Traits":
        """Make what ``to_plain`` gave again."""
        return cls(
            sketch=tuple(int(number, 16) for number in plain["sketch"]),
            marks=frozenset(plain["marks"]),
            figures=tuple(Figure(kind, number) for kind, number in plain["figures"]),
            people=tuple(Name(key, shown) for key, shown in plain["people"]),
            places=tuple(Name(key, shown) for key, shown in plain["places"]),
            status=plain["status"],
            day=plain["day"],
            language=plain["language"],
            origin=plain["origin"],
            relay=plain["relay"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """An article in its story. ``id`` and ``story`` are the database's; ``at``: Unix seconds, when it was news."""

    id: int
    story: int
    at: float
    traits: Traits
    origin: str  # that of the report it copies, else its own


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article belongs: ``story`` is None for a new one.

    first: opens a story. report: adds to one. copy: nearly the words of report ``of`` (a report, where it has news).
    relay: only passes on a source whose account the story has already. ``origin``: whose account it counts as.
    ``why``: in words, for a person.
    """

    story: int | None
    kind: Literal["first", "report", "copy", "relay"]
    origin: str
    of: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Development:
    """Something new in a story, in words a reader understands at once (``killed: 3 → 5``)."""

    kind: Literal["origin", "language", "figure", "status", "person", "place", "title", "correction", "text", "removed"]
    text: str
