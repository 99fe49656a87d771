"""Snippets: the best stretch, its hits marked, nothing else."""

from tests.core.query.asking import article, ask


def _snippet(query: str, text: str = "", title: str = "") -> str:
    found = ask(query, article(text, title))
    assert found
    return found.snippet


def test_hits_are_marked() -> None:
    assert _snippet("missile", "Two missiles and a missile.") == "Two ⟦missiles⟧ and a ⟦missile⟧."


def test_overlapping_hits_are_one() -> None:
    assert _snippet('korea "south korea"', "In South Korea.") == "In ⟦South Korea⟧."


def test_only_what_satisfied_is_marked() -> None:
    assert _snippet('korea NEAR/1 "x"', "Korea y y y x Korea") == "Korea y y y ⟦x⟧ ⟦Korea⟧"


def test_a_long_text_is_cut_at_words_around_the_most_terms() -> None:
    text = "alfa " + "word " * 200 + "alfa beta gamma " + "word " * 200
    snippet = _snippet("alfa beta gamma", text)
    assert "⟦alfa⟧ ⟦beta⟧ ⟦gamma⟧" in snippet
    assert snippet.startswith("… word")
    assert snippet.endswith("word …")
    assert 200 <= len(snippet) <= 300


def test_a_text_without_spaces_is_cut_too() -> None:
    snippet = _snippet("导弹", "发" * 1000 + "导弹" + "射" * 1000)
    assert "⟦导弹⟧" in snippet
    assert len(snippet) <= 300


def test_the_title_only_where_the_text_has_no_hit() -> None:
    assert _snippet("missile", "Nothing.", "A missile") == "A ⟦missile⟧"
    assert _snippet("missile", "The missile.", "A missile") == "The ⟦missile⟧."
    assert _snippet("missile lang:en", "", "A missile") == "A ⟦missile⟧"


def test_line_breaks_become_spaces() -> None:
    assert _snippet("a b", "a\n\n  b") == "⟦a⟧ ⟦b⟧"


def test_marks_of_the_text_itself_cannot_pass_for_hits() -> None:
    assert _snippet("a", "⟦x⟧ a") == "[x] ⟦a⟧"
