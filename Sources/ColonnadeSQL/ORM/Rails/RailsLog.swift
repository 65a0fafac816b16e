import ColonnadeModel

/// What `rails db:migrate` leaves behind: the SQL lines of its log, or the calls that it prints on the terminal.
struct RailsLog: ORMFramework {
    let name = "Rails' log"
    let remedy = "set the log level to debug (`config.log_level = :debug`), so that the log has the SQL"
    let wayOut: String? = "`disable_ddl_transaction!` in the migration"

    func reads(_ source: SourceText) -> Bool {
        guard source.path.hasPrefix("<") || source.path.hasSuffix(".log") else { return false }
        return source.text.contains(": migrating ==")
            || source.trimmedLines().prefix(400).contains { Self.statement(in: String($0.text)) != nil }
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        var hasSQL = false
        let lines = source.trimmedLines()
        for (bytes, text) in lines {
            guard let found = Self.statement(in: String(text)),
                let statement = Self.place(of: found, bytes, source)
            else {
                continue
            }
            hasSQL = true
            // What Rails asks and what it notes down for itself is no part of the migration.
            guard !Self.isOwn(found) else { continue }
            translation.write(SourcedSQL(written: statement), for: bytes)
        }
        if !hasSQL { readCalls(source, into: &translation) }
    }

    /// `(0.4ms)  ALTER TABLE …`, in its colours or without.
    static func statement(in line: String) -> String? {
        let plain = line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        guard let match = plain.firstMatch(of: /\(\d+\.\d+ms\)\s+(\S.*)$/) else { return nil }
        var sql = String(match.1)
        // The values behind the statement, in square brackets.
        if let values = sql.firstMatch(of: /\s+\[\[.*\]\]$/) { sql = String(sql[..<values.range.lowerBound]) }
        return sql
    }

    private static func isOwn(_ sql: String) -> Bool {
        ["SELECT pg_try_advisory_lock", "SELECT pg_advisory_unlock", "SHOW ", "SELECT "].contains(
            where: sql.hasPrefix)
            || sql.contains("\"schema_migrations\"") || sql.contains("\"ar_internal_metadata\"")
    }

    /// The statement with the places of its bytes; nil where colours stand within it.
    private static func place(of sql: String, _ line: Range<Int>, _ source: SourceText) -> CodeString? {
        let text = Array(source.text.utf8)[line]
        let wanted = Array(sql.utf8)
        guard let first = wanted.first else { return nil }
        var string = CodeString()
        let starts = text.indices.filter { text[$0] == first && text[$0...].starts(with: wanted) }
        if let start = starts.last {
            for (index, byte) in wanted.enumerated() { string.append(byte, at: start + index) }
        } else {
            string.append(escaped: wanted)
        }
        return string
    }

    /// `-- add_column(:orders, :total, :integer)`, between the lines that name the migrations.
    private func readCalls(_ source: SourceText, into translation: inout ORMTranslation) {
        var kept: [Range<Int>] = []
        for (bytes, text) in source.trimmedLines() where text.hasPrefix("-- ") {
            let mark = Array(source.text.utf8)[bytes].firstIndex(of: UInt8(ascii: "-")) ?? bytes.lowerBound
            kept.append((mark + 2)..<bytes.upperBound)
        }
        let file = CodeFile(source.keeping(kept).text, as: .ruby)
        var walker = RailsWalker(translation: translation, functions: [:], version: 7.1)
        walker.walk(file.statements)
        translation = walker.translation
    }
}
