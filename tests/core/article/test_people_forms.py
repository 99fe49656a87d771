"""People whose name or role was read wrong once: offices taken for people, feminine roles, spellings of one name."""

import pytest

from monitor.core.article.read import read_text


def people_in(text: str) -> dict[str, str | None]:
    return {person.name: person.role for person in read_text(f"t\n\n{text}", source="x").people}


CASES = [
    ("The chairman of the board, Ann Lowe, said so.", "Ann Lowe", "chairman of the board"),
    (
        "Paul Stone, the head of the Center for Countering Lies, said so.",
        "Paul Stone",
        "head of the Center for Countering Lies",
    ),
    (
        "UN High Commissioner for Human Rights Volker Berg spoke.",
        "Volker Berg",
        "UN High Commissioner for Human Rights",
    ),
    ("Minister of Foreign Affairs Anna Berg arrived.", "Anna Berg", "Minister of Foreign Affairs"),
    ("Міністерка освіти Литви Раса Петрайте прибула.", "Раса Петрайте", "Міністерка освіти Литви"),
    ("За словами посолки США Бріджит Стоун, це так.", "Бріджит Стоун", "посолки США"),
    ("Віцепрем'єрка Ірина Грім заявила.", "Ірина Грім", "Віцепрем'єрка"),
    ("Голова Харківської ОВА Олег Грім повідомив.", "Олег Грім", "Голова Харківської ОВА"),
    ("Депутатка Європарламенту Анна Берг заявила.", "Анна Берг", "Депутатка Європарламенту"),
    ("북한의 김정은 국무위원장은 말했다.", "김정은", "국무위원장"),
    (
        "존 커비 백악관 국가안보회의(NSC) 전략소통조정관은 밝혔다.",
        "존 커비",
        "백악관 국가안보회의(NSC) 전략소통조정관",
    ),
    ("韩国国家安保室长张虎镇表示，火车离开。", "张虎镇", "韩国国家安保室长"),
]


@pytest.mark.parametrize(("text", "name", "role"), CASES, ids=[case[1] for case in CASES])
def test_the_person_and_no_office_is_found(text: str, name: str, role: str) -> None:
    assert people_in(text) == {name: role}


@pytest.mark.parametrize(
    "text",
    [
        "Написав на сторінці мера у Facebook він сам.",
        "The mayor of Dearborn and the head of the Institute left.",
        "The director of the Rowan Institute for Public Policy was absent.",
        "A spokesman for SpaceX and the chief executive of Apex Robotics declined.",
    ],
)
def test_what_follows_a_preposition_is_no_person_s_name(text: str) -> None:
    assert people_in(text) == {}


def test_one_name_with_and_without_its_hyphen_is_one_person() -> None:
    (one,) = read_text("t\n\nPresident Kim Jong Un arrived. Leader Kim Jong-un left.", source="x").people
    assert (one.name, one.variants) == ("Kim Jong Un", ("Kim Jong-un",))
