COMMENT ON COLUMN orders.note IS 'what the customer said';
