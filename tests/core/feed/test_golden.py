"""Whole documents of each format against what was read by eye. The files under data/feeds are this project's own.

A change that is meant: delete the ``.expected.json``, run the test once (it fails and writes the file anew), read
the difference.
"""

import json
from pathlib import Path

import pytest

from monitor.core.feed import FeedDocument, parse_feed

FOLDER = Path(__file__).parents[2] / "data" / "feeds"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_document(path: Path) -> None:
    document = parse_feed(path.read_bytes(), url="https://feeds.example/all.xml", zone="Europe/Kyiv")
    assert isinstance(document, FeedDocument)
    expected = path.with_name(path.name + ".expected.json")
    found = document.model_dump(mode="json", exclude_defaults=True, exclude={"slices"})
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        pytest.fail(f"{expected.name} was missing and has been written: read it")
    assert found == json.loads(expected.read_text())


def test_every_format_is_there() -> None:
    formats = {json.loads(path.read_text())["format"] for path in FOLDER.glob("*.expected.json")}
    assert formats == {"rss20", "atom10", "rss10", "rss091n", "json1.1", "json1"}
