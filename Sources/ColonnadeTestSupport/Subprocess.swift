import Dispatch
import Foundation

/// A program run to its end, with what it printed.
package struct Subprocess: Sendable {
    package let status: Int32
    /// The signal that ended it, if one did.
    package let signal: Int32?
    package let stdout: String
    package let stderr: String

    /// Runs a program without a terminal and without standard input, unless some is given.
    package static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        folder: String? = nil, started: (@Sendable (Int32) -> Void)? = nil
    ) async throws -> Subprocess {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { try runBlocking(path, arguments, environment, input, folder, started) }
                )
            }
        }
    }

    private static func runBlocking(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ input: String?,
        _ folder: String?,
        _ started: (@Sendable (Int32) -> Void)?
    ) throws -> Subprocess {
        // Files rather than pipes: nothing to drain, however much is printed.
        let base = "\(NSTemporaryDirectory())/colonnade-run-\(UUID().uuidString)"
        let (outPath, errPath) = ("\(base).out", "\(base).err")
        defer { for path in [outPath, errPath] { try? FileManager.default.removeItem(atPath: path) } }
        for path in [outPath, errPath] { _ = FileManager.default.createFile(atPath: path, contents: nil) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        var variables = ProcessInfo.processInfo.environment
        for name in ["DATABASE_URL", "COLONNADE_DATABASE_URL", "COLONNADE_FAULT"] { variables[name] = nil }
        process.environment = variables.merging(environment) { $1 }
        process.standardOutput = FileHandle(forWritingAtPath: outPath)
        process.standardError = FileHandle(forWritingAtPath: errPath)
        let pipe = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : pipe
        try process.run()
        started?(process.processIdentifier)
        if let input {
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
        process.waitUntilExit()
        return Subprocess(
            status: process.terminationStatus,
            signal: process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil,
            stdout: try String(contentsOfFile: outPath, encoding: .utf8),
            stderr: try String(contentsOfFile: errPath, encoding: .utf8)
        )
    }
}
