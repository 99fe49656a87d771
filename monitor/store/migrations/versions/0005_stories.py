"""stories and their reports, updates, looks at pages after the fact, and the versions that they found

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'story',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('first_at', sa.Float(), nullable=False),
        sa.Column('last_at', sa.Float(), nullable=False),
        sa.Column('title', sa.String(), nullable=False),
    )
    op.create_index('ix_story_last_at', 'story', ['last_at'])
    op.create_table(
        'report',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('story_id', sa.Integer(), sa.ForeignKey('story.id'), nullable=False),
        sa.Column('article_id', sa.Integer(), sa.ForeignKey('article.id'), nullable=True),
        sa.Column('at', sa.Float(), nullable=False),
        sa.Column('seen_at', sa.Float(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('copy_of', sa.Integer(), nullable=True),
        sa.Column('origin', sa.String(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('title', sa.String(), nullable=False),
        sa.Column('url', sa.String(), nullable=True),
        sa.Column('language', sa.String(), nullable=True),
        sa.Column('why', sa.String(), nullable=False),
        sa.Column('traits', sa.JSON(), nullable=True),
        sa.UniqueConstraint('article_id'),
    )
    op.create_index('ix_report_story_id', 'report', ['story_id'])
    op.create_index('ix_report_at', 'report', ['at'])
    op.create_table(
        'version',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('article_id', sa.Integer(), sa.ForeignKey('article.id'), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('until', sa.Float(), nullable=False),
        sa.Column('document', sa.JSON(), nullable=True),
    )
    op.create_index('ix_version_article_id', 'version', ['article_id'])
    op.create_table(
        'story_update',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('story_id', sa.Integer(), sa.ForeignKey('story.id'), nullable=False),
        sa.Column('at', sa.Float(), nullable=False),
        sa.Column('document', sa.JSON(), nullable=True),
    )
    op.create_index('ix_story_update_story_id', 'story_update', ['story_id'])
    op.create_table(
        'message_update',
        sa.Column('message_id', sa.Integer(), sa.ForeignKey('message.id'), primary_key=True),
        sa.Column('update_id', sa.Integer(), sa.ForeignKey('story_update.id'), primary_key=True),
        sa.Column('alert_id', sa.Integer(), sa.ForeignKey('alert.id'), primary_key=True),
    )
    op.create_index('ix_message_update_alert_id', 'message_update', ['alert_id'])
    op.add_column('entry', sa.Column('looks', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('entry', sa.Column('page_etag', sa.String(), nullable=True))
    op.add_column('entry', sa.Column('page_modified', sa.String(), nullable=True))
    op.add_column('delivery', sa.Column('receipt', sa.String(), nullable=True))
    with op.batch_alter_table('alert') as alert:
        alert.add_column(sa.Column('story_id', sa.Integer(), nullable=True))
        alert.add_column(sa.Column('waiting_until', sa.Float(), nullable=True))
        alert.add_column(sa.Column('dropped_at', sa.Float(), nullable=True))
        alert.create_foreign_key('alert_story_id_fkey', 'story', ['story_id'], ['id'])
        alert.create_unique_constraint('alert_watch_story_id_key', ['watch', 'story_id'])
        alert.create_index('ix_alert_story_id', ['story_id'])
        alert.create_index('ix_alert_waiting_until', ['waiting_until'])


def downgrade() -> None:
    with op.batch_alter_table('alert') as alert:
        alert.drop_index('ix_alert_waiting_until')
        alert.drop_index('ix_alert_story_id')
        alert.drop_constraint('alert_watch_story_id_key', type_='unique')
        alert.drop_constraint('alert_story_id_fkey', type_='foreignkey')
        for name in ('dropped_at', 'waiting_until', 'story_id'):
            alert.drop_column(name)
    op.drop_column('delivery', 'receipt')
    for name in ('page_modified', 'page_etag', 'looks'):
        op.drop_column('entry', name)
    for name in ('message_update', 'story_update', 'version', 'report', 'story'):
        op.drop_table(name)
