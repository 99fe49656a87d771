"""The newsroom of the commands' tests, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.newsroom import Newsroom, Opened, newsroom


@pytest.fixture
def opened(tmp_path: Path, database: str, capsys: pytest.CaptureFixture[str]) -> Iterator[Opened]:
    """Opens a newsroom with the watches it is given."""
    rooms: list[Newsroom] = []

    def make(*watches: str) -> Newsroom:
        rooms.append(newsroom(tmp_path, database, capsys, *watches))
        return rooms[-1]

    yield make
    for room in rooms:
        room.store.close()
