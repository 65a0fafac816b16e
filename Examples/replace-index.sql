DROP INDEX lines_once;
CREATE UNIQUE INDEX lines_once ON lines (number, order_id);
