import ColonnadeModel

/// What the body of a DO block, a function or a procedure holds.
package struct ProcedureBody: Sendable {
    /// Its static statements and those of constant strings that it executes, in the order written.
    package var statements: [PostgresScript.Statement] = []
    /// What of it could not be read.
    package var unread: [Unread] = []
    /// `colonnade:ignore` in it.
    package var ignores: [PostgresScript.Ignore] = []

    /// Reads the body of a DO or CREATE FUNCTION; nil where there is none, or it is compiled code.
    ///
    /// - Parameter file: the whole text that the statement stands in.
    init?(of statement: PostgresScript.Statement, in file: [UInt8]) {
        let node = statement.node
        let options = node.list(node.key == "DoStmt" ? "args" : "options")
        let language =
            options.first { $0.string("defname") == "language" }?["arg"]?.typed?.string("sval") ?? "plpgsql"
        if node["sql_body"] != nil {
            readStandard(statement, file)
            return
        }
        guard let body = options.first(where: { $0.string("defname") == "as" }),
            !["c", "internal"].contains(language.lowercased())
        else { return nil }
        guard ["plpgsql", "sql"].contains(language.lowercased()) else {
            unread = [
                Unread(
                    kind: .dynamic, message: "code in \(language) is not read, nor the SQL in it",
                    bytes: statement.bytes)
            ]
            return
        }
        guard let constant = Self.constant(at: body.location, statement, file) else {
            unread = [Unread(kind: .dynamic, message: "a body in pieces is not read", bytes: statement.bytes)]
            return
        }
        if language.lowercased() == "sql" {
            readStatements(constant)
        } else {
            readProcedure(constant, Array(file[statement.bytes]), statement)
        }
        readIgnores(constant)
        statements.sort { $0.bytes.lowerBound < $1.bytes.lowerBound }
    }

    /// The same in a file that the text was made of.
    func moved(_ place: (Range<Int>) -> Range<Int>) -> ProcedureBody {
        var moved = self
        for index in statements.indices { moved.statements[index].bytes = place(statements[index].bytes) }
        for index in unread.indices { moved.unread[index].bytes = place(unread[index].bytes) }
        for index in ignores.indices { moved.ignores[index].bytes = place(ignores[index].bytes) }
        return moved
    }

    /// The string at a place or behind the AS there.
    private static func constant(
        at place: Int, _ statement: PostgresScript.Statement, _ file: [UInt8]
    ) -> StringConstant? {
        let text = SQLTokenizer.tokenize(Array(file[statement.bytes]), for: .postgresql)
        let first = text.index(atByte: place - statement.bytes.lowerBound)
        let index = text.token(first)?.kind == .string ? first : first + 1
        guard let token = text.token(index), text.token(index + 1)?.kind != .string else { return nil }
        return StringConstant(token, of: text.bytes, places: .shifted(by: statement.bytes.lowerBound))
    }

    private mutating func readIgnores(_ body: StringConstant) {
        let source = SourceText(path: "", text: String(decoding: body.bytes, as: UTF8.self))
        let text = SQLTokenizer.tokenize(body.bytes, for: .postgresql)
        // A directive that cannot be read is one for the file: it is said there, if it is one.
        for result in DirectiveReader(text: text, source: source).results() {
            guard case .success(let directive) = result, case .ignore(let rule, let reason) = directive.kind
            else { continue }
            ignores.append(
                PostgresScript.Ignore(rule: rule, reason: reason, bytes: body.places.range(directive.bytes)))
        }
    }
}

// MARK: - SQL

extension ProcedureBody {
    /// The statements between `BEGIN ATOMIC` and `END`, which are part of the tree.
    private mutating func readStandard(_ statement: PostgresScript.Statement, _ file: [UInt8]) {
        guard let body = statement.node["sql_body"]?.typed, body.key == "List" else { return }
        let nodes = body.list("items").flatMap { $0.key == "List" ? $0.list("items") : [$0] }
        let text = SQLTokenizer.tokenize(Array(file[statement.bytes]), for: .postgresql)
        guard let atomic = text.tokens.indices.first(where: { text.isKeyword($0, "ATOMIC") }) else { return }
        var stretches = text.topLevel((atomic + 1)..<text.tokens.count).split { text.isSymbol($0, ";") }[...]
        for node in nodes {
            guard let stretch = stretches.popFirst(), let first = stretch.first, let last = stretch.last
            else {
                return
            }
            let bytes = text.byteRange(tokens: first..<(last + 1))
            let start = statement.bytes.lowerBound
            statements.append(
                PostgresScript.Statement(
                    node: node, bytes: (start + bytes.lowerBound)..<(start + bytes.upperBound),
                    text: text.text(bytes)))
        }
    }

    /// Statements in a string.
    private mutating func readStatements(_ script: StringConstant) {
        let text = SQLTokenizer.tokenize(script.bytes, for: .postgresql)
        var splitter = StatementSplitter(text)
        while let part = splitter.next() {
            if case .statement(let tokens) = part {
                read(text.bytes, text.byteRange(tokens: tokens), script.places)
            }
        }
    }

    /// Statements in a stretch of a text.
    private mutating func read(_ bytes: [UInt8], _ range: Range<Int>, _ places: Places) {
        do {
            for node in try PostgresParser.statements(bytes[range], places: places.from(range.lowerBound)) {
                statements.append(
                    PostgresScript.Statement(
                        node: node, bytes: places.range(range),
                        text: String(decoding: bytes[range], as: UTF8.self))
                )
            }
        } catch let failure as PostgresParser.Failure {
            let place = places[range.lowerBound + (failure.offset ?? 0)]
            unread.append(Unread(kind: .syntax, message: failure.message, bytes: place..<place))
        } catch {}
    }
}

// MARK: - PL/pgSQL

extension ProcedureBody {
    private mutating func readProcedure(
        _ body: StringConstant, _ definition: [UInt8], _ statement: PostgresScript.Statement
    ) {
        let tree: ParseTree
        do {
            tree = try PostgresParser.procedure(definition[...])
        } catch {
            return readPieces(body, error as? PostgresParser.Failure)
        }
        let constants = Self.constants(tree, body)
        var text = ProcedureText(body.bytes)
        let parts = tree.root.all(startingWith: "PLpgSQL_stmt_").flatMap { ProcedurePart.all(in: $0) }
        let loops = ProcedureLoop.all(in: tree)
        for part in parts.sorted(by: { $0.line < $1.line }) {
            let range = text.find(part)
            if part.isDynamic {
                readDynamic(part, range, body, constants)
            } else {
                let first = statements.count
                read(part.bytes, part.bytes.indices, part.places(at: range.lowerBound, in: body.places))
                for index in statements.indices[first...] {
                    statements[index].rowsOfLoop = loops.first { $0.lines.contains(part.line) }?.query
                }
            }
        }
    }

    /// What PL/pgSQL's parser does not take is read piece by piece: its library knows no user's types, so that it is not
    /// always the body's fault, and a syntax error hides no other statement.
    private mutating func readPieces(_ body: StringConstant, _ failure: PostgresParser.Failure?) {
        let text = SQLTokenizer.tokenize(body.bytes, for: .postgresql)
        for piece in ProcedurePiece.all(in: text) {
            let range = text.byteRange(tokens: piece.tokens)
            switch piece.kind {
            case .statement: read(body.bytes, range, body.places)
            case .query:
                // PERFORM is as long as SELECT and a space.
                let query = Array("SELECT ".utf8) + body.bytes[(range.lowerBound + 7)..<range.upperBound]
                read(query, query.indices, body.places.from(range.lowerBound))
            case .dynamic:
                let part = ProcedurePart(
                    line: 0, bytes: Array(body.bytes[range]), isDynamic: true, skipped: 0)
                readDynamic(part, range, body, [:])
            }
        }
        guard let failure, !unread.contains(where: { $0.kind == .syntax }) else { return }
        let place = body.places[text.place(of: failure)]
        let isSyntax = failure.message.hasPrefix("syntax error")
        unread.append(
            Unread(
                kind: isSyntax ? .syntax : .dynamic,
                message: isSyntax ? failure.message : "the body is read only in part: \(failure.message)",
                bytes: place..<place))
    }

    private mutating func readDynamic(
        _ part: ProcedurePart, _ range: Range<Int>, _ body: StringConstant,
        _ constants: [String: StringConstant]
    ) {
        let places = part.places(at: range.lowerBound, in: body.places)
        if let text = ConstantExpression.value(part.bytes, places: places, constants: constants) {
            return readStatements(text)
        }
        unread.append(
            Unread(
                kind: .dynamic, message: "the SQL that is executed here is only made when it runs",
                bytes: body.places.range(range)))
    }

    /// The variables that are declared CONSTANT, with a constant text.
    private static func constants(_ tree: ParseTree, _ body: StringConstant) -> [String: StringConstant] {
        var constants: [String: StringConstant] = [:]
        for variable in tree.root.all("PLpgSQL_var") where variable.flag("isconst") {
            guard let name = variable.string("refname"),
                let query = variable["default_val"]?.typed?.string("query")
            else { continue }
            var text = ProcedureText(body.bytes)
            let part = ProcedurePart(
                line: variable.integer("lineno"), bytes: Array(query.utf8), isDynamic: true, skipped: 0)
            let places = part.places(at: text.find(part).lowerBound, in: body.places)
            constants[name] = ConstantExpression.value(part.bytes, places: places, constants: constants)
        }
        return constants
    }
}
