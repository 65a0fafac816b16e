import ColonnadeModel

/// The text of a statement with open places, each of which can be filled in several ways.
package struct EmbeddedTemplate: Sendable {
    private enum Part {
        case text(Range<Int>)
        case slot(Int)
    }

    private struct Slot {
        /// Where it is written in the program.
        var source: Int
        var fillings: [String]
        var filling = 0

        var text: String { fillings[filling] }
    }

    private var bytes: [UInt8] = []
    /// Where each byte stands in the program.
    private var offsets: [Int] = []
    private var end = 0
    private var parts: [Part] = []
    private var slots: [Slot] = []
    /// How many places are filled in when the program runs, bound parameters aside.
    private(set) var gaps = 0

    private static let name = EmbeddedSQL.placeholder.text
    private static let computed = [
        name, "", "(\(name))", "\(name) = \(name)", "'x'", "$1", "AND \(name)", "\(name) ASC",
    ]
    private static let bound = ["$1", name, "'x'", ""]

    init(_ text: EmbeddedText, prefix: String = "", suffix: String = "") {
        append(prefix, at: text.bytes.lowerBound)
        var gaps: [(at: Int, source: Int)] = []
        for piece in text.pieces {
            switch piece {
            case .literal(let string):
                let start = bytes.count
                gaps += string.gaps.map { (start + $0.at, $0.source.lowerBound) }
                append(string, from: text.bytes.lowerBound)
            case .computed(let range): gaps.append((bytes.count, range.lowerBound))
            }
        }
        append(suffix, at: text.bytes.upperBound)
        end = text.bytes.upperBound
        cut(at: gaps)
    }

    /// A text of a file, with the place of each of its bytes.
    package init(bytes: [UInt8], offsets: [Int]) {
        self.bytes = bytes
        self.offsets = offsets
        end = offsets.last.map { $0 + 1 } ?? 0
        cut(at: [])
    }

    private mutating func append(_ text: String, at offset: Int) {
        for byte in text.utf8 {
            bytes.append(byte)
            offsets.append(offset)
        }
    }

    private mutating func append(_ string: CodeString, from start: Int) {
        var last = start
        var run = 0
        for (index, byte) in string.bytes.enumerated() {
            while run < string.runs.count, string.runs[run].at + string.runs[run].count <= index { run += 1 }
            if run < string.runs.count, string.runs[run].at <= index {
                last = string.runs[run].source + index - string.runs[run].at
            }
            // MySQL's quotation of names, which PostgreSQL does not have.
            bytes.append(byte == UInt8(ascii: "`") ? UInt8(ascii: "\"") : byte)
            offsets.append(last)
        }
    }

    // MARK: Open places

    /// Cuts the text at its open places: the gaps, and what other tools than the program fill in.
    private mutating func cut(at gaps: [(at: Int, source: Int)]) {
        // With a name in each gap, the quotations and comments that a gap may stand in are seen.
        var filled: [UInt8] = []
        var map: [Int] = []
        var marks: [(range: Range<Int>, gap: (at: Int, source: Int))] = []
        var next = gaps[...]
        for index in 0...bytes.count {
            while let gap = next.first, gap.at == index {
                let start = filled.count
                filled += Array(Self.name.utf8)
                map += Array(repeating: index, count: Self.name.utf8.count)
                marks.append((start..<filled.count, gap))
                next = next.dropFirst()
            }
            if index < bytes.count {
                filled.append(bytes[index])
                map.append(index)
            }
        }
        map.append(bytes.count)
        let text = SQLTokenizer.tokenize(filled, for: .postgresql)
        var open: [(range: Range<Int>, source: Int, isBound: Bool)] = []
        for mark in marks where !text.isQuoted(mark.range.lowerBound) {
            open.append((mark.gap.at..<mark.gap.at, mark.gap.source, false))
        }
        for place in text.placeholders() {
            let range = map[place.bytes.lowerBound]..<map[place.bytes.upperBound]
            guard !range.isEmpty else { continue }
            open.append((range, offsets[range.lowerBound], place.isBound))
        }
        open.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        var at = 0
        for place in open where place.range.lowerBound >= at {
            parts.append(.text(at..<place.range.lowerBound))
            parts.append(.slot(slots.count))
            slots.append(
                Slot(source: place.source, fillings: place.isBound ? Self.bound : Self.computed))
            if !place.isBound { self.gaps += 1 }
            at = place.range.upperBound
        }
        parts.append(.text(at..<bytes.count))
    }

    // MARK: Reading

    /// Reads it, trying other fillings where it cannot be read.
    mutating func parse() -> Result<[PostgresScript.Statement], PostgresParser.Failure> {
        var failure: PostgresParser.Failure?
        for _ in 0..<(slots.count * 4 + 1) {
            let (text, places, starts) = rendered
            do {
                let statements = try read(text, places)
                if let alias = emptied(statements) { return .success(alias) }
                return .success(statements)
            } catch let error as PostgresParser.Failure {
                if failure == nil { failure = error }
                let place = error.offset ?? text.count
                // The one that stands before what was not understood, or at it.
                let candidate = slots.indices.last {
                    starts[$0] <= place && slots[$0].filling + 1 < slots[$0].fillings.count
                }
                guard let candidate, slots.count <= 40 else { break }
                slots[candidate].filling += 1
            } catch {
                break
            }
        }
        return .failure(failure ?? PostgresParser.Failure(message: "cannot be read"))
    }

    private var rendered: (text: [UInt8], places: [Int], starts: [Int]) {
        var text: [UInt8] = []
        var places: [Int] = []
        var starts: [Int] = []
        for part in parts {
            switch part {
            case .text(let range):
                text += bytes[range]
                places += offsets[range]
            case .slot(let index):
                starts.append(text.count)
                for byte in slots[index].text.utf8 {
                    text.append(byte)
                    places.append(slots[index].source)
                }
            }
        }
        return (text, places + [end], starts)
    }

    private func read(_ text: [UInt8], _ places: [Int]) throws -> [PostgresScript.Statement] {
        let tokens = SQLTokenizer.tokenize(text, for: .postgresql)
        var splitter = StatementSplitter(tokens)
        var statements: [PostgresScript.Statement] = []
        while let part = splitter.next() {
            guard case .statement(let range) = part else { continue }
            let bytes = tokens.byteRange(tokens: range)
            let own = Places.listed(Array(places[bytes.lowerBound...bytes.upperBound]))
            let nodes: [ParseTree.Node]
            do {
                nodes = try PostgresParser.statements(text[bytes], places: own)
            } catch var failure as PostgresParser.Failure {
                failure.offset = bytes.lowerBound + (failure.offset ?? bytes.count)
                throw failure
            }
            for node in nodes {
                statements.append(
                    PostgresScript.Statement(
                        node: node, bytes: own.range(0..<bytes.count),
                        text: String(decoding: text[bytes], as: UTF8.self)))
            }
        }
        return statements
    }

    /// The statements with nothing in the place of what would be an alias: `FROM orders ${conditions}`.
    private mutating func emptied(_ statements: [PostgresScript.Statement]) -> [PostgresScript.Statement]? {
        let aliases = statements.flatMap { $0.node.all("alias") }.filter {
            $0.string("aliasname") == Self.name
        }
        guard !aliases.isEmpty else { return nil }
        var other = self
        for index in slots.indices where slots[index].text == Self.name {
            other.slots[index].filling = 1
            let (text, places, _) = other.rendered
            if let read = try? other.read(text, places),
                !read.contains(where: { statement in
                    statement.node.all("alias").contains { $0.string("aliasname") == Self.name }
                })
            {
                self = other
                return read
            }
            other.slots[index].filling = 0
        }
        return nil
    }
}
