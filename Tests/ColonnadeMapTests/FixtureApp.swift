import ColonnadeMap
import ColonnadeModel
import Foundation

/// A small application in the shape of a framework, in which every line that depends on the column is marked `@certain` or
/// `@likely`; what cannot have comments is listed in `expected.txt`,
/// which also says what the search is about where that is not `orders.status`.
struct FixtureApp {
    let name: String
    let folder: URL
    /// `path:line`, with how sure a search should be.
    private(set) var expected: [String: Dependency.Certainty] = [:]
    private var about: (table: Identifier, column: Identifier) = ("orders", "status")
    private let files: [(path: String, text: String)]

    init(_ name: String) throws {
        self.name = name
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(name)")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        let files = try paths.compactMap { path -> (path: String, text: String)? in
            let url = folder.appendingPathComponent(path)
            let isFolder = try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
            return isFolder ? nil : (path, try String(contentsOf: url, encoding: .utf8))
        }
        self.folder = folder
        self.files = files
        for (path, text) in files {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if path == "expected.txt" {
                    let words = line.split(separator: " ")
                    if words.first == "about", words.count == 2 {
                        let names = words[1].split(separator: ".")
                        about = (Identifier(String(names[0])), Identifier(String(names[1])))
                    } else if words.count == 2 {
                        expected[String(words[0])] = Dependency.Certainty(rawValue: String(words[1]))
                    }
                } else if line.contains("@certain") {
                    expected["\(path):\(index + 1)"] = .certain
                } else if line.contains("@likely") {
                    expected["\(path):\(index + 1)"] = .likely
                }
            }
        }
    }

    static let catalog: CatalogSnapshot = {
        func table(_ name: Identifier, _ columns: [Identifier]) -> Table {
            var table = Table(name: ObjectName(schema: "public", name))
            table.columns = columns.map { Column(name: $0, type: "text") }
            return table
        }
        return CatalogSnapshot(
            tables: ["orders", "shop_order", "shop_orders"].map {
                table($0, ["id", "customer_id", "status", "total", "created_at"])
            }
                + ["customers", "shop_customer", "orders_archive", "shop_order_archive"].map {
                    table($0, ["id", "status"])
                } + [
                    table("shop_order_tags", ["id", "order_id", "tag_id"]),
                    table("orders_tags", ["order_id", "tag_id"]),
                ])
    }()

    /// What a search finds in it: `path:line` with the dependencies there.
    func found() -> (places: [String: [Dependency]], gaps: [CodeCoverage.Gap]) {
        let subject = DependencyMap.Subject(ObjectName(schema: "public", about.table), about.column)
        let scan = CodeScan(CodeSubject(subject, in: Self.catalog, isCollection: name == "Mongo"))
        func read(_ files: [(path: String, text: String)], _ isWanted: (String, String) -> Bool) -> [CodeScan
            .Findings]
        {
            files.filter { isWanted($0.path, $0.text) }.map {
                scan.read(ScannedFile(path: $0.path, text: $0.text))
            }
        }
        func bytes<Value>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
            Array(text.utf8).withUnsafeBytes(body)
        }
        let isFirst = { (path: String, text: String) in bytes(text) { scan.concerns(path: path, $0) } }
        var findings = read(files, isFirst)
        if let names = scan.furtherNames(findings) {
            findings += read(files) { path, text in !isFirst(path, text) && bytes(text) { names.matches($0) }
            }
        }
        var places: [String: [Dependency]] = [:]
        for dependency in scan.finish(findings) {
            if case .line(let path, let line, _) = dependency.evidence {
                places["\(path):\(line)", default: []].append(dependency)
            }
        }
        return (places, findings.flatMap(\.gaps))
    }
}
