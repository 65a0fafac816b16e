package import ColonnadeModel
import ColonnadeSQL

/// Functions, procedures and jobs, as far as their text uses the subject.
package enum RoutineDependencies {
    /// The routines as dependencies.
    package static func all(in surroundings: Surroundings) -> [Dependency] {
        let relations = KnownRelations(surroundings.relations)
        let family = surroundings.family
        return surroundings.routines.compactMap { reading($0, relations, family, surroundings) }
    }

    private static func reading(
        _ routine: Routine, _ relations: KnownRelations, _ family: Set<ObjectName>,
        _ surroundings: Surroundings
    ) -> Dependency? {
        let words = SubjectWords(surroundings.subject)
        guard ["sql", "plpgsql"].contains(routine.language) else {
            // Its SQL is in a language that is not read here.
            guard words.isWritten(in: routine.body) else { return nil }
            return dependency(
                routine, .reads, .likely, text: routine.body, breaksOn: [.drop, .rename],
                detail: "written in \(routine.language), its text has the name")
        }
        let script = PostgresScript(SourceText(path: routine.name, text: routine.definition))
        let rows = rows(routine, script, family, surroundings)
        var total: UseOfSubject?
        var shown: String?
        for (statement, use) in StatementUse.all(in: script, relations, rows: rows) {
            let part = UseOfSubject(
                use, statement, of: surroundings.subject, family: family,
                hasValue: surroundings.hasValue)
            guard part.isSome else { continue }
            if shown == nil || (part.names && total?.names == false) { shown = statement.text }
            if total == nil { total = part } else { total?.merge(part) }
        }
        if !routine.triggers.isEmpty, let rows = TriggerRows(routine.body, surroundings.columns) {
            let part = rows.use(of: surroundings.subject)
            if shown == nil, part.isSome { shown = rows.line(naming: surroundings.column) }
            if total == nil { total = part } else { total?.merge(part) }
        }
        if let total, total.isSome {
            return dependency(
                routine, total.effect(on: surroundings.subject), total.isCertain ? .certain : .likely,
                text: shown ?? routine.body, breaksOn: total.breaksOn, through: total.through,
                detail: total.access)
        }
        return unread(routine, script, surroundings.subject)
    }

    /// Names that stand for a row of the table: `new` and `old` for a trigger, arguments of the table's row type.
    private static func rows(
        _ routine: Routine, _ script: PostgresScript, _ family: Set<ObjectName>, _ surroundings: Surroundings
    ) -> [Identifier: ObjectName] {
        var found: [Identifier: ObjectName] =
            routine.triggers.isEmpty ? [:] : ["new": surroundings.table, "old": surroundings.table]
        for parameter in script.statements.first?.node.list("parameters") ?? [] {
            guard let name = parameter.string("name"),
                let type = ObjectName(parts: parameter["argType"]?.strings("names") ?? [])
            else { continue }
            found[Identifier(name)] = family.first {
                $0.name == type.name && (type.schema == nil || type.schema == $0.schema)
            }
        }
        return found
    }

    /// SQL that is put together when it runs, or that the parser does not take, of a text that has the name in it.
    private static func unread(
        _ routine: Routine, _ script: PostgresScript, _ subject: DependencyMap.Subject
    ) -> Dependency? {
        let unread = script.unread + script.statements.flatMap { script.body(of: $0)?.unread ?? [] }
        guard let first = unread.first else { return nil }
        func likely(_ detail: String) -> Dependency {
            dependency(
                routine, .reads, .likely, text: routine.body, breaksOn: [.drop, .rename], detail: detail)
        }
        if SubjectWords(subject).isWritten(in: routine.body) {
            return likely(first.kind == .dynamic ? "makes SQL when it runs" : first.message)
        }
        // The table is named in what is put together, and the columns are not.
        let table = SubjectWords(DependencyMap.Subject(subject.table))
        let isOpen = unread.contains { part in
            part.kind == .dynamic && table.isWritten(in: script.source.slice(part.bytes))
        }
        return isOpen ? likely("makes SQL when it runs: which columns is only known then") : nil
    }

    private static func dependency(
        _ routine: Routine, _ effect: Dependency.Effect, _ certainty: Dependency.Certainty, text: String,
        breaksOn: Set<Dependency.Alteration>, through: ObjectName? = nil, detail: String
    ) -> Dependency {
        let called =
            routine.triggers.isEmpty ? "" : ", called by trigger \(routine.triggers.joined(separator: ", "))"
        return Dependency(
            routine.kind, routine.name, via: .catalog, effect: effect, certainty: certainty,
            evidence: .catalog(routine.catalog, oid: routine.oid, text: text),
            remedy: "its body is a text: the server notices nothing until it runs",
            breaksOn: breaksOn, through: through?.description, detail: detail + called)
    }
}

/// What the body of a trigger's function does with NEW and OLD outside of statements: `NEW.total := OLD.status`.
struct TriggerRows {
    private let text: TokenizedText
    private var read: Set<Identifier> = []
    private var written: Set<Identifier> = []
    private var takesRow = false
    private var places: [Identifier: Int] = [:]
    /// What a statement of PL/pgSQL may stand behind, besides a semicolon.
    private static let openers: [StaticString] = ["BEGIN", "THEN", "ELSE", "LOOP"]

    /// Nil where neither row is spoken of.
    init?(_ body: String, _ columns: [Column]) {
        text = SQLTokenizer.tokenize(body, for: .postgresql)
        let names = Set(columns.map(\.name))
        for index in text.tokens.indices where text.name(index) == "new" || text.name(index) == "old" {
            guard !text.isSymbol(index - 1, ".") else { continue }
            if text.isSymbol(index + 1, "."), let field = text.name(index + 2), names.contains(field) {
                places[field] = places[field] ?? text.tokens[index].bytes.lowerBound
                if isAssigned(index) { written.insert(field) } else { read.insert(field) }
            } else if !text.isKeyword(index - 1, "RETURN") {
                takesRow = true
            }
        }
        if read.isEmpty, written.isEmpty, !takesRow { return nil }
    }

    /// `NEW.c :=` or `NEW.c =` at the beginning of a statement.
    private func isAssigned(_ index: Int) -> Bool {
        if text.isSymbol(index + 3, ":"), text.isSymbol(index + 4, "=") { return true }
        guard text.isSymbol(index + 3, "=") else { return false }
        return index == 0 || text.isSymbol(index - 1, ";")
            || Self.openers.contains { text.isKeyword(index - 1, $0) }
    }

    func use(of subject: DependencyMap.Subject) -> UseOfSubject {
        var use = UseOfSubject()
        guard let column = subject.column else {
            use.reads = !read.isEmpty || takesRow
            use.writes = !written.isEmpty
            return use
        }
        use.reads = read.contains(column)
        use.writes = written.contains(column)
        use.names = use.reads || use.writes
        if use.names { use.breaksOn = [.drop, .rename] }
        // `to_jsonb(NEW)` has the column in it, under its name.
        if takesRow, !use.names {
            use.reads = true
            use.isCertain = false
            use.breaksOn = [.add, .drop, .rename]
        }
        return use
    }

    /// The line that speaks of the column, or of any.
    func line(naming column: Identifier?) -> String? {
        guard let place = column.map({ places[$0] }) ?? places.values.min() else { return nil }
        let before = text.bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let after = text.bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? text.bytes.count
        return text.text(before..<after).trimmingWhitespace
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
