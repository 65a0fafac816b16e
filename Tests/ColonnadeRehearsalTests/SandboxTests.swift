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

    private func processID(_ server: PrivatePostgres) throws -> String {
        let text = try String(contentsOfFile: "\(server.folder)/data/postmaster.pid", encoding: .utf8)
        return String(try #require(text.split(separator: "\n").first))
    }

    /// A process that has ended but was not yet waited for has no command line any more.
    private func isAlive(_ process: String) -> Bool {
        let line = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
        return line?.isEmpty == false
    }

    @Test func privateServersStandSideBySideAndLeaveNothingBehind() throws {
        let (first, second) = (
            try PrivatePostgres.start(PostgresBinaries.find(major: 15)),
            try PrivatePostgres.start(PostgresBinaries.find(major: 16))
        )
        #expect(try isRunning(first) && isRunning(second))
        let process = try processID(first)
        first.stop()
        #expect(try !isRunning(first))
        #expect(!FileManager.default.fileExists(atPath: first.folder))
        #expect(!isAlive(process))
        #expect(try isRunning(second), "the one does not end with the other")
        second.stop()
        #expect(!FileManager.default.fileExists(atPath: second.folder))
    }

    @Test func anAbandonedServerLivesOnUntilItIsEndedAsItsUserIsTold() throws {
        let server = try PrivatePostgres.start(PostgresBinaries.find(major: 15))
        server.abandon()
        server.stop()
        #expect(try isRunning(server), "it is nobody's to stop any more")
        let process = try processID(server)
        let end = Process()
        end.executableURL = URL(fileURLWithPath: "/bin/sh")
        end.arguments = ["-c", server.endCommand]
        try end.run()
        end.waitUntilExit()
        #expect(end.terminationStatus == 0)
        #expect(!isAlive(process))
        #expect(!FileManager.default.fileExists(atPath: server.folder))
    }

    @Test func aServerThatIsNotThereIsSaid() throws {
        let error = #expect(throws: SandboxError.self) { try PostgresBinaries.find(major: 11) }
        #expect(error?.description.contains("PostgreSQL 11") == true)
    }
}
