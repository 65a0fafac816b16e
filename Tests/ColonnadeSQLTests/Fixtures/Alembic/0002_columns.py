"""columns"""
from alembic import op
import sqlalchemy as sa

revision = "aaaa00000002"
down_revision = "aaaa00000001"


def upgrade():
    op.add_column("customers", sa.Column("age", sa.SmallInteger(), nullable=True))
    op.add_column("customers", sa.Column("status", sa.String(10), server_default="new", nullable=False))
    op.add_column("customers", sa.Column("parent_id", sa.Integer(), sa.ForeignKey("customers.id"), nullable=True))
    op.add_column("customers", sa.Column("code", sa.Unicode(20), unique=True))
    op.add_column("orders", sa.Column("note", sa.Text(), comment="seen by nobody"), schema="shop")
    op.alter_column("customers", "name", existing_type=sa.String(length=200), type_=sa.Text(), existing_nullable=False)
    op.alter_column("customers", "email", nullable=False)
    op.alter_column("customers", "age", type_=sa.Integer(), postgresql_using="age::integer", nullable=True, server_default=sa.text("0"))
    op.alter_column("customers", "status", server_default=None)
    op.alter_column("customers", "code", new_column_name="short_code")
    op.drop_column("customers", "age")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=30), nullable=True))
        batch_op.alter_column("phone", nullable=False)
        batch_op.create_index(batch_op.f("ix_customers_phone"), ["phone"], unique=True)
        batch_op.create_foreign_key("fk_customers_parent", "customers", ["parent_id"], ["id"])
        batch_op.create_unique_constraint("uq_customers_phone", ["phone", "name"])
        batch_op.drop_constraint("customers_email_key", type_="unique")
        batch_op.drop_column("parent_id")
    op.rename_table("customers", "clients")


def downgrade():
    pass
