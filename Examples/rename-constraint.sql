ALTER TABLE orders RENAME CONSTRAINT orders_code_key TO orders_code_once;
