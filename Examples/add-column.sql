ALTER TABLE orders ADD COLUMN total bigint NOT NULL;
UPDATE orders SET total = price * quantity * 100;
