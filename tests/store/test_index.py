"""The archive's index on SQLite and PostgreSQL: it never loses what the matcher finds, and follows the articles."""

from importlib import resources
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, event, given, reject, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, select

from monitor.core.article.model import Article
from monitor.core.feed.model import Entry
from monitor.core.feed.novelty import compare
from monitor.core.query import ConceptSpec, WatchSpec, compile_watches
from monitor.core.query.narrow import Narrowing, Term, index_words, narrowing
from monitor.errors import QueryError
from monitor.store import Store, articles, feeds, index, ledger, open_store, schema
from monitor.store.engine import create
from monitor.store.tables import EntryRow

NOW = 1_700_000_000.0
CONCEPTS = {"arms": ConceptSpec(("ракета", "missile", "KN-23", "@north"), ("missile command",)),
            "north": ConceptSpec(("북한", "北朝鮮", "North Korea", "nkv*"), ())}  # fmt: skip
WRITTEN = (
    "ракета ракетами Ракеты ракётою ракетний півмісяць п'ять п’ятьма ёлка ЕЛКА е́сть missile Missiles MISSILE command "
    "KN-23 KN23 KN‑23 23 kn U.S. US U.S.'s т.е. 4.75 4,75 26,500 26500 4 75 ICBM을 ICBM 북한 북한이 북한의 러시아에 北朝鮮 北朝 "
    "朝鮮 北 中国ABC 中国 ABC本 发射导弹 导弹 ミサイル カ゛ ガ air-port airport air port air-air-port naïve NAIVE Straße "
    "strasse John's John Kуба Куба x⑴y ½ 3½ ﷺ so\u00adft soft nkvx-16 nkvd North Korea №5 й и́ ŉgo O’Neill’s a.b.c."
)
PIECES = (*WRITTEN.split(), "a" * 70, "a" * 64, "a" * 70 + "b", "北" * 70)
odd = st.text("аеёйaeXIх'’.,-·09½⑴ﷺ한국ㄱ中本゛カガ\u00ad\u200b", min_size=1, max_size=6)
pieces = st.one_of(st.sampled_from(PIECES), st.sampled_from(PIECES), odd)


def written(piece: str, way: int, other: str) -> str:
    """A term of the watch language made of a piece or two."""
    ways = (piece, f"={piece}", f"{piece[:4]}*", f"^{piece}", f'"{piece} {other}"', f'="{piece} {other}"')
    return (*ways, f"/{piece[:3]}/", "@arms", "@north", f"{piece}-{other}", piece)[way]


def queries(words: list[str]) -> st.SearchStrategy[str]:
    word = st.sampled_from(words)
    term = st.builds(written, word, st.integers(0, 10), word)
    chain = st.builds("({} {} {})".format, term, st.sampled_from(["NEAR/3", "BEFORE/2", "SAME-SENTENCE"]), term)

    def grow(below: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        field = st.sampled_from(["title", "lead", "body", "author", "feed"])
        joined = st.sampled_from(["({} {})", "({} OR {})", "({} NOT {})", "({} OR NOT (NOT {}))"])
        return st.one_of(
            st.builds(lambda form, a, b: form.format(a, b), joined, below, below),
            st.builds("{}:({})".format, field, below),
            st.builds("ATLEAST/2({})".format, below),
        )

    return st.recursive(st.one_of(term, term, chain), grow, max_leaves=4)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[str], list[Article]]:
    words = draw(st.lists(pieces, min_size=2, max_size=6))
    several = st.lists(st.sampled_from(words), max_size=5)
    space = st.sampled_from([" ", "\n\n", ", ", "-", "/", "", "\u00a0", ". "])

    def article(title: list[str], lead: list[str], body: list[str], between: str, author: str) -> Article:
        return Article(
            source="x", title=" ".join(title), lead=" ".join(lead) or None, text=between.join(body), authors=(author,)
        )

    one = st.builds(article, several, several, several, space, st.sampled_from(words))
    found = draw(st.lists(one, min_size=1, max_size=4))
    return draw(st.lists(queries(words), min_size=1, max_size=4)), found


def save(session: Session, key: str, article: Article, seen_at: float = NOW, origin: str = "page") -> int:
    return articles.save(session, key, article, NOW, seen_at=seen_at, origin=origin, note=None).id or 0


def narrowed(store: Store, *queries: str) -> list[int]:
    found = narrowing(queries, CONCEPTS)
    return store.read(lambda s: articles.candidates(s, since=0, narrowing=found, newest_first=True))


def holding(store: Store, *words: str) -> set[int]:
    """The ids that the index itself has for all of some words."""
    asked = Narrowing((frozenset(((Term(word),),) for word in words),))
    return store.read(lambda s: index.candidates(s.connection(), asked)) or set()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_narrowing_never_loses_what_the_matcher_finds(store: Store, case: tuple[list[str], list[Article]]) -> None:
    asked, found = case
    ids = {store.write(lambda s, a=a, n=n: save(s, f"k{n}", a)): a for n, a in enumerate(found)}
    compiled: list[str] = []
    every: set[int] = set()
    for query in asked:
        try:
            matcher = compile_watches([WatchSpec("w", query)], CONCEPTS)
        except QueryError:
            continue
        compiled.append(query)
        candidates = set(narrowed(store, query))
        hits = {number for number, article in ids.items() if matcher.match(article, ("one",))}
        event("found" if hits else "nothing found")
        event("narrowed" if set(ids) - candidates else "not narrowed")
        assert hits <= candidates, query
        every |= hits
    if not compiled:
        reject()
    assert every <= set(narrowed(store, *compiled))


def test_it_does_narrow(store: Store) -> None:
    one = store.write(lambda s: save(s, "a", Article(source="x", title="Ракетами", text="KN-23 北朝鮮の発射")))
    two = store.write(lambda s: save(s, "b", Article(source="x", title="Missile", text="п’ять 4.75 북한이 朝北")))
    for query, ids in {
        "ракета": [one], "missile": [two], "KN23": [one], "北朝鮮": [one], "朝": [two, one], "朝北": [two],
        "п'ять": [two], "4.75": [two], "북한": [two], "=북한": [], "mis*": [two], "@arms": [two, one],
        "ракета missile": [], "ракета OR missile": [two, one], "/x/": [two, one], "=ракета": [],
    }.items():  # fmt: skip
        assert narrowed(store, query) == ids, query
    assert narrowed(store, "=alfa", "missile KN-23", "missile 4.75") == [two]
    assert narrowed(store, "=alfa", "/x/") == [two, one]


def test_every_letter_and_digit_makes_words_that_are_found(store: Store) -> None:
    letters = [sign for sign in map(chr, range(0x20000)) if sign.isalnum()][::61]
    article = Article(source="x", text=" ".join(f"q{sign}q {sign}" for sign in letters))
    words = index_words(article)
    assert len(words) > len(letters)
    number = store.write(lambda s: save(s, "a", article))
    assert [word for word in words if holding(store, word) != {number}] == []


def test_an_article_of_too_many_words_is_always_a_candidate(store: Store) -> None:
    huge = Article(source="x", text=" ".join(chr(0x20000 + n // 1000) * 9 + f" {n:040d}" for n in range(9000)))
    number = store.write(lambda s: save(s, "a", huge))
    assert narrowed(store, "=nothing") == [number]
    most = Article(
        source="x", text=" ".join("𐐨" * 60 + chr(0x10428 + n % 40) + chr(0x10428 + n // 40) for n in range(1600))
    )
    widest = store.write(lambda s: save(s, "b", most.model_copy(update={"text": most.text + most.text.upper()})))
    assert narrowed(store, "=nothing") == [number]
    assert holding(store, index_words(most)[0]) == {widest}


def test_a_changed_article_changes_its_words(store: Store) -> None:
    number = store.write(lambda s: save(s, "a", Article(source="x", text="alfa beta")))
    store.write(lambda s: save(s, "a", Article(source="x", text="beta gamma")))
    assert (holding(store, "alfa"), holding(store, "beta"), holding(store, "gamma")) == (set(), {number}, {number})
    store.write(lambda s: save(s, "a", Article(source="x", text="delta"), origin="feed"))
    assert (holding(store, "gamma"), holding(store, "delta")) == ({number}, set())


def test_what_is_written_with_an_article_goes_with_it(store: Store) -> None:
    def fails(session: Session) -> None:
        save(session, "a", Article(source="x", text="alfa"))
        raise RuntimeError("killed here")

    with pytest.raises(RuntimeError):
        store.write(fails)
    assert holding(store, "alfa") == set()


@pytest.mark.parametrize(("keep", "bodies"), [(500.0, 100.0), (100.0, 500.0)])
def test_pruned_texts_leave_the_index(store: Store, keep: float, bodies: float) -> None:
    old = Article(source="x", text="alfa")
    store.write(lambda s: [save(s, f"{number}", old, NOW - 200) for number in range(450)])
    young = store.write(lambda s: save(s, "young", Article(source="x", text="alfa"), NOW - 50))
    counts = store.write(lambda s: ledger.prune(s, NOW, articles=keep, bodies=bodies))
    assert counts == ({"bodies": 450, "articles": 0} if keep > bodies else {"bodies": 0, "articles": 450})
    assert holding(store, "alfa") == {young}
    assert narrowed(store, "/alfa/") == [young]
    again = store.write(lambda s: ledger.prune(s, NOW, articles=keep, bodies=bodies))
    assert again == {"bodies": 0, "articles": 0}
    number = store.write(lambda s: save(s, "7", Article(source="x", text="beta")))
    assert holding(store, "beta") == {number}


def test_order_since_and_feeds(store: Store) -> None:
    ids = [store.write(lambda s, n=n: save(s, f"{n}", Article(source="x", text="alfa"), NOW + n)) for n in range(3)]

    def read(session: Session) -> list[list[int]]:
        return [
            articles.candidates(session, since=since, narrowing=None, newest_first=first)
            for since, first in ((0, True), (0, False), (NOW + 1, False))
        ]

    assert store.read(read) == [ids[::-1], ids, ids[1:]]

    def seen(session: Session) -> None:
        feeds.sync(session, [("one", "https://one.example"), ("two", "https://two.example")], NOW, interval=600)
        for feed, keys in (("one", "ab"), ("two", "c")):
            items = tuple(Entry(key=key, fingerprint="f", title=key) for key in keys)
            changes = compare(items, *feeds.known(session, feed, items))
            feeds.record_entries(session, [(feed, changes, dict.fromkeys(keys, False))], NOW)
        for row in session.exec(select(EntryRow)):
            row.article_id = ids[2]

    store.write(seen)
    found = store.read(lambda s: articles.with_feeds(s, [ids[2], 999, ids[0]]))
    assert [(row.id, sorted(names)) for row, names in found] == [(ids[2], ["one", "two"]), (ids[0], [])]


def test_a_copy_has_the_index(database: str, tmp_path: Path) -> None:
    source = open_store(f"sqlite:///{tmp_path / 'source.db'}")
    number = source.write(lambda s: save(s, "a", Article(source="x", text="alfa 4.75")))
    source.close()
    schema.copy(f"sqlite:///{tmp_path / 'source.db'}", database)
    copied = open_store(database)
    assert holding(copied, "alfa", "4·75") == {number}
    copied.write(lambda s: save(s, "a", Article(source="x", text="beta")))
    assert (holding(copied, "alfa"), holding(copied, "beta")) == (set(), {number})
    copied.close()
    schema.copy(database, f"sqlite:///{tmp_path / 'back.db'}")
    back = open_store(f"sqlite:///{tmp_path / 'back.db'}")
    assert holding(back, "beta") == {number}
    back.close()


def test_the_migration_indexes_what_is_stored(bare_database: str) -> None:
    engine = create(bare_database)
    config = Config()
    config.set_main_option("script_location", str(resources.files("monitor.store") / "migrations"))
    config.attributes["engine"] = engine
    command.upgrade(config, "0001")
    document = Article(source="x", title="Ракети", text="alfa").model_dump_json()
    with engine.begin() as connection:
        for number in range(1, 451):
            connection.execute(
                text(
                    "INSERT INTO article (id, key, seen_at, read_at, origin, version, document)"
                    " VALUES (:id, :key, 1, 1, 'page', 1, :document)"
                ),
                {"id": number, "key": f"k{number}", "document": document if number != 7 else "null"},
            )
    engine.dispose()
    store = open_store(bare_database)
    assert holding(store, "ракети", "alfa") == {*range(1, 451)} - {7}
    assert len(narrowed(store, "/./")) == 449
    store.close()
