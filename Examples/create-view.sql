CREATE OR REPLACE VIEW cheap AS SELECT id, price FROM orders WHERE price < 6;
