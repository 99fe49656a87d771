"""What a reader hears of an article that changed after it was matched."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.article.model import Article, Related
from monitor.core.story.changes import LONGEST, changes

TITLE = "Strike hits the port of Izmail"
TEXT = (
    "A strike hit the port of Izmail on Monday, officials said.\n\n"
    "Three people were killed and 12 wounded, the governor said. Rescuers work at the site.\n\n"
    "Russia has not commented on the strike so far."
)
ADDED = "The head of the port told reporters that ships were burning there."


def article(text=TEXT, title=TITLE, **more):
    return Article(source="a", title=title, text=text, **more)


def told(before, after):
    found = changes(before, after)
    return [] if found is None else [(one.kind, one.text) for one in found.developments]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(" ", "  "),
        TEXT.replace("\n\n", "\n\n\n"),
        TEXT.replace("Three people were", "“Three people” – were"),
        TEXT.replace("people", "poeple"),
        TEXT.replace("officials", "Officials"),
        TEXT.replace("work at", "work on"),
        TEXT + "\n\nUpdated: 15:30, 24 November",
        TEXT + "\n\nОновлено: 15:30",
        TEXT + "\n\nPhoto: press service",
        TEXT + "\n\n1,204 views",
        TEXT + "\n\nGrain exports rise in November",
        "\n\n".join(reversed(TEXT.split("\n\n"))),
        TEXT + "\n\n" + TEXT.split("\n\n")[0],
    ],
)
def test_trifles_are_no_change(text):
    after = article(text, related=(Related(title="Grain exports rise in November"),))
    assert changes(article(), after) is None
    assert changes(after, article()) is None


def test_a_changed_number_is_told_with_its_sentence():
    found = changes(article(), article(TEXT.replace("12", "15")))
    assert found is not None
    sentence = "Three people were killed and 15 wounded, the governor said."
    assert [(one.kind, one.text) for one in found.developments] == [("figure", f"12 → 15 in “{sentence}”")]
    assert found.difference == "Three people were killed and [-12-] {+15+} wounded, the governor said."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Three people were killed.", "Five people were killed.", "3 → 5"),
        ("Загинули троє людей.", "Загинули п’ятеро людей.", "3 → 5"),
        ("Погибли 1 200 человек.", "Погибли 1 500 человек.", "1200 → 1500"),
        ("군인 5명이 숨졌다.", "군인 7명이 숨졌다.", "5 → 7"),
        ("袭击造成三人死亡。", "袭击造成五人死亡。", "三 → 五"),
        ("The strike killed people.", "The strike killed 5 people.", "new 5"),
        ("The strike killed 5 people.", "The strike killed people.", "no longer 5"),
    ],
)
def test_numbers_are_known_in_figures_and_words(old, new, expected):
    assert told(article(old), article(new)) == [("figure", f"{expected} in “{new}”")]


@pytest.mark.parametrize(
    ("old", "new"),
    [("5,000 men came.", "5000 men came."), ("5 000 men came.", "5,000 men came."), ("Three men.", "3 men.")],
)
def test_a_number_written_otherwise_is_the_same(old, new):
    assert changes(article(old), article(new)) is None


@pytest.mark.parametrize(
    "note",
    [
        "Correction: the strike was on Monday.",
        "This article was corrected on 24 November.",
        "This story has been amended.",
        "An earlier version of this article misstated the day.",
        "(Corrects day in first paragraph)",
        "Исправлено: удар был в понедельник.",
        "Текст исправлен.",
        "В предыдущей версии была указана неверная дата.",
        "Виправлено: удар був у понеділок.",
        "Уточнено.",
        "[정정] 공격은 월요일이었다.",
        "날짜를 바로잡습니다.",
        "更正：袭击发生在周一。",
        "勘误：日期有误。",
    ],
)
def test_a_correction_note_is_told(note):
    assert told(article(), article(f"{TEXT}\n\n{note}")) == [("correction", f"correction: “{note}”")]
    assert told(article(f"{TEXT}\n\n{note}"), article(f"{TEXT}\n\n{note}")) == []


@pytest.mark.parametrize(
    "line",
    [
        "Updated: the governor spoke to reporters in the evening there.",
        "The minister has corrected his own course on trade again.",
    ],
)
def test_an_update_or_someone_who_corrects_is_no_correction(line):
    assert "correction" not in dict(told(article(), article(f"{TEXT}\n\n{line}")))


def test_a_correction_comes_before_the_title_and_the_numbers():
    after = article(TEXT.replace("12", "15") + "\n\nCorrection: 15 were wounded.", "Strike hits the port of Reni")
    kinds = [kind for kind, _ in told(article(), after)]
    assert kinds == ["correction", "title", "figure"]


def test_a_changed_title_is_told_and_the_name_of_the_site_is_none_of_it():
    assert told(article(), article(title="Strike hits the port of Reni")) == [
        ("title", "title: “Strike hits the port of Izmail” → “Strike hits the port of Reni”")
    ]
    assert changes(article(), article(title=f"{TITLE} | Harbour News", site="Harbour News")) is None
    assert changes(article(), article(title=None)) is None
    assert told(article(), article(title=f"CORRECTED: {TITLE}"))[0][0] == "correction"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT.replace("has not commented on", "denied"), "text: 1 sentence changed"),
        (TEXT.replace("has not commented", "has commented"), "text: 1 sentence changed"),
        (TEXT.replace("Izmail", "Odesa"), "text: 1 sentence changed"),
        (
            f"{TEXT}\n\n{ADDED}\n\nThe fire was put out by the evening. Nobody else was hurt in it.",
            "text: 2 paragraphs added",
        ),
        (f"{TEXT} {ADDED}", "text: 1 sentence added"),
        (TEXT.split("\n\nRussia")[0], "text: 1 paragraph removed"),
    ],
)
def test_a_material_change_of_the_text_is_told(text, expected):
    assert told(article(), article(text)) == [("text", expected)]


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        (TEXT.split(".")[0] + ".", ("wall: the page says that it is not free, the text may be cut",)),
        (TEXT[:80], ("truncated: only the first characters of the page were read",)),
        ("Sign in.", ()),
        ("", ()),
        (TEXT[:100], ("page not read: 403; matched on the feed's text",)),
    ],
)
def test_a_page_that_was_lost_is_no_change(text, warnings):
    assert changes(article(), article(text, "Sign in to go on", warnings=warnings)) is None


def test_an_article_that_was_taken_back_is_told_however_short_it_is_now():
    assert told(article(TEXT * 9), article("This story has been withdrawn."))[0][0] == "correction"


def test_after_a_reading_that_was_cut_the_whole_text_is_no_change():
    cut = article(TEXT[:80], warnings=("page not read: 503; matched on the feed's text",))
    assert changes(cut, article()) is None
    assert told(cut, article(title="Strike hits the port of Reni"))[0][0] == "title"


def test_marks_of_the_text_itself_are_no_marks():
    found = changes(article(), article(TEXT.replace("so far", "[-x-] {+y+} ⟦z⟧ by now or ever")))
    assert found is not None
    assert r"[\-x-\] {\+y+\} [z]" in found.difference
    assert re.findall(r"\[-(.+?)-\]", found.difference) == ["so far."]


def test_a_change_deep_in_a_long_text_is_found():
    filler = "\n\n".join(
        f"{chr(97 + n % 26) * (n % 40 + 3)} {n} went by the river and came back again." for n in range(9000)
    )
    found = changes(
        article(filler + "\n\n" + TEXT + "\n\n" + filler),
        article(filler + "\n\n" + TEXT.replace("12", "15") + "\n\n" + filler),
    )
    assert found is not None
    assert [one.kind for one in found.developments] == ["figure"]
    assert changes(article(filler), article(filler.replace(" ", "\u00a0 "))) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 125_000, "b a " * 125_000),
        ("...." * 125_000, "!..." * 125_000),
        ("Ab. " * 125_000, "Bb. " * 125_000),
        ("story " * 80_000, "report " * 80_000),
        ("[-" * 250_000, "x-]" * 160_000),
        ("导弹袭击" * 125_000, "袭击导弹人" * 100_000),
        (f"{'x y ' * 50_000}\n\n" * 2, f"{'y z ' * 50_000}\n\n" * 2),
        (
            "\n\n".join(f"Alpha {n} beta gamma." for n in range(20_000)),
            "\n\n".join(f"Alpha {n} beta delta." for n in range(20_000)),
        ),
    ],
)
def test_a_hostile_text_costs_little(old, new):
    start = time.process_time()
    found = changes(article(old), article(new))
    assert time.process_time() - start < 0.5
    assert found is None or len(found.difference) <= LONGEST


texts = st.lists(
    st.sampled_from(
        [
            "The",
            "port",
            "burned.",
            "Five",
            "12",
            "not",
            "Izmail",
            "ship,",
            "governor\n\n",
            "[-",
            "+}",
            "«said»",
            "북한",
            "导弹",
            "⟦",
            "…",
        ]
    ),
    max_size=60,
).map(" ".join)


@given(st.text(max_size=300) | texts, st.text(max_size=60) | st.none())
def test_nothing_changed_is_none(text, title):
    assert changes(article(text, title), article(text, title)) is None


@settings(deadline=None)
@given(st.text(max_size=3000) | texts, st.text(max_size=3000) | texts)
def test_a_difference_is_bounded_and_so_are_the_developments(old, new):
    found = changes(article(old), article(new))
    if found is not None:
        assert found.developments
        assert len(found.difference) <= LONGEST
        assert "⟦" not in found.difference
        assert all(len(one.text) < 400 for one in found.developments)


words = st.lists(
    st.sampled_from(["alpha", "beta", "gamma", "delta", "omega", "sigma", "kappa", "theta"]), min_size=1, max_size=11
)


@given(words, words)
def test_the_old_and_the_new_words_can_be_had_back(old, new):
    found = changes(article("same", " ".join(old)), article("same", " ".join(new)))
    if old == new:
        assert found is None
        return
    assert found is not None
    assert re.sub(r"\{\+.*?\+\}|\[-|-\]", "", found.difference).split() == old
    assert re.sub(r"\[-.*?-\]|\{\+|\+\}", "", found.difference).split() == new


def test_a_change_deep_in_one_long_paragraph_is_found():
    filler = " ".join(f"Ship {number} went by the river and came back again." for number in range(9000))
    old = f"{filler} Three people were killed. {filler}"
    assert told(article(old), article(old.replace("Three", "Five"))) == [
        ("figure", "3 → 5 in “Five people were killed.”")
    ]
