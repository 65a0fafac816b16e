import ColonnadeModel
import ColonnadeSQL

/// Finds queries of Ecto on a table that is named in a string, without a schema: `from(o in "orders", where: o.status == …)`,
/// `"orders" |> where([o], …)`, `Repo.insert_all("orders", …)`. All of it is only likely.
struct EctoQueries {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard file.language == .elixir else { return [] }
        return file.tokens.indices.flatMap { index -> [Dependency] in
            guard case .string = file.tokens[index].kind, let name = file.literal(index),
                subject.family.contains(where: { $0.name.text == name }), let query = query(at: index, file),
                isInSchema(query.tokens, file)
            else { return [] }
            guard let column = subject.column else {
                return [dependency(index, isWrite: query.call?.hasSuffix("_all") == true, file)]
            }
            return uses(of: column, in: query, file)
        }
    }

    private struct Query {
        var tokens: Range<Int>
        /// What the table goes by in it: `o` of `o in "orders"`.
        var binding: String?
        /// Whether it is the one that the query begins with, and not one that is joined to it.
        var isFirst = true
        /// `insert_all`, `update_all`.
        var call: String?
    }

    private func query(at index: Int, _ file: ScannedFile) -> Query? {
        if file.isWord(index - 1, "in"), let binding = file.word(index - 2) {
            let isJoin: Bool
            if index > 2, case .label(let label) = file.tokens[index - 3].kind {
                isJoin = label.hasSuffix("join")
            } else {
                isJoin = file.word(index - 3) != "from" && !file.isMark(index - 3, "(")
            }
            let open = enclosing(index, file)
            let call = file.word((open ?? 0) - 1)
            let start = isJoin && call == "from" ? (open ?? index) + 1 : index
            return Query(tokens: start..<end(of: index, file), binding: binding, isFirst: !isJoin)
        }
        if file.isMark(index - 1, "("), let call = file.word(index - 2), call.hasSuffix("_all") {
            return Query(tokens: index..<file.closing(index - 1), call: call)
        }
        guard file.isMark(index + 1, "|>") else { return nil }
        return Query(tokens: index..<end(of: index, file))
    }

    /// Where the query ends that a token stands in, with what it is piped to and what it is updated to.
    private func end(of start: Int, _ file: ScannedFile) -> Int {
        var depth = 0
        var at = start
        while at < file.tokens.count {
            switch file.tokens[at].kind {
            case .mark(let mark) where ["(", "[", "{"].contains(mark): depth += 1
            case .mark(let mark) where [")", "]", "}"].contains(mark):
                depth -= 1
                let isUpdated =
                    file.isMark(at + 1, ",")
                    && enclosing(file.opening(at), file).flatMap { file.word($0 - 1) } == "update_all"
                if depth < 0 {
                    guard file.isMark(at + 1, "|>") || isUpdated else { return at }
                    depth = 0
                }
            case .newline where depth <= 0: return at
            case .word("end") where depth <= 0: return at
            default: break
            }
            at += 1
        }
        return at
    }

    /// The bracket that a token stands in.
    private func enclosing(_ index: Int, _ file: ScannedFile) -> Int? {
        var at = index - 1
        while at >= 0 {
            guard case .mark(let mark) = file.tokens[at].kind else {
                at -= 1
                continue
            }
            if ["(", "[", "{"].contains(mark) { return at }
            at = [")", "]", "}"].contains(mark) ? file.opening(at) - 1 : at - 1
        }
        return nil
    }

    /// Whether no option `prefix:` leads to another schema.
    private func isInSchema(_ tokens: Range<Int>, _ file: ScannedFile) -> Bool {
        guard let schema = subject.subject.table.schema?.text else { return true }
        return !tokens.contains { at in
            guard case .label("prefix") = file.tokens[at].kind, let prefix = file.literal(at + 1) else {
                return false
            }
            return prefix != schema
        }
    }

    // MARK: Uses

    private func uses(of column: String, in query: Query, _ file: ScannedFile) -> [Dependency] {
        var binding = query.binding
        let isAlone =
            query.isFirst
            && !query.tokens.contains { at in
                if case .label(let label) = file.tokens[at].kind { return label.hasSuffix("join") }
                return file.word(at)?.hasSuffix("join") == true
            }
        return query.tokens.compactMap { at in
            switch file.tokens[at].kind {
            case .word(let word):
                // `where([o], …)` gives the table the name that it has in this call.
                if query.isFirst, file.isMark(at - 1, "["), file.isMark(at - 2, "("),
                    file.isMark(at + 1, "]") || file.isMark(at + 1, ",")
                {
                    binding = word
                }
                let isUse = word == binding && file.isMark(at + 1, ".") && file.isWord(at + 2, column)
                return isUse ? dependency(at, isWrite: false, file) : nil
            case .symbol(let name) where name == column && isAlone && !file.isMark(at - 1, "=="):
                return dependency(at, isWrite: false, file)
            case .label(let name) where name == column && query.isFirst:
                return owner(of: at, query, file).map { dependency(at, isWrite: $0, file) }
            default: return nil
            }
        }
    }

    /// Whether a key is a column that is written, or one that is compared; nil where it is no column.
    private func owner(of key: Int, _ query: Query, _ file: ScannedFile) -> Bool? {
        guard let open = enclosing(key, file) else { return nil }
        let before = file.isMark(open - 1, "%") ? open - 2 : open - 1
        var name = file.word(before)
        if before >= 0, case .label(let label) = file.tokens[before].kind { name = label }
        switch name {
        case "set", "inc", "push", "pull": return true
        case "where", "or_where", "having": return false
        // `[%{status: "new"}]`, but not what is in a column: `%{data: %{status: "new"}}`.
        case nil where query.call == "insert_all": return true
        default: return nil
        }
    }

    private func dependency(_ index: Int, isWrite: Bool, _ file: ScannedFile) -> Dependency {
        Dependency(
            "query", subject.column.map { "\(subject.table).\($0)" } ?? subject.table, via: .code,
            effect: isWrite ? .writes : .reads, certainty: .likely,
            evidence: file.evidence(atByte: file.tokens[index].bytes.lowerBound), breaksOn: [.drop, .rename],
            detail: "Ecto")
    }
}
