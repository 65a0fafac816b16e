import Colonnade
import ColonnadeTestSupport
import Foundation
import Testing

/// Samples of real databases, in which every foreign key finds its row.
@Suite(.aFewAtATime) struct SampleTests {
    /// Keys of several columns, to columns that are no primary key, to the same table, in a circle, and between partitions.
    private static let schema = """
        CREATE TABLE countries (code text PRIMARY KEY, name text);
        CREATE TABLE towns (country text REFERENCES countries, name text, PRIMARY KEY (country, name));
        CREATE TABLE people (
          id bigint PRIMARY KEY, email text NOT NULL UNIQUE, country text, town text, chief bigint REFERENCES people, favourite bigint,
          FOREIGN KEY (country, town) REFERENCES towns);
        CREATE TABLE shops (id bigint PRIMARY KEY, owner text NOT NULL REFERENCES people (email), best_customer bigint REFERENCES people);
        ALTER TABLE people ADD FOREIGN KEY (favourite) REFERENCES shops;
        CREATE TABLE visits (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
        CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM ('2020-01-01') TO ('2024-01-01');
        CREATE TABLE visits_2 PARTITION OF visits DEFAULT;
        CREATE TABLE orders (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person bigint REFERENCES people, visit bigint, visited date,
          FOREIGN KEY (visit, visited) REFERENCES visits);
        CREATE TABLE log (line text);
        INSERT INTO countries SELECT 'c' || i, 'x' FROM generate_series(1, 20) i;
        INSERT INTO towns SELECT 'c' || i % 20 + 1, E'tab\\there ''and'' \\\\ ' || i FROM generate_series(1, 1000) i;
        INSERT INTO people SELECT i, 'p' || i || '@corp.de', 'c' || i % 20 + 1, E'tab\\there ''and'' \\\\ ' || i % 1000 + CASE WHEN i % 1000 = 0 THEN 1000 ELSE 0 END,
            CASE WHEN i > 1 THEN i / 2 END FROM generate_series(1, 5000) i;
        INSERT INTO shops SELECT i, 'p' || i * 9 || '@corp.de', i * 3 FROM generate_series(1, 500) i;
        UPDATE people SET favourite = id % 500 + 1 WHERE id % 3 = 0;
        INSERT INTO visits SELECT i, date '2023-01-01' + i % 700 FROM generate_series(1, 5000) i;
        INSERT INTO orders (person, visit, visited) SELECT i % 5000 + 1, v.id, v.at FROM generate_series(1, 20000) i JOIN visits v ON v.id = i % 5000 + 1;
        INSERT INTO log SELECT 'line ' || i FROM generate_series(1, 5000) i;
        ANALYZE;
        """
    private static let tables = ["countries", "towns", "people", "shops", "visits", "orders", "log"]

    private func sample(_ source: TestDatabase, _ share: Double, masked: Bool = false) async throws
        -> (rows: [String: Int64], ids: [Int64], report: SnapshotReport)
    {
        var options = CopyOptions()
        options.sample = share
        if masked { options.masking = Masking(secret: "k") }
        // Every foreign key is validated while it is made: it would not be done otherwise.
        let sandbox = try await RehearsalSandbox.make(
            from: .database(source.url), options, observe: { _ in })
        defer { sandbox.close() }
        let copy = try await TestDatabase.reached(sandbox.url(RehearsalSandbox.changed))
        var rows: [String: Int64] = [:]
        for table in Self.tables {
            rows[table] = try await copy.scalar("SELECT count(*) FROM \(table)").integer
        }
        let ids = try await copy.rows("SELECT id FROM orders ORDER BY id").compactMap { $0[0].integer }
        #expect(
            try await copy.scalar(
                "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
            ).integer == 0)
        #expect(
            try await copy.scalar("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")
                == source.scalar("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))
        await copy.drop()
        return (rows, ids, sandbox.rows)
    }

    @Test(arguments: TestServers.versions)
    func everyForeignKeyFindsItsRow(_ major: Int) async throws {
        let source = try await TestDatabase.postgres(major)
        try await source.run(Self.schema)
        let (rows, ids, report) = try await sample(source, 0.02)
        // Two of a hundred, give or take what chance does to them.
        #expect((300...500).contains(rows["orders"] ?? 0), "\(rows)")
        #expect((60...140).contains(rows["log"] ?? 0), "\(rows)")
        // And what they need, but not everything.
        #expect(
            (400...3_500).contains(rows["people"] ?? 0) && (300...1_500).contains(rows["visits"] ?? 0),
            "\(rows)")
        #expect(
            report.lines.contains { $0.contains("public.orders \(rows["orders"] ?? 0) of about 20000") },
            "\(report.lines)")
        let (again, sameIDs, _) = try await sample(source, 0.02, masked: true)
        #expect(again == rows && sameIDs == ids, "the same rows each time, masked or not")
        await source.drop()
    }

    @Test func nothingAndEverythingAreSamplesToo() async throws {
        let source = try await TestDatabase.postgres()
        try await source.run(Self.schema)
        let all = try await sample(source, 1).rows
        for table in Self.tables {
            #expect(all[table] == (try await source.scalar("SELECT count(*) FROM \(table)").integer))
        }
        #expect(try await sample(source, 0.000_000_1).rows.values.allSatisfy { $0 == 0 })
        await source.drop()
    }
}
