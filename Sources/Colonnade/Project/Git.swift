import Foundation

/// git, in a folder.
struct Git {
    let folder: String

    /// The commit to compare with; nil where nothing was ever committed.
    func base(of reference: String?) throws -> String? {
        guard let reference else {
            return try? run(["rev-parse", "--verify", "--quiet", "HEAD"], or: "").trimmingCharacters(
                in: .newlines)
        }
        guard !reference.hasPrefix("-"), !reference.isEmpty else {
            throw ColonnadeError.badInput("\(reference) is no branch, tag or commit")
        }
        return try run(
            ["merge-base", reference, "HEAD"],
            or:
                "`--since \(reference)` needs that commit and its history; in CI, fetch it first (fetch-depth: 0)"
        ).trimmingCharacters(in: .newlines)
    }

    /// What a setting says; nil where nobody has set it.
    ///
    /// - Parameter file: another file than git's own, of the same form.
    func setting(_ name: String, in file: String? = nil) -> String? {
        let value = try? run(["config"] + (file.map { ["--file", $0] } ?? []) + ["--get", name], or: "")
        return value?.trimmingCharacters(in: .newlines)
    }

    func names(_ arguments: [String]) throws -> [String] {
        try run(arguments, or: "git cannot say what has changed").split(separator: "\0").map(String.init)
    }

    /// - Parameter remedy: said with git's own words where it fails.
    func run(_ arguments: [String], or remedy: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "-C", folder] + arguments
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            throw ColonnadeError.badInput("git cannot be started: \(remedy)")
        }
        // What git complains of fits into a pipe; what it lists may not.
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let said = complaint.trimmingCharacters(in: .whitespacesAndNewlines)
            throw ColonnadeError.badInput("\(remedy)\(said.isEmpty ? "" : "\n  git says: \(said)")")
        }
        return text
    }
}
