ALTER TABLE orders DROP CONSTRAINT orders_known;
ALTER TABLE orders DROP CONSTRAINT orders_code_key;
