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
    ("Gen. Paul Stone, chief of the northern staff, spoke.", "Paul Stone", "Gen., chief of the northern staff"),
    ("Secretary of State Anna J. Berg arrived.", "Anna J. Berg", "Secretary of State"),
    ("UN Secretary-General Rui Costa spoke.", "Rui Costa", "UN Secretary-General"),
    ("It was told by British PM Ann Lowe.", "Ann Lowe", "British PM"),
    (
        "The head of Sumy Regional Military Administration Ivan Hrim spoke.",
        "Ivan Hrim",
        "head of Sumy Regional Military Administration",
    ),
    ("His North Korean counterpart Ri Son Mi came.", "Ri Son Mi", "North Korean counterpart"),
    ("Про це заявив речник Ради нацбезпеки США Пол Стоун.", "Пол Стоун", "речник Ради нацбезпеки США"),
    ("Генерал-лейтенант Игорь Берёза прибыл.", "Игорь Берёза", "Генерал-лейтенант"),
    ("За словами глави ГУР Петра Грома, це так.", "Петра Грома", "глави ГУР"),
    ("김정은 국무위원장이 공장을 찾았다.", "김정은", "국무위원장"),
    ("북한 지도자 김정은은 공장을 찾았다.", "김정은", "북한 지도자"),
    ("제이크 설리번 백악관 국가안보보좌관은 통화했다.", "제이크 설리번", "백악관 국가안보보좌관"),
    ("朝鲜最高领导人金正恩视察工厂。", "金正恩", "朝鲜最高领导人"),
    ("白宫发言人约翰·柯比说。", "约翰·柯比", "白宫发言人"),
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


def test_two_people_of_one_sentence_keep_their_own_roles() -> None:
    assert people_in("Встретились президент Иван Берёза и председатель КНР Линь Мо.") == {
        "Иван Берёза": "президент",
        "Линь Мо": "председатель КНР",
    }
    assert people_in("Президент України Іван Грім зустрівся з прем'єр-міністром Японії Реном Такедою.") == {
        "Іван Грім": "Президент України",
        "Реном Такедою": "прем'єр-міністром Японії",
    }


@pytest.mark.parametrize(
    "text", ["Издание Bild пишет о сделке.", "The Northern Times reported so.", "对塔斯社表示，火车离开。"]
)
def test_outlets_are_no_people(text: str) -> None:
    assert people_in(text) == {}


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
