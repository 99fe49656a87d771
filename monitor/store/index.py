"""The archive's index of words: FTS5 in SQLite, tsvector and GIN in PostgreSQL. It narrows, the matcher decides.

SQLite's keeps no words beside the index, so an article is taken out by being told its words: they are made again
from its document, by the same function. Neither is in SQLModel's metadata; ``fill`` makes it anew from the articles.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, text
from sqlmodel import col

from monitor.core.article.model import Article
from monitor.core.query.narrow import Clause, Narrowing, index_words
from monitor.store.tables import ArticleRow

TABLE = "article_words"  # FTS5 has tables of its own beside it, whose names begin like this

_BATCH = 200
_ADD = {
    "sqlite": text("INSERT INTO article_words (rowid, words) VALUES (:id, :words)"),
    "postgresql": text("INSERT INTO article_words (id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))"),
}
_REMOVE = text("INSERT INTO article_words (article_words, rowid, words) VALUES ('delete', :id, :words)")
_HOLDING = {
    "sqlite": text("SELECT rowid FROM article_words WHERE article_words MATCH :sought"),
    "postgresql": text("SELECT id FROM article_words WHERE words @@ CAST(:sought AS tsquery)"),
}
_SIGNS = {"sqlite": (" AND ", " OR ", '"{}"', '"{}" *'), "postgresql": (" & ", " | ", "'{}'", "'{}':*")}


def replace(connection: Connection, article_id: int, article: Article, before: dict[str, Any] | None) -> None:
    """Index an article; ``before`` is the document that it was indexed with, if it was."""
    if before is not None:
        _forget(connection, [(article_id, before)])
    connection.execute(_ADD[connection.dialect.name], _row(connection, article_id, article))


def forget_seen_before(connection: Connection, moment: float) -> None:
    """Take out the articles that were seen before ``moment``; called before their documents go."""
    last = 0
    while rows := _documents(connection, last, moment):
        _forget(connection, rows)
        last = rows[-1][0]


def fill(connection: Connection) -> None:
    """Index every article that has its document; the index is empty."""
    last = 0
    while rows := _documents(connection, last):
        found = [_row(connection, article_id, Article.model_validate(document)) for article_id, document in rows]
        connection.execute(_ADD[connection.dialect.name], found)
        last = rows[-1][0]


def candidates(connection: Connection, narrowing: Narrowing) -> set[int] | None:
    """Give the ids of the articles in which one of the queries may hold; None where that may be any."""
    if not all(narrowing.queries):
        return None
    clauses = frozenset[Clause]().union(*narrowing.queries)
    found = {clause: _holding(connection, clause) for clause in clauses}
    return set[int]().union(*(set.intersection(*(found[clause] for clause in query)) for query in narrowing.queries))


def _holding(connection: Connection, clause: Clause) -> set[int]:
    dialect = connection.dialect.name
    both, either, word, prefix = _SIGNS[dialect]
    alternatives = (both.join((prefix if one.prefix else word).format(one.text) for one in terms) for terms in clause)
    sought = either.join(f"({alternative})" for alternative in alternatives)
    return {row[0] for row in connection.execute(_HOLDING[dialect], {"sought": sought})}


def _documents(connection: Connection, after: int, moment: float | None = None) -> list[tuple[int, dict[str, Any]]]:
    query = select(col(ArticleRow.id), col(ArticleRow.document)).where(
        col(ArticleRow.id) > after, col(ArticleRow.document).is_not(None)
    )
    if moment is not None:
        query = query.where(col(ArticleRow.seen_at) < moment)
    rows = connection.execute(query.order_by(col(ArticleRow.id)).limit(_BATCH)).all()
    return [(article_id, document) for article_id, document in rows if article_id is not None and document is not None]


def _row(connection: Connection, article_id: int, article: Article) -> dict[str, Any]:
    words = index_words(article)
    return {"id": article_id, "words": " ".join(words) if connection.dialect.name == "sqlite" else list(words)}


def _forget(connection: Connection, rows: Sequence[tuple[int, dict[str, Any]]]) -> None:
    if connection.dialect.name == "sqlite":
        found = [_row(connection, article_id, Article.model_validate(document)) for article_id, document in rows]
        connection.execute(_REMOVE, found)
    else:
        connection.execute(text("DELETE FROM article_words WHERE id = ANY(:ids)"), {"ids": [row[0] for row in rows]})
