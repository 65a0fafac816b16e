from psycopg import sql
from psycopg.sql import SQL, Identifier


def read(cur, table, columns):
    cur.execute(sql.SQL("SELECT {} FROM {} WHERE id = %s").format(sql.Identifier("status"), sql.Identifier("orders")), (1,))  # @certain
    cur.execute(SQL("SELECT {1} FROM {0}").format(Identifier("orders"), Identifier("status")))  # @certain
    cur.execute(
        sql.SQL(
            "SELECT id FROM {table} "
            "WHERE {column} = {value}"  # @certain
        ).format(
            table=sql.Identifier("public", "orders"),
            column=sql.Identifier("status"),
            value=sql.Literal("open"),
        )
    )
    cur.execute(
        sql.SQL("SELECT {} FROM {}").format(  # @certain
            sql.SQL(", ").join([sql.Identifier("id"), sql.Identifier("status")]), sql.Identifier("orders")
        )
    )
    cur.execute(sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier("orders")))  # @likely
    cur.execute(sql.SQL("SELECT status FROM {}").format(sql.Identifier(table)))  # @likely
    cur.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier("status"), sql.Identifier("customers")))
    cur.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier("status"), sql.Identifier("orders_archive")))
    cur.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier("status"), sql.Identifier("archive", "orders")))
    cur.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier("id"), sql.Identifier("orders")))
    cur.execute(sql.SQL("SELECT '{{status}}', {} FROM {}").format(sql.Identifier("id"), sql.Identifier("orders")))


def write(cur):
    cur.execute(sql.SQL("INSERT INTO {table} VALUES (%s, %s)").format(table=sql.Identifier("orders")), (1, 2))  # @certain
    cur.execute(sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier("public", "orders"), sql.Identifier("status")), ("x",))  # @certain
    cur.execute(sql.SQL("UPDATE {} SET {} = {}").format(sql.Identifier("orders"), sql.Identifier("total"), sql.Placeholder()), (1,))
