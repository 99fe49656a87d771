"""Every mistake at its place, in words, with what to write instead; all of them at once."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ConfigError
from tests.config.folder import GOOD, loaded, problems, warnings, write

MISTAKES = Path(__file__).with_name("mistakes.txt")


def only(found: list[str]) -> str:
    assert len(found) == 1, found
    return found[0]


def cases() -> list[tuple[str, str]]:
    rows = [row.strip() for row in MISTAKES.read_text("utf-8").splitlines() if row.strip() and row[0] != "#"]
    return [(text, said.removeprefix("→ ")) for text, said in zip(rows[::2], rows[1::2], strict=True)]


@pytest.mark.parametrize(("text", "said"), cases())
def test_a_mistake_is_said_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, a=text)
    found = problems(tmp_path, usable_channel=_usable, template_fields={"level", "title"})
    assert any(said in line for line in found), found


def _usable(url: str) -> str | None:
    return "no service is called nope" if url.startswith("nope:") else None


@pytest.mark.parametrize(
    ("key", "written", "said"),
    [
        ("notify", "[dsk]", "there is no channel 'dsk'; did you mean desk?"),
        ("notify", "[x]", "there is no channel 'x'; known here: desk"),
        ("feeds", "[yonhapp]", "there is no feed 'yonhapp'; did you mean yonhap?"),
        ("feeds", "[agency]", "there is no feed 'agency'; write tag:agency"),
        ("feeds", "[tag:agncy]", "no feed has the tag 'agncy'; did you mean tag:agency?"),
        ("escalate", "{after: 15m, to: [desk, dsk]}", "there is no channel 'dsk'; did you mean desk?"),
    ],
)
def test_a_name_that_is_nowhere_gets_the_nearest_one(tmp_path: Path, key: str, written: str, said: str) -> None:
    write(tmp_path, a=GOOD, b=f"watches: [{{name: w, query: a, {key}: {written}}}]")
    assert said in only(problems(tmp_path))


def test_all_mistakes_come_at_once_even_within_one_item(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        settings:
          timezone: Nowhere/Town
          fetch: {max_bytes: lots, allow_networks: [nonsense]}
        watches:
          - name: W 1
            query: "missile NEAR x"
            notify: [nobody]
            languages: [en, ua]
            digest: ["99:00", "08:00", "x"]
            levl: urgent
          - query: "@nothing"
            feeds: [tag:none]
          - name: w3
            level: high
        """,
        b="channels:\n  - url: json://a\n    quiet: {from: x, too: y}\n",
    )
    places = [line.split(": ")[0] + " " + line.split(": ")[1] for line in problems(tmp_path)]
    assert places == [
        "a.yaml:3:13 settings.timezone",
        "a.yaml:4:22 settings.fetch.max_bytes",
        "a.yaml:4:45 settings.fetch.allow_networks[1]",
        "a.yaml:6:11 watches[1].name",
        "a.yaml:7:21 watches[1].query",
        "a.yaml:8:14 watches[1].notify[1]",
        "a.yaml:9:21 watches[1].languages[2]",
        "a.yaml:10:14 watches[1].digest[1]",
        "a.yaml:10:32 watches[1].digest[3]",
        "a.yaml:11:5 watches[1].levl",
        "a.yaml:12:5 watches[2].name",
        "a.yaml:12:13 watches[2].query",
        "a.yaml:13:13 watches[2].feeds[1]",
        "a.yaml:14:5 watches.w3.query",
        "a.yaml:15:12 watches.w3.level",
        "b.yaml:2:5 channels[1].name",
        "b.yaml:3:12 channels[1].quiet.to",
        "b.yaml:3:19 channels[1].quiet.from",
        "b.yaml:3:22 channels[1].quiet.too",
    ]


def test_an_item_with_another_mistake_is_still_known_by_its_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=GOOD,
        b="channels: [{name: c, url: 'json://a', quite: {}}]\nwatches: [{name: w, query: a, notify: [c]}]",
    )
    assert "unknown key 'quite'; did you mean quiet?" in only(problems(tmp_path))


@pytest.mark.parametrize(
    ("key", "written"), [("name", "123"), ("name", "007"), ("language", "no"), ("title", "2024"), ("title", "off")]
)
def test_text_that_yaml_1_1_would_take_for_something_else_is_text(tmp_path: Path, key: str, written: str) -> None:
    item = {"name": "a", "url": "'https://a.org'", key: written}
    write(tmp_path, a="feeds: [{" + ", ".join(f"{name}: {value}" for name, value in item.items()) + "}]")
    assert getattr(loaded(tmp_path).config.feeds[0], key) == written


def test_times_of_day_work_without_quotes(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="watches: [{name: w, query: a, digest: 08:00}]",
        b="channels: [{name: c, url: 'json://a', quiet: {from: 22:00, to: 7:00}}]",
    )
    config = loaded(tmp_path).config
    assert [f"{at:%H:%M}" for at in config.watches[0].digest] == ["08:00"]
    assert config.channels[0].quiet is not None
    assert f"{config.channels[0].quiet.from_:%H:%M}" == "22:00"


def test_what_is_odd_but_works_is_a_warning(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="""
        settings: {requests_per_hour: 100}
        feeds:
          - {name: a, url: "https://a.org/rss", every: 1m}
          - {name: b, url: "https://b.org/rss", every: 1m}
          - {name: c, url: "http://www.a.org/rss?utm_source=x"}
        watches:
          - {name: silent, query: x}
          - name: later
            query: x
            notify: [c]
            min_sources: {count: 2}
            escalate: {after: 5m, to: [c]}
            languages: [kr]
        channels: [{name: c, url: "json://a"}]
        """,
    )
    assert warnings(tmp_path) == [
        "a.yaml:2:31: settings.requests_per_hour: warning: the feeds' own `every` asks for 120 requests an hour, "
        "the budget is 100; they are honoured; raise settings.requests_per_hour or poll less often",
        "a.yaml:6:20: feeds.c.url: warning: is the address of feeds.a too; keep one of them",
        "a.yaml:8:5: watches.silent: warning: notifies nobody; add `notify: [a-channel]`",
        "a.yaml:13:15: watches.later.escalate: warning: only urgent alerts escalate, and this watch is normal; "
        "write `level: urgent`",
        "a.yaml:14:17: watches.later.languages[1]: warning: kr is Kanuri; for Korean write ko",
    ]


def test_nothing_to_read_and_nothing_to_look_for_are_warnings(tmp_path: Path) -> None:
    write(tmp_path, a="settings: {}")
    assert [line.split("; ")[0] for line in warnings(tmp_path)] == [
        f"{tmp_path}:1:1: warning: there are no feeds: nothing will be read",
        f"{tmp_path}:1:1: warning: there are no watches: nothing will alert",
    ]


WHOLE = dedent(GOOD) + dedent(
    """
    settings:
      poll: {fastest: 2m, slowest: 6h}
      fetch: {allow_networks: [10.0.0.0/8], max_bytes: 5MB}
      operators: [desk]
    concepts:
      iskander: {any: ["Iskander*", "KN-23"], except: ["Iskander Palace"]}
    sites:
      - {domain: example.org, remove: [".advert"]}
    """
)


@given(st.data())
def test_whatever_is_in_the_file_the_answer_is_a_configuration_or_problems_inside_it(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(WHOLE)))
    end = data.draw(st.integers(at, min(len(WHOLE), at + 12)))
    put_in = data.draw(st.text(st.sampled_from("ab1:-,[]{}'\"#&*!|>%@`~$ \n\t\u0000é\u2028\ufeff"), max_size=6))
    text = WHOLE[:at] + put_in + WHOLE[end:]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "a.yaml"
        file.write_text(text, encoding="utf-8", newline="")
        try:
            loaded(file)
        except ConfigError as error:
            lines = text.split("\n")
            for problem in error.problems:
                assert 1 <= problem.line <= len(lines), problem
                assert 1 <= problem.column <= len(lines[problem.line - 1]) + 2, problem
