"""Cited sources in forms that were missed once, in five languages, and those that only a link tells."""

import pytest

from monitor.core.article import Article
from monitor.core.article.read import read_page, read_text

CASES = [
    ("Two launchers arrived, reports Bloomberg.", ["Bloomberg"], True),
    ("The mayor told CNN's Anna Berg that it was so.", ["CNN"], False),
    (
        "According to two sources familiar with the talks, it was so.",
        ["two sources familiar with the talks"],
        False,
    ),
    ("According to a report by 38 North, a reactor runs.", ["38 North"], False),
    ("The statement was published on the website of the White House.", ["White House"], False),
    ("This is stated in the ISW report.", ["ISW"], False),
    ("It was so, UNN reports citing the city council.", ["city council"], True),
    ("The New York Times reported, citing U.S. officials, that it was so.", ["New York Times", "U.S. officials"], True),
    ("Reuters із посиланням на джерела повідомляє про удар.", ["Reuters", "джерела"], True),
    ("Як повідомили журналісту УНН у поліції, двох затримано.", ["поліції"], True),
    ("В пресс-службе СБУ рассказали о задержании.", ["пресс-службе СБУ"], True),
    ("Об этом говорится в сообщении Белого дома.", ["Белого дома"], True),
    ("Сообщается на сайте Кремля.", ["Кремля"], True),
    ("연합뉴스는 정부 소식통을 인용해 이같이 보도했다.", ["연합뉴스", "정부 소식통"], True),
    ("백악관은 성명을 통해 이같이 밝혔다.", ["백악관"], True),
    ("합동참모본부는 북한이 10일 오전 미사일을 발사했다고 밝혔다.", ["합동참모본부"], False),
    ("주민 두 명이 다쳤다고 현지 당국이 밝혔다.", ["현지 당국"], False),
    ("북한이 포탄을 보냈으며 러시아군이 이를 공격에 사용했다고 현지 당국이 24일 밝혔다.", ["현지 당국"], False),
    ("국가정보원은 열차가 떠났다고 전했다.", ["국가정보원"], False),
    ("据《纽约时报》报道，火车离开。", ["纽约时报"], True),
    ("韩国联合参谋本部表示，火车离开。", ["韩国联合参谋本部"], False),
    ("俄罗斯国防部称，火车离开。", ["俄罗斯国防部"], False),
    ("根据联合国的报告，火车离开。", ["联合国"], False),
    ("It was so, as said in the June report.", [], False),
]


@pytest.mark.parametrize(("text", "names", "relay"), CASES, ids=[case[0][:36] for case in CASES])
def test_a_source_is_named(text: str, names: list[str], relay: bool) -> None:
    article = read_text(f"t\n\n{text}", source="x")
    assert [source.name for source in article.cited_sources] == names
    assert article.relay is relay


LINKED = [
    ('A school opened in Kharkiv, the mayor <a href="https://r.example/7">wrote on Telegram</a>.', "mayor"),
    ('У Харкові відкрили школу, <a href="https://r.example/7">повідомив</a> мер Іван Грім.', "мер Іван Грім"),
    ('В Харькове открыли школу, — <a href="https://r.example/7">Радио Эхо</a>.', "Радио Эхо"),
    (
        'Об этом <a href="https://r.example/7">сообщила</a> пресс-служба горсовета Харькова.',
        "пресс-служба горсовета Харькова",
    ),
]


def page(first: str) -> Article:
    article = read_page(
        f"<html><body><div class='news'><h1>В Харькове открыли школу</h1><p><strong>КИЕВ. 3 декабря. УНН.</strong> {first}</p>"
        "<p>Дети смогут учиться в безопасности, даже когда звучит тревога, и родители будут спокойны весь день.</p>"
        "<p>Занятия начались в ноябре, и в школу пришли ещё сто учеников из других районов города.</p></div></body></html>",
        source="x",
        url="https://old.example/a",
    )
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(("first", "name"), LINKED, ids=[name for _, name in LINKED])
def test_the_first_paragraph_s_link_is_the_cited_source(first: str, name: str) -> None:
    assert [(source.name, source.url) for source in page(first).cited_sources] == [(name, "https://r.example/7")]


def test_a_link_to_what_the_text_speaks_of_is_no_source() -> None:
    assert page('В <a href="https://r.example/7">Харькове</a> открыли школу на станции метро.').cited_sources == ()
