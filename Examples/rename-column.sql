ALTER TABLE orders RENAME COLUMN quantity TO pieces;
