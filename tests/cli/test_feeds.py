"""`wirewatch feeds`: what is written into a user's file, and what is refused."""

import json
import stat
from pathlib import Path

import pytest
from sqlmodel import Session

from monitor import app
from monitor.cli import main
from monitor.config.edit import feed_name, tag_name
from monitor.core.schedule import Rhythm
from monitor.store import open_store, pace
from monitor.store.tables import FeedRow
from tests.cli.archive import configured, filled
from tests.site import serving

OPML = """<opml version="2.0"><body>
<outline text="Новини світу"><outline text="УНН" xmlUrl="https://www.unn.ua/rss"/></outline>
<outline text="Known" xmlUrl="http://one.example/rss"/><outline text="Odd" xmlUrl="ftp://a.example/x"/>
</body></opml>"""
FEED = "<rss version='2.0'><channel><title>Paper</title><item><guid>1</guid><title>t</title></item></channel></rss>"
JSON_FEED = '{"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": [{"id": "1", "title": "t"}]}'


def call(config: Path, *arguments: str) -> int:
    return main(["-c", str(config), "feeds", *arguments])


def test_a_feed_is_added_and_all_else_stays(tmp_path: Path) -> None:
    config = configured(tmp_path)
    before = config.read_text()
    config.chmod(0o600)
    assert call(config, "add", "https://two.example/rss", "--unchecked", "--tag", "paper") == 0
    after = config.read_text()
    added = "  - name: two-example\n    url: https://two.example/rss\n    tags:\n      - paper\n"
    assert after.replace(added, "") == before
    assert stat.S_IMODE(config.stat().st_mode) == 0o600, "a file that only its owner may read stays so"
    assert list(tmp_path.iterdir()) == [config]


def test_a_list_that_is_not_indented_stays_so(tmp_path: Path) -> None:
    config = tmp_path / "w.yaml"
    config.write_text("feeds:\n# the first\n- name: a\n  url: https://a.example/\n  tags: [x, y]\nsettings: {}\n")
    before = config.read_text()
    assert call(config, "add", "https://two.example/rss", "--unchecked") == 0
    added = "- name: two-example\n  url: https://two.example/rss\n"
    assert config.read_text().replace(added, "") == before


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real = configured(tmp_path)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    assert call(link, "add", "https://two.example/rss", "--unchecked") == 0
    assert link.is_symlink()
    assert "two.example" in real.read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("ftp://x.example/", "--unchecked"), 2, "ftp"),
        (("https://x.example/", "--unchecked", "--tag", "two words"), 2, "write one word"),
        (("https://x.example/", "--unchecked", "--name", "Big Name"), 2, "small letters"),
        (("https://x.example/", "--unchecked", "--name", "one"), 2, "choose another --name"),
        (("http://one.example/rss", "--unchecked"), 1, "a feed already"),
        (("http://127.0.0.1:1/rss",), 1, "127.0.0.1"),
    ],
)
def test_a_feed_that_would_break_the_configuration_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    config = configured(tmp_path)
    before = config.read_bytes()
    assert call(config, "add", *arguments) == code
    assert words in capsys.readouterr().err
    assert config.read_bytes() == before


def test_in_a_folder_the_file_that_has_feeds_grows(tmp_path: Path) -> None:
    (tmp_path / "conf" / "sub").mkdir(parents=True)
    (tmp_path / "conf" / "a.yaml").write_text("settings: {}\n")
    (tmp_path / "conf" / "sub" / "b.yaml").write_text("feeds: []\n")
    assert call(tmp_path / "conf", "add", "https://two.example/rss", "--unchecked") == 0
    assert "two.example" in (tmp_path / "conf" / "sub" / "b.yaml").read_text()


def test_in_a_folder_without_feeds_a_file_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("settings: {}\n")
    assert call(tmp_path, "add", "https://two.example/rss", "--unchecked") == 0
    assert "two.example" in (tmp_path / "feeds.yaml").read_text()


def test_an_import_keeps_what_is_there_and_names_what_cannot_be_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, file = configured(tmp_path), tmp_path / "in.opml"
    file.write_text(OPML)
    assert call(config, "import", str(file), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["skipped"], told["unusable"]) == (1, 2, ["ftp://a.example/x"])
    assert call(config, "list", "--json") == 0
    added = json.loads(capsys.readouterr().out.splitlines()[1])
    assert (added["name"], added["title"], added["tags"]) == ("unn-ua", "УНН", ["новини-світу"])
    assert call(config, "import", str(file)) == 0
    assert capsys.readouterr().out == "Nothing to add; 2 feeds were there already.\n"


def test_an_export_can_be_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, other = configured(tmp_path), tmp_path / "other.yaml"
    assert call(config, "export", str(tmp_path / "out.opml")) == 0
    other.write_text("settings: {}\n")
    assert call(other, "import", str(tmp_path / "out.opml")) == 0
    capsys.readouterr()
    assert call(other, "list", "--json") == 0
    feed = json.loads(capsys.readouterr().out)
    assert (feed["url"], feed["title"], feed["tags"]) == ("http://one.example/rss", "One [red]feed[/red]", ["agency"])


def test_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(configured(tmp_path), "export", str(tmp_path / "none" / "out.opml")) == 1
    assert capsys.readouterr().err == f"wirewatch: {tmp_path}/none/out.opml: No such file or directory\n"


def test_no_opml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_text("<rss/>")
    assert call(configured(tmp_path), "import", str(tmp_path / "x")) == 1
    assert "no OPML" in capsys.readouterr().err


def test_list_shows_every_as_it_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(configured(tmp_path), "list") == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["one", "90s", "agency", "http://one.example/rss"]


def test_names_and_tags_of_titles_in_any_script() -> None:
    assert feed_name("The Big  News!", "https://x.example/", ()) == "the-big-news"
    assert feed_name("Правда", "https://www.pravda.com.ua/rss", ()) == "pravda-com-ua"
    assert feed_name(None, "https://bbc.example/rss", ["bbc-example", "bbc-example-2"]) == "bbc-example-3"
    assert feed_name(None, "https://новини.укр/rss", ()) == "feed"
    assert tag_name("Top stories / World") == "top-stories-world"
    assert tag_name("???") == ""


def test_health_tells_two_weeks_the_rhythm_why_the_next_poll_is_then_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, now = filled(tmp_path), app.now()
    store = open_store(f"sqlite:///{tmp_path / 'w.db'}")

    def polled(session: Session) -> None:
        row = session.get(FeedRow, "one")
        assert row is not None
        pace.remember(row, Rhythm(now, 38.0 * 7, 7 * 86400.0, (9.0,) * 24))
        row.last_poll, row.next_poll, row.failures = now, now + 600, 1
        row.last_error, row.last_error_at = "answered 404 Not Found", now

    store.write(polled)
    store.close()
    assert call(config, "health", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["sparkline"] == "·············█"
    assert told["rhythm"] == "37 a day"
    assert told["why_then"] == "tried again after failure 1"
    assert "discover" in told["advice"]
    assert call(config, "health") == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "·············█" in shown
    assert "tried again after failure 1" in shown
    assert (
        "one: answered 404 Not Found; its address may have changed: `wirewatch feeds discover http://one.example/`"
        in shown
    )


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("an HTML page ('X'), not a feed; try `wirewatch feeds discover URL`", "an HTML page ('X'), not a feed; look for the feed itself: `wirewatch feeds discover http://one.example/rss`"),
        ("10.0.0.1 is a private address; settings.fetch.allow_networks can permit it", "10.0.0.1 is a private address; if it is yours, name its network in `settings.fetch.allow_networks`"),
        ("a consent page ('X') where the feed should be, not a feed", "a consent page ('X') where the feed should be, not a feed; it shows its consent page to everybody: look for another address of the feed, or ask its owner"),
        (None, "it has moved to http://two.example/: write that address into the configuration"),
    ],
)  # fmt: skip
def test_health_says_once_what_to_do_and_where_a_feed_has_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: str | None, shown: str
) -> None:
    config = filled(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'w.db'}")

    def polled(session: Session) -> None:
        row = session.get_one(FeedRow, "one")
        row.last_error, row.moved_to = error, None if error else "http://two.example/"

    store.write(polled)
    store.close()
    call(config, "health")
    assert " ".join(capsys.readouterr().out.split()).partition("one: ")[2] == shown


def test_a_news_sitemap_is_discovered_by_robots_txt_and_what_was_tried_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "w.yaml"
    config.write_text("settings: {fetch: {allow_networks: [127.0.0.0/8]}}\n")
    with serving() as site:
        site.put("/start.html", "<html><title>Paper</title></html>")
        site.put("/robots.txt", "Sitemap: /s-news.xml")
        space = "http://www.google.com/schemas/sitemap-news/0.9"
        site.put(
            "/s-news.xml",
            f"<urlset xmlns:n='{space}'><url><loc>{site.url}/a</loc><n:news><n:title>T</n:title></n:news></url></urlset>",
        )
        assert call(config, "discover", f"{site.url}/start.html", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [(feed["url"], feed["format"]) for feed in told["feeds"]] == [(f"{site.url}/s-news.xml", "sitemap-news")]
    assert "HTML page" in told["tried"][f"{site.url}/start.html"]


@pytest.mark.parametrize(
    ("start", "answers", "found"),
    [
        ("/page.html", {"/page.html": "<a href=/s>RSS</a>", "/s": FEED}, ["/s"]),
        ("/blog/", {"/blog/": "<html>", "/blog/feed": FEED}, ["/blog/feed"]),
        ("/", {"/rss.xml": FEED}, ["/rss.xml"]),
        ("/old", {"/old": ("/new/", 301), "/new/": "<html>", "/new/rss": FEED}, ["/new/rss"]),
        ("/page.html", {"/page.html": "<link rel=alternate type=application/feed+json href=/j>", "/j": JSON_FEED}, ["/j"]),
    ],
    ids=["a link of the page", "below its address", "the page itself is not there", "it has moved", "JSON Feed"],
)  # fmt: skip
def test_a_feed_is_found(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    start: str,
    answers: dict[str, str | tuple[str, int]],
    found: list[str],
) -> None:
    config = tmp_path / "w.yaml"
    config.write_text("settings: {fetch: {allow_networks: [127.0.0.0/8]}}\n")
    with serving() as site:
        for path, body in answers.items():
            if isinstance(body, tuple):
                site.put(path, "", status=body[1], Location=body[0])
            else:
                site.put(path, body)
        assert call(config, "discover", f"{site.url}{start}") == 0
        shown = capsys.readouterr()
        assert [line.split()[0] for line in shown.out.splitlines()] == [f"{site.url}{path}" for path in found]
        assert f"wirewatch feeds add {site.url}{found[0]}" in shown.err
        assert "try `wirewatch feeds discover" not in shown.err, "that is what is being done"


def test_an_address_without_a_scheme_is_taken_for_https_and_none_of_the_web_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(tmp_path)
    assert call(config, "add", "two.example/rss", "--unchecked") == 0
    assert "url: https://two.example/rss" in config.read_text()
    capsys.readouterr()
    for command in ("add", "discover"):
        assert call(config, command, "file:///etc/passwd") == 2
        told = capsys.readouterr().err
        assert "only http and https" in told
        assert "try `" not in told
