"""Files, folders, merging and what cannot be read."""

import os
from pathlib import Path

import pytest

from monitor.config.nodes import plain
from monitor.config.sources import read_sources
from tests.config.folder import GOOD, loaded, problems, warnings, write


def test_one_file_is_a_whole_configuration(tmp_path: Path) -> None:
    write(tmp_path, all=GOOD)
    assert [feed.name for feed in loaded(tmp_path / "all.yaml").config.feeds] == ["unn", "yonhap"]


def test_files_and_subfolders_are_merged_by_section(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="feeds: [{name: a, url: 'https://a.org'}]\nsettings: {timezone: Asia/Seoul}",
        sub__deep__b="feeds: [{name: b, url: 'https://b.org'}]\nsettings: {requests_per_hour: 5}",
        c="concepts: {x: {any: [y]}}",
        d="concepts: {z: {any: [y]}}",
        empty="# nothing yet\nwatches:\n",
    )
    config = loaded(tmp_path).config
    assert [feed.name for feed in config.feeds] == ["a", "b"]
    assert (config.settings.timezone, config.settings.requests_per_hour) == ("Asia/Seoul", 5)
    assert set(config.concepts) == {"x", "z"}


def test_sites_holds_one_profile_or_a_list_in_each_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="sites: [{domain: a.org}]",
        sites__one="domain: b.org\ntitle: h1",
        sites__deep__many="- domain: c.org\n- domain: d.org\n",
        sites__example="# only a comment\n",
        sites__full="sites: [{domain: e.org}]",
    )
    assert [site.domain for site in loaded(tmp_path).config.sites] == ["a.org", "c.org", "d.org", "e.org", "b.org"]


def test_a_folder_that_is_itself_called_sites_is_an_ordinary_one(tmp_path: Path) -> None:
    folder = tmp_path / "sites"
    write(folder, a="feeds: [{name: a, url: 'https://a.org'}]")
    assert loaded(folder).config.feeds[0].name == "a"


@pytest.mark.parametrize(
    ("first", "second", "path", "at"),
    [
        ("feeds:\n  - {name: x, url: 'http://a.org'}", "feeds:\n  - {name: x, url: 'http://b.org'}", "feeds.x", "2:12"),
        ("watches:\n  - {name: x, query: a}", "watches:\n  - {name: x, query: b}", "watches.x", "2:12"),
        ("channels:\n  - {name: x, url: json://a}", "channels:\n  - {name: x, url: json://b}", "channels.x", "2:12"),
        ("concepts:\n  x: {any: [a]}", "concepts:\n  x: {any: [b]}", "concepts.x", "2:3"),
        ("settings:\n  timezone: UTC", "settings:\n  timezone: UTC", "settings.timezone", "2:3"),
        ("sites:\n  - domain: x.org", "sites:\n  - domain: x.org", "sites.x.org", "2:13"),
    ],
)  # fmt: skip
def test_a_name_defined_twice_names_both_places(tmp_path: Path, first: str, second: str, path: str, at: str) -> None:
    write(tmp_path, a=first, b=second)
    (found,) = problems(tmp_path)
    assert found.startswith(f"b.yaml:{at}: {path}: is defined twice: here and in {tmp_path}/a.yaml:{at}; ")


def test_two_shapes_of_one_section_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, a="feeds: []", b="feeds: {unn: {}}")
    assert "b.yaml:1:8: feeds: is written differently" in problems(tmp_path)[0]


def test_a_missing_path_says_how_to_start(tmp_path: Path) -> None:
    (found,) = problems(tmp_path / "nowhere")
    assert found.endswith(
        "there is no such file or folder; name one with --config, or run `wirewatch init` for a starter configuration"
    )


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "feeds.json").write_text("{}")
    assert "holds no *.yaml file" in problems(tmp_path)[0]


def test_every_broken_file_is_told_at_once_and_the_sound_ones_are_judged(tmp_path: Path) -> None:
    write(tmp_path, a="feeds: [", b="a:\n\t- x", c="watches: [{name: X Y, query: a, notify: [nobody]}]", e="[1]")
    (tmp_path / "d.yaml").write_bytes(b"feeds:\n  - \xff\xfe")
    found = problems(tmp_path)
    assert [line.split(": ")[0] for line in found] == [
        "a.yaml:1:8",
        "b.yaml:2:1",
        "c.yaml:1:18",
        "d.yaml:2:5",
        "e.yaml:1:1",
    ]
    assert "UTF-8" in found[3]
    # the channel may well be in a file that could not be read: that is not reported as unknown
    assert not any("nobody" in line for line in found)


def test_a_dangling_link_is_an_error_of_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").symlink_to(tmp_path / "gone")
    assert problems(tmp_path)[0].startswith("feeds.yaml:1:1: cannot be read (No such file or directory)")


def test_a_folder_without_read_permission_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    write(folder, a=GOOD)
    folder.chmod(0)
    tmp_path.chmod(0o755)
    as_root = os.geteuid() == 0
    try:
        if as_root:  # root may read everything: be nobody for a moment
            for parent in tmp_path.parents:
                if parent.owner() == "root" and parent != Path("/tmp"):
                    parent.chmod(parent.stat().st_mode | 0o055)
            os.seteuid(65534)
        found = read_sources(folder)
    finally:
        if as_root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert [str(problem).removeprefix(str(folder)) for problem in found.problems] == [
        ":1:1: cannot be read (Permission denied); check that it exists and its permissions"
    ]
    assert not found.complete


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    (tmp_path / "again").symlink_to(tmp_path)
    assert len(loaded(tmp_path).config.feeds) == 2


def test_hidden_files_and_the_folders_of_a_config_map_are_not_read_twice(tmp_path: Path) -> None:
    write(tmp_path / "..2024", a=GOOD)
    (tmp_path / "..data").symlink_to(tmp_path / "..2024")
    (tmp_path / "a.yaml").symlink_to(tmp_path / "..data" / "a.yaml")
    (tmp_path / ".a.yaml.swp.yaml").write_text("nonsense: [")
    assert len(loaded(tmp_path).config.feeds) == 2


def test_a_yml_file_is_pointed_out(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    (tmp_path / "more.yml").write_text("feeds: []")
    assert "more.yml:1:1: warning: this file is not read; name it .yaml" in warnings(tmp_path)


def test_windows_line_ends_and_a_byte_order_mark_change_no_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbffeeds:\r\n  - {nam: x}\r\n")
    assert problems(tmp_path)[0].startswith("a.yaml:2:5: ")


def test_files_and_folders_are_watched_for_changes(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, sites__b="domain: x.org")
    names = {str(path.relative_to(tmp_path)) for path in loaded(tmp_path).files}
    assert names == {".", "sites", "a.yaml", "sites/b.yaml"}


def test_the_tree_holds_what_was_written(tmp_path: Path) -> None:
    write(tmp_path, a="settings: {timezone: UTC}")
    assert plain(read_sources(tmp_path).root) == {"settings": {"timezone": "UTC"}}
