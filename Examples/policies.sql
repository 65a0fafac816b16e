CREATE POLICY own ON orders USING (customer_id = current_setting('app.customer')::bigint);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
