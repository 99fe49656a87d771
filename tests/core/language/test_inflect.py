"""forms(): what a query's word finds, and what it must not."""

import csv
from pathlib import Path

import pytest

from monitor.core.language.fold import fold
from monitor.core.language.inflect import forms
from monitor.core.language.inflect.tables import Table, closed_sets, written_out

LISTS = Path(__file__).parent.parent.parent / "data" / "language"


def pairs(language: str) -> list[tuple[str, str]]:
    with (LISTS / f"forms_{language}.tsv").open(encoding="utf-8", newline="") as lines:
        return [(row["form"], row["lemma"]) for row in csv.DictReader(lines, delimiter="\t")]


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_every_form_of_the_project_s_own_lists_is_found_from_its_lemma(language: str) -> None:
    found = pairs(language)
    assert len(found) > 100
    assert [(form, lemma) for form, lemma in found if fold(form) not in forms(lemma)] == []


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_no_lemma_of_the_project_s_own_lists_finds_another_s_form(language: str) -> None:
    owners: dict[str, set[str]] = {}
    for form, lemma in pairs(language):
        owners.setdefault(fold(form), set()).add(lemma)
    lemmas = {lemma for _, lemma in pairs(language)}
    wrong = {(lemma, form) for lemma in lemmas for form in forms(lemma) & owners.keys() if lemma not in owners[form]}
    # launch, ship … are nouns and verbs alike, and so are their forms
    assert {pair for pair in wrong if pair[0] not in lemmas & {fold(lemma) for lemma in owners}} == set()


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_most_forms_find_their_lemma(language: str) -> None:
    found = pairs(language)
    assert sum(fold(lemma) in forms(form) for form, lemma in found) / len(found) > 0.85


@pytest.mark.parametrize(("names", "most_lost"), [("uk-names", 0.015), ("ru-names", 0.04), ("en-news", 0.006)])
def test_names_and_words_of_the_news(names: str, most_lost: float) -> None:
    found = pairs(names)
    owners: dict[str, set[str]] = {}
    for form, lemma in found:
        owners.setdefault(fold(form), set()).add(lemma)
    lemmas = {lemma for _, lemma in found}
    assert len(lemmas) > 300
    assert [(form, lemma) for form, lemma in found if not finds(lemma, form)] == []
    hits = [(form, lemma) for lemma in lemmas for form in forms(lemma) & owners.keys()]
    wrong = sorted((form, lemma) for form, lemma in hits if lemma not in owners[form])
    assert len(wrong) / len(hits) < 0.01, wrong
    lost = sorted((form, lemma) for form, lemma in found if not finds(form, lemma))
    assert len(lost) / len(found) < most_lost, lost


def finds(word: str, text: str) -> bool:
    """Part by part: hyphens separate words in queries and in texts."""
    words, texts = word.split("-"), text.split("-")
    return len(words) == len(texts) and all(fold(b) in forms(a) for a, b in zip(words, texts, strict=True))


@pytest.mark.parametrize("word", ["США", "КНДР", "DPRK", "UN", "ЗСУ", "ООН", "US"])
def test_acronyms_of_up_to_four_capitals_do_not_inflect(word: str) -> None:
    assert forms(word) == {fold(word)}


def test_longer_capitals_are_words() -> None:
    assert "ракетами" in forms("РАКЕТА")
    assert "missiles" in forms("MISSILE")


@pytest.mark.parametrize("word", ["북한", "朝鮮", "ミサイル", "KN23", "Ю", "й", "", "Ŝtato1"])
def test_what_has_no_paradigm_is_itself(word: str) -> None:
    assert forms(word) == {fold(word)}


def test_the_word_itself_is_always_among_its_forms() -> None:
    for language in ("en", "uk", "ru"):
        for form, lemma in pairs(language):
            assert fold(form) in forms(form)
            assert fold(lemma) in forms(lemma)


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("missiles", "missile"),
        ("launched", "launch"),
        ("struck", "strike"),
        ("supplies", "supply"),
        ("crises", "crisis"),
        ("Israelis", "israeli"),
        ("shelling", "shell"),
        ("fired", "fire"),
        ("північної", "північний"),
        ("ракетами", "ракета"),
        ("Зеленського", "зеленський"),
        ("Києва", "київ"),
        ("Росії", "росія"),
        ("заявив", "заявити"),
        ("запускають", "запускати"),
        ("обороны", "оборона"),
        ("министра", "министр"),
        ("учения", "учение"),
        ("санкции", "санкция"),
        ("вооруженные", "вооруженный"),
        ("Путина", "путин"),
        ("запускает", "запускать"),
        ("встретились", "встретиться"),
        ("людей", "человек"),
        ("Ракети", "ракетами"),
        ("Шахедів", "шахедами"),
        ("безпілотників", "безпілотник"),
        ("боєголовок", "боєголовкою"),
        ("ракет", "ракета"),
        ("войск", "войско"),
        ("Порошенкові", "порошенко"),
        ("секретаря", "секретар"),
        ("Донецька", "донецьк"),
        ("традиційні", "традиційний"),
        ("зусиль", "зусилля"),
        ("володітиме", "володіти"),
        ("закінчилося", "закінчитися"),
        ("оказалось", "оказаться"),
        ("находимся", "находиться"),
        ("возможно", "возможный"),
        ("Emiratis", "emirati"),
    ],
)
def test_an_inflected_query_finds_the_lemma(word: str, found: str) -> None:
    assert found in forms(word)


@pytest.mark.parametrize(
    ("word", "stranger"),
    [
        ("Лавров", "лавра"),  # a monastery
        ("Песков", "песок"),
        ("Иванов", "иван"),
        ("Кім", "кому"),  # to whom
        ("Баку", "бак"),
        ("Салах", "сало"),
        ("Gates", "gating"),
        ("March", "marched"),
        ("evening", "even"),
        ("news", "new"),
        ("hundred", "hundr"),
        ("fired", "fir"),
        ("hoped", "hop"),
        ("урок", "урка"),
        ("порок", "порка"),
        ("біг", "бог"),
        ("строй", "строго"),
        ("правый", "право"),
        ("включать", "включить"),
        ("следующий", "следить"),
        ("успеть", "спеть"),
        ("военный", "война"),
        ("рукола", "рукою"),
        ("роботи", "робою"),
        ("посол", "после"),
        ("посол", "після"),
        ("боєголовок", "боєголовокка"),
        ("Ольга", "олег"),
        ("German", "germen"),
        ("wind", "wound"),
    ],
)
def test_no_stranger_among_the_forms(word: str, stranger: str) -> None:
    assert stranger not in forms(word)


def test_letters_tell_the_language() -> None:
    assert "ракеты" in forms("ракета")
    assert "ракеті" in forms("ракета")
    assert not any("ы" in form for form in forms("північ"))
    assert not any("і" in form for form in forms("вооружённый"))
    assert not any("і" in form for form in forms("объект"))


def test_spelling_variants_fold_alike() -> None:
    assert forms("сім’я") == forms("сім'я")
    assert forms("самолёт") >= {"самолет", "самолета", "самолеты"}
    assert "об'єднання" in forms("об’єднань")


def test_a_capital_makes_a_name_and_no_verb() -> None:
    assert "marched" in forms("march")
    assert forms("March") == {"march", "marches"}


def test_a_term_s_forms_stay_few() -> None:
    for language in ("en", "uk", "ru"):
        for _, lemma in pairs(language):
            assert len(forms(lemma)) < 160


def test_the_longest_suffix_counts_alone_unless_it_goes_on() -> None:
    table = Table(
        """
        C|а > SET          # a comment
        ка > ка ок
        +1:лка > лок
        """,
        {"SET": "а у"},
        {"C": "тл"},
    )
    assert table.find("ала") == ["ала", "алу"]
    assert table.find("ска") == ["ска", "сок"]
    assert table.find("алка") == ["алок", "алка", "алок"]
    assert table.find("лка") == ["лка", "лок"]
    assert table.find("кот") == []


def test_roots_count_behind_a_known_prefix_only() -> None:
    table = Table("дать > дам", {}, {}, prefixes="от за")
    assert table.find("отдать") == ["отдам"]
    assert table.find("дать") == ["дам"]
    assert table.find("рыдать") == []


def test_telling_endings_find_their_rule() -> None:
    table = Table("а|ть > ть ли", {}, {}, telling="али")
    assert table.find("писали") == ["писать", "писали"]
    assert table.find("дали") == []


def test_a_misspelt_set_is_an_error() -> None:
    with pytest.raises(KeyError):
        Table("а > к*SETT", {"SET": "а"}, {}).find("а")


def test_closed_sets_and_lines_for_each_letter() -> None:
    assert closed_sets("a b # c\nb d")["b"] == {"a", "b", "d"}
    assert written_out("@ить > @лю   @ бп\nx > y") == "бить > блю\nпить > плю\nx > y"
