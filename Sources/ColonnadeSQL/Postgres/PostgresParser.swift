import CPgQuery
import ColonnadeModel
import Glibc
import Synchronization

/// PostgreSQL's own parser.
enum PostgresParser {
    /// A statement of a text.
    struct ParsedStatement {
        /// Its typed node, such as `AlterTableStmt`.
        var node: ParseTree.Node
        /// Its tokens, without the closing semicolon.
        var tokens: Range<Int>
    }

    /// What the parser says of a text that it does not understand.
    struct Failure: Error {
        var message: String
        /// The byte of the text at which it stopped.
        var offset: Int?
    }

    /// The statements of a text.
    ///
    /// - Parameter source: where errors are reported; byte for byte as long as the text up to any error.
    static func parse(_ text: TokenizedText, reportingIn source: SourceText) throws -> [ParsedStatement] {
        do {
            return try rawStatements(text.bytes[...], .shifted(by: 0)).compactMap { raw in
                guard let node = raw["stmt"]?.typed else { return nil }
                let start = raw.integer("stmt_location")
                let length = raw.integer("stmt_len")
                let first = text.index(atByte: start)
                var end = length == 0 ? text.tokens.count : text.index(atByte: start + length)
                while end > first, text.isSymbol(end - 1, ";") { end -= 1 }
                return first < end ? ParsedStatement(node: node, tokens: first..<end) : nil
            }
        } catch let failure as Failure {
            let first = text.tokens.first?.bytes.lowerBound ?? 0
            let last = text.tokens.last?.bytes.upperBound ?? text.bytes.count
            throw SourceError(failure.message, in: source, atByte: min(failure.offset ?? first, last))
        }
    }

    /// The typed nodes of the statements of a text.
    static func statements(_ bytes: ArraySlice<UInt8>, places: Places) throws -> [ParseTree.Node] {
        try rawStatements(bytes, places).compactMap { $0["stmt"]?.typed }
    }

    /// What PL/pgSQL makes of the body of a DO or CREATE FUNCTION, which is all there is in the text.
    static func procedure(_ bytes: ArraySlice<UInt8>) throws -> ParseTree {
        try withParser(bytes) { text, names in
            let result = pg_query_parse_plpgsql(text)
            // An error made of a warning has constants where pg_query_free_error expects memory of its own.
            if result.error?.pointee.filename?.pointee == 0 {
                result.error.pointee.filename = strdup("")
                result.error.pointee.funcname = strdup("")
                result.error.pointee.context = nil
            }
            defer { pg_query_free_plpgsql_parse_result(result) }
            if let error = result.error { return (Failure(error.pointee, bytes), nil) }
            return (nil, try read(result.plpgsql_funcs, .shifted(by: 0), &names))
        }
    }

    private static func rawStatements(_ bytes: ArraySlice<UInt8>, _ places: Places) throws -> [ParseTree.Node]
    {
        let tree = try withParser(bytes) { text, names in
            let result = pg_query_parse(text)
            defer { pg_query_free_parse_result(result) }
            if let error = result.error { return (Failure(error.pointee, bytes), nil) }
            return (nil, try read(result.parse_tree, places, &names))
        }
        return tree.root["stmts"]?.children ?? []
    }

    private static func read(
        _ json: UnsafeMutablePointer<CChar>?, _ places: Places, _ names: inout FieldNames
    ) throws -> ParseTree? {
        guard let json else { return nil }
        let count = strlen(json)
        return try json.withMemoryRebound(to: UInt8.self, capacity: count) { bytes in
            try ParseTree(
                json: UnsafeBufferPointer(start: bytes, count: count), places: places, names: &names)
        }
    }
}

// MARK: - The library's limits

extension PostgresParser {
    typealias Parse = (UnsafePointer<CChar>?, inout FieldNames) throws -> (Failure?, ParseTree?)

    /// The names that are known, lent to one tree at a time: as many sets of them as there ever were parsers at work at
    /// once. The library itself has nothing that threads would share.
    private static let known = Mutex<[FieldNames]>([])

    private static func withParser(_ bytes: ArraySlice<UInt8>, _ parse: Parse) throws -> ParseTree {
        // What it reads is a C string.
        let text = Array(bytes) + [0]
        var names = known.withLock { $0.popLast() } ?? FieldNames()
        defer { known.withLock { $0.append(names) } }
        var (failure, tree) = try call(parse, text, &names)
        if failure?.isTooDeep == true {
            // The library measures what is left of the thread's stack, up to the two megabytes that a server has by
            // default: on a thread with as much as that, it reads what a server would.
            (failure, tree) = try DeepStack.run { try call(parse, text, &names) }
        }
        if let failure { throw failure.explained }
        guard let tree else { throw Failure(message: "PostgreSQL's parser returned nothing") }
        return tree
    }

    private static func call(
        _ parse: Parse, _ text: [UInt8], _ names: inout FieldNames
    ) throws -> (Failure?, ParseTree?) {
        do {
            return try text.withUnsafeBytes {
                try parse($0.baseAddress?.assumingMemoryBound(to: CChar.self), &names)
            }
        } catch let fault as ParseTree.MalformedJSON {
            throw Failure(message: "PostgreSQL's parser returned what cannot be read: \(fault)")
        }
    }
}

extension PostgresParser.Failure {
    fileprivate init(_ error: PgQueryError, _ bytes: ArraySlice<UInt8>) {
        message = error.message.map { String(cString: $0) } ?? "syntax error"
        if error.cursorpos > 0 { offset = bytes.offset(ofCharacter: Int(error.cursorpos)) }
    }

    fileprivate var isTooDeep: Bool { message.contains("stack depth") }

    fileprivate var explained: Self {
        guard isTooDeep || message.contains("memory exhausted") else { return self }
        var explained = self
        explained.message = "nested too deeply for PostgreSQL's parser (\(message))"
        return explained
    }
}

extension ArraySlice<UInt8> {
    /// The byte where a character starts, counted from 1 the way PostgreSQL counts: in code points. A place past the
    /// end becomes the end of what is not white space, so that the caret stands on a line that has something on it.
    fileprivate func offset(ofCharacter number: Int) -> Int {
        var left = number
        for (offset, byte) in enumerated() where byte & 0xC0 != 0x80 {
            left -= 1
            if left == 0 { return offset }
        }
        return (lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? startIndex) - startIndex
    }
}
