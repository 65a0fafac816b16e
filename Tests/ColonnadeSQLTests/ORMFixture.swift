import ColonnadeModel
import ColonnadeSQL
import Foundation

/// Migrations of a framework beside the SQL that the framework itself printed for them.
struct ORMFixture {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Fixtures")

    let path: String
    let translation: ORMTranslation

    /// Reads the migrations of some folders in their order.
    static func all(_ folders: [String], ending: String) throws -> [ORMFixture] {
        var reader = ORMReader()
        var found: [ORMFixture] = []
        for folder in folders {
            let url = root.appendingPathComponent(folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
            for name in names where name.hasSuffix(ending) {
                let path = url.appendingPathComponent(name).path
                let text = try String(contentsOfFile: path, encoding: .utf8)
                guard let translation = reader.translation(SourceText(path: path, text: text)) else {
                    continue
                }
                found.append(ORMFixture(path: path, translation: translation))
            }
        }
        return found
    }

    /// What the framework printed, as statements.
    var printed: [String] {
        get throws {
            let url = URL(fileURLWithPath: path).deletingPathExtension().appendingPathExtension("sql")
            return Self.statements(try String(contentsOf: url, encoding: .utf8))
        }
    }

    var written: [String] { Self.statements(translation.text) }

    /// What is written otherwise than printed: what lacks with a minus, what is too much with a plus.
    var differences: [String] {
        get throws {
            let changes = written.difference(from: try printed)
            return changes.map { change in
                switch change {
                case .insert(_, let statement, _): "+ \(statement)"
                case .remove(_, let statement, _): "- \(statement)"
                }
            }
        }
    }

    /// The statements of a text in one spelling: what is written in capitals or quotes without need is not.
    static func statements(_ text: String) -> [String] {
        PostgresScript(SourceText(path: "printed.sql", text: text)).statements.map { statement in
            statement.text.replacing(/\s+/, with: " ").replacing("( ", with: "(").replacing(" )", with: ")")
                .replacing(/"([a-z_][a-z0-9_]*)"/) { "\($0.1)" }
                .replacing(/\s?\(\s?/, with: "(").lowercased()
        }
    }
}
