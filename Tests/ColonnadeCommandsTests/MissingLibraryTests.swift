import ColonnadeTestSupport
import Foundation
import Testing

/// A machine that cannot load libpq: a pipeline's image, say, that only lints.
@Suite struct MissingLibraryTests {
    private func run(_ arguments: [String]) async throws -> Subprocess {
        let project = try LintProject([
            "db/migrations/20260101000000_first.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);",
            "libraries/libpq.so.5": "this is no library",
        ])
        defer { project.remove() }
        return try await CommandLineTool.run(
            arguments, folder: project.folder.path,
            environment: ["LD_LIBRARY_PATH": project.folder.appendingPathComponent("libraries").path])
    }

    @Test func whatNeedsNoServerWorks() async throws {
        let lint = try await run(["lint"])
        #expect(lint.status == 0, "\(lint.stderr)")
    }

    @Test func whatNeedsOneSaysWhatIsMissing() async throws {
        let status = try await run(["status", "--database", "postgres://somebody:secret@localhost/shop"])
        #expect(status.status == 3)
        #expect(status.stderr.contains("libpq.so.5"))
        #expect(status.stderr.contains("apt install libpq5"), "\(status.stderr)")
        #expect(!status.stderr.contains("secret"))
    }
}
