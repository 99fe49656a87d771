"""Traits: the same marks in five languages, figures, accounts, sketches that last."""

from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from monitor.config.shipped import shipped_concepts, shipped_towns
from monitor.core.article import Article, ReadHints
from monitor.core.article.read import read_text
from monitor.core.query import ConceptSpec
from monitor.core.story.figures import find_figures
from monitor.core.story.model import Figure, Traits
from monitor.core.story.sketch import SIZE, Sketcher
from monitor.core.story.traits import Marker

STRIKES = {
    "en": "Three dead in Kharkiv\n\nAn Iskander missile fired by Russia hit Kharkiv, killing 3 people and wounding 12.",
    "uk": "Троє загиблих у Харкові\n\nРосійський «Іскандер» влучив у Харків: загинули 3 людини, 12 поранено.",
    "ru": "Трое погибших в Харькове\n\nРоссийский «Искандер» попал в Харьков: погибли 3 человека, 12 ранены.",
    "ko": "하르키우서 3명 사망\n\n러시아 이스칸데르 미사일이 하르키우를 타격해 3명이 숨지고 12명이 다쳤다.",
    "zh": "哈尔科夫3人死亡\n\n俄罗斯伊斯坎德尔导弹击中哈尔科夫，造成3人死亡，12人受伤。",
}


@pytest.fixture(scope="module")
def marker() -> Marker:
    return Marker(
        {name: ConceptSpec(tuple(c.any), tuple(c.except_)) for name, c in shipped_concepts().items()}, shipped_towns()
    )


def read(text: str, host: str = "wire.example") -> Article:
    hints = ReadHints(feed_published=datetime(2026, 3, 2, 9, tzinfo=UTC))
    return read_text(text, source="x", url=f"https://{host}/1", hints=hints)


@pytest.mark.parametrize("language", STRIKES)
def test_an_event_has_the_same_marks_in_every_language(marker: Marker, language: str) -> None:
    traits = marker.traits(read(STRIKES[language]))
    assert {"l:kharkiv", "c:iskander-missile", "f:killed:3", "f:wounded:12"} <= traits.marks
    assert traits.figures == (Figure("killed", 3), Figure("wounded", 12))
    assert [(place.key, place.shown) for place in traits.places] == [("kharkiv", "Kharkiv")]
    assert traits.language == language
    assert {mark for mark in traits.marks if mark.startswith("h:")} == {"h:kharkiv"}, "the headline names it"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Three people were killed and 12 wounded.", {"killed": 3, "wounded": 12}),
        ("Russia launched 120 drones; 96 were shot down.", {"launched": 120, "downed": 96}),
        ("Ворог запустив 120 безпілотників, збито 96.", {"launched": 120, "downed": 96}),
        ("Погибли двое, эвакуированы 1 500 человек.", {"killed": 2, "evacuated": 1500}),
        ("사망 3명, 부상 12명.", {"killed": 3, "wounded": 12}),
        ("火灾造成两人死亡，5人失踪。", {"killed": 2, "missing": 5}),
        ("He was killed in 2024 by a KN-23.", {}),
        ("Officials said nothing of 14 buildings.", {}),
    ],
)
def test_a_number_goes_with_what_it_counts(text: str, told: dict[str, int]) -> None:
    assert {figure.kind: figure.number for figure in find_figures(text)} == told


def test_an_agency_is_one_account_in_every_language(marker: Marker) -> None:
    for text in (
        "Launch\n\nKim Jong Un watched the launch, KCNA reported.",
        "Пуск\n\nКім Чен Ин спостерігав за пуском, повідомляє ЦТАК.",
        "발사\n\n조선중앙통신은 김정은이 발사를 참관했다고 보도했다.",
    ):
        traits = marker.traits(read(text))
        assert (traits.origin, traits.relay) == ("kcna", True), text
        assert "kim-jong-un" in [person.key for person in traits.people]


def test_without_agency_the_account_is_the_site_s(marker: Marker) -> None:
    assert marker.traits(read("A fire\n\nA depot burned.", "www.Poltava.example")).origin == "poltava.example"


def test_the_day_is_the_one_that_the_lead_tells(marker: Marker) -> None:
    traits = marker.traits(read("A fire\n\nA depot in Poltava burned on March 1, the mayor said."))
    assert traits.day == date(2026, 3, 1).toordinal()


def test_a_weekday_six_days_back_is_no_day_of_the_event(marker: Marker) -> None:
    """The 2nd of March 2026 is a Monday, and a Tuesday in Seoul already when it is evening in Europe."""
    assert marker.traits(read("A fire\n\nA depot in Poltava burned on Tuesday, the mayor said.")).day is None
    told = marker.traits(read("A fire\n\nA depot in Poltava burned on Friday, the mayor said."))
    assert told.day == date(2026, 2, 27).toordinal()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Ship sunk\n\nMoscow claimed that its forces sank a ship.", "claimed"),
        ("Ship sunk\n\nKyiv confirmed that a ship sank.", "confirmed"),
        ("No ship\n\nKyiv denied that a ship sank.", "denied"),
        ("Rain\n\nIt rained in Poltava.", None),
    ],
)
def test_the_standing_of_a_report(marker: Marker, text: str, status: str | None) -> None:
    assert marker.traits(read(text)).status == status


@pytest.mark.parametrize("day", ["April 14", "14 April", "14\u00a0of April", "14 APRİL", "14 квітня", "апр. 14"])
def test_the_number_of_a_day_is_none_that_tells_a_report(marker: Marker, day: str) -> None:
    assert "n:14" not in marker.traits(read(f"A fire\n\nA depot burned on {day} near Poltava.")).marks


def test_numbers_tell_a_report_if_they_are_no_small_ones(marker: Marker) -> None:
    text = "A fire\n\n1 200 tonnes burned in 14 tanks, twelve people and 9 dogs fled, at 15:30, 90 km away, as in 2024."
    marks = marker.traits(read(text)).marks
    assert {mark for mark in marks if mark.startswith("n:")} == {"n:1200", "n:14"}


def test_a_sketch_is_the_same_in_every_process() -> None:
    sketch = Sketcher().sketch("A depot burned in Poltava.")
    assert len(sketch) == 4
    assert sketch == tuple(sorted(sketch))
    assert f"{sketch[0]:x}" == "2c05a8364f031c36"
    assert len(Sketcher().sketch(" ".join(map(str, range(1000))))) == SIZE


def test_traits_outlive_the_database(marker: Marker) -> None:
    traits = marker.traits(read(STRIKES["uk"]))
    assert Traits.from_plain(traits.to_plain()) == traits


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vesnianka counts its dead\n\nA school in Vesnianka was hit, the governor said.", {"vsnnk"}),
        ("Удар по селу Веснянка\n\nУночі ракета влучила у школу.", {"vsnnk"}),
        ("Удар по селу Оврухове\n\nУ Оврухові влучили у школу.", {"ovrkhv"}),
        ("Four Dead In School Strike\n\nA school was hit, the governor said.", set()),
        ("Лавров прибув до Веснянки\n\nМіністра Лаврова зустріли вранці.", {"vsnnk"}),
        ("Depot near Vesnianka hit by Iskander\n\nA depot near Vesnianka was hit by an Iskander.", {"vsnnk"}),
        ("ППО збила 20 дронів\n\nСили ППО працювали всю ніч.", set()),
    ],
)
def test_a_headline_s_names_that_no_list_has_are_marks(marker: Marker, text: str, named: set[str]) -> None:
    assert {mark[2:] for mark in marker.traits(read(text)).marks if mark.startswith("t:")} == named


@pytest.mark.parametrize(
    "text",
    [
        "Збито 98 дронів\n\nПротивник атакував Харків із напрямків: Курськ, Брянськ – РФ, Чауда. Збито 98.",
        "98 drones downed\n\nDrones launched from Kursk, Bryansk and Millerovo flew to Kharkiv.",
        "98 drones downed\n\nDrones came from the directions of Kursk and Bryansk over Kharkiv.",
        "Сбито 98 дронов\n\nХарьков атаковали с направлений Курск, Брянск и Миллерово.",
        "드론 98대 격추\n\n러시아군이 쿠르스크·브랸스크 방향에서 하르키우를 공격했다.",
        "击落98架无人机\n\n俄军从库尔斯克、布良斯克方向袭击哈尔科夫。",
    ],
)
def test_where_drones_came_from_is_no_place_of_the_event(marker: Marker, text: str) -> None:
    assert [place.key for place in marker.traits(read(text)).places] == ["kharkiv"]


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov in Rason for talks\n\nLavrov met officials there, Zakharova said.",
        "Лавров у Расоні на переговорах\n\nЛавров зустрівся з посадовцями, сказала Захарова.",
    ],
)
def test_who_is_in_the_headline_is_told_apart_from_who_is_in_the_text(marker: Marker, text: str) -> None:
    marks = marker.traits(read(text)).marks
    assert {mark for mark in marks if mark[0] in "kp"} >= {"k:lavrov", "p:lavrov", "p:zakharova"}
    assert "k:zakharova" not in marks


def test_a_country_or_an_abbreviation_is_no_name_that_tells_an_event(marker: Marker) -> None:
    text = "Міст закрито\n\nМіст через Оврухівку закрила Росія, а сили ППО лишилися."
    assert {mark for mark in marker.traits(read(text)).marks if mark[0] in "wx"} == {"w:ovrkhv", "x:rosi"}


def test_who_counts_as_a_person_counts_once_and_a_user_s_own_concept_for_little() -> None:
    text = "Governor Ostan Tanosbar warns of floods\n\nGovernor Ostan Tanosbar said that the Angara had risen."
    marks = Marker({"rivers": ConceptSpec(("Angara", "Lena"))}, {}, ("rivers",)).traits(read(text)).marks
    assert "g:rivers" in marks
    assert {mark for mark in marks if mark[0] in "kpt"} == {"k:tanosba", "p:tanosba"}


def test_every_town_has_one_line_and_names() -> None:
    lines = files("monitor.core.language").joinpath("data", "towns.txt").read_text(encoding="utf-8").splitlines()
    assert len(shipped_towns()) == sum(not line.startswith("#") for line in lines)
    assert all(names and all(names) for names in shipped_towns().values())


def test_a_launch_into_the_sea_is_at_a_place(marker: Marker) -> None:
    for text in (
        "N. Korea fires two missiles into East Sea\n\nIt did.",
        "朝鲜向半岛东部海域发射两枚导弹\n\n韩国军方称。",
    ):
        assert "l:east-sea" in marker.traits(read(text)).marks
