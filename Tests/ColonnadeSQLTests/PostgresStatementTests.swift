import ColonnadeModel
import ColonnadeSQL
import Testing

@Suite struct PostgresStatementTests {
    @Test func `every subcommand is a change of its own, at its own place`() throws {
        let text = MarkedText(
            """
            -- first
            ALTER TABLE shop.orders
              «ADD COLUMN a numeric(10, 2) DEFAULT f(1, 2)»,
              «ALTER a SET NOT NULL», «ALTER COLUMN "B" DROP NOT NULL» /* , */,
              «ALTER b SET DEFAULT array[1, 2]», «ALTER b DROP DEFAULT»,
              «DROP COLUMN IF EXISTS c CASCADE» ;
            """
        )
        let read = try MigrationReader(engine: .postgresql).read(text.source, name: "m", checksum: "0")
        let orders = ObjectName(schema: "shop", "orders")
        #expect(read.changes.map(\.range) == text.ranges)
        #expect(
            read.changes.dropFirst().map(\.kind) == [
                .setNotNull(orders, "a"), .dropNotNull(orders, "B"),
                .setDefault(orders, "b", Expression(constant: "array[1, 2]")), .dropDefault(orders, "b"),
                .dropColumn(orders, "c", ifExists: true, cascade: true),
            ]
        )
        for change in read.changes {
            #expect(change.statement.hasPrefix("ALTER TABLE shop.orders\n"))
            #expect(change.statement.hasSuffix("CASCADE"))
        }
    }

    @Test(
        "what is not modelled is kept whole",
        arguments: [
            "ALTER TABLE ONLY orders ADD a int", "ALTER TABLE IF EXISTS orders ADD a int",
            "ALTER TABLE orders ADD a int, REPLICA IDENTITY FULL",
            "ALTER TABLE IF EXISTS orders RENAME a TO b",
            "ALTER INDEX i SET (fillfactor = 70)", "CREATE TEMP TABLE t (id int)",
            "CREATE TABLE t () INHERITS (p)",
            "CREATE TABLE t AS SELECT 1", "SET search_path = shop", "ROLLBACK",
            "VACUUM orders",
            "UPDATE ONLY orders SET a = 1", "UPDATE orders SET (a, b) = (1, 2)",
            "UPDATE orders SET a = DEFAULT",
            "UPDATE orders SET a[1] = 2", "UPDATE orders SET a = 1 RETURNING a",
            "WITH x AS (SELECT 1) UPDATE orders SET a = 1", "UPDATE orders SET a = orders.*::text",
            "UPDATE orders SET a = 1 WHERE CURRENT OF c", "DELETE FROM orders USING customers WHERE true",
            "DO $$ BEGIN; END $$",
        ]
    )
    func other(_ sql: String) throws {
        let changes = try migration("\(sql);\n").changes
        #expect(changes.map(\.kind) == [.other(runAsIs: nil)])
        #expect(changes.first?.statement == sql)
        #expect(changes.first?.range.end.offset == sql.utf8.count)
    }

    @Test func `transactions and timeouts of a hand-run file are passed over`() throws {
        let sql = """
            BEGIN; SET LOCAL lock_timeout = '2s'; SET statement_timeout TO 0;
            START TRANSACTION; RESET idle_in_transaction_session_timeout;
            ALTER TABLE orders ALTER a SET NOT NULL; COMMIT;
            """
        #expect(try kinds(sql) == [.setNotNull(ObjectName("orders"), "a")])
    }

    @Test func `an index keeps what follows its table as written`() throws {
        var index = IndexDefinition(
            name: "i", table: ObjectName(schema: "shop", "orders"), isUnique: true, concurrently: true,
            ifNotExists: true, only: true,
            rest: "USING btree (a, lower(b), \"C\" DESC) INCLUDE (x) WHERE a > 1",
            keyColumns: ["a", "lower", "C"]
        )
        index.includedColumns = ["x"]
        index.hasExpressions = true
        index.predicate = "a > 1"
        #expect(
            try kinds(
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY shop.orders USING btree "
                    + "(a, lower(b), \"C\" DESC) INCLUDE (x) WHERE a > 1;"
            ) == [.createIndex(index)]
        )
        #expect(
            try kinds("CREATE INDEX ON orders(a)") == [
                .createIndex(
                    IndexDefinition(name: nil, table: ObjectName("orders"), rest: "(a)", keyColumns: ["a"]))
            ]
        )
    }

    @Test func `each index dropped is a change`() throws {
        #expect(
            try kinds("DROP INDEX CONCURRENTLY IF EXISTS shop.a, b CASCADE") == [
                .dropIndex(
                    ObjectName(schema: "shop", "a"), ifExists: true, concurrently: true, cascade: true),
                .dropIndex(ObjectName("b"), ifExists: true, concurrently: true, cascade: true),
            ]
        )
    }

    @Test func `a table names what it refers to`() throws {
        let sql = """
            CREATE TABLE IF NOT EXISTS shop.lines (id int PRIMARY KEY, up int REFERENCES shop.lines,
                o int REFERENCES orders (id), p int, FOREIGN KEY (p) REFERENCES shop.products, CHECK (p > 0));
            CREATE TABLE old PARTITION OF shop.lines FOR VALUES IN (1);
            """
        var partition = TableDefinition(
            name: ObjectName("old"), partitionOf: ObjectName(schema: "shop", "lines"))
        partition.partitionBound = PartitionBound("FOR VALUES IN (1)")
        #expect(
            try kinds(sql) == [
                .createTable(
                    TableDefinition(
                        name: ObjectName(schema: "shop", "lines"), ifNotExists: true,
                        references: [ObjectName("orders"), ObjectName(schema: "shop", "products")]
                    )
                ),
                .createTable(partition),
            ]
        )
    }

    @Test func `indexes are renamed, attached and rebuilt`() throws {
        #expect(
            try kinds("ALTER INDEX IF EXISTS shop.a RENAME TO \"B\"; ALTER INDEX a ATTACH PARTITION shop.b")
                == [
                    .index(.rename(ObjectName(schema: "shop", "a"), to: "B", ifExists: true)),
                    .index(.attach(ObjectName(schema: "shop", "b"), to: ObjectName("a"))),
                ]
        )
        #expect(
            try kinds("REINDEX INDEX a; REINDEX (VERBOSE) TABLE CONCURRENTLY t; REINDEX SCHEMA s") == [
                .index(.rebuild(ObjectName("a"))), .index(.rebuildAll(of: ObjectName("t"))),
                .other(runAsIs: nil),
            ]
        )
    }

    @Test func `partitions are attached and detached with their bounds`() throws {
        let bounds: [(String, PartitionBound.Form)] = [
            ("DEFAULT", .rest),
            ("FOR VALUES IN ('a, (b', NULL, 'it''s')", .list(["'a, (b'", "NULL", "'it''s'"])),
            (
                "FOR VALUES FROM (1, MINVALUE) TO (2, coalesce(3, 4))",
                .range(from: [.value("1"), .lowest], to: [.value("2"), .value("coalesce(3, 4)")])
            ),
            ("FOR VALUES WITH (MODULUS 4, REMAINDER 1)", .hash),
        ]
        for (text, form) in bounds {
            let bound = try #require(PartitionBound(text))
            #expect(bound.form == form)
            #expect(
                try kinds("ALTER TABLE shop.t ATTACH PARTITION p \(text)") == [
                    .partition(.attach(ObjectName("p"), to: ObjectName(schema: "shop", "t"), bound))
                ]
            )
            var table = TableDefinition(name: ObjectName("p"), partitionOf: ObjectName("t"))
            table.partitionBound = bound
            table.partitionBy = "PARTITION BY LIST (x)"
            table.isPartitioned = true
            #expect(
                try kinds("CREATE TABLE p PARTITION OF t \(text) PARTITION BY LIST (x)") == [
                    .createTable(table)
                ])
        }
        #expect(
            try kinds(
                "ALTER TABLE t DETACH PARTITION p CONCURRENTLY; CREATE TABLE p PARTITION OF t (CHECK (a > 0)) DEFAULT"
            )
                == [
                    .partition(.detach(ObjectName("p"), from: ObjectName("t"))),
                    .createTable(TableDefinition(name: ObjectName("p"), partitionOf: ObjectName("t"))),
                ]
        )
    }

    @Test func `what writes a table anew is known as such`() throws {
        #expect(
            try kinds(
                "CLUSTER t USING i; VACUUM (FULL, ANALYZE) t; ALTER TABLE t SET UNLOGGED; ALTER TABLE t SET TABLESPACE x"
            ) == [
                .storage(.rewrite(ObjectName("t"), .cluster)),
                .storage(.rewrite(ObjectName("t"), .vacuumFull)),
                .storage(.rewrite(ObjectName("t"), .setUnlogged)),
                .storage(.rewrite(ObjectName("t"), .setTablespace)),
            ]
        )
        #expect(
            try kinds("ALTER TABLE t INHERIT p, NO INHERIT q") == [
                .storage(.inherit(ObjectName("t"), from: ObjectName("p"))),
                .storage(.noInherit(ObjectName("t"), from: ObjectName("q"))),
            ]
        )
    }

    @Test func `Alembic's record of its version runs as it is`() throws {
        let sql = "UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';"
        #expect(try kinds(sql) == [.other(runAsIs: "Alembic's record of its version")])
    }

    @Test func `a migration of nothing is an error`() {
        for sql in ["", " \n ", "-- only words\n", "BEGIN; COMMIT;", ";;"] {
            #expect(failure(sql)?.contains("no statement in m.sql") == true, "\(sql)")
        }
    }
}
