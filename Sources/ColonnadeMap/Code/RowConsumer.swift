import ColonnadeSQL

/// What a program does with the rows of a statement, as far as the calls around it say.
struct RowConsumer {
    /// A way to take a row apart that minds which columns there are.
    enum Consumer: Sendable, Hashable {
        /// database/sql and pgx: `Scan` wants as many destinations as there are columns.
        case goScan
        /// sqlx for Go: `StructScan`, `Get` and `Select` refuse a column without a field (`missing destination name`).
        case goStruct
        /// sqlx for Rust: `query_as!` is checked against the database when the program is built.
        case rustMacro
        /// By number or by unpacking.
        case byPlace

        var remedy: String {
            switch self {
            case .goScan: "name the columns: Scan fails as soon as there is one more than it has destinations"
            case .goStruct:
                "name the columns, or use Unsafe(): sqlx refuses a column that the structure has no field for"
            case .rustMacro:
                "name the columns: query_as! refuses a column that the structure has no field for"
            case .byPlace: "name the columns: what the row holds is told by its place"
            }
        }
    }

    private let file: ScannedFile

    init(_ file: ScannedFile) { self.file = file }

    /// - Parameter byte: the end of the statement's text.
    func consumer(behind byte: Int) -> Consumer? {
        guard let language = file.language, let at = index(atByte: byte) else { return nil }
        let behind = at..<min(at + 90, file.tokens.count)
        let before = max(0, at - 12)..<at
        switch language {
        case .go:
            if before.contains(where: { isCall($0, ["Get", "Select", "GetContext", "SelectContext"]) }),
                before.contains(where: { file.isMark($0, "&") })
            {
                return .goStruct
            }
            if behind.contains(where: { isCall($0, ["StructScan", "StructScanAll"]) }) { return .goStruct }
            if behind.contains(where: { isCall($0, ["Scan"]) }) { return .goScan }
        case .rust:
            if before.contains(where: { file.isWord($0, "query_as") && file.isMark($0 + 1, "!") }) {
                return .rustMacro
            }
        case .python:
            // a, b = cursor.fetchone(); for a, b in cursor; row[0]
            for index in behind {
                if file.isMark(index, "["), isNumber(index + 1), file.isMark(index + 2, "]") {
                    return .byPlace
                }
                if isFetch(index), isUnpacked(before: index) { return .byPlace }
                if file.isWord(index, "for"), file.word(index + 1) != nil, file.isMark(index + 2, ",") {
                    return .byPlace
                }
            }
        case .java, .kotlin, .csharp:
            for index in behind
            where file.word(index)?.hasPrefix("get") == true || file.word(index)?.hasPrefix("Get") == true {
                if file.isMark(index - 1, "."), file.isMark(index + 1, "("), isNumber(index + 2),
                    file.isMark(index + 3, ")")
                {
                    return .byPlace
                }
            }
        case .php:
            if behind.contains(where: {
                file.isWord($0, "FETCH_NUM") || file.isWord($0, "fetch_row")
                    || file.isWord($0, "pg_fetch_row")
            }) {
                return .byPlace
            }
        case .javascript:
            if behind.contains(where: { file.label($0) == "rowMode" }) { return .byPlace }
        case .ruby, .elixir:
            if behind.contains(where: { file.isMark($0, ".") && file.isWord($0 + 1, "rows") }) {
                return .byPlace
            }
        case .perl:
            if behind.contains(where: {
                file.isWord($0, "fetchrow_array") || file.isWord($0, "fetchrow_arrayref")
                    || file.isWord($0, "selectrow_array")
            }) {
                return .byPlace
            }
        case .swift, .c, .shell, .lua: return nil
        }
        return nil
    }

    private func index(atByte byte: Int) -> Int? {
        var low = 0
        var high = file.tokens.count
        while low < high {
            let middle = (low + high) / 2
            if file.tokens[middle].bytes.lowerBound < byte { low = middle + 1 } else { high = middle }
        }
        return low < file.tokens.count ? low : nil
    }

    private func isCall(_ index: Int, _ names: Set<String>) -> Bool {
        file.word(index).map(names.contains) == true && file.isMark(index - 1, ".")
            && file.isMark(index + 1, "(")
    }

    private func isNumber(_ index: Int) -> Bool {
        guard file.tokens.indices.contains(index), case .number = file.tokens[index].kind else {
            return false
        }
        return true
    }

    private func isFetch(_ index: Int) -> Bool { isCall(index, ["fetchone", "fetchrow"]) }

    /// `a, b = … .fetchone`.
    private func isUnpacked(before index: Int) -> Bool {
        var at = index
        while at > 0, file.tokens[at].kind != .newline {
            if file.isMark(at, "=") {
                return file.word(at - 1) != nil && (file.isMark(at - 2, ",") || file.isMark(at - 1, ","))
            }
            at -= 1
        }
        return false
    }
}
