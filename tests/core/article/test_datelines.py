"""Datelines of the wires, form by form."""

import pytest

from monitor.core.article.dateline import read_dateline, strip_marks
from monitor.core.article.read import read_text

FORMS = [
    ("Kyiv • UNN", "Kyiv", "UNN", ""),
    ("Київ • УНН", "Київ", "УНН", ""),
    ("SEOUL, Aug. 20 (Yonhap) -- The army fired.", "SEOUL", "Yonhap", "The army fired."),
    ("MOSCOW, January 30. /TASS/. The Kremlin spoke.", "MOSCOW", "TASS", "The Kremlin spoke."),
    ("МОСКВА, 30 января. /ТАСС/. Кремль ответил.", "МОСКВА", "ТАСС", "Кремль ответил."),
    ("КИЕВ. 3 декабря. УНН. Совет собрался.", "КИЕВ", "УНН", "Совет собрался."),
    ("КИЇВ. 3 грудня. УНН. Рада зібралася.", "КИЇВ", "УНН", "Рада зібралася."),
    ("Москва. 30 января. INTERFAX.RU - Совет собрался.", "Москва", "INTERFAX.RU", "Совет собрался."),
    ("Pyongyang, May 27 (KCNA) -- The plant opened.", "Pyongyang", "KCNA", "The plant opened."),
    ("KYIV, Ukraine (AP) — Crews went out.", "KYIV, Ukraine", "AP", "Crews went out."),
    ("SEOUL/TOKYO, Jan 30 (Reuters) - Two allies met.", "SEOUL/TOKYO", "Reuters", "Two allies met."),
    ("WASHINGTON — The talks began.", "WASHINGTON", None, "The talks began."),
    ("PARIS: The talks ended.", "PARIS", None, "The talks ended."),
    ("(서울=연합뉴스) 홍길동 기자 = 회담이 열렸다.", "서울", "연합뉴스", "회담이 열렸다."),
    ("[서울=뉴시스] 홍길동 기자 = 회담이 열렸다.", "서울", "뉴시스", "회담이 열렸다."),
    ("新华社莫斯科1月30日电（记者 王某）会谈开始。", "莫斯科", "新华社", "会谈开始。"),
    ("Berlin (dpa) - The talks began.", "Berlin", "dpa", "The talks began."),
    ("London - The talks began.", "London", None, "The talks began."),
    ("WASHINGTON, D.C. — The talks began.", "WASHINGTON, D.C.", None, "The talks began."),
    ("SEOUL, South Korea, Jan. 3, 2024 /PRNewswire/ -- It fired.", "SEOUL, South Korea", "PRNewswire", "It fired."),
    ("NEW YORK--(BUSINESS WIRE)--It opened.", "NEW YORK", "BUSINESS WIRE", "It opened."),
    ("TALLINN, BNS - The talks began.", "TALLINN", "BNS", "The talks began."),
    ("Kyiv. Ukraine. UNN. The talks began.", "Kyiv", "UNN", "The talks began."),
    ("КИЇВ. УНН. Рада зібралася.", "КИЇВ", "УНН", "Рада зібралася."),
    ("Київ. 3 січня. ІНТЕРФАКС-УКРАЇНА - Рада зібралася.", "Київ", "ІНТЕРФАКС-УКРАЇНА", "Рада зібралася."),
    ("МОСКВА, 30 янв - РИА Новости, Иван Петров. Совет.", "МОСКВА", "РИА Новости", "Совет."),
    ("ТАСС, 30 января. Совет собрался.", None, "ТАСС", "Совет собрался."),
    ("[워싱턴=이데일리 홍길동 특파원] 회담이 열렸다.", "워싱턴", "이데일리", "회담이 열렸다."),
    ("[이데일리 홍길동 기자] 회담이 열렸다.", None, "이데일리", "회담이 열렸다."),
    ("(평양 5월 27일발 조선중앙통신) 회담이 열렸다.", "평양", "조선중앙통신", "회담이 열렸다."),
    ("서울, 1월 3일 (연합뉴스) -- 회담이 열렸다.", "서울", "연합뉴스", "회담이 열렸다."),
    ("中新网北京1月30日电(王某)会谈开始。", "北京", "中新网", "会谈开始。"),
    ("（中央社台北30日电）会谈开始。", "台北", "中央社", "会谈开始。"),
    ("平壤5月27日发朝中社电 会谈开始。", "平壤", "朝中社", "会谈开始。"),
    ("【环球网报道 记者 王某】会谈开始。", None, "环球网", "会谈开始。"),
    ("(ATTN: UPDATES throughout) SEOUL, Aug. 20 (Yonhap) -- It fired.", "SEOUL", "Yonhap", "It fired."),
]


@pytest.mark.parametrize(("text", "place", "agency", "rest"), FORMS, ids=[form[0][:24] for form in FORMS])
def test_a_dateline_is_read(text: str, place: str | None, agency: str | None, rest: str) -> None:
    line = read_dateline(text)
    assert line is not None
    assert (line.place, line.agency, line.rest) == (place, agency, rest)


@pytest.mark.parametrize(
    "text",
    [
        "US — The forgotten country.",
        "NATO said that it would help.",
        "Berg: The launches were seen.",
        "В Киеве: все спокойно.",
        "Mr. Kim (56) - a farmer - said no.",
        "The White House (in a note) said so.",
        "EXPLAINER — The launchers and what they do.",
        "UKRAINE WAR — The night in figures.",
        "МНЕНИЕ — Совет опоздал.",
        "President Berg (Reuters) - The talks began.",
        "据韩联社1月10日报道，火车离开。",
    ],
)
def test_what_is_no_dateline_stays(text: str) -> None:
    assert read_dateline(text) is None


def test_reporters_named_in_a_dateline_are_authors() -> None:
    assert read_text("제목\n\n(서울=연합뉴스) 홍길동 기자 = 회담이 열렸다.", source="x").authors == ("홍길동",)
    assert read_text("标题\n\n新华社平壤1月30日电（记者 王某 李某）会谈开始。", source="x").authors == ("王某", "李某")


def test_a_byline_before_the_dateline_is_an_author() -> None:
    article = read_text("t\n\nBy Anna Berg KYIV, Jan 3 (Reuters) - The talks began.", source="x")
    assert (article.authors, article.dateline, article.text) == (("Anna Berg",), "KYIV", "The talks began.")


def test_marks_of_the_wire_leave_title_and_text() -> None:
    assert strip_marks("(2nd LD) (ATTN: ADDS quotes) Army fires") == "Army fires"
    article = read_text(
        "(LEAD) Army fires missiles\n\n(ATTN: UPDATES)\n\nSEOUL, Aug. 20 (Yonhap) -- It fired.", source="x"
    )
    assert (article.title, article.text) == ("Army fires missiles", "It fired.")
