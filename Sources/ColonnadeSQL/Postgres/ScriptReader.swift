import ColonnadeModel

/// Reads the statements of a script, each by itself, so that one that cannot be read hides no other.
struct ScriptReader {
    private(set) var unread: [Unread] = []
    private var text: TokenizedText
    /// Statements that are parsed together: a dump has thousands, and each call of the parser costs.
    private var batch: [Range<Int>] = []
    /// How often a script is taken up again behind something that cannot be read.
    private var recoveries = 100

    private static let batchBytes = 64 << 10

    /// What takes each statement, in order.
    private let take: (PostgresScript.Statement) -> Void

    init(_ text: TokenizedText, _ take: @escaping (PostgresScript.Statement) -> Void) {
        self.text = text
        self.take = take
    }

    mutating func read() {
        var splitter = StatementSplitter(text)
        script: while true {
            guard let part = splitter.next() else {
                guard let place = flush() else { break script }
                splitter = takeUp(at: place)
                continue
            }
            switch part {
            case .foreign(let index):
                if let place = flush() {
                    splitter = takeUp(at: place)
                } else {
                    note(ForeignSyntax.all(in: text, index..<(index + 1)))
                }
            case .statement(let tokens):
                let foreign = ForeignSyntax.all(in: text, tokens)
                if foreign.isEmpty {
                    batch.append(tokens)
                    let size = text.byteRange(tokens: batch[0].lowerBound..<tokens.upperBound).count
                    guard size >= Self.batchBytes, let place = flush() else { continue }
                    splitter = takeUp(at: place)
                } else if let place = flush() {
                    splitter = takeUp(at: place)
                } else {
                    readTemplate(tokens, foreign)
                }
            }
        }
        if let open = text.comments.last(where: { text.isOpen($0) }) {
            let start = open.bytes.lowerBound
            unread.append(
                Unread(kind: .syntax, message: "this comment is never closed", bytes: start..<start))
        }
    }

    /// Goes on at a byte as if the text began there: what a quote before it was never closed for is read again.
    private mutating func takeUp(at place: Int) -> StatementSplitter {
        recoveries -= 1
        text = SQLTokenizer.tokenize(text.bytes, from: place, for: .postgresql)
        return StatementSplitter(text)
    }

    /// Parses what has been gathered.
    ///
    /// - Returns: where to take the script up again, if a statement reaches over others that could be read.
    private mutating func flush() -> Int? {
        defer { batch = [] }
        guard let first = batch.first, let last = batch.last else { return nil }
        if batch.count > 1 {
            let range = text.byteRange(tokens: first.lowerBound..<last.upperBound)
            let nodes = try? PostgresParser.statements(
                text.bytes[range], places: .shifted(by: range.lowerBound))
            if let nodes, nodes.count == batch.count {
                for (tokens, node) in zip(batch, nodes) { append(node, text.byteRange(tokens: tokens)) }
                return nil
            }
        }
        for tokens in batch {
            if let place = read(text.byteRange(tokens: tokens)) { return place }
        }
        return nil
    }

    private func append(_ node: ParseTree.Node, _ range: Range<Int>) {
        take(PostgresScript.Statement(node: node, bytes: range, text: text.text(range)))
    }

    /// Reads one statement.
    private mutating func read(_ range: Range<Int>) -> Int? {
        do {
            for node in try PostgresParser.statements(
                text.bytes[range], places: .shifted(by: range.lowerBound))
            {
                append(node, range)
            }
            return nil
        } catch let failure as PostgresParser.Failure {
            let place = range.lowerBound + (failure.offset ?? 0)
            guard recoveries > 0, let next = text.statement(after: place, in: range) else {
                unread.append(Unread(kind: .syntax, message: failure.message, bytes: place..<place))
                return nil
            }
            let isMissingSemicolon = place == next && readQuietly(range.lowerBound..<next)
            unread.append(
                Unread(
                    kind: .syntax,
                    message: failure.message
                        + (isMissingSemicolon ? ": is a semicolon missing before it?" : ""),
                    bytes: place..<place))
            return next
        } catch {
            return nil
        }
    }

    /// Reads what stands before a statement that a semicolon should have set off.
    private mutating func readQuietly(_ range: Range<Int>) -> Bool {
        let trimmed = text.bytes[range].lastIndex { $0 > 0x20 }.map { range.lowerBound..<($0 + 1) } ?? range
        guard
            let nodes = try? PostgresParser.statements(
                text.bytes[trimmed], places: .shifted(by: trimmed.lowerBound)), !nodes.isEmpty
        else { return false }
        for node in nodes { append(node, trimmed) }
        return true
    }

    // MARK: - Templates

    private mutating func note(_ foreign: [ForeignSyntax]) {
        for stretch in foreign {
            let kind: Unread.Kind
            switch stretch.kind {
            case .command:
                let name = text.bytes[stretch.bytes].dropFirst().prefix { SQLTokenizer.continuesWord($0) }
                kind = .command(String(decoding: name, as: UTF8.self))
            case .rows: kind = .rows
            case .placeholder, .tag: kind = .placeholder
            }
            unread.append(Unread(kind: kind, message: stretch.message, bytes: stretch.bytes))
        }
    }

    /// Reads a statement with a word in the place of each placeholder, of the same length, so that nothing moves.
    private mutating func readTemplate(_ tokens: Range<Int>, _ foreign: [ForeignSyntax]) {
        let range = text.byteRange(tokens: tokens)
        var bytes = text.bytes[range]
        for stretch in foreign { bytes.fill(stretch) }
        let nodes = try? PostgresParser.statements(bytes, places: .shifted(by: range.lowerBound))
        guard let nodes else {
            let first = foreign[0]
            unread.append(Unread(kind: .syntax, message: first.message, bytes: first.bytes))
            return
        }
        for node in nodes { append(node, range) }
        note([foreign[0]])
    }
}

extension ArraySlice<UInt8> {
    /// `${schema}` becomes `__schema_`, `:'name'` becomes ` 'name'`, and a tag becomes nothing.
    fileprivate mutating func fill(_ stretch: ForeignSyntax) {
        let range = stretch.bytes.clamped(to: startIndex..<endIndex)
        if stretch.kind == .tag {
            for index in range where self[index] != 0x0A { self[index] = 0x20 }
        } else if self[range.lowerBound] == UInt8(ascii: ":") {
            let isWord = SQLTokenizer.startsWord(self[range.lowerBound + 1])
            self[range.lowerBound] = isWord ? UInt8(ascii: "_") : 0x20
        } else {
            for index in range
            where !SQLTokenizer.continuesWord(self[index]) || self[index] == UInt8(ascii: "$") {
                self[index] = UInt8(ascii: "_")
            }
        }
    }
}
