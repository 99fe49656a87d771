"""Every YAML block of the documents is a configuration that passes, and every key is documented."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from monitor.config import Config, Loaded, Settings, load
from monitor.notify import usable
from monitor.notify.template import FIELDS, fill
from tests.docs.pages import PAGES, Block, blocks, rows

BLOCKS = [block for page in PAGES for block in blocks(page, "yaml")]
REFERENCE = "docs/configuration.md"
# What a part of a configuration may name and not define itself.
FRAME: dict[str, list[dict[str, Any]]] = {
    "feeds": [{"name": "unn", "url": "https://unn.example.org/rss", "tags": ["agency", "ukraine"]}],
    "watches": [{"name": "frame", "query": "missile", "notify": ["desk-slack"]}],
    "channels": [{"name": "desk-slack", "url": "${SLACK_URL:-}"}, {"name": "analysts-mail", "url": "${MAIL_URL:-}"}],
}


def _load(block: Block, folder: Path) -> Loaded:
    """Load a block with the parts of the frame that it does not define itself."""
    written = yaml.safe_load(block.text)
    file = folder / (block.word("file") or "block.yaml")
    file.parent.mkdir(exist_ok=True)
    file.write_text(block.text, encoding="utf-8")
    named = {item["name"] for section in FRAME for item in written.get(section, ())}
    rest = {
        section: [item for item in items if item["name"] not in named]
        for section, items in FRAME.items()
        if section == "channels" or section not in written
    }
    (folder / "frame.yaml").write_text(yaml.safe_dump(rest, allow_unicode=True), encoding="utf-8")
    return load(folder, environ={}, usable_channel=usable, template_fields=FIELDS)


def test_there_are_blocks_in_readme_and_reference() -> None:
    assert {"README.md", REFERENCE, "docs/watch-language.md"} <= {block.page for block in BLOCKS}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_block(block: Block, tmp_path: Path) -> None:
    loaded = _load(block, tmp_path)
    assert loaded.example_failures == ()
    assert [str(warning) for warning in loaded.warnings if "not in force yet" not in warning.message] == []


def test_the_defaults_are_the_defaults(tmp_path: Path) -> None:
    (block,) = (block for block in BLOCKS if "defaults" in block.words)
    assert _load(block, tmp_path).config.settings == Settings()


def test_every_key_is_in_the_reference() -> None:
    written: set[str] = set()
    for block in blocks(REFERENCE, "yaml"):
        document = yaml.safe_load(block.text)
        written |= set(_written("", {"sites": [document]} if block.word("file") else document))
    assert set(_keys("", Config)) <= written


def test_every_field_of_a_template_is_documented_and_no_other() -> None:
    named = {
        name
        for row in rows("docs/delivery.md", "Field", "What it says")
        for name in re.findall(r"`(\w+)`", row.cells["Field"])
    }
    assert named == FIELDS


def test_the_template_of_the_reference_renders() -> None:
    (template,) = (
        channel["template"]
        for block in blocks(REFERENCE, "yaml")
        for channel in yaml.safe_load(block.text).get("channels", ())
        if "template" in channel
    )
    assert "{" not in fill(template, dict.fromkeys(FIELDS, "x"))


def _written(path: str, value: Any) -> Iterator[str]:
    """Name every key of a document, lists and names of concepts left out: ``watches.examples.match``."""
    if isinstance(value, list):
        for item in value:
            yield from _written(path, item)
    elif isinstance(value, dict):
        for key, child in value.items():
            if path == "concepts" and isinstance(child, dict) and "any" in child:  # the key is a name of the user's
                yield from _written(path, child)
                continue
            below = f"{path}.{key}".lstrip(".")
            yield below
            yield from _written(below, child)


def _keys(path: str, model: type[BaseModel]) -> Iterator[str]:
    """Name every key that a configuration may have, in the same way."""
    for name, info in model.model_fields.items():
        below = f"{path}.{info.alias or name}".lstrip(".")
        yield below
        for part in _parts(info.annotation):
            if part.__name__ != "Rate":  # written as one text: 10/h
                yield from _keys(below, part)


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (tuple, dict, Union, UnionType) or get_args(annotation):
        for part in get_args(annotation):
            yield from _parts(part)
