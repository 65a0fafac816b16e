import Colonnade
import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Whatever DROP … CASCADE takes along is in the map: the server itself is asked, on random schemas, column by column.
@Suite(.aFewAtATime) struct MapTruthTests {
    struct Gone: Hashable {
        var catalog: String
        var oid: Int64
    }

    /// Tables and what they consist of; without what is the server's own affair: TOAST, the rules that make views, the
    /// triggers of foreign keys.
    private static let objects = """
        SELECT 'pg_class', c.oid::bigint, c.oid::regclass::text FROM pg_class c WHERE c.relkind <> 't' AND c.relnamespace <> 'pg_toast'::regnamespace
        UNION ALL SELECT 'pg_constraint', oid::bigint, conname::text FROM pg_constraint
        UNION ALL SELECT 'pg_trigger', oid::bigint, tgname::text FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'pg_policy', oid::bigint, polname::text FROM pg_policy
        UNION ALL SELECT 'pg_rewrite', oid::bigint, rulename::text FROM pg_rewrite WHERE rulename <> '_RETURN'
        UNION ALL SELECT 'pg_proc', oid::bigint, proname::text FROM pg_proc
        UNION ALL SELECT 'pg_publication_rel', oid::bigint, prpubid::text FROM pg_publication_rel
        UNION ALL SELECT 'pg_statistic_ext', oid::bigint, stxname::text FROM pg_statistic_ext
        """

    @Test(arguments: GeneratedTests.cases.prefix(12))
    func nothingThatGoesAlongIsMissing(_ it: GeneratedTests.Case) async throws {
        var random = SplitMix(seed: it.seed)
        let schema = RandomSchema(&random)
        let database = try await TestDatabase.postgres(it.version)
        for sql in schema.ddl + Self.dependants(schema, &random) { try await database.run(sql) }
        let colonnade = try await Database.open(database.url)
        var compared = 0
        for table in schema.tables {
            let name = SQLText.quoted(table.name)
            compared += try await compare("DROP TABLE \(name) CASCADE", "public.\(name)", database, colonnade)
            for column in table.columns {
                let column = SQLText.quoted(column.name)
                compared += try await compare(
                    "ALTER TABLE \(name) DROP COLUMN \(column) CASCADE", "public.\(name).\(column)", database,
                    colonnade)
            }
        }
        #expect(compared > 5, "hardly anything was dropped: \(schema.ddl)")
        await database.drop()
    }

    /// - Returns: how many objects went.
    private func compare(
        _ drop: String, _ subject: String, _ database: TestDatabase, _ colonnade: Database
    ) async throws -> Int {
        let map = try await colonnade.map(subject)
        let shown = Set(
            map.dependencies.compactMap { dependency -> Gone? in
                guard case .catalog(let catalog, let oid?, _) = dependency.evidence else { return nil }
                return Gone(catalog: catalog, oid: oid)
            })
        let before = try await database.rows(Self.objects)
        try await database.run("BEGIN")
        do {
            try await database.run(drop)
        } catch let error as EngineError {
            try await database.run("ROLLBACK")
            #expect(
                map.dependencies.contains { $0.effect == .blocks },
                "\(drop) is refused and the map does not say why: \(error)")
            return 0
        }
        let after = Set(try await database.rows(Self.objects).map { Self.gone($0) })
        try await database.run("ROLLBACK")
        let table = try await database.scalar(
            "SELECT '\(subject.split(separator: ".").prefix(2).joined(separator: "."))'::regclass::oid::bigint"
        ).integer
        let gone = before.filter { row in
            !after.contains(Self.gone(row)) && !(row[0].text == "pg_class" && row[1].integer == table)
        }
        for row in gone {
            #expect(
                shown.contains(Self.gone(row)),
                "\(drop) takes \(row[0].text ?? "") \(row[2].text ?? "") along, and the map has it not")
        }
        return gone.count
    }

    private static func gone(_ row: Row) -> Gone {
        Gone(catalog: row[0].text ?? "", oid: row[1].integer ?? 0)
    }

    /// More that hangs on columns than a random schema has by itself, some of it on other dependants.
    private static func dependants(_ schema: RandomSchema, _ random: inout SplitMix) -> [String] {
        var made: [String] = []
        for (number, table) in schema.tables.enumerated() {
            let name = SQLText.quoted(table.name)
            func column() -> String {
                SQLText.quoted(table.columns[random.next(below: table.columns.count)].name)
            }
            let (first, second) = (column(), column())
            made += [
                "CREATE VIEW v\(number) AS SELECT \(first) AS a, count(*) AS n FROM \(name) GROUP BY 1",
                "CREATE VIEW w\(number) AS SELECT n FROM v\(number)",
                "CREATE MATERIALIZED VIEW m\(number) AS SELECT w.n FROM w\(number) w WHERE EXISTS (SELECT \(second) FROM \(name))",
                "CREATE FUNCTION f\(number)() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT n FROM v\(number); END",
                "CREATE VIEW x\(number) AS SELECT f\(number)() AS y",
                "CREATE FUNCTION r\(number)(o \(name)) RETURNS int LANGUAGE sql AS 'SELECT 1'",
            ]
            guard !table.isPartitioned else { continue }
            made += [
                "CREATE POLICY p\(number) ON \(name) USING (\(column()) IS NOT NULL)",
                "CREATE RULE u\(number) AS ON DELETE TO \(name) WHERE old.\(column()) IS NULL DO INSTEAD NOTHING",
                "CREATE TRIGGER t\(number) BEFORE UPDATE OF \(column()) ON \(name) FOR EACH ROW EXECUTE FUNCTION touch()",
                "CREATE TABLE child\(number) (extra int) INHERITS (\(name))",
                "CREATE VIEW y\(number) AS SELECT \(column()) FROM child\(number)",
                "CREATE INDEX ON child\(number) (\(SQLText.quoted("id")), extra)",
                "CREATE STATISTICS s\(number) ON \(SQLText.quoted("id")), (id + 1) FROM \(name)",
                "CREATE PUBLICATION b\(number) FOR TABLE ONLY \(name) (id)",
            ]
        }
        return made
    }
}
