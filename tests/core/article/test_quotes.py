"""Who says what: each way of attributing, in five languages."""

import pytest

from monitor.core.article.read import read_text


def quotes_in(text: str) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.speaker) for quote in read_text(f"A title\n\n{text}", source="x").quotes]


CASES = [
    ('"We will send more help to the town," Anna Berg said.', "We will send more help to the town", "Anna Berg"),
    (
        "“We will send more help to the town,” said Anna Berg, the mayor.",
        "We will send more help to the town",
        "Anna Berg",
    ),
    ("Anna Berg, the mayor of the town, said: “We will send more help.”", "We will send more help.", "Anna Berg"),
    ("According to Anna Berg, the plan is “a great help to all of us.”", "a great help to all of us.", "Anna Berg"),
    (
        '"The launch was seen by our crews," according to the General Staff.',
        "The launch was seen by our crews",
        "the General Staff",
    ),
    (
        "On Monday, Defence Minister Anna Berg told reporters that “the first crews are ready.”",
        "the first crews are ready.",
        "Anna Berg",
    ),
    (
        "«Мы отправим ещё больше помощи городу», — сказал мэр Иван Петренко.",
        "Мы отправим ещё больше помощи городу",
        "Иван Петренко",
    ),
    ("Иван Петренко заявил: «Мы отправим ещё больше помощи».", "Мы отправим ещё больше помощи", "Иван Петренко"),
    (
        "«Работы закончены в срок и в полном объеме», - говорится в сообщении министерства.",
        "Работы закончены в срок и в полном объеме",
        "сообщении министерства",
    ),
    (
        '"Ми надішлемо ще більше допомоги місту", - зазначив мер Іван Петренко.',
        "Ми надішлемо ще більше допомоги місту",
        "Іван Петренко",
    ),
    ("За словами Петренка, це „дуже велика допомога для всіх“.", "дуже велика допомога для всіх", "Петренка"),
    (
        '김영호 통일부 장관은 브리핑에서 "우리는 계속해서 도울 것이다"라고 말했다.',
        "우리는 계속해서 도울 것이다",
        "김영호",
    ),
    ("外交部发言人毛宁表示：“我们将继续提供帮助。”", "我们将继续提供帮助。", "毛宁"),
    ("“我们将继续向该市提供帮助”，外交部发言人毛宁说。", "我们将继续向该市提供帮助", "毛宁"),
]


@pytest.mark.parametrize(("text", "words", "speaker"), CASES, ids=[case[0][:30] for case in CASES])
def test_a_quotation_has_its_speaker(text: str, words: str, speaker: str) -> None:
    assert quotes_in(text) == [(words, speaker)]


def test_a_paragraph_without_marks_is_a_quotation_when_a_line_attributes_it() -> None:
    text = "The bridge will be open again before the first snow falls\n\n- the ministry said."
    assert quotes_in(text) == [("The bridge will be open again before the first snow falls", "the ministry")]
    text = "Міст відкриють до першого снігу цього року\n\n- йдеться у повідомленні міністерства."
    assert quotes_in(text) == [("Міст відкриють до першого снігу цього року", "повідомленні міністерства")]


def test_a_second_quotation_of_the_paragraph_is_the_same_speaker_s() -> None:
    text = '"We saw the launch ourselves," Anna Berg said. "It was over in a minute."'
    assert [speaker for _, speaker in quotes_in(text)] == ["Anna Berg", "Anna Berg"]


def test_a_quotation_that_runs_on_keeps_its_speaker() -> None:
    text = "Anna Berg said: “We saw the launch ourselves.\n\n“It was over in a minute or two.”"
    assert [speaker for _, speaker in quotes_in(text)] == ["Anna Berg", "Anna Berg"]


def test_a_pronoun_stands_for_the_person_named_before() -> None:
    text = 'Mayor Anna Berg came to the bridge. "The work is done and paid for," she said.'
    assert quotes_in(text) == [("The work is done and paid for", "Anna Berg")]


def test_a_speaker_who_is_not_told_is_unknown() -> None:
    assert quotes_in('Nobody knew who wrote the note. "We will be back before the winter comes."')[0][1] is None


def test_names_and_scare_quotes_are_no_quotations() -> None:
    assert quotes_in('Russia fired "Daggers" and "Iskanders" in its so-called "special operation" on Monday.') == []


def test_a_verb_in_the_next_sentence_does_not_attribute() -> None:
    found = quotes_in('Anna Berg said: "The work is done and paid for." Ivan Petrenko said nothing at all.')
    assert found == [("The work is done and paid for.", "Anna Berg")]


def test_floods_of_marks_end() -> None:
    for flood in ('"' * 50_000, "“a " * 20_000, "«" * 50_000, "said " * 50_000):
        assert len(read_text(f"t\n\n{flood}", source="x").quotes) <= 120
