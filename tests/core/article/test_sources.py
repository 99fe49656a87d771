"""Cited sources and relays; claims; organisations and places."""

import pytest

from monitor.core.article.read import read_text

CASES = [
    ("UNN reports this with reference to the State Guard.", ["State Guard"], True),
    ("The plant was hit, UNN reports, citing Reuters.", ["Reuters"], True),
    ("The plant was hit, a guard told Reuters.", ["Reuters"], False),
    ("The plant was hit, according to the Air Force.", ["Air Force"], False),
    ("Об этом сообщает УНН со ссылкой на пресс-службу ведомства.", ["пресс-службу ведомства"], True),
    ("Про це пише УНН з посиланням на Reuters.", ["Reuters"], True),
    ("В Генштабе сообщили о новых ударах.", ["Генштабе"], True),
    ("로이터통신은 협상이 끝났다고 보도했다.", ["로이터통신"], True),
    ("据路透社报道，会谈结束。", ["路透社"], True),
    ("As The Guardian writes, the plant was hit.", ["Guardian"], True),
    ("NK News first reported the visit.", ["NK News"], True),
    ("The visit was first reported by NK News.", ["NK News"], False),
    ("The train left, satellite images published by Planet Labs show.", ["Planet Labs"], False),
    ("According to a State Department spokesman, it was hit.", ["State Department spokesman"], False),
    ("This was announced by the Ministry of Defense on Telegram.", ["Ministry of Defense"], True),
    ("State media reported the visit.", ["State media"], True),
    ("На думку аналітиків ISW, це так.", ["аналітиків ISW"], False),
    ("Згідно з повідомленням Генштабу, це так.", ["Генштабу"], False),
    ("Про це йдеться у звіті Генштабу.", ["Генштабу"], True),
    ("Согласно сообщению Генштаба, это так.", ["Генштаба"], False),
    ("В интервью Reuters мэр рассказал о сделке.", ["Reuters"], False),
    ("Агентство Yonhap сообщило о пуске.", ["Yonhap"], True),
    ("시장은 CNN과의 인터뷰에서 말했다.", ["CNN"], False),
    ("韩联社报道称，火车离开。", ["韩联社"], True),
    ("据韩联社1月10日报道，火车离开。", ["韩联社"], True),
    ("路透社援引消息人士的话报道，火车离开。", ["路透社"], True),
    ("外长对塔斯社表示，火车离开。", ["塔斯社"], False),
    ("According to plan, the train left.", [], False),
    ("According to the law, the train may leave.", [], False),
    ("According to Article 5 of the treaty, allies must help.", [], False),
    ("It went according to the Minsk agreements.", [], False),
    ("За законом, це заборонено.", [], False),
    ("Згідно з планом, поїзд відійшов.", [], False),
    ("Согласно закону, это запрещено.", [], False),
    ("법에 따르면 금지돼 있다.", [], False),
    ("根据法律，这是禁止的。", [], False),
    ("据悉，火车离开。", [], False),
    ("The plant was hit, citing concerns about safety.", [], False),
    ("According to him, nothing was hit.", [], False),
]


@pytest.mark.parametrize(("text", "names", "relay"), CASES, ids=[case[0][:36] for case in CASES])
def test_sources_are_named_and_a_relay_is_told(text: str, names: list[str], relay: bool) -> None:
    article = read_text(f"t\n\n{text}", source="x")
    assert [source.name for source in article.cited_sources] == names
    assert article.relay is relay


def test_an_interview_of_one_s_own_is_no_relay() -> None:
    article = read_text(
        "t\n\nThe mayor spoke in an interview with UNN. UNN reports this with reference to the State Guard.", source="x"
    )
    assert article.cited_sources
    assert not article.relay


CLAIMS = [
    ("The army cannot confirm the loss.", "unconfirmed"),
    ("The army confirmed the loss.", "confirmed"),
    ("The Kremlin denied the deal.", "denied"),
    ("The ship was reportedly hit.", "alleged"),
    ("The ship was hit, the mayor said.", "attributed"),
    ("If confirmed, the loss would be the third.", "unconfirmed"),
    ("The mayor can confirm the loss.", "confirmed"),
    ("The mayor told reporters that it was hit.", "attributed"),
    ("Про це пише Reuters.", "attributed"),
    ("Об этом говорится в отчёте ООН.", "attributed"),
    ("조선중앙통신이 10일 보도했다.", "attributed"),
    ("白宫发言人说，火车离开。", "attributed"),
    ("Пентагон не подтвердил эту информацию.", "unconfirmed"),
    ("У Міноборони підтвердили удар.", "confirmed"),
    ("В Кремле опровергли сделку.", "denied"),
    ("Корабль якобы потоплен.", "alleged"),
    ("국방부는 이를 부인했다.", "denied"),
    ("外交部否认这一说法。", "denied"),
    ("据称该船被击沉。", "alleged"),
]


@pytest.mark.parametrize(("text", "status"), CLAIMS, ids=[case[0] for case in CLAIMS])
def test_a_claim_has_its_standing(text: str, status: str) -> None:
    assert [(claim.sentence, claim.status) for claim in read_text(f"t\n\n{text}", source="x").claims] == [
        (text, status)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge is open again.",
        "According to plan, the bridge is open.",
        "According to the law, the bridge must open.",
        "The crew was denied entry.",
        "The Kremlin did not deny the deal.",
        "Officials must confirm the loss.",
        "В Кремле не опровергли сделку.",
        "법에 따르면 금지돼 있다.",
        "外交部没有否认。",
    ],
)
def test_a_plain_sentence_is_no_claim(text: str) -> None:
    assert read_text(f"t\n\n{text}", source="x").claims == ()


@pytest.mark.parametrize("line", ["- the statement said.", "- йдеться у повідомленні.", "— говорится в сообщении."])
def test_a_line_that_attributes_a_block_quote_makes_its_sentences_claims(line: str) -> None:
    article = read_text(f"t\n\nThe first one stood.\n\nThe bridge is open. Trains run.\n\n{line}", source="x")
    assert [(claim.sentence, claim.status) for claim in article.claims] == [
        ("The bridge is open.", "attributed"),
        ("Trains run.", "attributed"),
    ]


def test_organisations_and_places_are_named_once() -> None:
    article = read_text(
        "t\n\nThe White House and the Ministry of Defence met in Kyiv. The White House and NATO left Kyiv. Ракеты"
        " летели из России, в Россию.",
        source="x",
    )
    assert article.organizations == ("White House", "Ministry of Defence", "NATO")
    assert article.places == ("Kyiv", "Россия")
