"""Where somebody goes to, or meets somebody."""

import pytest

from monitor.core.story.destinations import destinations


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The minister arrived in Moscow for two days of talks.", ("moscow",)),
        ("Лавров прибыл в Пхеньян на переговоры", ("pyongyang",)),
        ("Міністерка прибула з візитом до Пекіна", ("beijing",)),
        ("Переговори відбулися у Москві", ("moscow",)),
        ("러시아 외무장관이 평양에 도착했다", ("pyongyang",)),
        ("김 위원장의 방러가 논의됐다", ("moscow",)),
        ("朝鲜外相访问莫斯科", ("moscow",)),
        ("双方在平壤举行会谈", ("pyongyang",)),
        ("TALKS IN İSTANBUL, and a trip to TOKYO", ("tokyo", "istanbul")),
        ("У Москві й Pyongyang: a visit to Pyongyang", ("moscow", "pyongyang")),
        ("Moscow receives the North Korean minister", ("moscow",)),
        ("Minister signs six agreements in Pyongyang", ("pyongyang",)),
        ("Rail traffic: the minister is in Moscow for talks", ("moscow",)),
        ("Москва принимает делегацию", ("moscow",)),
        ("Пхеньян: міністр на переговорах", ("pyongyang",)),
        ("Міністр прибуває з візитом: Москва", ("moscow",)),
        ("A statement in Moscow said that nobody would go", ()),
        ("Moscow said that Pyongyang had kept its word.", ()),
        ("МОСКВА, 18 марта. Ведомство сообщило о потерях.", ()),
        ("В Москве заявили, что переговоров не будет", ()),
        ("(서울=연합뉴스) 합참은 미사일 발사를 포착했다고 밝혔다.", ()),
    ],
)
def test_a_capital_is_a_destination_beside_a_word_of_travel_or_of_a_meeting(text: str, told: tuple[str, ...]) -> None:
    assert destinations(text) == told
