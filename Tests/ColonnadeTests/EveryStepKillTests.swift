import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Foundation
import Testing

/// Dies as if by kill -9 at each boundary of each step, of kinds of change that have steps of their own: the same command
/// goes on to the end of the plain SQL, or everything is taken back. All kinds of change in `make test-all`.
@Suite(.aFewAtATime) struct EveryStepKillTests {
    private static let chosen: Set<String> = [
        "create partition beside a default partition", "attach partition beside a default partition",
        "detach partition beside a default partition", "index of a partitioned table",
        "change the definition of an index",
        "unique that partitions have of a partitioned table",
    ]

    static let cases = LifecycleTests.cases.filter { it in
        TestServers.isThorough
            ? it.script.endsAsPlain
            : chosen.contains(it.script.name) && it.version == it.script.versions.max()
    }

    @Test func theChosenOnesAreThere() {
        #expect(Self.chosen.isSubset(of: Set(LifecycleTests.cases.map(\.script.name))))
    }

    @Test(arguments: cases)
    func goesOnAfterEachDeathToTheEndOfThePlainSQL(_ it: LifecycleTests.Case) async throws {
        let folder = try TemporaryFolder()
        let database = try await it.populated()
        let file = try it.script.file(in: folder.path)
        let faults = try await KillTests.faults(of: file, on: database)
        for fault in faults where !fault.contains("contract") {
            // Where a death came after the commit of the last step, nothing is left to die in.
            _ = try await CommandLineTool.run(["apply", "--yes", file], on: database, fault: fault)
        }
        try await colonnade(["apply", "--yes", file], on: database)
        for statement in it.script.oldCode { try await database.run(statement) }
        try await colonnade(["confirm", "unused", "change", "--by", "test"], on: database)
        for fault in faults where fault.contains("contract") {
            _ = try await CommandLineTool.run(["complete", "--yes", "change"], on: database, fault: fault)
        }
        try await colonnade(["complete", "--yes", "change"], on: database)

        try await it.expectSchemaOfPlainSQL(database)
        #expect(try await database.remains().isEmpty)
        await database.drop()
    }

    @Test(arguments: cases.filter(\.script.isReversible))
    func isTakenBackFromEachDeath(_ it: LifecycleTests.Case) async throws {
        let folder = try TemporaryFolder()
        let database = try await it.populated()
        let file = try it.script.file(in: folder.path)
        let before = try await database.schema()
        for fault in try await KillTests.faults(of: file, on: database) where !fault.contains("contract") {
            let run = try await CommandLineTool.run(["apply", "--yes", file], on: database, fault: fault)
            guard run.signal == SIGKILL else { continue }
            try await colonnade(["rollback", "--yes", "change"], on: database)
            #expect(try await database.schema() == before, "\(fault)")
            #expect(try await database.remains().isEmpty, "\(fault)")
        }
        await database.drop()
    }
}
