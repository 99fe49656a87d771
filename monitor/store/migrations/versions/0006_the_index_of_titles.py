"""an index by which a new item is looked for under its title; that of feeds alone is part of it

Revision: 0006, after 0005
"""

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_entry_title', 'entry', ['feed', 'title_key'])
    op.drop_index('ix_entry_feed', 'entry')


def downgrade() -> None:
    op.create_index('ix_entry_feed', 'entry', ['feed'])
    op.drop_index('ix_entry_title', 'entry')
