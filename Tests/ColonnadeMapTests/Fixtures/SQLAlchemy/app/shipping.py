from sqlalchemy import Column, Index, MetaData, String, Table, case, func, insert, update
from sqlalchemy.orm import Mapped, deferred, mapped_column, synonym
from sqlmodel import Field, SQLModel

from .mixins import HasComputed, HasStatus
from .models import Base, Customer

metadata = MetaData(schema="public")
orders = Table(
    "orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("status", String(20), nullable=False),  # @certain
    Index("orders_status", "status"),  # @likely
)


class Shipment(HasStatus, Base):
    __tablename__ = "orders"
    __table_args__ = (Index("ix", "status"), {"schema": "public"})  # @likely


class Return(HasComputed, Base):
    __tablename__ = "orders"


class Parcel(Base):
    __tablename__ = "orders"
    state: Mapped[str] = mapped_column(String(20), name="status")  # @certain
    status: Mapped[str] = mapped_column("old_status")
    notes = deferred(Column("status", String))  # @certain
    other = synonym("state")  # @likely


class Row(SQLModel, table=True):
    __tablename__ = "orders"
    kind: str = Field(sa_column=Column("status", String))  # @certain


class Gift(Parcel):
    pass


def work(session):
    session.execute(insert(orders).values(status="new"))  # @likely
    session.execute(update(Parcel).where(Parcel.id == 1).values(state="late"))  # @likely
    session.query(Parcel.id, Parcel.state).filter_by(state="x")  # @likely
    session.query(Customer).filter_by(status="x")
    session.query(func.count(orders.c.status))  # @likely
    session.query(case((Gift.state == "new", 1), else_=0))  # @likely
    session.query(Customer.status)
