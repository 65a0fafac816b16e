import Dispatch
import Foundation

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
        // The program ends when this closes: where the task is cancelled, and with this process, whatever way that ends.
        let life = Pipe()
        try await withTaskCancellationHandler {
            try Task.checkCancellation()
            let last = try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "colonnade.process").async {
                    continuation.resume(with: Result { try runBlocking(life, line) })
                }
            }
            try Task.checkCancellation()
            if let last { throw SandboxError("\(name) failed:\n\(last)") }
        } onCancel: {
            try? life.fileHandleForWriting.close()
        }
    }

    /// Runs a program, and ends it and what it has started (pg_basebackup forks one for the WAL, pg_dump one for each
    /// job) when standard input closes. `Process` makes a process group of them.
    private static let script = """
        exec 3<&0 </dev/null
        (read -r _ <&3; kill -TERM -$$) &
        "$@" 3<&-
        status=$?
        kill $!
        exit $status
        """

    private var name: String { program.split(separator: "/").last.map(String.init) ?? program }

    /// - Returns: what it said last, where it failed.
    private func runBlocking(_ life: Pipe, _ line: (String) -> Void) throws -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sh", "-c", Self.script, "sh", program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_MESSAGES": "C"]) { $1 }
            .merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = life
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        try withoutBlockedSignals { try process.run() }
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
        if process.terminationStatus == 0 { return nil }
        // What is said before that is what it was doing.
        let start = last.firstIndex { $0.contains(": error:") } ?? last.startIndex
        return last[start...].joined(separator: "\n")
    }

    /// What a thread blocks, programs that it starts do as well, and threads of Dispatch block SIGTERM.
    private func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try body()
    }
}
