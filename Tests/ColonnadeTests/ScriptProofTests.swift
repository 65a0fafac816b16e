import Colonnade
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// What scripts in pgbench's language write reaches the twin as well, and rows are compared.
@Suite(.aFewAtATime) struct ScriptProofTests {
    /// All kinds of writes, alone and in transactions, with values that the script has made.
    private static let old = #"""
        \set id random(1, 10000)
        \set other random(1, 10000)
        \set quantity 1 + :id % 9
        BEGIN;
        SELECT quantity, note FROM orders WHERE id = :id FOR UPDATE;
        UPDATE orders SET quantity = quantity + :quantity, note = 'seen''; ' || :id WHERE id = :id;
        INSERT INTO orders (customer_id, status, quantity, reference)
          VALUES (:id % 500 + 1, 'new', :quantity, gen_random_uuid()); -- another one
        END;
        UPDATE orders o SET discount = c.id FROM customers c WHERE c.id = o.customer_id AND o.id = :other;
        INSERT INTO customers AS c (id, email) VALUES (:id % 50 + 1, 'mail-' || :other)
          ON CONFLICT (id) DO UPDATE SET email = 'mail-' || c.id || '-' || :other;
        BEGIN;
        DELETE FROM orders WHERE id = :id;
        ROLLBACK;
        DELETE FROM orders WHERE status = 'new' AND id = (SELECT max(id) FROM orders WHERE status = 'new') AND :id % 3 = 0;
        """#
    private static let new = #"""
        \set id random(1, 10000)
        UPDATE orders SET cents = quantity * 100, note = 'new' WHERE id = :id;
        INSERT INTO orders (customer_id, status, quantity, reference, cents)
          VALUES (:id % 500 + 1, 'newer', 1, gen_random_uuid(), 100);
        """#
    private static let fill =
        "ALTER TABLE orders ADD COLUMN cents bigint; UPDATE orders SET cents = quantity * 100;"

    private func rehearse(_ new: String?, prepares: Bool, compares: Bool = false) async throws
        -> RehearsalReport
    {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = try await TestDatabase.postgres(15)
        try await source.run(RehearsalCase.schema)
        try await source.run("SELECT setval('orders_id_seq', 20000)")
        var rehearsal = RehearsalTests.rehearsal(of: source)
        rehearsal.sandbox = try TestServers.postgres(15).url()
        rehearsal.compares = compares
        rehearsal.prepares = prepares
        rehearsal.workload = ["\(folder)/old.pgbench@3"]
        try Self.old.write(toFile: "\(folder)/old.pgbench", atomically: true, encoding: .utf8)
        if let new {
            try new.write(toFile: "\(folder)/new.sql", atomically: true, encoding: .utf8)
            rehearsal.newWorkload = ["\(folder)/new.sql"]
        }
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: Self.fill)], control: RunControl()) { _ in }.first)
        await source.drop()
        return report
    }

    @Test(arguments: [false, true])
    func whatAScriptWritesIsComparedRowForRow(_ prepares: Bool) async throws {
        let report = try await rehearse(nil, prepares: prepares)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        RehearsalTests.expectProof(report, writes: 100)
        #expect(report.load.origin == "scripts old")
    }

    @Test(arguments: [false, true])
    func whatNewScriptsWriteIsLeftOut(_ prepares: Bool) async throws {
        let report = try await rehearse(Self.new, prepares: prepares)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        RehearsalTests.expectProof(report, writes: 100)
        #expect(report.load.origin == "scripts old, new")
        let names = try #require(report.colonnade?.run.operations.map(\.name))
        #expect(Set(names) == ["old", "new"], "\(names)")
    }
}
