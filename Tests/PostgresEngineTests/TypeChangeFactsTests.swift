import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// Which changes of type only touch the catalog: each is carried out on rows, with an index, and the files compared.
@Suite(.aFewAtATime) struct TypeChangeFactsTests {
    /// Type before, type after, a value of the first.
    static let changes: [(String, String, String)] = [
        ("varchar(10)", "varchar(20)", "'a'"), ("varchar(10)", "varchar", "'a'"),
        ("varchar(10)", "text", "'a'"),
        ("varchar", "text", "'a'"), ("text", "varchar", "'a'"), ("text", "varchar(20)", "'a'"),
        ("varchar(20)", "varchar(10)", "'a'"), ("varchar", "varchar(10)", "'a'"), ("char(5)", "text", "'a'"),
        ("text", "char(5)", "'a'"), ("char(5)", "char(9)", "'a'"),
        ("varchar(10)[]", "varchar(20)[]", "'{a}'"),
        ("varchar(10)[]", "text[]", "'{a}'"), ("text[]", "varchar[]", "'{a}'"),
        ("numeric(10,2)", "numeric(12,2)", "1"), ("numeric(10,2)", "numeric", "1"),
        ("numeric(10,2)", "numeric(12,3)", "1"), ("numeric(10,2)", "numeric(8,2)", "1"),
        ("numeric", "numeric(10,2)", "1"), ("numeric(10)", "numeric(12,0)", "1"),
        ("numeric(10,2)[]", "numeric(12,2)[]", "'{1}'"),
        ("timestamp(3)", "timestamp(6)", "now()"), ("timestamp(3)", "timestamp", "now()"),
        ("timestamp", "timestamp(6)", "now()"), ("timestamp", "timestamp(3)", "now()"),
        ("timestamptz(3)", "timestamptz", "now()"), ("timestamptz", "timestamptz(2)", "now()"),
        ("timestamptz(2)", "timestamptz(1)", "now()"),
        ("time(3)", "time", "now()"), ("timetz(3)", "timetz(5)", "now()"), ("time", "time(2)", "now()"),
        ("interval(3)", "interval", "'1 s'"), ("interval", "interval(3)", "'1 s'"),
        ("timestamp", "timestamptz", "now()"), ("timestamptz", "timestamp", "now()"),
        ("timestamptz(3)", "timestamp(6)", "now()"), ("timestamptz(6)", "timestamp(3)", "now()"),
        ("varbit(8)", "varbit(16)", "B'1'"), ("varbit(8)", "varbit", "B'1'"),
        ("varbit(16)", "varbit(8)", "B'1'"),
        ("bit(8)", "bit(16)", "B'10000000'"), ("cidr", "inet", "'10.0.0.0/8'"),
        ("inet", "cidr", "'10.0.0.0/8'"),
        ("int", "bigint", "1"), ("bigint", "int", "1"), ("smallint", "int", "1"), ("int", "numeric", "1"),
        ("int", "text", "1"), ("date", "timestamp", "now()"), ("json", "jsonb", "'1'"),
        ("real", "float8", "1"),
        ("uuid", "text", "gen_random_uuid()"), ("boolean", "text", "true"), ("int4", "integer", "1"),
    ]

    @Test(arguments: [15, 16, 18])
    func whatIsSaidToBeACatalogChangeIsOne(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        for (old, new, value) in Self.changes {
            for zone in ["UTC", "Europe/Berlin"] {
                let cost = database.engine.dialect.cost(
                    ofChanging: try await canonical(old, database), to: new)
                let observed = try await observe(old, new, value, zone, database)
                let expected =
                    cost == .catalogInUTC ? (zone == "UTC" ? TypeChangeCost.catalog : .rewrite) : cost
                #expect(observed == expected, "\(old) to \(new) under \(zone), PostgreSQL \(version)")
            }
        }
        await database.drop()
    }

    /// A catalog change of a column that is indexed must leave the index's file alone too.
    @Test(arguments: [15, 16, 18])
    func indexesStayAsTheyAre(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        for (old, new, value) in Self.changes where !old.contains("json") {
            guard
                database.engine.dialect.cost(ofChanging: try await canonical(old, database), to: new)
                    == .catalog
            else { continue }
            try await database.run(
                "CREATE TABLE t (c \(old)); INSERT INTO t VALUES (\(value)); CREATE INDEX i ON t (c)")
            let before = try await database.scalar("SELECT pg_relation_filenode('i')")
            try await database.run("ALTER TABLE t ALTER c TYPE \(new)")
            #expect(
                try await database.scalar("SELECT pg_relation_filenode('i')") == before, "\(old) to \(new)")
            try await database.run("DROP TABLE t")
        }
        await database.drop()
    }

    private func canonical(_ type: String, _ database: TestDatabase) async throws -> String {
        try await database.run("CREATE TABLE probe (c \(type))")
        let name = try await database.scalar(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'probe'::regclass AND attnum = 1"
        )
        try await database.run("DROP TABLE probe")
        return name.text ?? type
    }

    private func observe(
        _ old: String, _ new: String, _ value: String, _ zone: String, _ database: TestDatabase
    ) async throws -> TypeChangeCost {
        try await database.run(
            "SET timezone = '\(zone)'; CREATE TABLE t (c \(old)); INSERT INTO t VALUES (\(value))")
        let before = try await database.scalar("SELECT pg_relation_filenode('t')")
        try await database.run("ALTER TABLE t ALTER c TYPE \(new) USING c::\(new)")
        let after = try await database.scalar("SELECT pg_relation_filenode('t')")
        try await database.run("DROP TABLE t")
        return before == after ? .catalog : .rewrite
    }
}
