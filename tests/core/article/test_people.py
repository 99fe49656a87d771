"""People: role before, after, in apposition; one person's spellings joined only where the text gives evidence."""

import pytest

from monitor.core.article.read import read_text


def people_in(text: str) -> dict[str, str | None]:
    return {person.name: person.role for person in read_text(f"t\n\n{text}", source="x").people}


CASES = [
    ("French Foreign Minister Marie Duval arrived.", "Marie Duval", "French Foreign Minister"),
    (
        "Marie Duval, the head of the Baltic Security Council, arrived.",
        "Marie Duval",
        "head of the Baltic Security Council",
    ),
    ("The president of Latvia Edgars Ozols arrived.", "Edgars Ozols", "president of Latvia"),
    ("It was said by Air Force spokesman Colonel Petro Hrim on Monday.", "Petro Hrim", "Air Force spokesman Colonel"),
    ("Министр обороны Японии Минору Кихара прибыл.", "Минору Кихара", "Министр обороны Японии"),
    ("Сообщила директор департамента образования Ольга Деменко.", "Ольга Деменко", "директор департамента образования"),
    ("Речник Повітряних сил полковник Петро Грім повідомив.", "Петро Грім", "Речник Повітряних сил полковник"),
    ("김여정 노동당 부부장은 떠났다.", "김여정", "노동당 부부장"),
    ("존 커비 백악관 전략소통조정관은 말했다.", "존 커비", "백악관 전략소통조정관"),
    ("朝鲜外相崔善姬访问莫斯科。", "崔善姬", "朝鲜外相"),
]


@pytest.mark.parametrize(("text", "name", "role"), CASES, ids=[case[1] for case in CASES])
def test_a_person_has_the_role(text: str, name: str, role: str) -> None:
    assert people_in(text) == {name: role}


def test_a_surname_joins_its_full_name() -> None:
    assert people_in("President Edgars Ozols came. President Ozols spoke.") == {"Edgars Ozols": "President"}


def test_spellings_join_by_the_given_name_and_the_same_counterpart() -> None:
    (one, other) = read_text(
        "t\n\nSecurity Advisor Paul Moreau met his Korean counterpart Chun Min-gi in Paris. Paul Moreau called Jun"
        " Min-gi on Friday. "
        "Moreau and Mingi agreed to meet again.",
        source="x",
    ).people
    assert (one.name, one.variants) == ("Paul Moreau", ())
    assert (other.name, other.variants) == ("Chun Min-gi", ("Jun Min-gi", "Mingi"))


def test_different_people_of_one_given_name_stay_apart() -> None:
    names = people_in("Minister Park Min-gi spoke in Seoul. Ambassador Oh Min-gi spoke in Tokyo.")
    assert set(names) == {"Park Min-gi", "Oh Min-gi"}


def test_offices_countries_and_months_are_no_people() -> None:
    assert (
        people_in("The Security Council met in North Korea in January. President of the United States said no.") == {}
    )
