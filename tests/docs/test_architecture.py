"""The architecture's page names what there is."""

import re

from monitor.store.alerts import UNFINISHED
from tests.docs.pages import ROOT, text_of

PAGE = text_of("ARCHITECTURE.md")


def test_it_is_short() -> None:
    assert len(PAGE.splitlines()) < 200


def test_every_name_of_the_layout_exists() -> None:
    layout = PAGE.partition("## Layout")[2].partition("Imports run one way")[0]
    places: dict[int, str] = {}
    found = 0
    for indent, name in re.findall(r"^    ( *)([\w.]+/?)(?:  |$)", layout, re.M):
        depth = len(indent) // 2
        places[depth] = name
        path = "".join(places[level] for level in range(depth) if level in places) + name
        assert (ROOT / path).exists(), path
        found += 1
    assert found > 20


def test_every_module_that_it_names_exists() -> None:
    for name in re.findall(r"`([\w/]+\.py)`", PAGE):
        assert (ROOT / "monitor" / name).exists(), name


def test_no_module_of_the_first_level_is_left_out() -> None:
    for path in (ROOT / "monitor").iterdir():
        if not path.name.startswith(("__", ".")):
            assert f" {path.name}{'/' if path.is_dir() else ''} " in PAGE, path.name


def test_every_point_of_the_fault_tests_is_named() -> None:
    pipeline = (ROOT / "monitor" / "pipeline.py").read_text(encoding="utf-8")
    points = set(re.findall(r'_reached\("([\w:]+)"\)', pipeline))
    assert points == set(re.findall(r"`((?:poll|read|deliver):\w+)`", PAGE))


def test_the_states_of_a_delivery_are_named() -> None:
    for state in (*UNFINISHED, "sent", "dead"):
        assert re.search(rf"\b{state}\b", PAGE.partition("## States")[2].partition("## What")[0]), state
