import ColonnadeModel
import ColonnadeSQL

/// Finds queries of jOOQ, in Java and Kotlin: by the constants that it generates, which are the names in capitals
/// (`ORDERS.STATUS`, `Tables.ORDERS.STATUS`), and by names in strings (`table("orders")`, `field("status")`). A constant of that
/// name may be somebody else's, so all of it is only likely.
struct JooqQueries {
    let subject: CodeSubject
    private let constants: Set<String>
    private let classes: Set<String>
    private let column: String?

    init(_ subject: CodeSubject) {
        self.subject = subject
        constants = Set(subject.family.map { $0.name.text.uppercased() })
        classes = Set(subject.family.map { NameForms.pascal($0.name.text) })
        column = subject.column?.uppercased()
    }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard file.language == .java || file.language == .kotlin else { return [] }
        let aliases = aliases(in: file)
        var opens: [Int] = []
        var found: [Dependency] = []
        for index in file.tokens.indices {
            if file.isMark(index, "(") {
                opens.append(index)
                found += plain(index, file)
            } else if file.isMark(index, ")") {
                _ = opens.popLast()
            } else if isTable(index, aliases, file) {
                found += generated(index, in: opens.last, file)
            }
        }
        return found
    }

    // MARK: Generated constants

    /// `Orders o = ORDERS.as("o")`
    private func aliases(in file: ScannedFile) -> Set<String> {
        Set(
            file.tokens.indices.compactMap { index -> String? in
                guard isTable(index, [], file), file.isAccessor(index + 1),
                    file.isWord(index + 2, "as") || file.isWord(index + 3, "as")
                else { return nil }
                let start = start(of: index, file)
                return file.isMark(start - 1, "=") ? file.word(start - 2) : nil
            })
    }

    private func isTable(_ index: Int, _ aliases: Set<String>, _ file: ScannedFile) -> Bool {
        guard let word = file.word(index) else { return false }
        if aliases.contains(word) { return !file.isAccessor(index - 1) }
        guard constants.contains(word) else { return false }
        guard file.isAccessor(index - 1) else { return true }
        // `Tables.ORDERS`, `Orders.ORDERS`, `PUBLIC.ORDERS`; that of another schema or class is something else.
        let owner = file.word(index - 2) ?? ""
        return owner == "Tables" || classes.contains(owner)
            || subject.family.contains { $0.schema?.text.uppercased() == owner }
    }

    private func generated(_ index: Int, in open: Int?, _ file: ScannedFile) -> [Dependency] {
        let member = file.isAccessor(index + 1) ? file.word(index + 2) : nil
        if let column, member == column {
            return [
                named(index, isWrite: open.map { writes(start(of: index, file), $0, file) } == true, file)
            ]
        }
        if column == nil, let member, member == member.uppercased() {
            return [
                whole(index, isWrite: open.map { writes(start(of: index, file), $0, file) } == true, file)
            ]
        }
        if member == "asterisk" { return [whole(index, isWrite: false, file)] }
        guard member == nil || member == "as", let open else { return [] }
        return rows(of: start(of: index, file), index, in: open, file)
    }

    /// Whether what begins at a token is given to a call that writes it.
    private func writes(_ start: Int, _ open: Int, _ file: ScannedFile) -> Bool {
        switch file.word(open - 1) {
        case "set", "put": file.arguments(open).first?.lowerBound == start
        case "insertInto", "columns", "update", "deleteFrom": true
        default: false
        }
    }

    /// Past the names that lead to the one at a token: `DSL` of `DSL.table`.
    private func start(of index: Int, _ file: ScannedFile) -> Int {
        var start = index
        while file.isAccessor(start - 1), file.word(start - 2) != nil { start -= 2 }
        return start
    }

    // MARK: Names in strings

    /// What a query uses whose `table("orders")` opens at an index.
    private func plain(_ open: Int, _ file: ScannedFile) -> [Dependency] {
        guard file.isWord(open - 1, "table"), let parts = name(in: open, file),
            subject.family.contains(where: { table in
                parts.last == table.name.text
                    && (parts.count == 1 || (parts.count == 2 && parts[0] == table.schema?.text))
            })
        else { return [] }
        let start = start(of: open - 1, file)
        let outer = start - 1
        guard file.isMark(outer, "("), let call = file.word(outer - 1), Self.openers.contains(call) else {
            return []
        }
        var found = rows(of: start, start, in: outer, file)
        guard let column = subject.column else { return found }
        for call in CallChain(around: outer, in: file).calls {
            for inner in (call.open + 1)..<max(call.open + 1, file.closing(call.open))
            where file.isMark(inner, "(") && file.isWord(inner - 1, "field") {
                guard let field = name(in: inner, file), field.last == column,
                    field.count == 1
                        ? !call.name.lowercased().hasSuffix("join") : field.suffix(2).first == parts.last
                else { continue }
                let start = self.start(of: inner - 1, file)
                found.append(named(start, isWrite: writes(start, call.open, file), file))
            }
        }
        return found
    }

    /// The parts of the name that a call is given: `"public.orders"`, `name("public", "orders")`.
    private func name(in open: Int, _ file: ScannedFile) -> [String]? {
        guard let first = file.arguments(open).first else { return nil }
        if let text = file.literal(first.lowerBound) {
            return text.replacing("\"", with: "").split(separator: ".").map(String.init)
        }
        guard let call = first.first(where: { file.isMark($0, "(") }),
            ["name", "quotedName", "unquotedName"].contains(file.word(call - 1))
        else { return nil }
        let arguments = file.arguments(call)
        let parts = arguments.compactMap { file.literal($0.lowerBound) }
        return parts.count == arguments.count ? parts : nil
    }

    // MARK: Whole rows

    /// What a call does with every column of the table that it is given.
    private func rows(of start: Int, _ index: Int, in open: Int, _ file: ScannedFile) -> [Dependency] {
        guard let call = file.word(open - 1), file.arguments(open).first?.lowerBound == start else {
            return []
        }
        let isWrite = ["insertInto", "update", "deleteFrom", "mergeInto"].contains(call)
        guard column != nil else {
            return Self.openers.contains(call) ? [whole(index, isWrite: isWrite, file)] : []
        }
        let calls = CallChain(around: open, in: file).calls
        if call == "insertInto", file.arguments(open).count == 1,
            calls.contains(where: { $0.name == "values" || $0.name == "select" }),
            !calls.contains(where: { $0.name == "columns" || $0.name == "set" })
        {
            var insert = whole(index, isWrite: true, file)
            insert.effect = .breaks
            insert.breaksOn = [.drop, .rename, .type]
            insert.remedy =
                "list the columns: insertInto(\(subject.table.uppercased()), …); values go to the columns by their order, which a column that takes another's place changes"
            return [insert]
        }
        let selectsAll =
            call == "from"
            && calls.contains { $0.name.hasPrefix("select") && file.arguments($0.open).isEmpty }
        let fetches = call.hasPrefix("fetch") && call != "fetchCount" && call != "fetchExists"
        let reads = call == "selectFrom" || fetches || selectsAll
        return reads ? [whole(index, isWrite: false, file)] : []
    }

    private static let openers: Set<String> = [
        "selectFrom", "from", "insertInto", "update", "deleteFrom", "mergeInto", "join", "leftJoin",
        "rightJoin", "innerJoin", "fullJoin", "leftOuterJoin", "crossJoin", "fetch", "fetchOne", "fetchAny",
        "fetchSingle", "fetchOptional", "fetchCount", "fetchExists", "truncate",
    ]

    private func named(_ index: Int, isWrite: Bool, _ file: ScannedFile) -> Dependency {
        dependency(index, isWrite: isWrite, "jOOQ", file)
    }

    private func whole(_ index: Int, isWrite: Bool, _ file: ScannedFile) -> Dependency {
        dependency(index, isWrite: isWrite, column == nil ? "jOOQ" : "jOOQ, every column", file)
    }

    private func dependency(_ index: Int, isWrite: Bool, _ detail: String, _ file: ScannedFile) -> Dependency
    {
        Dependency(
            "query", subject.column.map { "\(subject.table).\($0)" } ?? subject.table, via: .code,
            effect: isWrite ? .writes : .reads, certainty: .likely,
            evidence: file.evidence(atByte: file.tokens[index].bytes.lowerBound), breaksOn: [.drop, .rename],
            detail: detail)
    }
}
