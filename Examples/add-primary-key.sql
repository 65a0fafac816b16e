ALTER TABLE lines ADD PRIMARY KEY (order_id, number);
