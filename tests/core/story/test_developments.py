"""What a further report of a story brings, in words and in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.story.developments import developments
from monitor.core.story.model import Figure, Name, Traits


def told(new, *earlier, origin="", origins=()):
    return [found.text for found in developments(new, earlier, origin=origin, origins=origins)]


def killed(*numbers, kind="killed"):
    return Traits(figures=tuple(Figure(kind, number) for number in numbers))


def test_all_that_is_new_is_told_in_one_order():
    first = Traits(figures=(Figure("killed", 3),), status="claimed", language="uk", places=(Name("p:odesa", "Одеса"),))
    new = Traits(
        figures=(Figure("killed", 5), Figure("wounded", 12)),
        people=(Name("q:kim-yong-bok", "Kim Yong Bok"),),
        places=(Name("p:odesa", "Odesa"), Name("p:izmail", "Izmail")),
        status="confirmed",
        language="ko",
    )
    assert told(new, first, origin="Yonhap", origins={"ukrinform"}) == [
        "claimed → confirmed",
        "killed: 3 → 5",
        "wounded: 12",
        "independent source: Yonhap",
        "first report in Korean",
        "new: Kim Yong Bok",
        "also Izmail",
    ]
    found = developments(new, [first], origin="Yonhap", origins={"ukrinform"})
    assert [one.kind for one in found] == ["status", "figure", "figure", "origin", "language", "person", "place"]


def test_the_first_report_of_a_story_brings_nothing():
    assert told(killed(3), origin="yonhap") == []


@pytest.mark.parametrize(
    ("new", "earlier", "expected"),
    [
        (killed(5), [killed(3), killed(5)], []),
        (killed(3), [killed(3), killed(5)], ["killed: 5 → 3"]),
        (killed(7), [killed(5), killed(3), Traits()], ["killed: 3 → 7"]),
        (killed(2), [killed(5, 2)], []),
        (killed(6, 2), [killed(5, 2)], ["killed: 5 → 6"]),
        (killed(1200, kind="launched"), [killed(3)], ["launched: 1,200"]),
        (killed(0), [killed(1)], ["killed: 1 → 0"]),
    ],
)
def test_a_number_is_held_against_the_latest_known(new, earlier, expected):
    assert told(new, *earlier) == expected


@pytest.mark.parametrize(
    ("new", "earlier", "expected"),
    [
        ("confirmed", ["claimed"], ["claimed → confirmed"]),
        ("denied", ["claimed", None], ["claimed → denied"]),
        ("denied", ["claimed", "confirmed", "claimed"], ["confirmed → denied"]),
        ("claimed", ["confirmed"], []),
        ("claimed", [None], []),
        ("confirmed", ["confirmed", "claimed"], []),
        ("confirmed", [None], ["confirmed"]),
        (None, ["claimed"], []),
    ],
)
def test_a_status_is_told_when_it_changes(new, earlier, expected):
    assert told(Traits(status=new), *(Traits(status=status) for status in earlier)) == expected


@pytest.mark.parametrize(
    ("new", "earlier", "expected"),
    [
        ("uk", ["en", None], ["first report in Ukrainian"]),
        ("en", ["en", "uk"], []),
        ("en", [None], []),
        (None, ["en"], []),
        ("zh-Hant", ["en"], ["first report in Chinese"]),
        ("xx", ["en"], ["first report in xx"]),
    ],
)
def test_the_first_report_in_a_language_is_told_once_one_is_known(new, earlier, expected):
    assert told(Traits(language=new), *(Traits(language=code) for code in earlier)) == expected


def test_a_known_origin_or_none_is_not_told():
    assert told(Traits(), Traits(), origin="tass", origins=["tass"]) == []
    assert told(Traits(), Traits(), origin="", origins=["tass"]) == []


def test_names_are_told_once_by_key_as_first_shown_and_three_at_most():
    names = tuple(Name(f"q:{number}", f"Person {number}") for number in range(9))
    new = Traits(people=(Name("q:1", "P. One"), *names))
    assert told(new, Traits(people=(Name("q:0", "Персона"),))) == ["new: P. One", "new: Person 2", "new: Person 3"]


names = st.lists(st.builds(Name, st.text(max_size=3), st.text(max_size=200)), max_size=8).map(tuple)
reports = st.builds(
    Traits,
    figures=st.lists(st.builds(Figure, st.text(max_size=200), st.integers(0, 10**9)), max_size=12).map(tuple),
    people=names,
    places=names,
    status=st.sampled_from([None, "claimed", "confirmed", "denied"]),
    language=st.sampled_from([None, "en", "uk", "ko"]),
)


@given(reports, st.lists(reports, max_size=4), st.text(max_size=300))
def test_it_is_bounded_one_line_each_and_nothing_is_new_twice(new, earlier, origin):
    found = developments(new, earlier, origin=origin, origins=())
    assert len(found) <= 15
    assert all(len(one.text) <= 130 and "\n" not in one.text for one in found)
    assert developments(new, [*earlier, new], origin=origin, origins={origin}) == ()
