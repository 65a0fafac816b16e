#!/bin/sh
# psql -c "SELECT status FROM orders"
psql -c "SELECT status FROM orders WHERE id = $1" # @certain
psql <<SQL
COPY orders FROM '/tmp/orders.csv'; -- @certain
SQL
echo "status of orders"
