ALTER TABLE bills ADD COLUMN note text;
UPDATE bills SET note = orders.note FROM orders WHERE orders.id = bills.order_id;
ALTER TABLE orders DROP COLUMN note;
