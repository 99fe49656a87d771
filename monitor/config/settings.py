"""The configuration as frozen values: what a user may write, with types, defaults and bounds.

Owns the shape and its defaults; never reads a file or the environment (``load.py`` does).
Durations are ``timedelta``, written ``30s 5m 2h 7d``; sizes are bytes, written ``5MB``. The strings below the
fields are what an editor shows for them (``wirewatch config schema``). The validators' errors never repeat
the value: it may have come from a secret variable.
"""

import re
from datetime import time, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30, "b": 1}
_LONGEST = timedelta(days=36500)


def parse_duration(value: Any) -> Any:
    """``30s 5m 2h 7d`` (and ``0``) -> timedelta; anything else raises ValueError with what to write."""
    if isinstance(value, timedelta):
        return value
    if value == 0 or value == "0":
        return timedelta(0)
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?)\s*([smhd])", str(value).strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found else -1.0
    if not 0 <= seconds <= _LONGEST.total_seconds():
        raise ValueError("is no duration; write a number and a unit: 30s, 5m, 2h or 7d")
    return timedelta(seconds=seconds)


def write_duration(value: timedelta) -> str:
    """Write a duration as a user would: ``90s``, ``5m``, ``7d``."""
    seconds = value.total_seconds()
    if seconds == 0:
        return "0"
    for unit in ("d", "h", "m"):
        if seconds % _UNITS[unit] == 0:
            return f"{int(seconds // _UNITS[unit])}{unit}"
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"


def _parse_size(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"(\d{1,12}(?:\.\d{1,6})?)\s*([a-z]*)", str(value).strip().lower())
    if not found or found[2] not in _SIZES:
        raise ValueError("is no size; write a number and a unit: 500KB or 5MB")
    return int(float(found[1]) * _SIZES[found[2]])


def _parse_rate(value: Any) -> Any:
    if isinstance(value, Rate):
        return value
    found = re.fullmatch(r"(\d{1,9})\s*/\s*([smhd])", str(value).strip())
    if not found or int(found[1]) < 1:
        raise ValueError("is no rate; write a number, a slash and a unit: 10/h")
    return Rate(count=int(found[1]), per=timedelta(seconds=_UNITS[found[2]]))


def parse_clock(value: Any) -> Any:
    """``"08:00"`` -> time; anything else raises ValueError with what to write."""
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError('is no time of day; write it in quotes: "08:00"')
    return time(int(found[1]), int(found[2]))


def _one_or_many(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _text(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(write_duration, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^(0|\d+(\.\d+)?\s*[smhd])$"}, {"const": 0}],
            "examples": ["30s", "5m", "2h", "7d"],
        }
    ),
]
Size = Annotated[
    int,
    BeforeValidator(_parse_size),
    Field(gt=0),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": r"^\d+(\.\d+)?\s*([KkMmGg][Ii]?)?[Bb]?$",
            "examples": ["5MB"],
        }
    ),
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$", min_length=1, max_length=64)]
Clock = Annotated[
    time,
    BeforeValidator(parse_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str, when_used="json"),
    _text(r"^([01]?\d|2[0-3]):[0-5]\d$", "08:00"),
]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True)


class PollSettings(_Frozen):
    """The shortest and the longest time between two polls of one feed."""

    fastest: Duration = timedelta(minutes=2)
    """No feed is asked more often than this, except one with an `every` of its own."""
    slowest: Duration = timedelta(hours=6)
    """Every feed is asked at least this often."""


class FetchSettings(_Frozen):
    """Bounds of every request; ``timeout`` is total, ``allow_networks`` CIDRs beyond the public internet."""

    timeout: Duration = timedelta(seconds=30)
    """The whole of one request, redirects among it."""
    max_bytes: Size = 5_000_000
    """The largest body that is read, after decompression."""
    per_host: int = Field(2, ge=1, le=32)
    """Requests to one host at a time."""
    proxy: str | None = None
    """An http:// or https:// proxy; proxies of the environment are ignored."""
    allow_networks: tuple[str, ...] = ()
    """Networks beyond the public internet that may be asked, on any port: 10.0.0.0/8."""


class KeepSettings(_Frozen):
    """How long articles and their bodies stay; what has been seen is remembered for ever."""

    articles: Duration = timedelta(days=365)
    """How long an article's record stays searchable."""
    bodies: Duration = timedelta(days=90)
    """How long an article's text stays."""


class Settings(_Frozen):
    """The daemon's own settings."""

    database: str = "sqlite:///wirewatch.db"
    """sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME."""
    contact: str | None = None
    """An address or a mailbox that goes into the User-Agent, for the sites that are polled."""
    requests_per_hour: int = Field(2000, ge=1, le=1_000_000)
    """The whole polling budget."""
    poll: PollSettings = PollSettings()
    fetch: FetchSettings = FetchSettings()
    alert_backlog: Duration = timedelta(0)
    """How old an entry of a feed's first poll may be and still alert."""
    keep: KeepSettings = KeepSettings()
    timezone: str = "UTC"
    """For digests, quiet hours, and times that carry no zone: Europe/Kyiv."""
    operators: tuple[str, ...] = ()
    """Channels that hear about the daemon's own troubles."""
    ping: str | None = None
    """A dead-man address, called while all is well."""


class Feed(_Frozen):
    """A feed to poll; ``every`` fixes the interval, ``headers`` are secret and for this feed's host only."""

    name: Name
    """Small letters, digits and hyphens; unique."""
    url: str
    """The address of the RSS, Atom or JSON feed."""
    title: str | None = None
    """How alerts call the source."""
    tags: tuple[str, ...] = ()
    """Labels that a watch can ask for: `feeds: [tag:agency]`."""
    every: Duration | None = None
    """A fixed interval; left out, it is learned."""
    language: str | None = None
    """A hint, two letters; detected when left out."""
    timezone: str | None = None
    """For times without a zone; left out, settings.timezone."""
    read: Literal["page", "feed"] = "page"
    """Read the article's page, or only what the feed itself carries."""
    robots: bool = True
    """Honour robots.txt for the article pages."""
    headers: dict[str, str] = Field({}, repr=False)
    """Secret headers, sent to this feed's host only."""


class Concept(_Frozen):
    """Names of one thing in every language; ``except`` kills hits inside its phrases."""

    any: tuple[str, ...] = Field(min_length=1)
    """Words and phrases, with *, =, ^ and @; no operators."""
    except_: tuple[str, ...] = Field((), alias="except")
    """A hit inside one of these is none."""


class MinSources(_Frozen):
    """Hold for ``count`` independent origins at most ``within``; ``then`` mark and send, or drop."""

    count: int = Field(2, ge=2)
    within: Duration = timedelta(hours=6)
    then: Literal["mark", "drop"] = "mark"


class Rate(_Frozen):
    """At most ``count`` alerts in ``per``; written ``10/h``."""

    count: int = Field(ge=1)
    per: timedelta


def _write_rate(value: Rate) -> str:
    return f"{value.count}/{write_duration(value.per).lstrip('1')}"


class Escalate(_Frozen):
    """Tell ``to`` as well when an urgent alert is not acknowledged ``after`` it was sent."""

    after: Duration
    to: tuple[str, ...] = Field(min_length=1)


class Examples(_Frozen):
    """Titles that the watch must and must not fire on."""

    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


class Watch(_Frozen):
    """A topic to watch: a query, where it looks, whom it tells and how."""

    name: Name
    """Small letters, digits and hyphens; unique."""
    query: str = Field(min_length=1)
    """What to look for, in the watch language."""
    title: str | None = None
    """How alerts call the watch."""
    feeds: tuple[str, ...] = ()
    """Feed names and tag:x; left out, all."""
    languages: tuple[str, ...] = ()
    """Two-letter codes; left out, all."""
    notify: tuple[str, ...] = ()
    """The channels that are told."""
    level: Literal["info", "normal", "urgent"] = "normal"
    group: Literal["story", "article"] = "story"
    """One alert for a story, or for each article."""
    min_sources: MinSources | None = None
    digest: Annotated[
        tuple[Clock, ...],
        BeforeValidator(_one_or_many),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$"},
                    {"type": "array", "items": {"type": "string", "pattern": r"^([01]?\d|2[0-3]):[0-5]\d$"}},
                ],
                "examples": ["08:00"],
            }
        ),
    ] = ()
    """Times of day at which what was held is sent together; left out, at once."""
    at_most: (
        Annotated[
            Rate,
            BeforeValidator(_parse_rate),
            PlainSerializer(_write_rate, return_type=str, when_used="json"),
            _text(r"^\d+\s*/\s*[smhd]$", "10/h"),
        ]
        | None
    ) = None
    """What is over goes into one summary."""
    escalate: Escalate | None = None
    examples: Examples = Examples()


class Quiet(_Frozen):
    """Hours in which a channel holds what is not of the ``let_through`` level."""

    from_: Clock = Field(alias="from")
    to: Clock
    let_through: Literal["normal", "urgent", "nothing"] = "urgent"


class Channel(_Frozen):
    """Where alerts go: any Apprise URL, or ``None`` where its variable is not set."""

    name: Name
    """Small letters, digits and hyphens; unique."""
    url: str | None = Field(None, repr=False)
    """Any Apprise URL; best kept in a variable: ${SLACK_URL}."""
    quiet: Quiet | None = None
    timezone: str | None = None
    """Left out, settings.timezone."""
    template: str | None = None
    """Plain text with {fields}; left out, the shipped one."""


class Site(_Frozen):
    """A site profile: where a site keeps what the general rules miss (selectors, or ``package.module:function``)."""

    domain: str
    title: str | None = None
    body: str | None = None
    lead: str | None = None
    date: str | None = None
    dateline: str | None = None
    views: str | None = None
    quote: str | None = None
    related: str | None = None
    remove: tuple[str, ...] = ()
    """Parts of the page that are no part of the article."""
    labels: tuple[str, ...] = ()
    """Headings that are labels of the page, such as Details."""


class Config(_Frozen):
    """Everything that a user wrote, checked. ``concepts`` holds the user's and the shipped ones."""

    settings: Settings = Settings()
    feeds: tuple[Feed, ...] = ()
    concepts: dict[Name, Concept] = {}
    watches: tuple[Watch, ...] = ()
    channels: tuple[Channel, ...] = ()
    sites: tuple[Site, ...] = ()
