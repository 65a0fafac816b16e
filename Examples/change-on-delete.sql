ALTER TABLE orders
  DROP CONSTRAINT orders_customer,
  ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;
