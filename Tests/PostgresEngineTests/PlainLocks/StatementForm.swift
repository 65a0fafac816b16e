import Testing

/// A form of a statement, to be carried out on populated tables.
struct StatementForm: Sendable, CustomTestStringConvertible {
    var sql: String
    /// What has to be there before.
    var given = ""
    /// The first version that has it.
    var since = 10
    var testDescription: String { sql }

    private init(_ sql: String, given: String = "", since: Int = 10) {
        self.sql = sql
        self.given = given
        self.since = since
    }

    /// What they are carried out on.
    static let setup = """
        CREATE TYPE en AS ENUM ('a', 'b');
        CREATE DOMAIN dnc AS int;
        CREATE DOMAIN dpos AS int CHECK (VALUE > 0);
        CREATE SEQUENCE sq;
        CREATE FUNCTION trf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE FUNCTION vp() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
        CREATE FUNCTION sp() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;
        CREATE TABLE r (id int PRIMARY KEY);
        CREATE TABLE t (
            id int PRIMARY KEY, a int, b varchar(10), c text, h char(8), i8 bigint, n numeric(10,2), ts timestamp,
            tz timestamptz, iv interval(3), vb varbit(8), ip cidr, e en, nn int NOT NULL, ck int, rid int, d text,
            CONSTRAINT ck_nn CHECK (ck IS NOT NULL)
        );
        CREATE TABLE s (id int PRIMARY KEY, x int, g int GENERATED ALWAYS AS (x * 2) STORED);
        CREATE TABLE vwt (x int);
        CREATE VIEW vw AS SELECT * FROM vwt;
        CREATE MATERIALIZED VIEW mv AS SELECT 1 AS id;
        CREATE TABLE pt (id int, k int) PARTITION BY RANGE (id);
        CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (0) TO (1000);
        CREATE TABLE ptn (id int, k int);
        CREATE TABLE ptc (id int NOT NULL, k int, CONSTRAINT bound CHECK (id >= 2000 AND id < 3000));
        CREATE TABLE q (id int PRIMARY KEY, tid int);
        INSERT INTO r SELECT i FROM generate_series(1, 500) i;
        INSERT INTO t (id, a, b, c, n, ts, tz, nn, ck, rid)
            SELECT i, i, 'b', 'c', i, now(), now(), i, i, i FROM generate_series(1, 500) i;
        INSERT INTO s SELECT i, i FROM generate_series(1, 500) i;
        INSERT INTO vwt SELECT i FROM generate_series(1, 500) i;
        INSERT INTO pt SELECT i, i FROM generate_series(1, 500) i;
        INSERT INTO ptn SELECT i, i FROM generate_series(1000, 1500) i;
        INSERT INTO ptc SELECT i, i FROM generate_series(2000, 2500) i;
        INSERT INTO q SELECT i, i FROM generate_series(1, 500) i;
        CREATE INDEX t_b ON t (b);
        CREATE INDEX t_c ON t (c);
        CREATE UNIQUE INDEX t_u ON t (a);
        CREATE UNIQUE INDEX t_nn_u ON t (nn);
        CREATE UNIQUE INDEX mv_id ON mv (id);
        CREATE INDEX ptidx ON pt (k);
        ALTER TABLE t ADD CONSTRAINT ck_nv CHECK (i8 > 0) NOT VALID;
        ALTER TABLE t ADD CONSTRAINT fk_nv FOREIGN KEY (rid) REFERENCES r NOT VALID;
        ALTER TABLE q ADD CONSTRAINT q_t FOREIGN KEY (tid) REFERENCES t (id);
        CREATE TRIGGER tg BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trf();
        CREATE POLICY old ON vwt USING (true);
        """

    static let columns = [
        StatementForm("ALTER TABLE t ADD COLUMN z int"), .init("ALTER TABLE t ADD COLUMN z int DEFAULT 5"),
        .init("ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 5"),
        .init("ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()"),
        .init("ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()"),
        .init("ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()"),
        .init("ALTER TABLE t ADD COLUMN z uuid DEFAULT uuidv7()", since: 18),
        .init("ALTER TABLE t ADD COLUMN z float DEFAULT random()"),
        .init("ALTER TABLE t ADD COLUMN z int DEFAULT nextval('sq')"),
        .init("ALTER TABLE t ADD COLUMN z int DEFAULT vp()"),
        .init("ALTER TABLE t ADD COLUMN z int DEFAULT sp()"),
        .init("ALTER TABLE t ADD COLUMN z jsonb DEFAULT '{}'"),
        .init("ALTER TABLE t ADD COLUMN z date DEFAULT current_date"),
        .init("ALTER TABLE t ADD COLUMN z serial"),
        .init("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS IDENTITY"),
        .init("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a * 2) STORED"),
        .init("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a * 2) VIRTUAL", since: 18),
        .init("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a * 2) VIRTUAL NOT NULL", since: 18),
        .init("ALTER TABLE t ADD COLUMN z dpos"), .init("ALTER TABLE t ADD COLUMN z dpos DEFAULT 5"),
        .init("ALTER TABLE t ADD COLUMN z dnc DEFAULT 5"),
        .init("ALTER TABLE t ADD COLUMN z int DEFAULT 5 CHECK (z > 0)"),
        .init("ALTER TABLE t ADD COLUMN z int CHECK (z > 0)"), .init("ALTER TABLE t ADD COLUMN z int UNIQUE"),
        .init("ALTER TABLE t ADD COLUMN z int REFERENCES r"),
        .init("ALTER TABLE t ADD COLUMN z int DEFAULT 1 REFERENCES r"), .init("ALTER TABLE t DROP COLUMN d"),
        .init("ALTER TABLE t DROP COLUMN rid"), .init("ALTER TABLE t RENAME COLUMN c TO cc"),
        .init("ALTER TABLE t ALTER COLUMN a SET DEFAULT 7"),
        .init("ALTER TABLE t ALTER COLUMN a DROP DEFAULT"),
        .init("ALTER TABLE t ALTER COLUMN a SET NOT NULL"),
        .init("ALTER TABLE t ALTER COLUMN ck SET NOT NULL"),
        .init("ALTER TABLE t ALTER COLUMN nn SET NOT NULL"),
        .init("ALTER TABLE t ALTER COLUMN nn DROP NOT NULL"),
        .init("ALTER TABLE t ALTER COLUMN a SET NOT NULL, ALTER COLUMN c SET NOT NULL"),
        .init(
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
            given: "ALTER TABLE t ADD CONSTRAINT h CHECK (a IS NOT NULL AND a > 0)"),
        .init(
            "ALTER TABLE t VALIDATE CONSTRAINT h, ALTER COLUMN a SET NOT NULL",
            given: "ALTER TABLE t ADD CONSTRAINT h CHECK (a IS NOT NULL) NOT VALID"),
        .init("ALTER TABLE t ALTER COLUMN a SET STATISTICS 500"),
        .init("ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)"),
        .init("ALTER TABLE t ALTER COLUMN c SET STORAGE external"),
        .init("ALTER TABLE t ALTER COLUMN c SET COMPRESSION pglz", since: 14),
        .init("ALTER TABLE t ALTER COLUMN nn ADD GENERATED BY DEFAULT AS IDENTITY"),
        .init("ALTER TABLE s ALTER COLUMN g DROP EXPRESSION", since: 13),
        .init("ALTER TABLE s ALTER COLUMN g SET EXPRESSION AS (x * 3)", since: 17),
        .init("ALTER TABLE t ADD COLUMN z int, ADD CONSTRAINT c9 CHECK (z > 0) NOT VALID"),
    ]

    static let types = [
        StatementForm("ALTER TABLE t ALTER COLUMN b TYPE varchar(20)"),
        .init("ALTER TABLE t ALTER COLUMN b TYPE varchar(5)"),
        .init("ALTER TABLE t ALTER COLUMN b TYPE text"), .init("ALTER TABLE t ALTER COLUMN c TYPE varchar"),
        .init("ALTER TABLE t ALTER COLUMN c TYPE varchar(50)"),
        .init("ALTER TABLE t ALTER COLUMN h TYPE text"),
        .init("ALTER TABLE t ALTER COLUMN c TYPE text COLLATE \"C\""),
        .init("ALTER TABLE t ALTER COLUMN d TYPE text COLLATE \"C\""),
        .init("ALTER TABLE t ALTER COLUMN a TYPE bigint"), .init("ALTER TABLE t ALTER COLUMN i8 TYPE int"),
        .init("ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2)"),
        .init("ALTER TABLE t ALTER COLUMN n TYPE numeric"),
        .init("ALTER TABLE t ALTER COLUMN n TYPE numeric(12,4)"),
        .init("SET LOCAL timezone = 'UTC'; ALTER TABLE t ALTER COLUMN ts TYPE timestamptz"),
        .init("SET LOCAL timezone = 'Europe/Oslo'; ALTER TABLE t ALTER COLUMN ts TYPE timestamptz"),
        .init("SET LOCAL timezone = 'UTC'; ALTER TABLE t ALTER COLUMN tz TYPE timestamp"),
        .init("ALTER TABLE t ALTER COLUMN tz TYPE timestamptz(3)"),
        .init("ALTER TABLE t ALTER COLUMN iv TYPE interval"),
        .init("ALTER TABLE t ALTER COLUMN vb TYPE varbit(16)"),
        .init("ALTER TABLE t ALTER COLUMN ip TYPE inet"),
        .init("ALTER TABLE t ALTER COLUMN a TYPE dnc"), .init("ALTER TABLE t ALTER COLUMN a TYPE dpos"),
        .init("ALTER TABLE t ALTER COLUMN e TYPE text"),
        .init("ALTER TABLE t ALTER COLUMN e TYPE text USING e::text"),
        .init("ALTER TABLE t ALTER COLUMN a TYPE int USING a"),
        .init("ALTER TABLE t ALTER COLUMN a TYPE int USING a + 0"),
        .init("ALTER TABLE t ALTER COLUMN b TYPE text USING b::text"),
        .init("ALTER TABLE t ALTER COLUMN rid TYPE bigint"),
        .init(
            "ALTER TABLE t ALTER COLUMN b TYPE varchar(20)",
            given: "ALTER TABLE t ADD CONSTRAINT cb CHECK (b <> 'zz')"),
    ]

    static let constraints = [
        StatementForm("ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0)"),
        .init("ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT VALID"),
        .init("ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT ENFORCED", since: 18),
        .init("ALTER TABLE t ADD CONSTRAINT x NOT NULL a", since: 18),
        .init("ALTER TABLE t ADD CONSTRAINT x NOT NULL a NOT VALID", since: 18),
        .init(
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
            given: "ALTER TABLE t ADD CONSTRAINT x NOT NULL a NOT VALID", since: 18),
        .init(
            "ALTER TABLE t VALIDATE CONSTRAINT x",
            given: "ALTER TABLE t ADD CONSTRAINT x CHECK (a > 0) NOT VALID"),
        .init("ALTER TABLE t VALIDATE CONSTRAINT fk_nv"),
        .init("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (rid) REFERENCES r"),
        .init("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (rid) REFERENCES r NOT VALID"),
        .init("ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (rid) REFERENCES r NOT ENFORCED", since: 18),
        .init(
            "ALTER TABLE t ALTER CONSTRAINT x ENFORCED",
            given: "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (rid) REFERENCES r NOT ENFORCED", since: 18),
        .init("ALTER TABLE t ALTER CONSTRAINT fk_nv DEFERRABLE"),
        .init("ALTER TABLE t DROP CONSTRAINT fk_nv"),
        .init("ALTER TABLE t DROP CONSTRAINT ck_nn"), .init("ALTER TABLE r DROP CONSTRAINT r_pkey CASCADE"),
        .init("ALTER TABLE t RENAME CONSTRAINT ck_nn TO ck_n2"),
        .init("ALTER TABLE t ADD CONSTRAINT x UNIQUE (a)"),
        .init("ALTER TABLE t ADD CONSTRAINT x UNIQUE USING INDEX t_u"),
        .init("ALTER TABLE vwt ADD PRIMARY KEY (x)"),
        .init(
            "ALTER TABLE vwt ADD PRIMARY KEY USING INDEX vwt_x", given: "CREATE UNIQUE INDEX vwt_x ON vwt (x)"
        ),
        .init(
            "ALTER TABLE ptc ADD PRIMARY KEY USING INDEX ptc_id",
            given: "CREATE UNIQUE INDEX ptc_id ON ptc (id)"),
        .init("ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING btree (a WITH =)"),
    ]

    static let others = [
        StatementForm("ALTER TABLE vwt RENAME TO vwt2"),
        .init("ALTER TABLE vwt SET SCHEMA other", given: "CREATE SCHEMA other"),
        .init("ALTER VIEW vw RENAME TO vw2"), .init("ALTER VIEW vw ALTER COLUMN x SET DEFAULT 1"),
        .init("CREATE INDEX x ON t (a)"), .init("DROP INDEX t_c"), .init("ALTER INDEX t_c RENAME TO t_c2"),
        .init("ALTER INDEX t_c SET (fillfactor = 80)"), .init("REINDEX INDEX t_c"), .init("REINDEX TABLE t"),
        .init("CREATE TRIGGER tg2 BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trf()"),
        .init("DROP TRIGGER tg ON t"),
        .init("ALTER TRIGGER tg ON t RENAME TO tg3"), .init("ALTER TABLE t DISABLE TRIGGER tg"),
        .init("ALTER TABLE t ENABLE ALWAYS TRIGGER tg"), .init("ALTER TABLE t ENABLE ROW LEVEL SECURITY"),
        .init("ALTER TABLE t FORCE ROW LEVEL SECURITY"), .init("CREATE POLICY pp ON t USING (true)"),
        .init("ALTER POLICY old ON vwt USING (false)"), .init("DROP POLICY old ON vwt"),
        .init("CREATE RULE ru AS ON DELETE TO vwt DO INSTEAD NOTHING"),
        .init("ALTER TABLE t REPLICA IDENTITY FULL"),
        .init("ALTER TABLE t SET (fillfactor = 80)"), .init("ALTER TABLE t SET (autovacuum_enabled = false)"),
        .init("ALTER TABLE t RESET (fillfactor)"), .init("ALTER TABLE t SET (user_catalog_table = true)"),
        .init("ALTER TABLE vwt SET UNLOGGED"), .init("ALTER TABLE t CLUSTER ON t_pkey"),
        .init("ALTER TABLE t SET WITHOUT CLUSTER"), .init("CLUSTER t USING t_pkey"),
        .init("ALTER TABLE t OWNER TO postgres"),
        .init("COMMENT ON COLUMN t.a IS 'x'"), .init("COMMENT ON TABLE t IS 'x'"),
        .init("COMMENT ON VIEW vw IS 'x'"),
        .init("COMMENT ON CONSTRAINT ck_nn ON t IS 'x'"), .init("COMMENT ON TRIGGER tg ON t IS 'x'"),
        .init("GRANT SELECT ON t TO PUBLIC"), .init("CREATE STATISTICS s1 ON a, b FROM t"),
        .init("ANALYZE t"),
        .init("TRUNCATE r CASCADE"), .init("TRUNCATE vwt"), .init("DROP TABLE q"),
        .init("DROP TABLE r CASCADE"),
        .init("DROP VIEW vw"), .init("DROP MATERIALIZED VIEW mv"), .init("DROP SEQUENCE sq"),
        .init("CREATE TABLE new (id int REFERENCES r)"), .init("CREATE TABLE new (LIKE t INCLUDING ALL)"),
        .init("CREATE TABLE new () INHERITS (vwt)"), .init("CREATE TABLE new AS SELECT * FROM t"),
        .init("CREATE VIEW new AS SELECT * FROM t"),
        .init("CREATE OR REPLACE VIEW vw AS SELECT *, 1 AS z FROM vwt"),
        .init("ALTER TABLE pt ATTACH PARTITION ptn FOR VALUES FROM (1000) TO (2000)"),
        .init("ALTER TABLE pt ATTACH PARTITION ptc FOR VALUES FROM (2000) TO (3000)"),
        .init("ALTER TABLE pt DETACH PARTITION pt1"),
        .init("CREATE TABLE pt2 PARTITION OF pt FOR VALUES FROM (4000) TO (5000)"),
        .init("CREATE INDEX x2 ON ONLY pt (k)"),
        .init("CREATE TABLE ch (LIKE vwt); ALTER TABLE ch INHERIT vwt"),
        .init("ALTER TYPE en ADD VALUE 'zz'"),
        .init("ALTER TYPE en RENAME VALUE 'a' TO 'aa'"), .init("ALTER SEQUENCE sq AS bigint"),
        .init("SELECT * FROM t WHERE id = 1 FOR UPDATE"), .init("LOCK TABLE t"),
        .init("LOCK TABLE t IN SHARE MODE"),
        .init("LOCK TABLE t IN EXCLUSIVE MODE"), .init("REFRESH MATERIALIZED VIEW mv"),
        .init("REFRESH MATERIALIZED VIEW CONCURRENTLY mv"),
        .init("CREATE OR REPLACE FUNCTION vp() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 2; END $$"),
        .init("ALTER TABLE vwt RENAME TO vwt_real; CREATE VIEW vwt AS SELECT *, x AS y FROM vwt_real"),
        .init("CREATE PUBLICATION pub FOR TABLE r"),
        .init("ALTER PUBLICATION pub ADD TABLE vwt", given: "CREATE PUBLICATION pub FOR TABLE r"),
        .init("UPDATE t SET h = 'z' WHERE id = 1"), .init("INSERT INTO r VALUES (9999)"),
        .init("DELETE FROM q WHERE id = 1"),
    ]

    /// Those that cannot be in a transaction, with the table that they have to wait for.
    static let alone = [
        (StatementForm("CREATE INDEX CONCURRENTLY x ON t (a)"), "t"),
        (.init("DROP INDEX CONCURRENTLY t_c"), "t"),
        (.init("REINDEX INDEX CONCURRENTLY t_c", since: 12), "t"),
        (.init("REINDEX TABLE CONCURRENTLY t", since: 12), "t"),
        (.init("ALTER TABLE pt DETACH PARTITION pt1 CONCURRENTLY", since: 14), "pt"),
        (.init("VACUUM FULL t"), "t"),
        (.init("VACUUM t"), "t"),
    ]
}
