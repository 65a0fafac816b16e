"""indexes and constraints"""
from alembic import op
import sqlalchemy as sa

revision = "aaaa00000003"
down_revision = "aaaa00000002"

BACKFILL = """
UPDATE clients SET status = 'old' WHERE status IS NULL
"""


def upgrade() -> None:
    op.execute("SET lock_timeout = '2s'")
    op.execute(sa.text(BACKFILL))
    op.create_foreign_key("fk_orders_client", "orders", "clients", ["customer_id"], ["id"], source_schema="shop", ondelete="SET NULL", deferrable=True, initially="DEFERRED", postgresql_not_valid=True)
    op.create_check_constraint("status_known", "clients", "status in ('new', 'old')", postgresql_not_valid=True)
    op.create_check_constraint("name_there", "clients", sa.text("name <> ''"))
    op.create_unique_constraint("uq_orders_number", "orders", ["number"], schema="shop")
    op.create_primary_key("pk_parts", "parts", ["a", "b"])
    with op.get_context().autocommit_block():
        op.create_index("ix_orders_total", "orders", ["total", sa.text("at DESC")], schema="shop", postgresql_concurrently=True, postgresql_where=sa.text("total > 0"), if_not_exists=True)
        op.drop_index("ix_customers_name", table_name="clients", postgresql_concurrently=True)
    op.create_index("ix_orders_payload", "orders", ["payload"], schema="shop", postgresql_using="gin", postgresql_ops={"payload": "jsonb_path_ops"})
    op.create_index("ix_lower", "clients", [sa.text("lower(name)")], unique=True, postgresql_include=["status"])
    op.drop_constraint("status_known", "clients", type_="check")
    op.drop_table("parts", if_exists=True)
    op.create_table_comment("clients", "people")


def downgrade() -> None:
    op.drop_index("ix_lower")
