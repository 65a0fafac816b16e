BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> aaaa00000001

CREATE TYPE customer_kind AS ENUM ('person', 'company');

CREATE TABLE customers (
    id SERIAL NOT NULL, 
    name VARCHAR(200) NOT NULL, 
    email VARCHAR, 
    kind customer_kind NOT NULL, 
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL, 
    PRIMARY KEY (id), 
    UNIQUE (email)
);

CREATE INDEX ix_customers_name ON customers (name);

CREATE TABLE shop.orders (
    id BIGINT NOT NULL, 
    customer_id INTEGER NOT NULL, 
    total NUMERIC(10, 2) DEFAULT '0' NOT NULL, 
    tags TEXT[], 
    payload JSONB, 
    public_id UUID DEFAULT gen_random_uuid() NOT NULL, 
    number BIGINT GENERATED ALWAYS AS IDENTITY, 
    at TIMESTAMP WITHOUT TIME ZONE, 
    is_open BOOLEAN DEFAULT true NOT NULL, 
    PRIMARY KEY (id), 
    CONSTRAINT total_sane CHECK (total >= 0), 
    CONSTRAINT fk_parts FOREIGN KEY(customer_id, id) REFERENCES crm.parts (a, b), 
    FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE
);

COMMENT ON TABLE shop.orders IS 'what was bought';

INSERT INTO alembic_version (version_num) VALUES ('aaaa00000001') RETURNING alembic_version.version_num;

COMMIT;

