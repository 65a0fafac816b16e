import Colonnade
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// `rehearse --full` takes a rollout back in the middle of a load and holds the rows against a copy that got the same writes
/// and no rollout.
@Suite(.aFewAtATime) struct TakenBackTests {
    private static let fill =
        "ALTER TABLE orders ADD COLUMN cents bigint NOT NULL DEFAULT 0; UPDATE orders SET cents = quantity * 100;"

    /// On a server that is not stopped: no client loses a connection in the middle of a write.
    private func rehearse(
        _ sql: String, _ schema: String = "", script: String? = nil
    ) async throws -> RehearsalReport {
        let source = try await TestDatabase.postgres(15)
        try await source.run(RehearsalCase.schema)
        if !schema.isEmpty { try await source.run(schema) }
        var rehearsal = RehearsalTests.rehearsal(of: source)
        rehearsal.sandbox = try TestServers.postgres(15).url()
        rehearsal.compares = false
        rehearsal.isFull = true
        let path = "\(NSTemporaryDirectory())/colonnade-\(UUID().uuidString).pgbench"
        defer { try? FileManager.default.removeItem(atPath: path) }
        if let script {
            try script.write(toFile: path, atomically: true, encoding: .utf8)
            rehearsal.workload = [path]
        }
        let report = try #require(
            try await rehearsal.run([MigrationText(sql: sql)], control: RunControl()) { _ in }.first)
        await source.drop()
        return report
    }

    @Test(arguments: [
        fill, "ALTER TABLE orders RENAME COLUMN note TO remark;",
        "ALTER TABLE orders ALTER COLUMN discount TYPE bigint;",
        // What the plain SQL makes of the rows cannot be compared; what is taken back can.
        "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();",
    ])
    func everyRowIsAsIfNothingHadEverBeenDone(_ sql: String) async throws {
        let report = try await rehearse(sql)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        let run = try #require(report.colonnade?.run)
        let proof = try #require(run.rollback)
        #expect(proof.rows > 9_900 && proof.writes > 20 && proof.notCompared == nil, "\(proof)")
        #expect(
            report.verdict.reasons.contains {
                $0.contains("its \(proof.rows.grouped) rows were those of a copy that got the same")
            }, "\(report.verdict.reasons)")
        // The same twin gets the rest of the writes, and proves what comes after.
        let rows = try #require(report.rows)
        if sql.contains("random") {
            #expect(rows.notCompared?.contains("differ each time") == true, "\(rows)")
        } else {
            #expect(rows.isRight && rows.rows > 4_000 && rows.writes > proof.writes, "\(rows)")
        }
        // Clients rest in a phase of its own that does not count.
        #expect(run.timeline.spans.contains { $0.phase == "compare" })
        #expect(!run.phases.contains { $0.phase == "compare" })
    }

    /// The undo that drops the column has one row lose what it had in another.
    @Test func aRowThatLosesAValueOnTheWayBackIsANo() async throws {
        let report = try await rehearse(
            Self.fill,
            """
            CREATE FUNCTION lose() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects()
                          WHERE object_type = 'table column' AND object_identity = 'public.orders.cents') THEN
                UPDATE public.orders SET note = 'lost' WHERE id = 4321;
              END IF;
            END $$;
            CREATE EVENT TRIGGER lose_\(UInt32.random(in: 0 ..< .max)) ON sql_drop EXECUTE FUNCTION lose();
            """)
        #expect(!report.verdict.isYes)
        #expect(
            report.verdict.reasons.contains {
                $0.hasPrefix(
                    "it did not come to its end: taken back, 1 rows of public.orders are not what the same writes make of them"
                )
                    && $0.contains("(4321)")
            }, "\(report.verdict.reasons)")
        let proof = try #require(report.colonnade?.run.rollback)
        #expect(
            proof.difference?.table == "public.orders" && proof.difference?.keys == ["(4321)"], "\(proof)")
    }

    @Test(arguments: [
        (
            fill, "", "WITH w AS (UPDATE orders SET quantity = 1 WHERE id = 7 RETURNING id) SELECT * FROM w;",
            "clients write in a WITH"
        ),
        (
            "ALTER TABLE marks RENAME COLUMN label TO name;",
            "CREATE TABLE marks (label text);", "SELECT quantity FROM orders WHERE id = 1;",
            "public.marks has no primary key"
        ),
        (
            "ALTER TABLE orders RENAME COLUMN note TO remark; UPDATE orders SET discount = 0 WHERE discount IS NULL;",
            "",
            "SELECT quantity FROM orders WHERE id = 1;", "the migration changes rows"
        ),
        (
            "CREATE INDEX orders_status ON orders (status);", "", "SELECT quantity FROM orders WHERE id = 1;",
            "complete before anything could be taken back"
        ),
    ])
    func whatCannotBeComparedIsSaid(
        _ sql: String, _ schema: String, _ script: String, _ reason: String
    ) async throws {
        let report = try await rehearse(sql, schema, script: script)
        #expect(report.verdict.isYes, "\(report.verdict.reasons)")
        #expect(report.colonnade?.run.rollback?.rows == 0)
        #expect(
            report.verdict.reasons.contains {
                $0.contains("rows were not compared after a rollback: ") && $0.contains(reason)
            }, "\(report.verdict.reasons)")
    }
}
