ALTER TABLE lines RENAME TO order_lines;
