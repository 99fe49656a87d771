"""The shipped concepts: each thing in five languages and its inflections, and the traps that are something else."""

from functools import cache

import pytest

from monitor.core.article.model import Article
from monitor.core.query import Matcher, WatchSpec, compile_watches
from tests.watches.test_starter import shipped_concepts


@cache
def _matcher(concept: str) -> Matcher:
    return compile_watches([WatchSpec("w", f"@{concept}")], shipped_concepts())


def _found(concept: str, text: str) -> bool:
    return bool(_matcher(concept).match(Article(source="test", text=text)))


@pytest.mark.parametrize(
    ("concept", "texts"),
    [
        ("japan", ["Japan's coast", "до Японії", "в Токио", "일본은", "東京で", "日本政府"]),
        ("iran", ["Iranian forces", "в Ірані", "иранского", "이란이", "伊朗外长", "Tehran"]),
        ("united-kingdom", ["British-made", "Великої Британії", "Лондона", "영국의", "英国首相"]),
        (
            "dprk",
            [
                "North Koreans",
                "N. Korea",
                "північнокорейського",
                "в КНДР",
                "Пхеньяна",
                "북한군이",
                "朝鲜人民军",
                "北韓",
            ],
        ),
        ("dprk", ["北, 러에 포탄 보내"]),
        ("russia", ["Kremlin's", "росіян", "Россией", "러시아군", "러, 키이우 공습", "俄军", "俄羅斯"]),
        (
            "missile",
            ["ballistic missiles", "ракетами", "Х-101", "Kh-101", "KN23", "탄도미사일을", "巡航导弹", "Искандеров"],
        ),
        ("kim-jong-un", ["Kim Jong-un's", "Ким Чен Ына", "Кім Чен Ина", "김정은은", "金正恩"]),
        ("choe-son-hui", ["Choe Son Hui", "Цой Сон Хи", "Чхве Сон Хі", "최선희가", "崔善姬"]),
    ],
)
def test_concept_finds(concept: str, texts: list[str]) -> None:
    assert [text for text in texts if not _found(concept, text)] == []


@pytest.mark.parametrize(
    ("concept", "texts"),
    [
        ("dprk", ["South Korea", "朝鲜半岛", "延边朝鲜族", "평양냉면", "북한산 등산", "Korea", "北京和河北"]),
        ("south-korea", ["Democratic People's Republic of Korea"]),
        ("russia", ["白俄罗斯", "俄亥俄州", "Belarus", "러닝화"]),
        ("guinea", ["Equatorial Guinea", "Papua New Guinea", "赤道几内亚"]),
        ("india", ["인도주의", "인도네시아", "印度洋"]),
        ("turkey", ["roast turkey"]),
        ("mali", ["у них мали час", "马里乌波尔"]),
        ("missile", ["перша ракетка", "ракета-носій", "로켓배송", "rocket salad", "Iskander kebab"]),
        ("diplomacy", ["после обеда", "в отношении налогов"]),
        ("medvedev", ["Daniil Medvedev"]),
    ],
)
def test_concept_is_not_fooled(concept: str, texts: list[str]) -> None:
    assert [text for text in texts if _found(concept, text)] == []
