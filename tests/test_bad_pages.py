"""Pages that are none, or lie: each item is matched all the same, and says in its own words what its page was."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from monitor.sandbox import Sandbox
from monitor.store import open_store
from monitor.store.tables import ArticleRow, EntryRow
from tests.site import Site
from tests.world import START, Clock, World, baseline

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = (
    "<p>The harbour master said that a missile had hit the northern pier before dawn, and that nobody was hurt.</p>" * 6
)
HEAD = "<!doctype html><html lang=en><head><title>Missile %d hits the pier</title>%s</head><body>"
WALLS = {  # name: body, kind, a word of what is said of it
    "login": ("%s<form><input type=password></form><p>Sign in to continue reading this article.</p>", "text/html", "login wall"),
    "consent": ("%s<h1>We value your privacy</h1><p>We and our partners use cookies.</p>", "text/html", "consent page"),
    "shell": ("%s<div id=app></div><script src=/app.js></script>", "text/html", "empty shell"),
    "refresh": ("<html><head><meta http-equiv=refresh content='0; url=https://elsewhere.example/x'></head></html>", "text/html", "only forwards to https://elsewhere.example/x"),
    "pdf": ("%%PDF-1.7 %s", "application/pdf", "PDF"),
    "pdf said to be html": ("%%PDF-1.7 %s", "text/html", "PDF"),
    "film": ("....%s", "video/mp4", "video/mp4"),
    "20 MB": ("%s" + "x" * 20_000_000, "text/html", "at most 5 MB"),
    "endless redirect": ("", "text/html", "loop"),
    "not there": ("", "text/html", "404"),
}  # fmt: skip
READ = {  # name: body, kind
    "nested tags": (HEAD + TEXT + "<div>" * 100_000, "text/html"),
    "wrong charset": (HEAD + TEXT, "text/html; charset=utf-16"),
    "no such charset": (HEAD + TEXT, "text/html; charset=no-such"),
    "canonical elsewhere": (HEAD.replace("%s", "<link rel=canonical href=https://other.example/1>") + TEXT, "text/html"),
    "canonical of all": (HEAD.replace("%s", "<link rel=canonical href=/>") + TEXT, "text/html"),
    "nul": (HEAD + TEXT * 2 + "\0" * 1000, "text/html"),
    "no end": (HEAD + TEXT + "<!--" * 40_000, "text/html"),
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="module")
async def world(site: Site, migrated: Path, tmp_path: Path, sandbox: Sandbox) -> AsyncIterator[World]:
    (tmp_path / "bad.db").write_bytes(migrated.read_bytes())
    store = open_store(f"sqlite:///{tmp_path / 'bad.db'}")
    built = World(site, store, Clock(), tmp_path, sandbox)
    yield built
    if built.pipeline is not None:
        built.pipeline.close()
    store.close()


async def test_every_bad_page_is_said_in_words_and_no_item_of_them_is_missed(world: World) -> None:
    await baseline(world)
    items, said = [], {}
    for number, (name, (body, kind, words)) in enumerate(WALLS.items()):
        path = f"/{number}.html"
        filled = body % (HEAD % (number, "")) if "%" in body else body
        link = world.site.put(path, filled, Content_Type=kind)
        if name == "endless redirect":
            world.site.put(path, "", status=302, Location=path)
        elif name == "not there":
            world.site.put(path, "", status=404)
        items.append((name, link, f"Missile {number} hits the pier", START))
        said[name] = words
    world.site.feed("/feed", *items)
    await world.round()
    notes = {row.key: (row.state, row.note or "") for row in world.rows(EntryRow)}
    wrong = {name: notes[name] for name, words in said.items() if words not in notes[name][1]}
    assert wrong == {}
    assert {state for state, _ in notes.values()} == {"read"}, "trying again soon would not help"
    assert all("matched on the feed's text" in note for _, note in notes.values())
    assert len(world.titles()) == len(WALLS)
    assert all("page not read" in title for title in world.titles()), "who is alerted hears of it"


async def test_a_page_that_lies_or_never_ends_is_read_and_takes_no_place_of_another(world: World) -> None:
    await baseline(world)
    items = []
    for number, (name, (body, kind)) in enumerate(READ.items()):
        filled = body % ((number, "") if body.count("%") == 2 else number)
        items.append((name, world.site.put(f"/{number}.html", filled, Content_Type=kind), f"Missile {number}", START))
    world.site.feed("/feed", *items)
    await world.round()
    articles = {row.id: row for row in world.rows(ArticleRow)}
    rows = {row.key: row for row in world.rows(EntryRow)}
    assert {name: row.note for name, row in rows.items()} == dict.fromkeys(READ)
    assert len({row.article_id for row in rows.values()}) == len(READ), "no canonical address makes two of them one"
    for row in rows.values():
        assert articles[row.article_id].origin == "page"
        assert "northern pier before dawn" in articles[row.article_id].document["text"]
    assert len(world.titles()) == len(READ)
