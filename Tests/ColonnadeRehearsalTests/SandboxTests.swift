import ColonnadeRehearsal
import Foundation
import Testing

@Suite struct SandboxTests {
    private func isRunning(_ server: PrivatePostgres) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: server.binaries.program("pg_isready"))
        process.arguments = ["-q", "-h", server.folder]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test func privateServersStandSideBySideAndLeaveNothingBehind() throws {
        let (first, second) = (
            try PrivatePostgres.start(PostgresBinaries.find(major: 15)),
            try PrivatePostgres.start(PostgresBinaries.find(major: 16))
        )
        #expect(try isRunning(first) && isRunning(second))
        first.stop()
        #expect(try !isRunning(first))
        #expect(!FileManager.default.fileExists(atPath: first.folder))
        #expect(try isRunning(second), "the one does not end with the other")
        second.stop()
        #expect(!FileManager.default.fileExists(atPath: second.folder))
    }

    @Test func aServerThatIsNotThereIsSaid() throws {
        let error = #expect(throws: SandboxError.self) { try PostgresBinaries.find(major: 11) }
        #expect(error?.description.contains("PostgreSQL 11") == true)
    }
}
