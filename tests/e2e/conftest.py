"""A newsroom for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.daemon import Newsroom, newsroom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as made:
        yield made
