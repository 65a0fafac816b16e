ALTER TABLE orders ADD CONSTRAINT orders_once UNIQUE (customer_id, note);
