"""Places: each once, in the language of the text, a dateline's places among them."""

import pytest

from monitor.core.article.read import read_text

CASES = [
    ("KYIV, Jan. 3 (UNN) -- The DPRK and the US met.", ("Kyiv", "DPRK", "US")),
    ("КИЇВ. 3 грудня. УНН. Рада зібралася в Києві.", ("Київ",)),
    ("КИЕВ. 3 декабря. УНН. Совет собрался в Киеве и Одессе.", ("Киев", "Одесса")),
    ("SEOUL/TOKYO, Jan 3 (Reuters) - It began.", ("Seoul", "Tokyo")),
    ("KYIV, Ukraine (AP) — It began in Kyiv.", ("Kyiv", "Ukraine")),
    ("(서울·도쿄=연합뉴스) 홍길동 기자 = 회담.", ("서울", "도쿄")),
]


@pytest.mark.parametrize(("text", "places"), CASES, ids=[case[0][:24] for case in CASES])
def test_a_place_is_named_once(text: str, places: tuple[str, ...]) -> None:
    assert read_text(f"t\n\n{text}", source="x").places == places
