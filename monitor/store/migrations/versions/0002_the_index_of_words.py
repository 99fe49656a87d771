"""the archive's index of words, filled from the articles

Revision: 0002, after 0001
"""

from alembic import op

from monitor.store import index

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            "CREATE VIRTUAL TABLE article_words USING fts5"
            "(words, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
    else:
        op.execute(
            'CREATE TABLE article_words '
            '(id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)'
        )
        op.execute('CREATE INDEX ix_article_words_words ON article_words USING gin (words)')
    for table, column in (('article', 'document'), ('entry', 'document'), ('message', 'notice')):
        op.execute(f"UPDATE {table} SET {column} = NULL WHERE CAST({column} AS TEXT) = 'null'")  # what None was before
    index.fill(op.get_bind())


def downgrade() -> None:
    op.execute('DROP TABLE article_words')
