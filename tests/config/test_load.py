"""What a loaded configuration knows about itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.secrets import without_password
from monitor.config.settings import parse_duration, write_duration
from monitor.config.sqlite import wal_doubt
from tests.config.folder import GOOD, loaded, write


def test_origins_name_the_line_of_every_written_value(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b="settings:\n  timezone: Asia/Seoul\n  fetch:\n    timeout: 5s\n")
    origins = loaded(tmp_path).origins
    assert origins["settings.timezone"] == f"{tmp_path}/b.yaml:2"
    assert origins["settings.fetch.timeout"] == f"{tmp_path}/b.yaml:4"
    assert origins["feeds.yonhap.tags"] == f"{tmp_path}/a.yaml:4"
    assert origins["watches.missiles.query"] == f"{tmp_path}/a.yaml:7"
    assert "settings.database" not in origins


def test_the_matcher_is_ready(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD)
    from monitor.core.article.model import Article

    article = Article(source="x", title="Missile hits Ukraine")
    assert [match.watch for match in loaded(tmp_path).matcher.match(article)] == ["missiles"]


def test_defaults_are_those_of_the_contract(tmp_path: Path) -> None:
    write(tmp_path, a="settings: {}")
    settings = loaded(tmp_path).config.settings
    assert settings.model_dump(mode="json") == {
        "database": "sqlite:///wirewatch.db", "contact": None, "requests_per_hour": 2000,
        "poll": {"fastest": "2m", "slowest": "6h"},
        "fetch": {"timeout": "30s", "max_bytes": 5_000_000, "per_host": 2, "proxy": None, "allow_networks": []},
        "alert_backlog": "0", "keep": {"articles": "365d", "bodies": "90d"}, "timezone": "UTC", "operators": [],
        "ping": None,
    }  # fmt: skip


@given(st.integers(0, 10**8))
def test_durations_are_written_as_they_are_read(seconds: int) -> None:
    assert parse_duration(write_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:•••@h/d"),
        ("postgresql+psycopg://u:p@ss@h/d", "postgresql+psycopg://u:•••@h/d"),
        ("sqlite:///wirewatch.db", "sqlite:///wirewatch.db"),
        ("postgresql+psycopg://u@h:5432/d", "postgresql+psycopg://u@h:5432/d"),
    ],
)
def test_only_the_password_of_an_address_is_masked(address: str, masked: str) -> None:
    assert without_password(address) == masked


@pytest.mark.parametrize(
    ("version", "doubtful"),
    [((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
     ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True),
     ((3, 51, 3), False), ((3, 52, 0), False)],
)  # fmt: skip
def test_the_versions_of_sqlite_that_can_damage_a_database(version: tuple[int, int, int], doubtful: bool) -> None:
    assert (wal_doubt(version) is not None) is doubtful
