import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Testing

@testable import Colonnade

/// The plain SQL where it takes too long to be watched.
@Suite(.aFewAtATime) struct PlainUnderLoadTests {
    @Test(arguments: [EngineKind.postgresql, .sqlite])
    func whatTakesTooLongIsBrokenOffAndChangesNothing(_ engine: EngineKind) async throws {
        let sandbox = try await DemoSandbox.open(engine, rows: 200_000)
        defer { sandbox.close() }
        let copy = sandbox.copy
        var plain = PlainUnderLoad(
            engine: copy.engine, migration: PlainMigration(copy.plainMigration),
            workload: Workload(rate: 50, clients: 2, oldCode: copy.oldCode, newCode: nil),
            pace: Pace(before: .seconds(1), sideBySide: .zero, after: .seconds(1))
        ) { _ in }
        // The UPDATE alone takes several times as long.
        plain.limit = .milliseconds(100)
        let run = try await plain.run()
        #expect(run.isCutShort && run.seconds >= 0.1)
        #expect(run.load.errors.isEmpty, "old code goes on as before: \(run.load.errors)")
        let connection = try await sandbox.copy.engine.connect(as: "test")
        let table = try await sandbox.copy.engine.inspect(on: connection).table(ObjectName("orders"))
        await connection.close()
        #expect(table != nil && table?.column("total_cents") == nil)
    }
}
