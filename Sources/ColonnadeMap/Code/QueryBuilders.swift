import ColonnadeModel
import ColonnadeSQL

/// Finds queries that calls put together on a table that is named in a string, without a model: `knex("orders")`,
/// `DB::table('orders')`, `supabase.from("orders")`, `DB[:orders]`. What the strings in them are is told by their places
/// alone, so all of it is only likely.
struct QueryBuilders {
    let subject: CodeSubject
    private let fragment: SQLFragment

    init(_ subject: CodeSubject) {
        self.subject = subject
        fragment = SQLFragment(subject: subject)
    }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard let language = file.language, !language.accessors.isEmpty else { return [] }
        return file.tokens.indices.flatMap { index -> [Dependency] in
            guard let names = names(at: index, file), let open = open(index, file) else { return [] }
            let calls = CallChain(around: open, in: file).calls
            guard calls.contains(where: { Self.verbs.contains($0.name.lowercased()) }) else { return [] }
            guard let column = subject.column else {
                return [dependency(index, subject.table, isWrite: calls.contains { Self.writes($0) }, file)]
            }
            let isJoined = file.word(open - 1)?.lowercased().hasSuffix("join") == true
            return calls.flatMap { call in
                places(of: column, in: call, names, isJoined: isJoined, file).map {
                    dependency($0, "\(subject.table).\(column)", isWrite: Self.writes(call), file)
                }
            }
        }
    }

    /// What the table goes by in a query, where the string at a token is its name: `orders as o`.
    private func names(at index: Int, _ file: ScannedFile) -> Set<String>? {
        guard let text = file.literal(index), let (parts, alias) = Self.aliased(text) else { return nil }
        let isMine = subject.family.contains { table in
            parts.last == table.name.text
                && (parts.count == 1 || (parts.count == 2 && table.schema?.text == parts[0]))
        }
        return isMine ? Set([parts.last ?? "", alias]) : nil
    }

    /// The parts of a name, and what `as` calls it; nil where a text is more than that.
    private static func aliased(_ text: String) -> (parts: [String], alias: String)? {
        let words = text.split(separator: " ")
        guard let written = words.first,
            words.count == 1 || (words.count == 3 && words[1].lowercased() == "as")
        else { return nil }
        return (written.split(separator: ".").map(String.init), words.count == 3 ? String(words[2]) : "")
    }

    /// The bracket of the call that is given the table at a token.
    private func open(_ index: Int, _ file: ScannedFile) -> Int? {
        let open = index - 1
        if file.language == .ruby, file.isMark(open, "["), file.isMark(index + 1, "]"),
            file.isWord(open - 1, "DB")
        {
            return open
        }
        guard file.isMark(open, "("), file.isMark(index + 1, ")") || file.isMark(index + 1, ",") else {
            return nil
        }
        let call = file.word(open - 1)
        if let call, file.isAccessor(open - 2) {
            return Self.openers.contains(call.lowercased()) ? open : nil
        }
        // `knex("orders")`, `trx<Order>("orders")`
        return file.language == .javascript && (call != nil || file.isMark(open - 1, ">")) ? open : nil
    }

    /// Where the column is named among the arguments of a call.
    private func places(
        of column: String, in call: CallChain.Call, _ names: Set<String>, isJoined: Bool, _ file: ScannedFile
    ) -> [Int] {
        // The second of `where("kind", "status")` is a value.
        let isComparison =
            Self.comparisons.contains { call.name.lowercased().hasPrefix($0) }
            && !call.name.lowercased().hasSuffix("column")
        let values = isComparison ? file.arguments(call.open).dropFirst().map(\.lowerBound) : []
        var brackets: [String] = []
        var found: [Int] = []
        for index in (call.open + 1)..<max(call.open + 1, file.closing(call.open)) {
            switch file.tokens[index].kind {
            case .mark(let mark) where ["(", "[", "{"].contains(mark): brackets.append(mark)
            case .mark(let mark) where [")", "]", "}"].contains(mark): _ = brackets.popLast()
            case .word(let word) where word == column:
                let isKey =
                    file.label(index) != nil || file.isMark(index + 1, ",") || file.isMark(index + 1, "}")
                if isKey, !isJoined, brackets.last == "{" { found.append(index) }
            case .label(let label) where label == column && !isJoined: found.append(index)
            case .string, .symbol:
                guard let text = file.literal(index), !values.contains(index) else { continue }
                let isFragment = !isJoined && fragment.uses(at: index, file)
                if isFragment || isColumn(text, column, names, isJoined: isJoined) { found.append(index) }
            default: break
            }
        }
        return found
    }

    /// `status`, `o.status`, `status as s`. Of a table that is joined to another one, a name alone may be the other's.
    private func isColumn(_ text: String, _ column: String, _ names: Set<String>, isJoined: Bool) -> Bool {
        guard text.hasPrefix(column) || text.contains("."), let (parts, _) = Self.aliased(text),
            parts.last == column
        else { return false }
        return parts.count == 1 ? !isJoined : parts.count == 2 && names.contains(parts[0])
    }

    private func dependency(_ index: Int, _ name: String, isWrite: Bool, _ file: ScannedFile) -> Dependency {
        Dependency(
            "query", name, via: .code, effect: isWrite ? .writes : .reads, certainty: .likely,
            evidence: file.evidence(atByte: file.tokens[index].bytes.lowerBound), breaksOn: [.drop, .rename],
            detail: "put together by calls")
    }

    private static func writes(_ call: CallChain.Call) -> Bool {
        let name = call.name.lowercased()
        return ["insert", "update", "upsert", "delete", "del", "truncate", "increment", "decrement"].contains
        {
            name.hasPrefix($0)
        } || name == "set" || name == "values"
    }

    /// Calls on something that take a table, in small letters.
    private static let openers: Set<String> = [
        "from", "into", "table", "selectfrom", "insertinto", "updatetable", "deletefrom", "insert", "update",
        "delete", "join", "leftjoin", "rightjoin", "innerjoin", "fulljoin", "leftouterjoin",
    ]
    private static let comparisons = ["where", "orwhere", "andwhere", "having", "eq", "neq"]
    /// Calls that only queries have, in small letters.
    private static let verbs: Set<String> = [
        "select", "selectall", "selectfrom", "insertinto", "updatetable", "deletefrom", "where", "wherein",
        "wherenull", "wherenotnull", "whereraw", "wherenot", "wherebetween", "andwhere", "orwhere", "insert",
        "insertgetid", "insertorignore", "update", "updateorinsert", "upsert", "del", "delete", "join",
        "leftjoin",
        "innerjoin", "orderby", "groupby", "pluck", "returning", "increment", "decrement", "distinct",
        "columns", "eq", "neq",
    ]
}
