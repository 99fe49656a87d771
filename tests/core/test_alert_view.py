"""What an alert takes from article and match, bounded and JSON-able."""

from datetime import UTC, datetime

from monitor.core.alert import AlertView, OtherReport, view
from monitor.core.article.model import Article, CitedSource, Quote
from monitor.core.query.model import Hit, Match

TEXT = "Pyongyang sent missiles. “We deny the arms deal”, the ministry said. “The weather is fine”, it added."


def hit(text: str, field: str = "text", index: int = 0) -> Hit:
    start = TEXT.find(text) if field == "text" else 0
    return Hit(term=text, concept=None, field=field, text=text, start=start, end=start + len(text), index=index)


def article(**changes: object) -> Article:
    base = Article(
        source="s",
        url="https://example.org/a",
        title="Arms",
        text=TEXT,
        agency="UNN",
        dateline="Kyiv",
        published=datetime(2024, 1, 10, tzinfo=UTC),
        cited_sources=(CitedSource(name="White House"), CitedSource(name="White House")),
        quotes=(
            Quote(text="We deny the arms deal", speaker="the ministry"),
            Quote(text="The weather is fine", speaker="the ministry"),
        ),
    )
    return base.model_copy(update=changes)


def test_it_says_all_of_the_contract() -> None:
    match = Match("w", (hit("missiles"), hit("arms deal"), hit("missiles")), "sent ⟦missiles⟧")
    seen = datetime(2024, 1, 10, 1, tzinfo=UTC)
    other = OtherReport(source="Yonhap", url="https://y/1", seen=seen)
    said = view(
        article(),
        match,
        event="e",
        level="urgent",
        watch_title="W",
        feed_title="UNN feed",
        seen=seen,
        now=seen,
        note="n",
        others=[other],
        independent=2,
    )
    assert (said.watch, said.watch_title, said.level, said.event) == ("w", "W", "urgent", "e")
    assert (said.title, said.url, said.source, said.place) == ("Arms", "https://example.org/a", "UNN feed", "Kyiv")
    assert said.hits == ("missiles", "arms deal")
    assert said.cited_sources == ("White House",)
    assert [quote.text for quote in said.quotes] == ["We deny the arms deal"]
    assert said.others == (other,)
    assert AlertView.model_validate_json(said.model_dump_json()) == said


def test_a_hit_in_a_quote_is_found_by_its_number() -> None:
    said = view(article(), Match("w", (hit("weather", "quotes", 1),), ""), event="e")
    assert [quote.text for quote in said.quotes] == ["The weather is fine"]


def test_a_quote_without_a_hit_is_not_told() -> None:
    assert view(article(), Match("w", (hit("Pyongyang"),), ""), event="e").quotes == ()


def test_without_a_title_the_lead_the_text_or_the_address_stands_in() -> None:
    match = Match("w", (), "")
    assert view(article(title=None, lead="The lead"), match, event="e").title == "The lead"
    assert view(article(title=None), match, event="e").title == TEXT
    assert view(article(title=None, text=""), match, event="e").title == "https://example.org/a"
    assert view(article(title=None, text="", url=None), match, event="e").title == "(untitled)"


def test_sizes_are_bounded() -> None:
    huge = "x" * 80_000
    many = tuple(CitedSource(name=f"{number}{huge}") for number in range(50))
    said = view(
        article(title=huge, agency=huge, cited_sources=many, dateline=huge),
        Match("w", tuple(hit(str(n)) for n in range(500)), huge),
        event="e",
        note=huge,
        url="https://example.org/" + huge,
        others=[OtherReport(source="s")] * 100,
    )
    assert len(said.model_dump_json()) < 10_000
    assert said.url is None
    assert said.title.endswith("…")


def test_a_row_of_a_later_version_is_still_read() -> None:
    said = view(article(), Match("w", (), ""), event="e")
    assert AlertView.model_validate(said.model_dump() | {"from_the_future": 1}) == said
