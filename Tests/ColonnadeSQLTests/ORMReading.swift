import ColonnadeModel
import ColonnadeSQL

/// What a framework's migration comes to, with places marked in it: `migrations.«AddField(…)»`.
struct ORMReading {
    let marked: MarkedText
    let script: PostgresScript

    init(_ text: String, path: String, after earlier: [String] = []) {
        marked = MarkedText(text, path: path)
        var reader = ORMReader()
        for (index, text) in earlier.enumerated() {
            _ = reader.script(SourceText(path: path.replacing("0002", with: "0001_\(index)"), text: text))
        }
        script = reader.script(marked.source)
    }

    /// The statements without those that begin and end the transaction.
    var statements: [PostgresScript.Statement] {
        script.statements.filter { $0.node.key != "TransactionStmt" }
    }

    var sql: [String] { ORMFixture.statements(statements.map(\.text).joined(separator: ";\n")) }
    var isInTransaction: Bool { statements.count < script.statements.count }

    /// The text that each statement was made of.
    var origins: [String] { statements.map { script.source.slice($0.bytes) } }
    private var framework: [Unread] { script.unread.filter { $0.kind == .framework } }
    var unread: [String] { framework.map(\.message) }
    /// The text that each thing that was not read stands for.
    var unreadOrigins: [String] { framework.map { script.source.slice($0.bytes) } }
    /// The marked stretches.
    var marks: [String] {
        marked.ranges.map { marked.source.slice($0.start.offset..<$0.end.offset) }
    }
}
