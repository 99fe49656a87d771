"""The window: copies, relays, the same event in other words, and all that must not be joined."""

import random
from dataclasses import replace

from monitor.core.story.join import Window
from monitor.core.story.model import OPEN_FOR, Placed, Report, Traits
from monitor.core.story.sketch import Sketcher

HOUR = 3600.0
SKETCHER = Sketcher()
DEPOT = (
    "A fuel depot on the edge of Kharkiv caught fire after drones struck it before dawn. Two workers were taken to "
    "hospital, and ninety firefighters worked until noon. The mayor asked people nearby to keep their windows shut."
)
REWRITTEN = (
    "A fuel depot on the edge of Kharkiv burned after drones struck it before dawn. Two workers were taken to hospital "
    "and ninety firefighters worked until noon, while the mayor asked people to keep their windows shut."
)
KHARKIV = frozenset(("l:kharkiv", "c:shahed", "f:wounded:2", "p:terekhov", "n:90"))


def traits(text: str, marks: frozenset[str] = KHARKIV, origin: str = "a.example", **more: object) -> Traits:
    return replace(Traits(sketch=SKETCHER.sketch(text), marks=marks, origin=origin), **more)  # type: ignore[arg-type]  # fields of Traits


def window(*reports: tuple[Traits, float]) -> Window:
    """Each report opens a story of its own number, from 1."""
    made = Window()
    for number, (told, at) in enumerate(reports, 1):
        made.add(Report(number, number, at, told, told.origin))
    return made


def test_the_first_opens_a_story() -> None:
    assert Window().place(traits(DEPOT), 0.0) == Placed(None, "first", "a.example")


def test_a_rewrite_is_a_copy_with_the_origin_of_what_it_copies() -> None:
    placed = window((traits(DEPOT), 0.0)).place(traits(REWRITTEN, frozenset(), "b.example"), HOUR)
    assert (placed.story, placed.kind, placed.of, placed.origin) == (1, "copy", 1, "a.example")
    assert placed.why.startswith("nearly the words of report 1")


def test_the_same_event_in_other_words_is_a_report() -> None:
    placed = window((traits(DEPOT), 0.0)).place(traits("Вогонь на нафтобазі гасили до полудня.", origin="b"), HOUR)
    assert (placed.story, placed.kind, placed.of, placed.origin) == (1, "report", None, "b")
    assert "2 wounded" in placed.why


def test_an_account_retold_in_its_own_language_is_a_copy() -> None:
    retold = (
        "Firefighters worked until noon at a burning depot in Kharkiv, where two were hurt by drones, said the mayor."
    )
    made = window((traits(DEPOT, language="en"), 0.0))
    assert made.place(traits(retold, origin="b.example", language="en"), HOUR).kind == "copy"
    assert made.place(traits(retold, origin="b.example", language="uk"), HOUR).kind == "report"
    assert made.place(traits(retold, origin="reuters", language="en"), HOUR).kind == "report", "an agency's own account"
    assert (
        made.place(traits(retold, frozenset({*KHARKIV, "n:40", "n:50", "p:x", "p:y"}), language="en"), HOUR).kind
        == "report"
    )


def test_a_relay_of_a_source_that_the_story_has_is_a_relay_and_of_another_a_report() -> None:
    made = window((traits(DEPOT, origin="kcna"), 0.0))
    relayed = traits("Агентство повідомило про пожежу на базі.", origin="kcna", relay=True)
    assert made.place(relayed, HOUR).kind == "relay"
    assert made.place(replace(relayed, origin="tass"), HOUR).kind == "report"


def test_another_place_or_day_is_another_event() -> None:
    made = window((traits(DEPOT, day=739_000), 0.0))
    elsewhere = KHARKIV - {"l:kharkiv"} | {"l:poltava"}
    assert made.place(traits("Пожежу гасили до полудня.", elsewhere, day=739_000), HOUR).story is None
    assert made.place(traits("Пожежу гасили до полудня.", day=739_002), HOUR).story is None
    assert made.place(traits(DEPOT, day=739_002), HOUR).kind == "copy", (
        "the same words: its first date is of something else"
    )
    assert made.place(traits(REWRITTEN.replace("Kharkiv", "Poltava"), elsewhere), HOUR).story is None


def test_concepts_alone_join_nothing() -> None:
    topics = frozenset(("g:troops", "g:military", "g:weapon", "c:russia", "c:dprk"))
    made = window((traits(DEPOT, topics), 0.0))
    assert made.place(traits("Щось зовсім інше сталося сьогодні.", topics), HOUR).story is None


def test_a_story_takes_articles_for_36_hours_and_one_from_before_its_first() -> None:
    made = window((traits(DEPOT), 100 * HOUR))
    assert made.place(traits(REWRITTEN), 100 * HOUR + OPEN_FOR).story == 1
    assert made.place(traits(REWRITTEN), 100 * HOUR + OPEN_FOR + 1).story is None
    assert made.place(traits(REWRITTEN), 98 * HOUR).story == 1
    assert made.place(traits(REWRITTEN), 80 * HOUR).story is None


def test_what_is_forgotten_or_removed_takes_nothing() -> None:
    made = window((traits(DEPOT), 0.0), (traits(DEPOT), 2 * HOUR))
    made.forget(HOUR)
    assert len(made) == 1
    assert made.place(traits(REWRITTEN), 3 * HOUR).of == 2
    made.remove(2)
    made.remove(2)
    assert len(made) == 0
    assert made.place(traits(REWRITTEN), 3 * HOUR).story is None


def test_what_is_left_after_forgetting_joins_as_if_nothing_else_had_been() -> None:
    dice = random.Random(7)
    names = [f"{sort}:{number}" for sort in "lpcn" for number in range(25)]

    def told(number: int) -> Traits:
        return traits(f"{number}", frozenset(dice.sample(names, dice.randrange(3, 12))))

    reports = [Report(n, n, float(n), told(n), "load") for n in range(400)]
    made, fresh = Window(), Window()
    for report in reports[:300]:
        made.add(report)
    made.remove(250)
    made.forget(200.0)
    for report in reports[300:]:
        made.add(report)
    for report in reports[200:250] + reports[251:]:
        fresh.add(report)
    asked = [told(number) for number in range(60)]
    places = [made.place(one, 400.0) for one in asked]
    assert places == [fresh.place(one, 400.0) for one in asked]
    assert 0 < sum(placed.story is not None for placed in places) < len(places)


def test_copies_are_found_among_thousands_and_forgotten() -> None:
    made = Window()
    for number in range(5000):
        told = traits(f"{number} " + " ".join(f"{number * word % 7919}" for word in range(30)), frozenset())
        made.add(Report(number, number, float(number), told, "load"))
    made.add(Report(9000, 9000, 0.0, traits(DEPOT), "a.example"))
    copied = " ".join(f"{17 * word % 7919}" for word in range(30))
    assert made.place(traits(f"17 {copied}", frozenset()), 20.0).of == 17
    assert made.place(traits(REWRITTEN), 20.0).of == 9000
    made.forget(4000.0)
    assert len(made) == 1000
    assert made.place(traits(f"17 {copied}", frozenset()), 20.0).story is None


def test_a_form_filled_in_again_is_another_story() -> None:
    named = KHARKIV | {"w:osnova", "d:3"}
    made = window((traits(DEPOT, named), 0.0))
    assert made.place(traits(DEPOT, frozenset(("w:sarzhyn", "d:4"))), HOUR).kind == "first"
    assert made.place(traits(DEPOT, named - {"l:kharkiv"} | {"w:sarzhyn", "d:4"}), HOUR).kind == "copy", "more is named"
    assert made.place(traits(DEPOT, KHARKIV), HOUR).kind == "copy", "a copy may leave a number out"
    other = traits("Вогонь на нафтобазі гасили до полудня.", KHARKIV | {"w:sarzhyn"}, origin="b.example")
    made.add(Report(2, 1, HOUR, other, other.origin))
    again = traits(DEPOT, frozenset(("c:shahed", "f:wounded:2", "p:terekhov", "n:90", "w:sarzhyn", "d:4")))
    assert made.place(again, HOUR).kind == "first", "nor is it joined by the story's other reports"


def test_numbers_alone_tell_no_event_unless_there_are_several() -> None:
    marks = frozenset(("c:shahed", "g:strike", "f:killed:8", "f:wounded:21"))
    made = window((traits(DEPOT, marks), 0.0))
    told = "Вогонь на нафтобазі гасили до полудня."
    assert made.place(traits(told, marks), HOUR).kind == "first"
    much = marks | {"c:fuel", "c:drone"}
    assert window((traits(DEPOT, much), 0.0)).place(traits(told, much), HOUR).kind == "report", "much else is shared"
    one = much - {"f:killed:8"} | {"c:navy"}
    assert window((traits(DEPOT, one), 0.0)).place(traits(told, one), HOUR).kind == "first"
    made = window((traits(DEPOT, marks | {"n:340"}), 0.0))
    assert made.place(traits(told, marks | {"n:340"}), HOUR).kind == "report"


def test_a_list_of_many_places_is_not_what_happened_in_one_of_them() -> None:
    listed = KHARKIV | {"l:sumy", "l:poltava", "l:odesa"}
    made = window((traits(DEPOT, KHARKIV), 0.0))
    assert made.place(traits("За ніч збито 47 безпілотників.", listed), HOUR).kind == "first"


def test_a_visit_to_one_capital_is_none_to_another() -> None:
    visit = frozenset(("p:lavrov", "p:choe-son-hui", "c:dprk-russia", "v:pyongyang"))
    made = window((traits(DEPOT, visit), 0.0))
    assert made.place(traits("朝鲜外相访问莫斯科", visit - {"v:pyongyang"} | {"v:moscow"}), HOUR).kind == "first"
    assert made.place(traits("拉夫罗夫抵达平壤", visit), HOUR).kind == "report"


def test_what_the_headline_places_elsewhere_is_another_event() -> None:
    kyiv = frozenset(("l:kyiv-city", "c:iskander-missile", "f:wounded:2", "p:terekhov", "n:90"))
    bryansk = kyiv | {"l:bryansk", "h:bryansk"}  # "…, the general staff in Kyiv said"
    for there, here in ((kyiv, bryansk), (bryansk, kyiv)):
        made = window((traits(DEPOT, there), 0.0))
        assert made.place(traits("Вибухи лунали до ранку.", here), HOUR).kind == "first"
    made = window((traits(DEPOT, kyiv | {"h:kyiv-city"}), 0.0))
    told = made.place(traits("Вибухи лунали до ранку.", kyiv | {"l:bryansk"}), HOUR)
    assert told.kind == "report", "the headline's place is among those that the other names"
    assert told.why.count("Kyiv City") <= 1


def test_headlines_with_names_that_no_list_has_are_of_two_events_unless_a_text_has_the_other_s() -> None:
    numbers = frozenset(("c:iskander-missile", "f:wounded:2", "f:killed:8", "n:90"))
    osnova, sarzhyn = numbers | {"t:osnv", "w:osnv"}, numbers | {"t:srzhn", "w:srzhn"}
    told = "Вибухи лунали до ранку."
    made = window((traits(DEPOT, osnova), 0.0))
    assert made.place(traits(told, sarzhyn), HOUR).kind == "first"
    assert made.place(traits(told, numbers | {"h:kharkiv", "l:kharkiv"}), HOUR).kind == "first"
    assert made.place(traits(told, sarzhyn | {"w:osnv"}), HOUR).kind == "report", "its text names the other's"
    little = frozenset(("c:iskander-missile", "c:rail", "f:killed:8"))
    made = window((traits(DEPOT, little | {"t:osnv"}), 0.0))
    assert made.place(traits(told, little), HOUR).kind == "first", "one number tells no event"
    assert made.place(traits(told, little | {"t:osnv"}), HOUR).kind == "report", "a headline's name does"


def test_a_summary_under_a_headline_without_a_place_is_not_what_happened_in_one_of_them() -> None:
    headed = KHARKIV | {"h:kharkiv", "l:sumy"}
    summary = KHARKIV | {"l:sumy", "l:poltava", "l:odesa"}
    for there, here in ((headed, summary), (summary, headed)):
        made = window((traits(DEPOT, there), 0.0))
        assert made.place(traits("За ніч збито 47 безпілотників.", here), HOUR).kind == "first"
    made = window((traits(DEPOT, summary), 0.0))
    most = headed | {"l:poltava"}
    assert made.place(traits("За ніч збито 47 безпілотників.", most), HOUR).kind == "report", "it names most of them"


def test_the_same_words_with_a_new_toll_under_the_same_name_join_as_the_story_s_other_reports_do() -> None:
    named = KHARKIV | {"w:osnv", "t:osnv", "d:3", "d:8", "d:77"}
    later = KHARKIV - {"n:90"} | {"w:osnv", "t:osnv", "d:4", "d:12", "d:78", "w:reutrs", "w:zhrn"}
    made = window((traits(DEPOT, named), 0.0))
    placed = made.place(traits(DEPOT, later, "b.example"), HOUR)
    assert (placed.story, placed.kind) == (1, "copy")
    assert made.place(traits(DEPOT, later, "b.example"), 7 * HOUR).kind == "first", "the day's next form"
    artillery = later - {"c:shahed"} | {"c:artillery"}
    assert made.place(traits(DEPOT, artillery, "b.example"), HOUR).kind == "first", "another weapon"


def test_another_person_in_the_headline_is_another_event() -> None:
    visit = frozenset(("l:rason", "h:rason", "c:rail", "n:40", "n:77"))
    shoigu, volodin = visit | {"k:shoigu", "p:shoigu"}, visit | {"k:volodin", "p:volodin"}
    made = window((traits(DEPOT, shoigu), 0.0))
    told = "Переговори тривали до вечора."
    assert made.place(traits(told, volodin), HOUR).kind == "first"
    assert made.place(traits(told, volodin | {"p:shoigu"}), HOUR).kind == "report", "its text names the other"


def test_a_surname_in_the_headlines_of_two_governors_joins_nothing_alone() -> None:
    """Two random names met in the crash matrix: one event came as an update of the other."""
    marks = frozenset(("p:tanosba", "k:tanosba", "g:diplomacy", "g:museum", "g:official"))
    one, other = marks | {"n:29664", "n:34154", "n:66010"}, marks | {"n:62993", "n:56812", "n:5721"}
    made = window((traits(DEPOT, one), 0.0))
    assert made.place(traits("Вогонь на нафтобазі гасили до полудня.", other), HOUR).kind == "first"
