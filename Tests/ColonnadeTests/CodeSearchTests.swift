import Colonnade
import Foundation
import Testing

@testable import Colonnade

/// Folders as they are: with what is ignored, what cannot be read, and what leads around in circles.
@Suite struct CodeSearchTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("code-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ path: String, _ text: String) throws { try write(path, Data(text.utf8)) }

    private func write(_ path: String, _ data: Data) throws {
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    private func search() -> CodeSearch {
        var orders = Table(name: ObjectName(schema: "public", "orders"))
        orders.columns = [Column(name: "id", type: "bigint"), Column(name: "status", type: "text")]
        let subject = DependencyMap.Subject(orders.name, "status")
        return CodeSearch([folder.path], for: [CodeSubject(subject, in: CatalogSnapshot(tables: [orders]))])
    }

    private func paths(_ search: CodeSearch) -> [String] {
        search.found.joined().compactMap { dependency in
            guard case .line(let path, _, _) = dependency.evidence else { return nil }
            return String(path.dropFirst(folder.path.count + 1))
        }.sorted()
    }

    private let query = "SELECT status FROM orders;\n"

    @Test func whatIsIgnoredIsNotLookedAt() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent(".git"), withIntermediateDirectories: true)
        try write(".git/x.sql", query)
        try write(".gitignore", "/out/\n*.tmp.sql\n!keep.tmp.sql\n")
        try write("a/.gitignore", "deep.sql\n!b.tmp.sql\n")
        for path in [
            "out/a.sql", "a.sql", "x.tmp.sql", "keep.tmp.sql", "a/deep.sql", "a/b/deep.sql", "a/b.tmp.sql",
            "a/out/c.sql", "node_modules/p/a.sql",
        ] {
            try write(path, query)
        }
        let search = search()
        #expect(paths(search) == ["a.sql", "a/b.tmp.sql", "a/out/c.sql", "keep.tmp.sql"])
        #expect(search.coverage.gaps == [.foreignFolder: 1])
    }

    @Test func whatIsNotReadIsCounted() throws {
        defer {
            chmod(folder.appendingPathComponent("locked").path, 0o755)
            try? FileManager.default.removeItem(at: folder)
        }
        try write("good.sql", query)
        try write("binary.sql", Data(query.utf8 + [0, 1, 2]))
        try write("latin.py", Data("# ".utf8 + [0xE4] + "\nq = 'SELECT status FROM orders'\n".utf8))
        var wide = Data([0xFF, 0xFE])
        for unit in query.utf16 { wide.append(contentsOf: [UInt8(unit & 0xFF), UInt8(unit >> 8)]) }
        try write("wide.sql", wide)
        try write("bundle.js", "var a='orders';" + String(repeating: "x=1;", count: 10_000))
        try write("broken.sql", "SELECT status FROM orders WHERE WHERE;\n")
        try write("strange.cob", "MOVE STATUS OF orders\n")
        try write("locked/a.sql", query)
        try write("metabase-export.zip", Data([0x50, 0x4B, 3, 4, 0, 0]))
        let big = folder.appendingPathComponent("big.sql")
        try Data().write(to: big)
        truncate(big.path, CodeSearch.largest + 1)
        try FileManager.default.createSymbolicLink(
            at: folder.appendingPathComponent("loop"), withDestinationURL: folder)
        mkfifo(folder.appendingPathComponent("pipe").path, 0o644)
        // Nobody but the superuser reads what has no rights.
        chmod(folder.appendingPathComponent("locked").path, 0)
        let isRoot = geteuid() == 0
        let search = search()
        #expect(
            paths(search) == ["good.sql", "latin.py"] + (isRoot ? ["locked/a.sql"] : []) + ["wide.sql"])
        var expected: [CodeCoverage.Gap: Int] = [
            .binary: 1, .encoding: 1, .minified: 1, .gigantic: 1, .linkLoop: 1, .sqlNotParsed: 1,
            .unknownLanguage: 1, .special: 1, .archive: 1,
        ]
        if !isRoot { expected[.unreadableFolder] = 1 }
        #expect(search.coverage.gaps == expected)
        let sentences = search.coverage.notObserved
        #expect(sentences.contains { $0.contains("unpack it") && $0.hasSuffix("/metabase-export.zip)") })
        #expect(sentences.contains { $0.hasPrefix("1 file is no text (") && $0.hasSuffix("/binary.sql)") })
    }

    /// A class under a name of its own is looked for in a second pass, which says what it could not read as well.
    @Test func whatIsNotReadOfTheModelsIsCounted() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try write(
            "app/models/purchase.rb",
            "class Purchase < ApplicationRecord\n  self.table_name = 'orders'\nend\n")
        try write("app/assets/bundle.js", "var a=new Purchase();" + String(repeating: "x=1;", count: 10_000))
        try write("app/assets/other.js", "var a=1;" + String(repeating: "x=1;", count: 10_000))
        let search = search()
        #expect(search.coverage.gaps == [.minified: 1], "\(search.coverage.gaps)")
    }

    @Test func aFolderThatIsNotThereIsSaid() {
        let search = CodeSearch(
            ["/nowhere/at/all"],
            for: [CodeSubject(.init(ObjectName("orders"), "status"), in: CatalogSnapshot())])
        #expect(search.coverage.notObserved == ["1 folder cannot be read (/nowhere/at/all)"])
    }
}
