import Dispatch
import Foundation
import Synchronization

/// A program that somebody else wrote, run to its end. It ends with this process, also after kill -9.
struct ChildProcess: Sendable {
    let program: String
    let arguments: [String]
    var environment: [String: String] = [:]

    /// Runs it; cancelling the task ends it.
    ///
    /// - Parameter line: gets each line of its standard error as it comes.
    /// - Throws: ``SandboxError`` with the last lines of its standard error where it fails.
    func run(_ line: @escaping @Sendable (String) -> Void = { _ in }) async throws {
        let process = Mutex<pid_t?>(nil)
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            let last = try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "colonnade.process").async {
                    continuation.resume(with: Result { try runBlocking(process, line) })
                }
            }
            try Task.checkCancellation()
            if let last { throw SandboxError("\(name) failed:\n\(last)") }
        } onCancel: {
            if let id = process.withLock({ $0 }) { kill(id, SIGTERM) }
        }
    }

    private var name: String { program.split(separator: "/").last.map(String.init) ?? program }

    /// - Returns: what it said last, where it failed.
    private func runBlocking(_ id: borrowing Mutex<pid_t?>, _ line: (String) -> Void) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The signal comes when the thread ends that started it: this one, which waits for it.
        process.arguments = ["setpriv", "--pdeathsig", "TERM", program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_MESSAGES": "C"]) { $1 }
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        id.withLock { $0 = process.processIdentifier }
        var rest = ""
        var last: [String] = []
        while true {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            rest += String(decoding: data, as: UTF8.self)
            while let end = rest.firstIndex(of: "\n") {
                let text = String(rest[..<end])
                rest.removeSubrange(...end)
                line(text)
                last = last.suffix(7) + [text]
            }
        }
        process.waitUntilExit()
        id.withLock { $0 = nil }
        return process.terminationStatus == 0 ? nil : last.joined(separator: "\n")
    }
}
