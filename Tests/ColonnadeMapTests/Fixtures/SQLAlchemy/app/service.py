from sqlalchemy import select, text

from .models import Purchase


def open_purchases(session):
    return session.scalars(select(Purchase).where(Purchase.state == "open")).all()  # @likely


def raw(session, ids):
    sql = text(
        """
        UPDATE orders
           SET status = :status -- the status @certain
         WHERE id = ANY(:ids)
        """
    )
    session.execute(sql, {"status": "x", "ids": ids})


def dynamic(session, table):
    return session.execute(text(f"SELECT id, status FROM {table} WHERE id = 1"))  # @likely
