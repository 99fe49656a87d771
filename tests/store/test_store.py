"""The store on SQLite and PostgreSQL: transactions, schema, claims, the outbox, retention."""

import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, make_url, text
from sqlmodel import Session, SQLModel, select

from monitor.core.article.model import Article
from monitor.core.feed.model import Entry
from monitor.core.feed.novelty import Changes, compare
from monitor.core.query.model import Hit, Match
from monitor.errors import StoreError
from monitor.store import Store, alerts, articles, feeds, index, ledger, open_store, schema
from monitor.store.engine import create
from monitor.store.tables import DeliveryRow, EntryRow, FeedRow, MessageRow

NOW = 1_700_000_000.0
NONE = Changes((), (), (), (), (), shifted=False, gap=False)


def entry(key: str, *, title: str = "A title", url: str | None = None, fingerprint: str = "f") -> Entry:
    return Entry(key=key, fingerprint=fingerprint, title=title, url=url or f"https://a.example/{key}")


def with_feed(store: Store, name: str = "one") -> None:
    store.write(lambda s: feeds.sync(s, [(name, f"https://{name}.example/rss")], NOW, interval=600))


def polled(store: Store, name: str, *entries: Entry, backlog: bool = False, now: float = NOW) -> int:
    def work(s):  # type: ignore[no-untyped-def]
        changes = compare(entries, *feeds.known(s, name, entries))
        feeds.record_entries(s, [(name, changes, {e.key: backlog for e in entries})], now)
        return changes.to_read

    return store.write(work)


def alerted(
    store: Store,
    *,
    watch: str = "w",
    event: str = "e",
    channel: str = "c",
    gather: str = "event:e",
    due: float = NOW,
    recipients: tuple[str, ...] = ("",),
) -> int | None:
    def work(s):  # type: ignore[no-untyped-def]
        row = alerts.add(
            s, watch=watch, event=event, article_id=None, level="normal", now=NOW, document={"title": event}
        )
        if row is None:
            return None
        alerts.queue(
            s, channel=channel, recipients=recipients, gather=gather, kind="alert", due=due, now=NOW, alert_id=row.id
        )
        return row.id

    return store.write(work)


def test_schema_equals_migrations(store: Store, database: str) -> None:
    engine = create(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_of_tables})
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def is_of_tables(name: str | None, kind: str, _: object) -> bool:
    """All but the index of words, which each kind of database has in its own way."""
    return kind != "table" or not str(name).startswith(index.TABLE)


def test_a_newer_schema_is_refused(bare_database: str) -> None:
    open_store(bare_database).close()
    engine = create(bare_database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer than this Wirewatch"):
        open_store(bare_database)


def test_concurrent_increments_are_all_kept(store: Store) -> None:
    with_feed(store)

    def add_fifty() -> None:
        for _ in range(50):

            def bump(s):  # type: ignore[no-untyped-def]
                row = s.exec(select(FeedRow).with_for_update()).one()
                row.items += 1

            store.write(bump)

    threads = [threading.Thread(target=add_fifty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(lambda s: s.exec(select(FeedRow)).one().items) == 200


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def work(s):  # type: ignore[no-untyped-def]
        s.add(FeedRow(name="x", url="u"))
        s.flush()
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert store.read(ledger.feed_rows) == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "no database address"),
        ("sqlite://", "in memory"),
        ("mysql://h/d", "no database that is supported"),
        ("sqlite:////no/such/folder/x.db", "folder of the database does not exist"),
    ],
)
def test_addresses_that_cannot_be_used(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words):
        open_store(url)


def test_a_feed_is_claimed_once_until_its_lease_ends(store: Store) -> None:
    with_feed(store)
    claim = lambda now: store.write(lambda s: feeds.claim(s, now, owner="me", limit=9, lease=100))  # noqa: E731
    first = claim(NOW)
    assert [c.name for c in first] == ["one"]
    assert claim(NOW + 50) == []
    again = claim(NOW + 101)
    assert [c.name for c in again] == ["one"]
    assert store.write(lambda s: feeds.held(s, first[0])) is None, "the fence keeps the first claimer out"
    assert store.write(lambda s: feeds.held(s, again[0])) is not None


def test_the_oldest_due_feed_comes_first_and_a_clock_that_went_back_does_not_stall(store: Store) -> None:
    names = ["a", "b", "c"]
    store.write(lambda s: feeds.sync(s, [(n, f"https://{n}/") for n in names], NOW, interval=60))

    def plan(s):  # type: ignore[no-untyped-def]
        for name, at in zip(names, (NOW - 1, NOW - 9, NOW + 90_000), strict=True):
            s.get(FeedRow, name).next_poll = at

    store.write(plan)
    claims = store.write(lambda s: feeds.claim(s, NOW, owner="me", limit=9, lease=10))
    assert [c.name for c in claims] == ["b", "a", "c"]


def test_a_feed_that_was_polled_waits_however_far_off_its_next_poll_is(store: Store) -> None:
    with_feed(store)
    store.write(lambda s: _polled_at(s, NOW, again=NOW + 40 * 86400))
    claim = lambda at: store.write(lambda s: feeds.claim(s, at, owner="me", limit=9, lease=60))  # noqa: E731
    assert claim(NOW + 1) == []
    assert len(claim(NOW + 40 * 86400)) == 1


def test_sync_keeps_state_marks_removed_and_forgets_on_a_new_address(store: Store) -> None:
    with_feed(store)

    def learn(s):  # type: ignore[no-untyped-def]
        row = s.get(FeedRow, "one")
        row.etag, row.moved_to, row.next_poll = '"x"', "https://new/", NOW + 500

    store.write(learn)
    with_feed(store)
    assert store.read(lambda s: s.get(FeedRow, "one").etag) == '"x"'
    store.write(lambda s: feeds.sync(s, [], NOW, interval=60))
    assert store.read(lambda s: s.get(FeedRow, "one").state) == "removed"
    store.write(lambda s: feeds.sync(s, [("one", "https://other/")], NOW, interval=60))
    row = store.read(lambda s: s.get(FeedRow, "one"))
    assert (row.state, row.etag, row.moved_to, row.next_poll) == ("active", None, None, NOW)


def test_an_entry_is_new_once_and_read_again_when_it_changes(store: Store) -> None:
    with_feed(store)
    assert polled(store, "one", entry("k")) == 1
    assert polled(store, "one", entry("k")) == 0
    claim = store.write(lambda s: articles.claim(s, NOW, owner="me", limit=9, lease=60))[0]
    assert polled(store, "one", entry("k", fingerprint="g")) == 1
    assert store.write(lambda s: articles.held(s, claim)) is None, "a reading of the older text is void"
    again = store.write(lambda s: articles.claim(s, NOW, owner="me", limit=9, lease=60))[0]
    assert (again.revision, again.entry.fingerprint) == (1, "g")


def test_a_reused_guid_is_another_article(store: Store) -> None:
    with_feed(store)
    polled(store, "one", entry("k"), backlog=True)

    def was_read(s):  # type: ignore[no-untyped-def]
        row = s.exec(select(EntryRow)).one()
        row.event, row.state = "old", "read"

    store.write(was_read)
    polled(store, "one", entry("k", title="Another story", url="https://a.example/other", fingerprint="g"))
    row = store.read(lambda s: s.exec(select(EntryRow)).one())
    assert (row.event, row.backlog, row.state, row.revision) == (None, False, "pending", 0)


def test_a_feed_that_changes_all_its_guids_has_nothing_new(store: Store) -> None:
    with_feed(store)
    old = [entry(f"k{i}", title=f"Story number {i}") for i in range(10)]
    polled(store, "one", *old)
    renamed = [entry(f"n{i}", title=f"Story number {i}", url=f"https://b.example/{i}") for i in range(10)]
    assert polled(store, "one", *renamed) == 0
    assert polled(store, "one", *renamed) == 0
    assert store.read(lambda s: len(s.exec(select(EntryRow)).all())) == 10


def test_news_is_read_before_backlog(store: Store) -> None:
    with_feed(store)
    polled(store, "one", entry("old"), backlog=True)
    polled(store, "one", entry("new"), now=NOW + 5)
    claims = store.write(lambda s: articles.claim(s, NOW + 9, owner="me", limit=9, lease=60))
    assert [c.entry.key for c in claims] == ["new", "old"]


def test_an_article_of_two_feeds_is_one_and_a_page_is_not_overwritten_by_feed_text(store: Store) -> None:
    page = Article(source="s", url="https://a/x", title="T", text="the page")
    short = Article(source="s", url="https://a/x", title="T", text="feed")
    save = lambda a, o: store.write(lambda s: articles.save(s, "a/x", a, NOW, seen_at=NOW, origin=o, note=None).id)  # noqa: E731
    first = save(page, "page")
    assert save(short, "feed") == first
    row = store.read(lambda s: s.get(articles.ArticleRow, first))
    assert (row.document["text"], row.version) == ("the page", 1)


def test_an_alert_is_unique_on_watch_and_event(store: Store) -> None:
    assert alerted(store) is not None
    assert alerted(store) is None
    assert alerted(store, watch="other", gather="event:e") is not None
    deliveries = store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))
    assert len(deliveries) == 1, "both watches share one message"
    assert len(deliveries[0].alerts) == 2


def test_an_alert_never_joins_a_message_that_is_on_its_way(store: Store) -> None:
    alerted(store, event="e1", gather="digest:w:x")
    first = store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))
    alerted(store, event="e2", gather="digest:w:x")
    second = store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))
    assert [len(d.alerts) for d in (*first, *second)] == [1, 1]


def test_one_delivery_a_recipient_and_a_fence_in_the_finish(store: Store) -> None:
    alerted(store, recipients=("a@x.example", "b@x.example"))
    first = store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))
    assert sorted(d.recipient for d in first) == ["a@x.example", "b@x.example"]
    later = store.write(lambda s: alerts.claim(s, NOW + 61, owner="me", limit=9, lease=60))
    assert all(d.maybe_repeat for d in later), "cut off while sending: it may have arrived"
    finish = lambda claim: store.write(  # noqa: E731
        lambda s: alerts.finish(s, claim, NOW, state="sent", outcome="sent", status=200, answer="ok")
    )
    assert finish(first[0]) is False
    assert finish(later[0]) is True
    states = store.read(lambda s: s.exec(select(DeliveryRow.state)).all())
    assert sorted(states) == ["sending", "sent"]


def test_a_lease_holds_against_a_daemon_whose_tick_began_earlier(store: Store) -> None:
    """The slower one read the clock, waited for the database, and claimed after the other."""
    alerted(store)
    with_feed(store)
    polled(store, "one", entry("k"))
    for at in (NOW + 10, NOW + 5):
        claims = [
            store.write(lambda s: feeds.claim(s, at, owner="me", limit=9, lease=60)),  # noqa: B023
            store.write(lambda s: articles.claim(s, at, owner="me", limit=9, lease=60)),  # noqa: B023
            store.write(lambda s: alerts.claim(s, at, owner="me", limit=9, lease=60)),  # noqa: B023
        ]
        assert [len(found) for found in claims] == ([1, 1, 1] if at == NOW + 10 else [0, 0, 0])


def test_a_lease_of_a_clock_that_went_back_an_hour_does_not_hold(store: Store) -> None:
    with_feed(store)
    claim = lambda at: store.write(lambda s: feeds.claim(s, at, owner="me", limit=9, lease=60))  # noqa: E731
    assert len(claim(NOW)) == 1
    assert len(claim(NOW - 3600)) == 1


def test_a_clock_that_went_back_puts_off_no_poll_and_no_first_reading(store: Store) -> None:
    with_feed(store)
    feed = lambda at: store.write(lambda s: feeds.claim(s, at, owner="me", limit=9, lease=60))  # noqa: E731
    item = lambda at: store.write(lambda s: articles.claim(s, at, owner="me", limit=9, lease=60))  # noqa: E731
    assert len(feed(NOW - 3600)) == 1, "one that was never polled"
    polled(store, "one", entry("k"))
    store.write(lambda s: _polled_at(s, NOW, again=NOW + 600))
    assert (feed(NOW - 30), item(NOW - 30)) == ([], []), "clocks of two daemons may differ a little"
    assert (len(feed(NOW - 1800)), len(item(NOW - 1800))) == (1, 1)


def _polled_at(session, at: float, *, again: float) -> None:  # type: ignore[no-untyped-def]
    row = session.exec(select(FeedRow)).one()
    row.last_poll, row.next_poll, row.lease_until = at, again, 0.0


def test_a_channel_takes_two_at_once_and_does_not_starve_others(store: Store) -> None:
    for number in range(6):
        alerted(store, event=f"a{number}", channel="slow", gather=f"event:a{number}")
    alerted(store, event="b", channel="good", gather="event:b")
    claims = store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))
    assert sorted(c.channel for c in claims) == ["good", "slow", "slow"]
    assert store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60, busy=["slow"])) == []


def test_retry_makes_the_dead_due_again(store: Store) -> None:
    alert_id = alerted(store)
    claim = store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))[0]
    store.write(lambda s: alerts.finish(s, claim, NOW, state="dead", outcome="rejected", status=400, answer="no"))
    assert store.write(lambda s: alerts.claim(s, NOW + 999, owner="me", limit=9, lease=60)) == []
    assert store.write(lambda s: alerts.retry(s, NOW, alert_id=alert_id)) == 1
    assert len(store.write(lambda s: alerts.claim(s, NOW, owner="me", limit=9, lease=60))) == 1


def test_a_notice_is_told_once(store: Store) -> None:
    tell = lambda: store.write(  # noqa: E731
        lambda s: alerts.queue(
            s,
            channel="ops",
            recipients=("",),
            gather="notice:x",
            kind="notice",
            due=NOW,
            now=NOW,
            notice={"title": "t", "body": ""},
        )
    )
    assert tell() is True
    assert tell() is False


def test_snooze_holds_what_was_not_sent(store: Store) -> None:
    alert_id = alerted(store)
    assert alert_id is not None
    store.write(lambda s: ledger.snooze(s, alert_id, NOW + 3600))
    assert store.write(lambda s: alerts.claim(s, NOW + 10, owner="me", limit=9, lease=60)) == []
    assert len(store.write(lambda s: alerts.claim(s, NOW + 3601, owner="me", limit=9, lease=60))) == 1


def test_pruning_forgets_texts_and_remembers_what_was_seen(store: Store) -> None:
    with_feed(store)
    polled(store, "one", entry("k"))

    def read(s):  # type: ignore[no-untyped-def]
        row = s.exec(select(EntryRow)).one()
        article = articles.save(
            s, "a/k", Article(source="s", title="T", text="body"), NOW, seen_at=NOW, origin="page", note=None
        )
        articles.save_matches(s, article.id, [Match("w", (Hit("t", None, "text", "body", 0, 4),), "⟦body⟧")], NOW)
        row.state, row.article_id, row.event = "read", article.id, "a/k"

    store.write(read)
    alerted(store, event="a/k")
    late = NOW + 400 * 86400
    counts = store.write(lambda s: ledger.prune(s, late, articles=365 * 86400, bodies=90 * 86400))
    assert counts == {"bodies": 1, "articles": 1}
    assert polled(store, "one", entry("k"), now=late) == 0, "an entry is new once, for ever"
    assert alerted(store, event="a/k") is None, "and its event alerts once, for ever"


def test_backup_is_whole_and_never_overwrites(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with_feed(opened)
    schema.backup_url(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    opened.close()
    with pytest.raises(StoreError, match="never overwrites"):
        schema.backup_url(f"sqlite:///{tmp_path / 'a.db'}", tmp_path / "b.db")
    copy = open_store(f"sqlite:///{tmp_path / 'b.db'}")
    assert [row.name for row in copy.read(ledger.feed_rows)] == ["one"]
    copy.close()


def test_copy_into_each_kind_and_numbering_goes_on(database: str, tmp_path: Path) -> None:
    source = f"sqlite:///{tmp_path / 'source.db'}"
    opened = open_store(source)
    with_feed(opened)
    polled(opened, "one", entry("k1"), entry("k2"))
    alerted(opened)
    opened.close()
    counts = schema.copy(source, database)
    assert (counts["feed"], counts["entry"], counts["delivery"]) == (1, 2, 1)
    target = open_store(database)
    assert polled(target, "one", entry("k3")) == 1
    assert alerted(target, event="e2", gather="event:e2") is not None
    assert target.read(lambda s: len(s.exec(select(MessageRow)).all())) == 2
    assert target.read(lambda s: len(s.exec(select(DeliveryRow)).all())) == 2
    target.close()
    with pytest.raises(StoreError, match="empty database"):
        schema.copy(source, database)


def test_what_a_killed_daemon_had_claimed_is_free_at_once(store: Store) -> None:
    with_feed(store)
    polled(store, "one", entry("k"))
    claim = lambda: store.write(lambda s: articles.claim(s, NOW, owner="me", limit=9, lease=600))  # noqa: E731
    assert len(claim()) == 1
    assert claim() == []
    assert store.write(lambda s: ledger.forget_daemon(s, "me")) == 1
    assert len(claim()) == 1


def test_a_postgresql_that_is_gone_is_noticed_in_seconds_or_as_its_address_says(postgres_server: str | None) -> None:
    if postgres_server is None:
        pytest.fail("PostgreSQL could not be started; see the end of the run")
    engine = create(make_url(postgres_server).update_query_dict({"tcp_user_timeout": "9000"}).render_as_string(False))
    with closing(engine.raw_connection()) as connection:
        set_ = connection.driver_connection.info.get_parameters()
    engine.dispose()
    assert {name: set_[name] for name in ("connect_timeout", "tcp_user_timeout", "keepalives_idle")} == {
        "connect_timeout": "5",
        "tcp_user_timeout": "9000",
        "keepalives_idle": "10",
    }


def test_a_new_item_is_looked_up_by_its_title_in_an_index(database: str) -> None:
    engine = create(database)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if "entry.title_key IN" in statement:
            asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    with Session(engine) as session:
        feeds.known(session, "one", (entry("1"),))
        (statement, values) = asked[0]
        sqlite = engine.dialect.name == "sqlite"
        if not sqlite:  # which reads a small table as a whole
            session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{statement}", values)
        told = " ".join(str(row) for row in plan)
    engine.dispose()
    assert "ix_entry_title" in told, told
