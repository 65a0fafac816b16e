package import ColonnadeModel
import ColonnadeSQL
import Foundation

/// Statements that the server has seen, as far as they use the subject.
package enum StatementDependencies {
    /// The statements as dependencies, and how many could not be read although the table's name is in them.
    package static func all(in surroundings: Surroundings) -> (found: [Dependency], unread: Int) {
        let relations = KnownRelations(surroundings.relations)
        let family = surroundings.family
        var found: [Dependency] = []
        var unread = 0
        for statement in surroundings.statements {
            switch reading(statement, relations, family, surroundings) {
            case .uses(let dependency): found.append(dependency)
            case .unread: unread += 1
            case .nothing: break
            }
        }
        return (found, unread)
    }

    private enum Reading {
        case uses(Dependency)
        case nothing, unread
    }

    private static func reading(
        _ observed: ObservedStatement, _ relations: KnownRelations, _ family: Set<ObjectName>,
        _ surroundings: Surroundings
    ) -> Reading {
        let script = PostgresScript(SourceText(path: observed.source, text: observed.text))
        var total: UseOfSubject?
        for statement in script.statements.flatMap({ carriedOut($0, script) }) {
            let part = UseOfSubject(
                StatementUse(of: statement, in: relations), statement, of: surroundings.subject,
                family: family, hasValue: surroundings.hasValue)
            if total == nil { total = part } else { total?.merge(part) }
        }
        if let total, total.isSome {
            return .uses(dependency(observed, total, surroundings))
        }
        guard script.errors.isEmpty else {
            return SubjectWords(surroundings.subject).isNamed(in: observed.text) ? .unread : .nothing
        }
        return .nothing
    }

    /// What reads and writes rows when it runs. A change of the schema uses none: the view or function that it made is
    /// found by itself.
    private static func carriedOut(
        _ statement: PostgresScript.Statement, _ script: PostgresScript
    ) -> [PostgresScript.Statement] {
        switch statement.node.key {
        case "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "TruncateStmt",
            "ExplainStmt", "PrepareStmt", "DeclareCursorStmt", "CallStmt", "RefreshMatViewStmt":
            [statement]
        case "CreateTableAsStmt":
            statement.node.string("objtype") == "OBJECT_MATVIEW" ? [] : [statement]
        case "DoStmt":
            (script.body(of: statement)?.statements ?? []).flatMap { carriedOut($0, script) }
        default: []
        }
    }

    private static func dependency(
        _ observed: ObservedStatement, _ use: UseOfSubject, _ surroundings: Surroundings
    ) -> Dependency {
        let isSample = observed.source == "pg_stat_activity"
        let milliseconds = String(format: "%.1f ms", observed.totalMilliseconds)
        let counted =
            isSample
            ? "\(observed.calls) session\(observed.calls == 1 ? "" : "s")"
            : "\(observed.calls) call\(observed.calls == 1 ? "" : "s"), \(milliseconds)"
        return Dependency(
            "statement", observed.shortText, via: .statistics,
            effect: use.effect(on: surroundings.subject),
            certainty: use.isCertain ? .certain : .likely,
            evidence: .statement(
                source: observed.source, id: observed.id, text: observed.text, calls: observed.calls,
                totalMilliseconds: observed.totalMilliseconds),
            breaksOn: use.breaksOn, through: use.through?.description,
            detail: "\(use.access), \(counted)" + (observed.user.isEmpty ? "" : ", by \(observed.user)"))
    }
}

/// The words by which a text may speak of the subject.
struct SubjectWords {
    private let table: Identifier
    private let column: Identifier?

    init(_ subject: DependencyMap.Subject) {
        table = subject.table.name
        column = subject.column
    }

    /// Whether the names are tokens of the text, not only part of a longer name, a comment or a string.
    func isNamed(in text: String) -> Bool {
        let tokens = SQLTokenizer.tokenize(text, for: .postgresql)
        let names = Set(tokens.tokens.indices.compactMap { tokens.name($0) })
        return names.contains(column ?? table)
    }

    /// Whether the names are in the text in any way, also in the strings that SQL is put together of.
    func isWritten(in text: String) -> Bool {
        var words: Set<Substring> = []
        for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }) {
            words.insert(word)
        }
        func has(_ name: Identifier) -> Bool {
            words.contains(name.text[...])
                || words.contains { $0.lowercased() == name.text }
        }
        return column.map(has) ?? has(table)
    }
}
