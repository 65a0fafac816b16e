BEGIN;

-- Running upgrade aaaa00000002 -> aaaa00000003

SET lock_timeout = '2s';

UPDATE clients SET status = 'old' WHERE status IS NULL;

ALTER TABLE shop.orders ADD CONSTRAINT fk_orders_client FOREIGN KEY(customer_id) REFERENCES clients (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED NOT VALID;

ALTER TABLE clients ADD CONSTRAINT status_known CHECK (status in ('new', 'old')) NOT VALID;

ALTER TABLE clients ADD CONSTRAINT name_there CHECK (name <> '');

ALTER TABLE shop.orders ADD CONSTRAINT uq_orders_number UNIQUE (number);

ALTER TABLE parts ADD CONSTRAINT pk_parts PRIMARY KEY (a, b);

COMMIT;

CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_orders_total ON shop.orders (total, at DESC) WHERE total > 0;

DROP INDEX CONCURRENTLY ix_customers_name;

BEGIN;

CREATE INDEX ix_orders_payload ON shop.orders USING gin (payload jsonb_path_ops);

CREATE UNIQUE INDEX ix_lower ON clients (lower(name)) INCLUDE (status);

ALTER TABLE clients DROP CONSTRAINT status_known;

DROP TABLE IF EXISTS parts;

COMMENT ON TABLE clients IS 'people';

UPDATE alembic_version SET version_num='aaaa00000003' WHERE alembic_version.version_num = 'aaaa00000002';

COMMIT;

