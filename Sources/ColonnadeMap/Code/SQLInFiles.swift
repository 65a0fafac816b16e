import ColonnadeModel
import ColonnadeSQL

/// Reads files of SQL: migrations, queries of sqlc, models of dbt, scripts.
struct SQLInFiles {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func read(_ file: ScannedFile) -> FileFindings {
        var found = FileFindings()
        let isTemplate = file.text.contains("{{") || file.text.contains("{%")
        let isDBT = isTemplate && (file.text.contains("ref(") || file.text.contains("source("))
        let source = SourceText(path: file.path, text: SQLTemplate.plain(file.text, isTemplate: isTemplate))
        let script = PostgresScript(source)
        for statement in script.statements {
            let name = Self.queryName(before: statement.bytes.lowerBound, in: file.source)
            let kind = isDBT ? "dbt-model" : name == nil ? "sql" : "sqlc-query"
            let all = [statement] + (script.body(of: statement)?.statements ?? [])
            for statement in all {
                found.dependencies += SQLUses(subject).dependencies(
                    of: statement, in: file, kind: kind,
                    name: isDBT ? Self.stem(file.path) : name ?? file.path,
                    at: statement.bytes.lowerBound)
            }
        }
        for part in script.unread where part.kind == .syntax {
            // Only what may have spoken of the table is worth a word.
            let place = part.bytes.lowerBound
            let near = source.slice(max(0, place - 400)..<min(place + 400, source.text.utf8.count))
            if SQLInPrograms.has(subject.table, near) || script.statements.isEmpty {
                found.gaps.append(.sqlNotParsed)
            }
        }
        return found
    }

    /// `-- name: GetOrder :one` in the lines above.
    private static func queryName(before byte: Int, in source: SourceText) -> String? {
        var line = source.position(atByte: byte).line - 1
        while line > 0 {
            let text = source.line(line).trimmingSpaces
            guard text.hasPrefix("--") else { return nil }
            let words = text.dropFirst(2).split(whereSeparator: { $0 == " " || $0 == ":" })
            if words.first == "name", words.count > 1 { return String(words[1]) }
            line -= 1
        }
        return nil
    }

    private static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.prefix { $0 != "." })
    }
}

/// Makes plain SQL of what dbt and other tools fill in, byte for byte as long.
enum SQLTemplate {
    static func plain(_ text: String, isTemplate: Bool) -> String {
        var bytes: [UInt8] = Array(text.utf8)
        if isTemplate { fillBraces(&bytes) }
        fillParameters(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `{{ ref('orders') }}` is the table, `{{ source('shop', 'orders') }}` too; any other is a name; `{% … %}` is nothing.
    private static func fillBraces(_ bytes: inout [UInt8]) {
        var at = 0
        while at + 1 < bytes.count {
            guard bytes[at] == UInt8(ascii: "{"), "{%#".utf8.contains(bytes[at + 1]) else {
                at += 1
                continue
            }
            let close: [UInt8] = [
                bytes[at + 1] == UInt8(ascii: "{") ? UInt8(ascii: "}") : bytes[at + 1], UInt8(ascii: "}"),
            ]
            guard
                let end = bytes[(at + 2)...].indices.first(where: {
                    $0 + 1 < bytes.count && bytes[$0...($0 + 1)].elementsEqual(close)
                })
            else { return }
            var filling: [UInt8] = []
            if bytes[at + 1] == UInt8(ascii: "{") {
                let inner = String(decoding: bytes[(at + 2)..<end], as: UTF8.self).trimmingSpaces
                let quoted = inner.split(whereSeparator: { $0 == "'" || $0 == "\"" })
                let isTable = inner.hasPrefix("ref(") || inner.hasPrefix("source(")
                filling = Array(
                    (isTable && quoted.count > 1 ? String(quoted[quoted.count - 2]) : "put_in").utf8)
                if inner.hasPrefix("config(") { filling = [] }
            }
            for index in at..<(end + 2) where bytes[index] != 0x0A {
                bytes[index] = index - at < filling.count ? filling[index - at] : 0x20
            }
            at = end + 2
        }
    }

    /// `@name` of sqlc, which PostgreSQL would read as an operator before a column.
    private static func fillParameters(_ bytes: inout [UInt8]) {
        guard bytes.contains(UInt8(ascii: "@")) else { return }
        let text = SQLTokenizer.tokenize(bytes, for: .postgresql)
        for place in text.placeholders() where bytes[place.bytes.lowerBound] == UInt8(ascii: "@") {
            for (offset, index) in place.bytes.enumerated() {
                bytes[index] = offset == 0 ? UInt8(ascii: "$") : offset == 1 ? UInt8(ascii: "1") : 0x20
            }
        }
    }
}
