import ColonnadeModel
import ColonnadeSQL

/// What was found in one file.
struct FileFindings {
    var dependencies: [Dependency] = []
    var gaps: [CodeCoverage.Gap] = []
}

/// Finds SQL in the strings of a program.
struct SQLInPrograms {
    let subject: CodeSubject
    private let words: NameFilter

    init(_ subject: CodeSubject) {
        self.subject = subject
        words = NameFilter(
            words: Set(subject.family.map(\.name.text) + subject.views.map(\.name.text)), exact: [])
    }

    func read(_ file: ScannedFile) -> FileFindings {
        var found = FileFindings()
        guard let language = file.language else { return found }
        for text in EmbeddedText.all(in: file.tokens, language) {
            if let sql = PsycopgFormat.filled(text, in: file) {
                read(sql.text, isOpen: false, sql.sql, at: sql.start, file, &found)
            } else {
                read(
                    text.written, isOpen: text.isPutTogether, EmbeddedSQL(text), at: text.bytes.lowerBound,
                    file, &found)
            }
        }
        for sql in PgxCopy.all(in: file) {
            read(sql.text, isOpen: false, sql.sql, at: sql.start, file, &found)
        }
        return found
    }

    /// - Parameters:
    ///   - written: as much of the text as is written down.
    ///   - isOpen: whether the table may be among what is not.
    private func read(
        _ written: String, isOpen: Bool, _ parsed: @autoclosure () -> EmbeddedSQL?, at start: Int,
        _ file: ScannedFile, _ found: inout FileFindings
    ) {
        let hasTable = words.matches(written)
        let hasColumn = subject.column.map { Self.has($0, written) } == true
        guard hasTable || (hasColumn && (isOpen || Self.hasOpenTable(written))), let sql = parsed() else {
            return
        }
        switch sql.outcome {
        case .read(let statements):
            for statement in statements {
                let uses = SQLUses(subject).dependencies(
                    of: statement, in: file, kind: "sql", name: file.path, at: start)
                found.dependencies += uses.map { $0.saying(gaps: sql.gaps) }
            }
        case .unreadable:
            guard hasTable else { return }
            found.gaps.append(.sqlNotParsed)
            if let column = subject.column, !Self.has(column, written) { return }
            found.dependencies.append(
                Dependency(
                    "sql", file.path, via: .code, effect: .reads, certainty: .likely,
                    evidence: file.evidence(atByte: start),
                    detail: "the statement could not be parsed; the name stands in it"))
        }
    }

    /// Whether a formatter puts the table in: `SELECT status FROM %s`, `UPDATE {} SET …`.
    private static func hasOpenTable(_ text: String) -> Bool {
        text.contains(/(?i)\b(?:from|into|update|join)\s+["`]?(?:%[sv(]|\{\w*\})/)
    }

    /// Whether a word stands in a text.
    static func has(_ word: String, _ text: String) -> Bool {
        NameFilter(words: [word], exact: []).matches(text)
    }
}

extension Dependency {
    /// With how much of the statement only the running program knows.
    fileprivate func saying(gaps: Int) -> Dependency {
        guard gaps > 0 else { return self }
        var said = self
        let parts =
            gaps == 1
            ? "1 part of it is put in when the program runs"
            : "\(gaps) parts of it are put in when the program runs"
        said.detail = detail.map { "\($0), \(parts)" } ?? parts
        return said
    }
}

extension NameFilter {
    /// Whether one of the words stands in a text.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
    }
}

/// Turns what a statement uses into dependencies.
struct SQLUses {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    /// - Parameter start: where the text begins that the statement is in, for evidence where nothing nearer is known.
    func dependencies(
        of statement: PostgresScript.Statement, in file: ScannedFile, kind: String, name: String,
        at start: Int
    ) -> [Dependency] {
        let use = StatementUse(of: statement, in: subject.relations)
        let mine = use.uses.filter { subject.family.contains($0.table) }
        guard !mine.isEmpty else { return dynamic(use, statement, file, kind, name, start) }
        if mine.contains(where: { $0.access == .define }) { return definition(mine, file, name) }
        let of = UseOfSubject(
            use, statement, of: subject.subject, family: subject.family, hasValue: subject.hasValue)
        guard of.isSome else { return putIn(use, mine, statement, file, kind, name) }
        let place = Self.place(mine, subject.subject.column) ?? start
        let consumer = RowConsumer(file).consumer(behind: statement.bytes.upperBound)
        var dependency = Dependency(
            kind, name, via: .code, effect: of.effect(on: subject.subject),
            certainty: of.isCertain ? .certain : .likely, evidence: file.evidence(atByte: place),
            breaksOn: of.breaksOn, through: of.through?.description, detail: of.access)
        SQLRemedy(mine, statement, consumer).apply(to: &dependency, subject.subject)
        return [dependency]
    }

    /// Where the column is named; else where the table is.
    private static func place(_ uses: [StatementUse.Use], _ column: Identifier?) -> Int? {
        let named = uses.first { $0.column == column && $0.form == .column }
        let whole = uses.first { $0.column == nil && $0.form != .relation }
        return (named ?? whole ?? uses.first)?.bytes.lowerBound
    }

    /// A file of the application's that makes or changes the table.
    private func definition(_ uses: [StatementUse.Use], _ file: ScannedFile, _ name: String) -> [Dependency] {
        let named = uses.first { subject.subject.column == nil || $0.column == subject.subject.column }
        guard let named else { return [] }
        return [
            Dependency(
                "migration", name, via: .code, effect: .writes,
                certainty: named.isCertain ? .certain : .likely,
                evidence: file.evidence(atByte: named.bytes.lowerBound), detail: "defines")
        ]
    }

    /// The program puts in which columns are meant.
    private func putIn(
        _ use: StatementUse, _ mine: [StatementUse.Use], _ statement: PostgresScript.Statement,
        _ file: ScannedFile, _ kind: String, _ name: String
    ) -> [Dependency] {
        guard subject.subject.column != nil else { return [] }
        let targets = statement.node.all("ResTarget").contains { target in
            target.string("name") == EmbeddedSQL.placeholder.text
                || target["val"]?.typed.map {
                    $0.key == "ColumnRef" && $0.strings("fields").last == EmbeddedSQL.placeholder.text
                } == true
        }
        guard targets, let table = mine.first else { return [] }
        return [
            Dependency(
                kind, name, via: .code, effect: table.access == .write ? .writes : .reads, certainty: .likely,
                evidence: file.evidence(atByte: table.bytes.lowerBound),
                detail: "which columns is only known when the program runs")
        ]
    }

    /// The program puts in which table is meant: the column's name is all there is to go by.
    private func dynamic(
        _ use: StatementUse, _ statement: PostgresScript.Statement, _ file: ScannedFile, _ kind: String,
        _ name: String, _ start: Int
    ) -> [Dependency] {
        guard let column = subject.subject.column,
            let named = use.uses.first(where: {
                $0.column == column && $0.table.name == EmbeddedSQL.placeholder && !$0.isCertain
            })
        else { return [] }
        return [
            Dependency(
                kind, name, via: .code, effect: named.access == .write ? .writes : .reads, certainty: .likely,
                evidence: file.evidence(atByte: named.bytes.lowerBound),
                detail: "which table is only known when the program runs")
        ]
    }
}
