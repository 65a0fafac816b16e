import ColonnadeTestSupport
import Foundation

/// A folder with migrations and a configuration, for tests of the command line.
struct LintProject {
    let folder: URL

    init(_ files: [String: String] = [:]) throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent("colonnade-lint-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    func write(_ name: String, _ text: String) throws {
        let url = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }

    func colonnade(
        _ arguments: [String], on database: TestDatabase? = nil, input: String? = nil
    ) async throws -> Subprocess {
        try await CommandLineTool.run(arguments, on: database, input: input, folder: folder.path)
    }

    /// The rules that a run found something by, with the file that each was found in.
    func found(_ arguments: [String], on database: TestDatabase? = nil) async throws -> [String] {
        let run = try await colonnade(["lint", "--format", "compact"] + arguments, on: database)
        return run.stdout.split(separator: "\n").map { line in
            let rule = line.split(separator: "[").last?.dropLast() ?? ""
            return "\(line.prefix { $0 != ":" }) \(rule)"
        }
    }

    @discardableResult func git(_ arguments: [String]) async throws -> Subprocess {
        let who = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
        return try await Subprocess.run("/usr/bin/env", ["git"] + who + arguments, folder: folder.path)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}
