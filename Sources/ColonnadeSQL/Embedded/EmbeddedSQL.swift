package import ColonnadeModel

/// SQL that a program has in a text, read with something in the place of what the program puts in.
///
/// Bound parameters (`?`, `:name`, `%s`, `@name`, `#{name}`) become `$1`; what is interpolated or concatenated becomes, at
/// its place, whatever lets PostgreSQL's parser read the rest: a name, nothing, a list in parentheses, an assignment.
package struct EmbeddedSQL: Sendable {
    package enum Outcome: Sendable {
        /// Its statements. Their places are bytes of the program.
        case read([PostgresScript.Statement])
        /// It is SQL by its looks, and could not be read.
        case unreadable(String)
    }

    package let outcome: Outcome
    /// How much of it is only known when the program runs.
    package private(set) var gaps = 0

    /// The name that stands for what is put in: no statement of a person's has it.
    package static let placeholder: Identifier = "colonnade_put_in"

    /// - Returns: nil where the text does not look like SQL.
    package init?(_ text: EmbeddedText) {
        guard SQLLooks.begins(text.written) else { return nil }
        self.init(EmbeddedTemplate(text), isStrong: SQLLooks.isStatement(text.written))
    }

    /// A part of a statement, such as a condition, completed by what stands before and behind it.
    package init?(fragment text: EmbeddedText, prefix: String, suffix: String) {
        self.init(EmbeddedTemplate(text, prefix: prefix, suffix: suffix), isStrong: false)
    }

    /// SQL in a file of its own that some tool fills in: `{{ … }}`, `@name`, `#{name}`.
    package init?(_ template: EmbeddedTemplate, isStrong: Bool) {
        var template = template
        gaps = template.gaps
        switch template.parse() {
        case .success(let statements): outcome = .read(statements)
        case .failure(let failure):
            guard isStrong else { return nil }
            outcome = .unreadable(failure.message)
        }
    }
}

/// Tells SQL from prose.
package enum SQLLooks {
    private static let first: Set<String> = [
        "select", "insert", "update", "delete", "with", "merge", "copy", "create", "alter", "drop",
        "truncate", "lock",
        "explain", "comment", "grant", "revoke", "table", "values", "prepare", "declare", "refresh",
    ]

    /// Whether a text begins as a statement does, comments aside.
    package static func begins(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        while true {
            rest = rest.drop { $0 <= 0x20 || $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ";") }
            if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != 0x0A }
            } else if rest.starts(with: "/*".utf8) {
                guard let end = Substring(rest).range(ofText: "*/") else { return false }
                rest = Substring(rest)[end...].utf8
            } else {
                break
            }
        }
        let word = rest.prefix(12).prefix { SQLTokenizer.startsWord($0) }
        guard word.count < 12, let text = String(word) else { return false }
        return first.contains(text.lowercased())
    }

    private static let second: [String: Set<String>] = [
        "select": ["from"], "insert": ["into"], "update": ["set"], "delete": ["from"], "merge": ["into"],
        "with": ["as"],
        "copy": ["from", "to"], "create": ["table", "view", "index"], "alter": ["table"], "drop": ["table"],
        "explain": ["select"], "refresh": ["view"],
    ]

    /// Whether it has what a statement must have, so that not to be able to read it is worth a word.
    package static func isStatement(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && $0 != "_" }.map(String.init)
        guard let first = words.first, let wanted = second[first] else { return false }
        return words.dropFirst().contains(where: wanted.contains)
    }
}

extension Substring {
    /// Past the first occurrence of a text.
    fileprivate func range(ofText text: String) -> Index? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(text) { return index(at, offsetBy: text.count) }
            at = index(after: at)
        }
        return nil
    }
}
