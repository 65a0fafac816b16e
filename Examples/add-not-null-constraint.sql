ALTER TABLE orders ADD CONSTRAINT orders_customer_known NOT NULL customer_id;
