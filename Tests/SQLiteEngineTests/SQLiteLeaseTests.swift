import ColonnadeEngine
import Foundation
import SQLiteEngine
import Testing

struct SQLiteLeaseTests {
    @Test func `the second runner is told who holds the lease`() async throws {
        let database = try await TestDatabase()
        let engine = try await database.engine()
        let first = try await engine.connect(as: "colonnade one")
        let second = try await engine.connect(as: "colonnade two")
        #expect(try await engine.acquireLease("add-status", on: first) == nil)
        #expect(try await engine.acquireLease("add-status", on: first) == nil)
        let blocker = try #require(try await engine.acquireLease("add-status", on: second))
        #expect(blocker.pid == Int64(ProcessInfo.processInfo.processIdentifier))
        #expect(blocker.application == "colonnade one")
        #expect(blocker.query == "add-status")
        await first.close()
        #expect(try await engine.acquireLease("add-status", on: second) == nil)
        await second.close()
        #expect(!FileManager.default.fileExists(atPath: database.path + "-colonnade-lock"))
    }

    @Test func `a lock file left by a killed process is no lease`() async throws {
        let database = try await TestDatabase()
        try "1\ncolonnade\nold\n0\n".write(
            toFile: database.path + "-colonnade-lock", atomically: true, encoding: .utf8)
        let engine = try await database.engine()
        let connection = try await engine.connect(as: "colonnade")
        #expect(try await engine.acquireLease("new", on: connection) == nil)
    }
}
