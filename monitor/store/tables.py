"""The tables: the truth of the daemon. Times are Unix seconds (UTC, float); JSON columns hold plain data.

Owns the schema and nothing else; migrations/ holds its history and a test keeps the two equal.
"""

from typing import Any

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

_JSON = JSON(none_as_null=True)  # without it None is written as JSON's null, and IS NOT NULL holds for it


class FeedRow(SQLModel, table=True):
    """A feed's polling state. ``url`` is what the user wrote, ``moved_to`` where a 301 led."""

    __tablename__ = "feed"

    name: str = Field(primary_key=True)
    url: str
    moved_to: str | None = None
    state: str = "active"  # active | gone (410) | removed (no longer configured)
    title: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    interval: float = 600.0
    next_poll: float = Field(default=0.0, index=True)
    not_before: float = 0.0  # Retry-After and its like
    lease_until: float = 0.0
    owner: str | None = None
    fence: int = 0
    polls: int = 0
    items: int = 0
    failures: int = 0  # in a row
    baseline_at: float | None = None  # the end of the first successful poll
    last_poll: float | None = Field(default=None, index=True)
    last_ok: float | None = None
    last_new: float | None = None
    last_status: int | None = None
    last_error: str | None = None
    last_error_at: float | None = None
    notice: str | None = None  # a standing remark: all GUIDs changed, moved, gone
    gap_at: float | None = None  # the last poll that found no item of the one before: items may have rolled off
    silence_told: float | None = None  # when the operators were told that it fell silent, until it speaks again
    rhythm: dict[str, Any] | None = Field(default=None, sa_column=Column(_JSON))  # core.schedule.Rhythm
    hints: dict[str, Any] | None = Field(default=None, sa_column=Column(_JSON))  # what its server asks (polling.py)
    matched: float = 0.0  # items that a watch fired on, forgetting like those of the rhythm
    pull: float = 0.0034  # 1/√s: its share of the polls (core.schedule); 0 where `every` is fixed
    floor: float = 0.0  # s: what its server's hints lengthen an interval to
    slices: bytes | None = None  # digests of the items in the last document (core.feed.slices)


class EntryRow(SQLModel, table=True):
    """One item of one feed, kept for ever as the memory of what has been seen (texts go with ``keep``).

    ``event`` names what it reports on once read: alerts are unique on (watch, event).
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("feed", "key"),
        Index("ix_entry_title", "feed", "title_key"),
        Index("ix_entry_due", "state", "next_read"),
    )

    id: int | None = Field(default=None, primary_key=True)
    feed: str = Field(foreign_key="feed.name")  # what begins with it is an index of it
    key: str
    fingerprint: str
    title_key: str = ""  # the folded title, to recognise an item whose GUID changed
    url: str | None = Field(default=None, index=True)
    document: dict[str, Any] | None = Field(default=None, sa_column=Column(_JSON))  # core.feed.Entry
    published: float | None = None
    seen_at: float
    last_seen: float
    state: str = "pending"  # pending | read | watched (read; its page is looked at again at next_read) | failed
    revision: int = 0  # times that the feed changed it
    backlog: bool = False  # older than the feed's baseline allows: stored and matched, alerts for nothing
    attempts: int = 0
    kills: int = 0  # times that reading it killed the worker
    next_read: float = 0.0
    lease_until: float = 0.0
    owner: str | None = None
    fence: int = 0
    note: str | None = None  # why the page was not read, in words
    event: str | None = Field(default=None, index=True)
    article_id: int | None = Field(default=None, foreign_key="article.id", index=True)
    looks: int = 0  # times that its page was looked at again, once a watch had matched it
    page_etag: str | None = None
    page_modified: str | None = None


class ArticleRow(SQLModel, table=True):
    """An article as last read. ``key`` is its canonical address (or feed and entry key where it has none)."""

    __tablename__ = "article"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    url: str | None = Field(default=None, index=True)
    title: str | None = None
    language: str | None = None
    published: float | None = None
    seen_at: float = Field(index=True)
    read_at: float
    origin: str = "page"  # page | feed: what was read
    note: str | None = None
    version: int = 1
    document: dict[str, Any] | None = Field(default=None, sa_column=Column(_JSON))  # core.article.Article


class VersionRow(SQLModel, table=True):
    """What an article said before it was changed after the fact."""

    __tablename__ = "version"

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    version: int
    until: float  # when the next one was read
    document: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))  # core.article.Article


class StoryRow(SQLModel, table=True):
    """An event as its reports tell it. It takes reports for core.story.OPEN_FOR from its first."""

    __tablename__ = "story"

    id: int | None = Field(default=None, primary_key=True)
    first_at: float
    last_at: float = Field(index=True)
    title: str


class ReportRow(SQLModel, table=True):
    """An article in its story, for ever; its traits go when nothing can be joined by them any more."""

    __tablename__ = "report"

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    article_id: int | None = Field(default=None, foreign_key="article.id", unique=True)
    at: float = Field(index=True)  # published, where that is believable, else seen
    seen_at: float
    kind: str  # first | report | copy | relay
    copy_of: int | None = None  # a report's id
    origin: str  # whose account it is
    source: str  # who published it, for people
    title: str
    url: str | None = None
    language: str | None = None
    why: str = ""
    traits: dict[str, Any] | None = Field(default=None, sa_column=Column(_JSON))  # core.story.Traits


class MatchRow(SQLModel, table=True):
    """A watch that fired on an article, with the hits and snippet of the last time it did."""

    __tablename__ = "match"
    __table_args__ = (UniqueConstraint("article_id", "watch"),)

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    watch: str = Field(index=True)
    matched_at: float
    snippet: str = ""
    hits: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON))


class AlertRow(SQLModel, table=True):
    """A watch's alert for an event: once. ``document`` is all that a message says, kept beyond the article.

    ``story_id`` is set where the watch alerts once a story.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("watch", "event"), UniqueConstraint("watch", "story_id"))

    id: int | None = Field(default=None, primary_key=True)
    watch: str = Field(index=True)
    event: str = Field(index=True)
    article_id: int | None = Field(default=None, foreign_key="article.id")
    level: str = "normal"
    created_at: float = Field(index=True)
    acked_at: float | None = None
    snoozed_until: float | None = None
    escalated_at: float | None = None  # nobody acknowledged it in time: the second list was told
    story_id: int | None = Field(default=None, foreign_key="story.id", index=True)
    waiting_until: float | None = Field(default=None, index=True)  # held for another independent source
    dropped_at: float | None = None  # none came
    document: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))  # core.alert.AlertView


class MessageRow(SQLModel, table=True):
    """What one channel is told at one time: the alerts that are due together, or a notice to the operators."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("channel", "gather"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(index=True)
    gather: str  # what is gathered: article:…, digest:…, quiet:…, over:…, notice:…
    kind: str = "alert"  # alert | digest | summary | notice | escalation | update | surge
    due: float = Field(index=True)
    open: bool = True  # alerts may still join; closed by the first claim of a delivery
    created_at: float
    notice: dict[str, Any] | None = Field(default=None, sa_column=Column(_JSON))  # {"title", "body"}


class MessageAlertRow(SQLModel, table=True):
    """Which alerts a message carries."""

    __tablename__ = "message_alert"

    message_id: int = Field(foreign_key="message.id", primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", primary_key=True, index=True)


class UpdateRow(SQLModel, table=True):
    """What is new in a story after its alert: a further report, or one that was changed or removed."""

    __tablename__ = "story_update"

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    at: float
    document: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))  # core.alert.UpdateView


class MessageUpdateRow(SQLModel, table=True):
    """Which updates a message carries, and which alerts each is to."""

    __tablename__ = "message_update"

    message_id: int = Field(foreign_key="message.id", primary_key=True)
    update_id: int = Field(foreign_key="story_update.id", primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", primary_key=True, index=True)


class DeliveryRow(SQLModel, table=True):
    """One message to one recipient: pending -> sending -> sent | retry | unknown | dead."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("message_id", "recipient"),
        Index("ix_delivery_due", "state", "next_attempt"),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    channel: str = Field(index=True)
    recipient: str = ""  # a mail address; empty where the channel has one recipient
    state: str = "pending"
    attempts: int = 0
    next_attempt: float = 0.0
    lease_until: float = 0.0
    owner: str | None = None
    fence: int = 0
    first_failed: float | None = None
    sent_at: float | None = None
    maybe_repeat: bool = False  # an earlier attempt's outcome is unknown
    short: bool = False  # the message was rejected once: it goes out as short plain text
    last_status: int | None = None
    last_answer: str | None = Field(default=None, sa_column=Column(Text))
    receipt: str | None = None  # what a later message names to stand in this one's thread


class AttemptRow(SQLModel, table=True):
    """The ledger: each attempt of a delivery with its answer."""

    __tablename__ = "attempt"

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    at: float
    outcome: str
    status: int | None = None
    answer: str | None = Field(default=None, sa_column=Column(Text))


class ChannelRow(SQLModel, table=True):
    """How a channel does. A row appears with its first failure."""

    __tablename__ = "channel"

    name: str = Field(primary_key=True)
    state: str = "working"  # working | open (down: nothing is sent until probe_at) | broken (needs a person)
    failures: int = 0  # in a row
    since: float | None = None  # when it left working
    probe_at: float | None = None  # when one delivery may try whether it works again
    reason: str | None = Field(default=None, sa_column=Column(Text))


class PaceRow(SQLModel, table=True):
    """What all feeds share, in one row: how fast they are polled (core.schedule.Pace) and the requests left."""

    __tablename__ = "pace"

    id: int = Field(default=1, primary_key=True)
    pile: float = 1000.0
    hours: list[float] = Field(default_factory=lambda: [1.0] * 24, sa_column=Column(JSON))
    share: float = 0.01
    tokens: float = 0.0
    filled_at: float = 0.0
    nudged_at: float = 0.0
    pooled_at: float = 0.0


class HeartbeatRow(SQLModel, table=True):
    """A daemon's sign of life; the container's healthcheck reads it."""

    __tablename__ = "heartbeat"

    daemon: str = Field(primary_key=True)
    pid: int
    started_at: float
    at: float
    state: str = "running"
