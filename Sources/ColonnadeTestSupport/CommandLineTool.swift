import Foundation

/// The `colonnade` program as it was built for the tests: what a user or a pipeline runs.
package enum CommandLineTool {
    /// Runs it.
    ///
    /// - Parameters:
    ///   - fault: the name of a fault point at which it dies as if by kill -9, `name@2` for its second pass.
    ///   - started: gets the process id.
    package static func run(
        _ arguments: [String], on database: TestDatabase? = nil, fault: String? = nil, input: String? = nil,
        folder: String? = nil, environment: [String: String] = [:],
        started: (@Sendable (Int32) -> Void)? = nil
    ) async throws -> Subprocess {
        var variables = environment
        if let database { variables["COLONNADE_DATABASE_URL"] = database.url }
        variables["COLONNADE_FAULT"] = fault
        return try await Subprocess.run(
            path, arguments, environment: variables, input: input, folder: folder, started: started
        )
    }

    /// Runs it on a terminal of its own, where somebody types.
    ///
    /// - Returns: what stood on the terminal, as `stdout`.
    package static func runOnTerminal(
        _ arguments: [String], on database: TestDatabase, typing input: String,
        environment: [String: String] = [:]
    ) async throws -> Subprocess {
        let variables = ["COLONNADE_DATABASE_URL": database.url, "TERM": "xterm"].merging(environment) { $1 }
        let words = ([path] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
        return try await Subprocess.run(
            "/usr/bin/script",
            ["--quiet", "--return", "--command", words.joined(separator: " "), "/dev/null"],
            environment: variables, input: input
        )
    }

    /// Beside the test bundle, in the same build folder.
    package static let path: String = {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let candidates = [bundle, bundle.deletingLastPathComponent(), Bundle.main.bundleURL]
        let found = candidates.map { $0.appendingPathComponent("colonnade").path }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        return found ?? "colonnade"
    }()
}
