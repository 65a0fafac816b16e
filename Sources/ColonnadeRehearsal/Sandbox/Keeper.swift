import Foundation
import Synchronization

/// A shell beside this process, which ends what this process has started, whatever way that ends: the shell waits for its
/// standard input to close.
package final class Keeper: Sendable {
    private struct Kept {
        let process: Process
        let input: Pipe
        let output: Pipe
        /// What it has said behind the last line that was heard.
        var rest = Data()
    }

    private let kept: Mutex<Kept?>

    /// From now on what the script ends goes with this process.
    ///
    /// - Parameters:
    ///   - script: reads words from its standard input until that closes, and then ends everything.
    ///   - arguments: its `$1`, `$2` …
    /// - Throws: where there is no shell.
    package init(
        _ script: String, _ arguments: [String], as user: SandboxUser = .unchanged,
        environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // In a session of its own, so that Ctrl-C on the terminal is not meant for what it keeps.
        process.arguments = ["setsid"] + user.command + ["sh", "-c", script, "sh"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        kept = Mutex(Kept(process: process, input: input, output: output))
    }

    /// Hands it a word.
    package func say(_ word: String) throws {
        try kept.withLock { try $0?.input.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8)) }
    }

    /// Waits for its next line; nil where it has ended.
    package func hear() -> String? {
        kept.withLock { kept in
            while let rest = kept?.rest {
                if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    kept?.rest = Data(rest[rest.index(after: end)...])
                    return String(decoding: rest[..<end], as: UTF8.self)
                }
                guard let more = kept?.output.fileHandleForReading.availableData, !more.isEmpty else { break }
                kept?.rest += more
            }
            return nil
        }
    }

    /// Lets it end everything, and waits for that.
    ///
    /// - Returns: the lines that it has said meanwhile; nil where there was nothing left to end.
    @discardableResult package func end() -> [String]? {
        let kept = kept.withLock { kept in
            defer { kept = nil }
            return kept
        }
        guard let kept else { return nil }
        try? kept.input.fileHandleForWriting.close()
        let said = kept.rest + kept.output.fileHandleForReading.readDataToEndOfFile()
        kept.process.waitUntilExit()
        return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Ends it, and leaves everything as it is.
    ///
    /// - Parameter word: what its script understands as that.
    package func abandon(_ word: String) {
        try? say(word)
        kept.withLock { $0 = nil }
    }
}
