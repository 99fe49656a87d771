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


def test_a_plain_sentence_is_no_claim() -> None:
    assert read_text("t\n\nThe bridge is open again.", source="x").claims == ()


def test_organisations_and_places_are_named_once() -> None:
    article = read_text(
        "t\n\nThe White House and the Ministry of Defence met in Kyiv. The White House and NATO left Kyiv. Ракеты"
        " летели из России, в Россию.",
        source="x",
    )
    assert article.organizations == ("White House", "Ministry of Defence", "NATO")
    assert article.places == ("Kyiv", "Россия")
