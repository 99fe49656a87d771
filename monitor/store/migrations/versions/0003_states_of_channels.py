"""states of channels, escalation, short messages, gaps and silence of feeds

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'channel',
        sa.Column('name', sa.String(), primary_key=True),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('since', sa.Float(), nullable=True),
        sa.Column('probe_at', sa.Float(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
    )
    op.add_column('feed', sa.Column('gap_at', sa.Float(), nullable=True))
    op.add_column('feed', sa.Column('silence_told', sa.Float(), nullable=True))
    op.add_column('alert', sa.Column('escalated_at', sa.Float(), nullable=True))
    op.add_column('delivery', sa.Column('short', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column('delivery', 'short')
    op.drop_column('alert', 'escalated_at')
    op.drop_column('feed', 'silence_told')
    op.drop_column('feed', 'gap_at')
    op.drop_table('channel')
