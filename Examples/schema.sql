CREATE TABLE customers (id bigint PRIMARY KEY, region text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, quantity int NOT NULL, price numeric(10,2),
  note text, code text, CONSTRAINT orders_known CHECK (quantity < 1000), CONSTRAINT orders_code_key UNIQUE (code));
ALTER TABLE orders ADD CONSTRAINT orders_late CHECK (price >= 0) NOT VALID;
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers;
CREATE TABLE lines (order_id bigint, number int);
CREATE TABLE bills (order_id bigint PRIMARY KEY REFERENCES orders, due date);
CREATE UNIQUE INDEX lines_once ON lines (order_id, number);
CREATE TABLE parts (id bigint, weight int) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
CREATE VIEW cheap AS SELECT id, price FROM orders WHERE price < 5;
CREATE MATERIALIZED VIEW sums AS SELECT customer_id, sum(price) FROM orders GROUP BY 1;
CREATE MATERIALIZED VIEW bare AS SELECT 1 AS one;
CREATE UNIQUE INDEX ON sums (customer_id);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN email AS text;
CREATE TABLE people (mail email, mood mood);
CREATE SEQUENCE numbers;
INSERT INTO customers SELECT i, 'region ' || i % 5 FROM generate_series(1, 100) i;
INSERT INTO orders SELECT i, i % 100 + 1, i % 9 + 1, (i % 1000) / 10.0, 'note ' || i / 100, 'code ' || i
  FROM generate_series(1, 10000) i;
INSERT INTO lines SELECT i, 1 FROM generate_series(1, 10000) i;
INSERT INTO bills SELECT i, date '2026-01-01' + i % 365 FROM generate_series(1, 9000) i;
INSERT INTO parts SELECT i FROM generate_series(1, 99) i;
INSERT INTO people SELECT 'somebody' || i || '@example.org', 'good' FROM generate_series(1, 100) i;
REFRESH MATERIALIZED VIEW sums;
