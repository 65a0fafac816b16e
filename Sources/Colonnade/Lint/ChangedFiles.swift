import Foundation

/// The files that git says changed: what a pull request, or the work since the last commit, is about.
public struct ChangedFiles: Sendable {
    private let paths: Set<String>

    /// What differs between the working tree and a commit, files that git does not know yet included.
    ///
    /// - Parameters:
    ///   - reference: what the work branched off from, such as `origin/main`: compared with where the two parted. Nil for
    ///     the last commit.
    ///   - project: somewhere in the repository.
    /// - Throws: ``ColonnadeError/badInput(_:)`` outside a repository, and for a reference that there is not.
    public init(since reference: String?, in project: Project) throws {
        let git = Git(folder: project.root.path)
        let top = try git.run(["rev-parse", "--show-toplevel"], or: "only git says what has changed")
            .trimmingCharacters(in: .newlines)
        let root = Git(folder: top)
        var names = try root.names(["ls-files", "-z", "--others", "--exclude-standard"])
        if let base = try root.base(of: reference) {
            names += try root.names(["diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", base])
        } else {
            names += try root.names(["ls-files", "-z"])
        }
        paths = Set(names.map { Self.real("\(top)/\($0)") })
    }

    /// Whether a file is among them.
    func contains(_ path: String) -> Bool { paths.contains(Self.real(path)) }

    /// The same file has the same path, whatever links lead to it.
    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}

/// git, in a folder.
private struct Git {
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
