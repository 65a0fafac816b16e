import ColonnadeEngine
import ColonnadeModel
import Foundation
import SQLiteEngine
import Testing

struct SQLiteConnectionTests {
    @Test func `values come back as the storage class they have`() async throws {
        let database = try await TestDatabase()
        let session = try await database.session()
        let row = try #require(
            try await session.query(
                "SELECT \(bind: 7) AS n, \(bind: .double(1.5)), \(bind: "ö'\u{0}x"), NULL, x'00ff', \(bind: .bool(true))"
            ).first)
        #expect(row["n"] == .integer(7))
        #expect(row[1] == .double(1.5))
        #expect(row[2] == .text("ö'\u{0}x"))
        #expect(row[3] == .null)
        #expect(row[4] == .text("x'00ff'"))
        #expect(row[5] == .integer(1))
    }

    @Test func `only rows that a statement changed are counted`() async throws {
        let database = try await TestDatabase("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)")
        let session = try await database.session()
        #expect(try await session.execute("UPDATE t SET a = a + 1 WHERE a > 1") == 2)
        #expect(try await session.execute("CREATE TABLE u (b)") == 0)
        #expect(try await session.execute("BEGIN") == 0)
    }

    @Test func `a path that leads nowhere creates nothing`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "none-\(UUID().uuidString).db").path
        let error = await engineError { _ = try await SQLiteEngine.open(path: path) }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains(path) ?? false)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a file that is no database is unreachable`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "text-\(UUID().uuidString).db").path
        try String(repeating: "this is no database. ", count: 200).write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(await engineError { _ = try await SQLiteEngine.open(path: path) }?.kind == .unreachable)
    }

    @Test func `constraints and types are errors of the data`() async throws {
        let database = try await TestDatabase(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, a NOT NULL UNIQUE CHECK (a > 0)); INSERT INTO t VALUES (1, 1)"
        )
        let session = try await database.session()
        for sql in [
            "INSERT INTO t VALUES (2, NULL)", "INSERT INTO t VALUES (2, 1)", "INSERT INTO t VALUES (2, 0)",
            "INSERT INTO t VALUES ('x', 1)",
        ] {
            #expect(
                await engineError { try await session.execute(SQL(verbatim: sql)) }?.kind == .data, "\(sql)")
        }
        #expect(await engineError { try await session.execute("SELEC 1") }?.kind == .refused)
        try await session.execute("PRAGMA query_only = ON")
        #expect(await engineError { try await session.execute("DELETE FROM t") }?.kind == .readOnly)
    }

    @Test func `a second writer is told so after the time allowed`() async throws {
        let database = try await TestDatabase("CREATE TABLE t (a)")
        let engine = try await database.engine()
        let other = try await database.session()
        try await other.execute("BEGIN IMMEDIATE")
        let connection = try await engine.connect(as: "test")
        let claims = [LockClaim(ObjectName("t"), .databaseWrite)]
        let clock = ContinuousClock()
        let start = clock.now
        let error = await engineError {
            try await engine.begin(LockAttempt(claims, timeout: .milliseconds(150)), on: connection)
        }
        #expect(error?.kind == .lockTimeout)
        #expect(clock.now - start >= .milliseconds(140), "the other never lets go")
        try await other.execute("COMMIT")
        try await engine.begin(LockAttempt(claims, timeout: .milliseconds(150)), on: connection)
        try await connection.execute("COMMIT")
    }

    @Test func `a snapshot too old to write from may be tried again`() async throws {
        let database = try await TestDatabase("CREATE TABLE t (a)")
        let reader = try await database.session()
        try await reader.execute("BEGIN")
        _ = try await reader.query("SELECT * FROM t")
        try await database.execute("INSERT INTO t VALUES (1)")
        #expect(await engineError { try await reader.execute("INSERT INTO t VALUES (2)") }?.kind == .retry)
    }

    @Test func `cancelling the task ends the statement, and the transaction can still be left`() async throws
    {
        let database = try await TestDatabase("CREATE TABLE t (a)")
        let session = try await database.session()
        let task = Task {
            try await session.execute("BEGIN IMMEDIATE")
            try await session.execute(
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
        }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        let error = await engineError { try await task.value }
        #expect(error?.kind == .cancelled)
        await session.rollback()
        try await database.execute("INSERT INTO t VALUES (1)")
    }

    @Test func `cancelling the task ends the wait for a lock`() async throws {
        let database = try await TestDatabase("CREATE TABLE t (a)")
        let holder = try await database.session()
        try await holder.execute("BEGIN IMMEDIATE")
        let session = try await database.session()
        let task = Task { try await session.execute("INSERT INTO t VALUES (1)") }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(await engineError { _ = try await task.value }?.kind == .cancelled)
        await holder.close()
    }

    @Test func `a closed session says so`() async throws {
        let database = try await TestDatabase()
        let session = try await database.session()
        await session.close()
        await session.close()
        #expect(await engineError { try await session.execute("SELECT 1") }?.kind == .connectionLost)
    }
}
