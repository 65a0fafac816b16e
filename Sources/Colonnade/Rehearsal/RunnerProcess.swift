import ColonnadeEngine
import ColonnadeModel
import ColonnadeRun
import Foundation

/// A process that carries a rollout on until it is killed.
struct RunnerProcess: Sendable {
    /// The path of `colonnade`.
    let program: String
    /// Where the rollout is.
    let url: String
    let speed: Speed

    /// Starts it, and kills it (SIGKILL) once it has written something.
    ///
    /// - Returns: whether it died of that, and had not come to its end before.
    func carryOnAndDie(_ rollout: String, _ database: Database) async throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["resume", rollout, "--yes", "--quiet", "--speed", speed.rawValue]
        // The URL may have a password, which everybody could read among the arguments.
        process.environment = ProcessInfo.processInfo.environment.merging(["COLONNADE_DATABASE_URL": url]) {
            $1
        }
        // Away from the project, whose settings are not those of the rehearsal.
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in ended.finish() }
        try process.run()
        // Also where the server cannot be asked any more.
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try await database.connected(as: "colonnade: rehearsal") { connection in
            while process.isRunning,
                try await sessions(of: rollout, that: "backend_xid IS NOT NULL", on: connection) == 0
            { try await Task.sleep(for: .milliseconds(5)) }
            kill(process.processIdentifier, SIGKILL)
            for await _ in ends {}
            // The server notices when it next has something to say to it.
            for _ in 0..<1_000 where try await sessions(of: rollout, on: connection) > 0 {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        return process.terminationReason == .uncaughtSignal
    }

    private func sessions(
        of rollout: String, that condition: SQL = "true", on connection: any Connection
    ) async throws -> Int64 {
        try await connection.scalar(
            """
            SELECT count(*) FROM pg_stat_activity
             WHERE application_name = \(bind: .text("colonnade: \(rollout)"))
               AND datname = current_database() AND \(condition)
            """
        ).integer ?? 0
    }
}
