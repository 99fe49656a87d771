"""what is learned of each feed, and what all feeds share

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'pace',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('pile', sa.Float(), nullable=False),
        sa.Column('hours', sa.JSON(), nullable=True),
        sa.Column('share', sa.Float(), nullable=False),
        sa.Column('tokens', sa.Float(), nullable=False),
        sa.Column('filled_at', sa.Float(), nullable=False),
        sa.Column('nudged_at', sa.Float(), nullable=False),
        sa.Column('pooled_at', sa.Float(), nullable=False),
    )
    op.add_column('feed', sa.Column('rhythm', sa.JSON(), nullable=True))
    op.add_column('feed', sa.Column('hints', sa.JSON(), nullable=True))
    op.add_column('feed', sa.Column('matched', sa.Float(), nullable=False, server_default='0'))
    op.add_column('feed', sa.Column('pull', sa.Float(), nullable=False, server_default='0.0034'))
    op.add_column('feed', sa.Column('floor', sa.Float(), nullable=False, server_default='0'))
    op.add_column('feed', sa.Column('slices', sa.LargeBinary(), nullable=True))
    op.create_index('ix_feed_last_poll', 'feed', ['last_poll'])


def downgrade() -> None:
    op.drop_index('ix_feed_last_poll', 'feed')
    for name in ('slices', 'floor', 'pull', 'matched', 'hints', 'rhythm'):
        op.drop_column('feed', name)
    op.drop_table('pace')
