"""Datelines as agencies and sites really set them, and what only looks like one: each was read wrong once."""

import pytest

from monitor.core.article.dateline import read_dateline
from monitor.core.article.read import read_text

FORMS = [
    ("Kyiv • UNN The council met at noon.", "Kyiv", "UNN", "The council met at noon."),
    ("КИЕВ. 3 декабря 2016 г. УНН. Совет.", "КИЕВ", "УНН", "Совет."),
    ("КИЕВ. 3 декабря 2016 года. УНН. Совет.", "КИЕВ", "УНН", "Совет."),
    ("КИЇВ. 3 грудня 2016 року. УНН. Рада.", "КИЇВ", "УНН", "Рада."),
    ("КИЇВ. 3 грудня, УНН. Рада.", "КИЇВ", "УНН", "Рада."),
    ("MOSCOW, January 30. TASS. The Kremlin.", "MOSCOW", "TASS", "The Kremlin."),
    ("(CNN) — The plant opened.", None, "CNN", "The plant opened."),
    ("Jan 3 (Reuters) - The plant opened.", None, "Reuters", "The plant opened."),
    ("(ATTN: UPDATES (paras 2-5)) SEOUL, Aug. 20 (Yonhap) -- It fired.", "SEOUL", "Yonhap", "It fired."),
    ("Warsaw, Poland: The council met.", "Warsaw, Poland", None, "The council met."),
    ("KARACHI: The council met.", "KARACHI", None, "The council met."),
    ("РІВНЕ: Рада зібралася.", "РІВНЕ", None, "Рада зібралася."),
    ("AUSTIN, Texas — The plant opened.", "AUSTIN, Texas", None, "The plant opened."),
    ("PALM BEACH, Fla. (AP) — The plant opened.", "PALM BEACH, Fla.", "AP", "The plant opened."),
    ("평양 1월 10일발 조선중앙통신: 회담.", "평양", "조선중앙통신", "회담."),
    ("[서울신문] 회담이 열렸다.", None, "서울신문", "회담이 열렸다."),
    ("홍길동 기자 = 회담이 열렸다.", None, None, "회담이 열렸다."),
    ("新华社北京电 会谈。", "北京", "新华社", "会谈。"),
    ("【韩联社首尔1月10日电】会谈。", "首尔", "韩联社", "会谈。"),
    ("平壤1月10日电（朝中社）会谈。", "平壤", "朝中社", "会谈。"),
    ("首尔，1月10日（韩联社）— 会谈。", "首尔", "韩联社", "会谈。"),
    ("【环球时报综合报道】会谈。", None, "环球时报", "会谈。"),
    ("央视新闻1月10日电 会谈。", None, "央视新闻", "会谈。"),
    ("（中央社基辅10日综合外电报导）会谈。", "基辅", "中央社", "会谈。"),
    ("路透基辅1月10日 - 会谈。", "基辅", "路透", "会谈。"),
    ("本报北京1月10日电（记者 王某）会谈。", "北京", None, "会谈。"),
]


@pytest.mark.parametrize(("text", "place", "agency", "rest"), FORMS, ids=[form[0][:28] for form in FORMS])
def test_a_form_of_the_wires_is_read(text: str, place: str | None, agency: str | None, rest: str) -> None:
    line = read_dateline(text)
    assert line is not None
    assert (line.place, line.agency, line.rest) == (place, agency, rest)


@pytest.mark.parametrize(
    "text",
    [
        "However, Reuters: officials said so.",
        "Earlier, Reuters — citing officials — reported the talks.",
        "Корр. ТАСС. Совет собрался.",
        "Вчера. 3 декабря. УНН. Совет собрался.",
        "Tuesday (Reuters) - The plant opened.",
        "In Kyiv (UNN) - The plant opened.",
        "Iran — Israel: The talks.",
        "Russia: The talks ended.",
        "Китай — Россия: новый договор.",
        "Kyiv - Lviv trains are late.",
        "韩联社1月10日报道称，会谈开始。",
    ],
)
def test_what_only_looks_like_a_dateline_stays(text: str) -> None:
    assert read_dateline(text) is None
    assert read_text(f"t\n\n{text}", source="x").text == text


def test_a_byline_before_a_dateline_with_a_day_is_an_author() -> None:
    article = read_text("t\n\nBy Kim Min SEOUL, Aug. 20 (Yonhap) -- It fired.", source="x")
    assert (article.authors, article.dateline, article.text) == (("Kim Min",), "SEOUL", "It fired.")
