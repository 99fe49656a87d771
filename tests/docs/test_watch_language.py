"""Every row of the watch language's page is true."""

import re
from functools import cache

import pytest

from monitor.config.shipped import shipped_concepts
from monitor.core.article import Article, ReadHints
from monitor.core.article.read import read_text
from monitor.core.query import ConceptSpec, Matcher, WatchSpec, compile_watches
from monitor.core.query.foreign import FIELDS
from monitor.errors import QueryError
from tests.docs.pages import Row, blocks, code, rows, text_of

PAGE = "docs/watch-language.md"
EXAMPLES = list(rows(PAGE, "Query", "Text", "Fires"))
ON_A_FILE = list(rows(PAGE, "Query", "Fires on article.txt"))
MISTAKES = list(rows(PAGE, "Query", "What is said"))


@cache
def _concepts() -> dict[str, ConceptSpec]:
    return {name: ConceptSpec(concept.any, concept.except_) for name, concept in shipped_concepts().items()}


def _matcher(query: str) -> Matcher:
    return compile_watches([WatchSpec("row", query)], _concepts())


def _article(cell: str) -> Article:
    title, *paragraphs = [part.strip() for part in cell.split("¶")] if "¶" in cell else ["", cell]
    return Article(source="docs", title=title or None, lead=paragraphs[0], text="\n\n".join(paragraphs))


def test_the_page_has_rows_of_every_kind() -> None:
    assert len(EXAMPLES) > 50
    assert len(ON_A_FILE) > 8
    assert len(MISTAKES) > 5


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row.name)
def test_example(row: Row) -> None:
    fires = bool(_matcher(code(row.cells["Query"])).match(_article(row.cells["Text"])))
    assert ("yes" if fires else "no") == row.cells["Fires"]


@pytest.mark.parametrize("row", ON_A_FILE, ids=lambda row: row.name)
def test_example_on_the_file(row: Row) -> None:
    (file,) = (block.text for block in blocks(PAGE, "text") if block.word("file") == "article.txt")
    article = read_text(file, source="article.txt", hints=ReadHints())
    fires = bool(_matcher(code(row.cells["Query"])).match(article))
    assert ("yes" if fires else "no") == row.cells["Fires on article.txt"]


@pytest.mark.parametrize("row", MISTAKES, ids=lambda row: row.name)
def test_mistake(row: Row) -> None:
    with pytest.raises(QueryError) as caught:
        _matcher(code(row.cells["Query"]))
    assert row.cells["What is said"] in str(caught.value)


def test_every_field_is_on_the_page() -> None:
    named = {cell for row in rows(PAGE, "Field", "What it is") for cell in row.cells["Field"].split()}
    assert named == {f"`{field}:`" for field in FIELDS}


def test_the_number_of_concepts_is_right() -> None:
    said = re.search(r"More than (\d+) are shipped", text_of(PAGE))
    assert said
    assert int(said[1]) < len(_concepts()) < int(said[1]) + 100
