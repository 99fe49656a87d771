"""What changed after the fact, in words, and what is too little to tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.article import Article
from monitor.core.story.changes import LONGEST, Changes, changes

FIRST = (
    "The governor said that three dock workers were killed when a missile hit the terminal before dawn.\n\n"
    "Two warehouses burned for four hours, and rescuers were still looking for a crane driver at noon."
)


def article(text: str = FIRST, title: str = "Terminal on fire", **more) -> Article:  # type: ignore[no-untyped-def]
    return Article(source="x", title=title, text=text, **more)


def found(after: Article) -> Changes:
    changed = changes(article(), after)
    assert changed is not None
    return changed


@pytest.mark.parametrize(("old", "new"), [("3", "9"), ("1,200", "1,400"), ("12.5", "13")])
def test_numbers(old: str, new: str) -> None:
    text = f"The ship carried {old} tonnes of corn when the missile hit the terminal. {FIRST}"
    changed = changes(article(text), article(text.replace(old, new)))
    assert changed is not None
    (one,) = changed.developments
    assert one.kind == "figure"
    assert one.text.startswith(f"{old} → {new}: ")
    assert f"[-{old}-] {{+{new}+}}" in changed.difference
    assert "warehouses" not in changed.difference, "only the changed paragraph is shown"


def test_a_changed_count_is_told_by_what_it_counts() -> None:
    changed = found(article(FIRST.replace("three dock", "nine dock")))
    assert [one.text for one in changed.developments] == ["killed: 3 → 9"]
    assert "[-three-] {+nine+}" in changed.difference


def test_a_changed_title() -> None:
    changed = found(article(title="Terminal burns after missile strike"))
    assert [one.kind for one in changed.developments] == ["title"]
    assert "Terminal on fire" in changed.developments[0].text


@pytest.mark.parametrize(
    "note",
    [
        "Correction: an earlier version of this article gave the wrong name of the terminal.",
        "This article was corrected to say that the ship is Maltese.",
        "Исправлено: ранее в тексте было неверно указано имя губернатора.",
        "Виправлено: у попередній версії було неправильно вказано назву термінала.",
        "바로잡습니다: 앞선 기사에서 부두 이름이 잘못 표기되었습니다.",
        "更正:此前报道中的码头名称有误。",
    ],
)
def test_a_correction_is_told_first(note: str) -> None:
    assert found(article(f"{FIRST}\n\n{note}")).developments[0].kind == "correction"


def test_added_and_removed_paragraphs_are_counted_and_shown() -> None:
    more = "A spokesman for the harbour said that ships would be turned away until Wednesday evening at least."
    changed = found(article(f"{FIRST}\n\n{more}"))
    assert [one.text for one in changed.developments] == ["text: 1 paragraph added"]
    assert changed.difference == f"{{+{more}+}}"
    back = changes(article(f"{FIRST}\n\n{more}"), article())
    assert back is not None
    assert back.developments[0].text == "text: 1 paragraph removed"


@pytest.mark.parametrize(
    "after",
    [
        article(),
        article(FIRST.replace(" ", "  ")),
        article(FIRST.replace(",", " –")),
        article(f"{FIRST}\n\nPhoto: Anna Petrenko, Harbour Paper"),
        article(FIRST, views=99),
        article("Subscribe to read on.", warnings=("wall: the text is behind a subscription",)),
        article("Please accept cookies."),
    ],
)
def test_what_a_reader_need_not_hear_of(after: Article) -> None:
    assert changes(article(), after) is None


def test_marks_in_the_text_itself_are_escaped() -> None:
    changed = found(
        article(FIRST + "\n\nThe memo read [-delete this-] and {+add that+}, the officials of the port said.")
    )
    assert "[\\-delete" in changed.difference


texts = st.lists(st.text(st.sampled_from("ab 12.,\n[-]{+}№ракета"), max_size=200), max_size=6).map("\n\n".join)


@given(texts, texts)
def test_any_two_versions_are_told_within_bounds(one: str, other: str) -> None:
    changed = changes(article(one), article(other))
    if changed is not None:
        assert changed.developments
        assert len(changed.difference) <= LONGEST + 2
    assert changes(article(one), article(one)) is None


def test_huge_versions_are_bounded() -> None:
    one = "\n\n".join(f"Paragraph {number} of a very long live page about the harbour." for number in range(9000))
    changed = changes(article(one), article(one.replace("harbour", "port")))
    assert changed is not None
    assert len(changed.difference) <= LONGEST + 2
