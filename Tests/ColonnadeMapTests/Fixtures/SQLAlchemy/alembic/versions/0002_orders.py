revision = "b2"
down_revision = "a1"

import sqlalchemy as sa
from alembic import op


def upgrade():
    op.add_column("orders", sa.Column("status", sa.Text()))  # @certain
    op.add_column("customers", sa.Column("status", sa.Text()))
    op.execute("UPDATE orders SET status = 'new'")  # @certain
    op.create_index("orders_status", "orders", ["status"])  # @certain
    op.create_index("orders_total", "orders", ["total"])


def downgrade():
    op.drop_column("orders", "status")
