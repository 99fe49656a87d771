"""The fields that extraction finds in pages, asked for by `match` on the pages and by `search` in an archive of them."""

import json
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from monitor.cli import main
from monitor.core.article import Article
from monitor.core.article.read import read_page
from monitor.store import articles
from monitor.store.tables import EntryRow
from tests.cli.newsroom import Newsroom, Opened

PAGES = {
    "en": """<html lang="en"><head><title>Ferry back on the northern line</title>
        <meta name="author" content="Anna Berg"></head><body><article><h1>Ferry back on the northern line</h1>
        <p>OSLO, Norway (AP) — The ferry of the northern line is back after a winter of repairs on both engines.</p>
        <p>"We have waited for this whistle since the storm in autumn," harbour master Kari Solberg said on Monday.</p>
        <h2>Tickets stay cheap</h2><p>The price stays the same until summer, according to the Coastal Directorate, which
        pays for half of the line.</p></article></body></html>""",
    "uk": """<html lang="uk"><head><title>Пором знову ходить до Очакова</title>
        <meta name="author" content="Марія Лисенко"></head><body><article><h1>Пором знову ходить до Очакова</h1>
        <p>КИЇВ. 20 серпня. УНН. Пором знову возить людей і зерно через лиман після ремонту обох двигунів.</p>
        <p>«Ми чекали на цей гудок від осіннього шторму», – сказала начальниця порту Олена Гнатюк.</p>
        <h2>Квитки не подорожчали</h2><p>Ціна лишається тою самою до літа, повідомляє УНН з посиланням на Адміністрацію
        морських портів.</p></article></body></html>""",
    "ko": """<html lang="ko"><head><title>북부 항로에 여객선 다시 운항</title></head><body><article>
        <h1>북부 항로에 여객선 다시 운항</h1>
        <p>(부산=연합뉴스) 홍길동 기자 = 북부 항로의 여객선이 겨우내 엔진 두 대를 수리하고 다시 운항을 시작했다고 항만공사가 20일 밝혔다.</p>
        <p>김민수 항만공사 사장은 "우리는 가을 폭풍 이후 이 뱃고동을 기다렸다"고 말했다.</p>
        <h2>요금은 그대로</h2><p>로이터통신은 요금이 여름까지 그대로라고 보도했다. 승객은 하루 두 번 배를 탈 수 있다.</p></article></body></html>""",
}
QUERIES = [
    ("quoted:whistle", "en", "quotes[0].text"),
    ("speaker:Solberg", "en", "quotes[0].speaker"),
    ('cites:"Coastal Directorate"', "en", "cited_sources[0].name"),
    ("dateline:Oslo", "en", "dateline"),
    ('author:"Anna Berg"', "en", "authors[0]"),
    ("heading:tickets", "en", "sections[1].heading"),
    ("quoted:гудок", "uk", "quotes[0].text"),
    ("speaker:Гнатюк", "uk", "quotes[0].speaker"),
    ("cites:адміністрація", "uk", "cited_sources[0].name"),
    ("dateline:Київ", "uk", "dateline"),
    ("author:Лисенко", "uk", "authors[0]"),
    ("heading:квиток", "uk", "sections[1].heading"),
    ("quoted:뱃고동", "ko", "quotes[0].text"),
    ("cites:로이터통신", "ko", "cited_sources[0].name"),
    ("dateline:부산", "ko", "dateline"),
    ("author:홍길동", "ko", "authors[0]"),
    ("heading:요금", "ko", "sections[1].heading"),
]
NOWHERE = ["quoted:engines", "speaker:Berg", "cites:Solberg", "dateline:Norwegian", "author:Solberg", "heading:whistle"]


@pytest.mark.parametrize(("query", "language", "field"), QUERIES, ids=[query for query, _, _ in QUERIES])
def test_a_field_of_a_page_is_matched(
    query: str, language: str, field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "wirewatch.yaml"
    config.write_text(f"watches:\n  - {{name: asked, query: '{query}'}}\n", encoding="utf-8")
    for name, page in PAGES.items():
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    paths = [str(tmp_path / f"{name}.html") for name in PAGES]
    assert main(["-c", str(config), "match", "--json", *paths]) == 0
    documents = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fired = {Path(document["source"]).stem: document["matches"] for document in documents if document["matches"]}
    assert list(fired) == [language]
    assert {hit["field"] for hit in fired[language][0]["hits"]} == {field}


def test_the_archive_is_searched_for_them(opened: Opened) -> None:
    room = opened('{name: arms, query: "missile"}')
    for name, page in PAGES.items():
        _keep(room, name, page)
    for query, language, _ in QUERIES:
        found = [json.loads(line)["url"] for line in room.ask("search", query, "--json").splitlines()]
        assert found == [f"https://news.example/{language}/ferry"], query
    for query in NOWHERE:
        assert room.ask("search", query, "--json") == "", query


def _keep(room: Newsroom, name: str, page: str) -> None:
    url = f"https://news.example/{name}/ferry"
    article = read_page(page, source="one", url=url)
    assert isinstance(article, Article)
    room.item(url)

    def work(session: Session) -> None:
        key = url.partition("://")[2]
        row = articles.save(session, key, article, room.now, seen_at=room.now, origin="page", note=None)
        entry = session.exec(select(EntryRow).where(col(EntryRow.url) == url)).one()
        entry.article_id, entry.event, entry.state = row.id, key, "read"

    room.store.write(work)
