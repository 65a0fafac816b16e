import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import ColonnadeTestSupport
import Foundation
import Testing

/// A real PgBouncer in transaction mode: session locks do not work through it, which is noticed and refused.
@Suite struct PoolerTests {
    @Test func aPoolerInTransactionModeIsRefusedWithTheReason() async throws {
        let database = try await TestDatabase.postgres(15)
        try await database.run("CREATE TABLE orders (id int PRIMARY KEY)")
        let server = try TestServers.postgres(15)
        let name = try #require(try await database.scalar("SELECT current_database()").text)
        let folder = "\(NSTemporaryDirectory())/colonnade-pool-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777]
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = """
            [databases]
            \(name) = host=\(server.folder) dbname=\(name) user=postgres
            [pgbouncer]
            listen_addr =
            unix_socket_dir = \(folder)
            listen_port = 6432
            auth_type = any
            pool_mode = transaction
            ignore_startup_parameters = extra_float_digits,options
            """
        try settings.write(toFile: "\(folder)/pgbouncer.ini", atomically: true, encoding: .utf8)
        let pooler = Process()
        pooler.executableURL = URL(fileURLWithPath: "/usr/sbin/pgbouncer")
        // It refuses to run as root.
        pooler.arguments = (geteuid() == 0 ? ["-u", "postgres"] : []) + ["-q", "\(folder)/pgbouncer.ini"]
        pooler.standardError = FileHandle.nullDevice
        try pooler.run()
        defer {
            // It keeps nothing, and may have been started with its signals blocked.
            kill(pooler.processIdentifier, SIGKILL)
            pooler.waitUntilExit()
        }
        for _ in 0..<100 where !FileManager.default.fileExists(atPath: "\(folder)/.s.PGSQL.6432") {
            try await Task.sleep(for: .milliseconds(50))
        }
        let host = folder.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? folder
        let run = try await CommandLineTool.run([
            "apply", "--yes", "--database", "postgres://postgres@/\(name)?host=\(host)&port=6432", "--sql",
            "ALTER TABLE orders ADD COLUMN a int",
        ])
        #expect(run.status == 3, "\(run.stderr)")
        #expect(run.stderr.contains("pooler in transaction mode"), "\(run.stderr)")
        let untouched = try await database.scalar(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'a'"
        )
        #expect(untouched.integer == 0)
        await database.drop()
    }
}
