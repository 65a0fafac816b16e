TABLE = "orders"


def rows(cur, table):
    cur.execute("SELECT status FROM {} WHERE id = 1".format(table))  # @likely
    cur.execute("UPDATE %s SET status = 'x' WHERE id = %%s" % table, [1])  # @likely
    cur.execute("SELECT total FROM {} WHERE id = 1".format(table))
    print("the status comes from {}".format(table))
