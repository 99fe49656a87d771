"""detect(): the language of a title or a text, or none."""

import pytest

from monitor.core.language.detect import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("North Korea fires two ballistic missiles toward the sea", "en"),
        ("Officials said the shipment left the port on Tuesday", "en"),
        ("Північна Корея запустила балістичні ракети", "uk"),
        ("Президент провів нараду щодо ситуації на фронті", "uk"),
        ("Москва заявила про перехоплення шести дронів", "uk"),
        ("Северная Корея запустила баллистические ракеты", "ru"),
        ("Военные учения прошли на границе", "ru"),
        ("Президент подписал указ о мобилизации", "ru"),
        ("북한이 탄도미사일을 발사했다", "ko"),
        ("KN-23 미사일 발사", "ko"),
        ("朝鲜向日本海发射弹道导弹", "zh"),
        ("金正恩訪問俄羅斯遠東", "zh"),
        ("北朝鮮が弾道ミサイルを発射した", "ja"),
        ("Nordkorea hat nach Angaben des Südens erneut Raketen getestet", "de"),
        ("La Corée du Nord a tiré plusieurs missiles vers la mer", "fr"),
        ("Corea del Norte lanzó varios misiles hacia el mar", "es"),
        ("Korea Północna wystrzeliła pociski w stronę morza", "pl"),
        ("Президентът на България подписа указ за учението", "bg"),
        ("Прэзідэнт падпісаў указ аб вайсковых вучэннях", "be"),
    ],
)
def test_the_language_of_a_title(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12:45 — 7,5%",
        "OK",
        "Україна",
        "Vladivostok Pyongyang Macron",
        "Қазақстан Республикасының Президенті жарлыққа қол қойды",
        "Председник је потписао уредбу о вежбама љубави и њиве",
        "missiles ракеты missiles ракеты missiles ракеты",
        "ข่าวต่างประเทศล่าสุดวันนี้",
    ],
)
def test_none_when_too_short_mixed_or_unknown(text: str) -> None:
    assert detect(text) is None


def test_a_quotation_in_another_language_does_not_turn_the_text() -> None:
    body = "Речник міністерства повідомив, що об’єкти уражено. " * 4
    assert detect(body + "«Мы всё знаем», — сказал он.") == "uk"


def test_the_same_text_gets_the_same_answer_in_any_order() -> None:
    texts = ["Президент подписал указ о мобилизации", "The minister resigned on Monday after the vote"]
    first = [detect(text) for text in texts]
    assert [detect(text) for text in reversed(texts)] == first[::-1]


def test_a_long_text_is_told_by_its_beginning() -> None:
    assert detect("Officials said the shipment left the port. " * 50 + "слово " * 5000) == "en"
