import ColonnadeModel
import ColonnadeSQL

/// Statements dealt out to as many transactions as they need.
struct FixParts {
    /// A statement with what takes its place.
    struct Statement {
        /// With its semicolon.
        var bytes: Range<Int>
        var text: String
        /// The comments and the white space before it.
        var lead: String
        var fix: Finding.Fix?
        var refusesTransaction: Bool

        private var words: [Substring] { text.uppercased().split { !$0.isLetter && $0 != "_" } }
        /// SET and its like: what steers the session and changes nothing.
        var isSession: Bool { ["SET", "RESET"].contains(words.first) }
        var isTransactionControl: Bool {
            ["BEGIN", "COMMIT", "START", "END", "ROLLBACK", "ABORT", "SAVEPOINT"].contains(words.first)
        }
    }

    /// What goes into one transaction, or outside of any.
    struct Part {
        var texts: [String]
        var refusesTransaction = false
        /// Whether nothing else may join it: it takes long, or stands behind what does.
        var isClosed = false
        /// Whether it changes anything.
        var isEmpty = false
        /// Whether the file's settings are made in it.
        var hasSettings = true

        func text(_ lineBreak: String) -> String { texts.joined(separator: lineBreak) }
    }

    private(set) var parts: [Part] = []
    /// The settings so far: each part that goes on has them as well.
    private var settings: [String] = []

    init(_ statements: [Statement]) {
        for statement in statements { add(statement) }
        parts.removeAll(where: \.isEmpty)
    }

    private mutating func add(_ statement: Statement) {
        let lead = String(statement.lead.drop(while: \.isWhitespace))
        if let fix = statement.fix {
            for (index, sql) in fix.statements.enumerated() {
                leaveBehind(TimeoutPause.ending(sql, fix.timeouts))
                add((index == 0 ? lead : "") + sql + ";", isLong: TimeoutPause.isLong(sql))
            }
            parts[parts.count - 1].isClosed = true
        } else if statement.isSession {
            if let last = parts.indices.last, !parts[last].isClosed {
                parts[last].texts.append(lead + statement.text)
            } else {
                parts.append(Part(texts: settings + [lead + statement.text], isEmpty: true))
            }
            settings.append(statement.text)
        } else {
            add(lead + statement.text, isLong: statement.refusesTransaction)
        }
    }

    private mutating func add(_ text: String, isLong: Bool) {
        if isLong {
            // The timeouts that a short lock wants would end a build, or a long look at the table.
            let refuses = StatementCut.statements(of: SourceText(path: "", text: text))
                .contains(where: \.refusesTransaction)
            parts.append(
                Part(texts: [text], refusesTransaction: refuses, isClosed: true, hasSettings: false))
        } else if let last = parts.indices.last, !parts[last].isClosed {
            parts[last].texts.append(text)
            parts[last].isEmpty = false
        } else {
            parts.append(Part(texts: settings + [text]))
        }
    }

    /// The session of one part is that of the next as well, which may have to be alone and cannot switch them off.
    private mutating func leaveBehind(_ timeouts: [SessionSettings.Timeout]) {
        guard !timeouts.isEmpty, let last = parts.indices.last, !parts[last].isEmpty, parts[last].hasSettings
        else { return }
        parts[last].texts += timeouts.filter { !$0.isLocal }.map { "RESET \($0.name);" }
        parts[last].hasSettings = false
        parts[last].isClosed = true
    }
}
