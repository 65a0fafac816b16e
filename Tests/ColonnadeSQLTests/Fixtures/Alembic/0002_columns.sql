BEGIN;

-- Running upgrade aaaa00000001 -> aaaa00000002

ALTER TABLE customers ADD COLUMN age SMALLINT;

ALTER TABLE customers ADD COLUMN status VARCHAR(10) DEFAULT 'new' NOT NULL;

ALTER TABLE customers ADD COLUMN parent_id INTEGER;

ALTER TABLE customers ADD FOREIGN KEY(parent_id) REFERENCES customers (id);

ALTER TABLE customers ADD COLUMN code VARCHAR(20);

ALTER TABLE customers ADD UNIQUE (code);

ALTER TABLE shop.orders ADD COLUMN note TEXT;

COMMENT ON COLUMN shop.orders.note IS 'seen by nobody';

ALTER TABLE customers ALTER COLUMN name TYPE TEXT;

ALTER TABLE customers ALTER COLUMN email SET NOT NULL;

ALTER TABLE customers ALTER COLUMN age TYPE INTEGER USING age::integer;

ALTER TABLE customers ALTER COLUMN age DROP NOT NULL;

ALTER TABLE customers ALTER COLUMN age SET DEFAULT 0;

ALTER TABLE customers ALTER COLUMN status DROP DEFAULT;

ALTER TABLE customers RENAME code TO short_code;

ALTER TABLE customers DROP COLUMN age;

ALTER TABLE customers ADD COLUMN phone VARCHAR(30);

ALTER TABLE customers ALTER COLUMN phone SET NOT NULL;

CREATE UNIQUE INDEX ix_customers_phone ON customers (phone);

ALTER TABLE customers ADD CONSTRAINT fk_customers_parent FOREIGN KEY(parent_id) REFERENCES customers (id);

ALTER TABLE customers ADD CONSTRAINT uq_customers_phone UNIQUE (phone, name);

ALTER TABLE customers DROP CONSTRAINT customers_email_key;

ALTER TABLE customers DROP COLUMN parent_id;

ALTER TABLE customers RENAME TO clients;

UPDATE alembic_version SET version_num='aaaa00000002' WHERE alembic_version.version_num = 'aaaa00000001';

COMMIT;

