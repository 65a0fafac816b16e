import ColonnadeModel

/// SQL that was made of a program, and where in the program each part of it comes from.
struct SourcedSQL: Sendable {
    /// A stretch of the SQL and what it was made of.
    struct Place: Sendable {
        var sql: Range<Int>
        var source: Range<Int>
        /// Whether it stands there byte for byte.
        var isExact: Bool
    }

    private(set) var text = ""
    /// The inner ones behind those around them.
    private(set) var places: [Place] = []

    /// SQL that a person wrote into the program.
    init(written string: CodeString) {
        text = string.text
        places = string.runs.map {
            Place(sql: $0.at..<($0.at + $0.count), source: $0.source..<($0.source + $0.count), isExact: true)
        }
    }

    /// The same, known to be made of a stretch of the program.
    func made(of source: Range<Int>) -> SourcedSQL {
        var marked = self
        marked.places.insert(Place(sql: 0..<text.utf8.count, source: source, isExact: false), at: 0)
        return marked
    }

    mutating func append(_ other: SourcedSQL) {
        let start = text.utf8.count
        text += other.text
        places += other.places.map {
            Place(
                sql: ($0.sql.lowerBound + start)..<($0.sql.upperBound + start), source: $0.source,
                isExact: $0.isExact)
        }
    }

    /// What a stretch of the SQL was made of: that stretch where it was written, else what is around its beginning.
    func origin(of bytes: Range<Int>) -> Range<Int>? {
        guard let first = origin(of: bytes.lowerBound) else { return nil }
        guard first.isExact, let last = origin(of: bytes.upperBound - 1), last.isExact else {
            return first.source
        }
        let start = first.source.lowerBound
        return start..<max(start, last.source.lowerBound + 1)
    }

    /// What a byte of the SQL was made of: the byte itself where it was written, else what is around it.
    private func origin(of byte: Int) -> (source: Range<Int>, isExact: Bool)? {
        guard let place = places.last(where: { $0.sql.contains(byte) }) else { return nil }
        guard place.isExact else { return (place.source, false) }
        let start = place.source.lowerBound + byte - place.sql.lowerBound
        return (start..<place.source.upperBound, true)
    }
}

extension SourcedSQL: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    /// As with ``SQL``, there is no interpolation of a bare string.
    struct StringInterpolation: StringInterpolationProtocol {
        var sql: SourcedSQL = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) { sql.text += literal }
        mutating func appendInterpolation(_ name: Identifier) { sql.append(SourcedSQL("\(name)" as SQL)) }
        mutating func appendInterpolation(_ name: ObjectName) { sql.append(SourcedSQL("\(name)" as SQL)) }
        mutating func appendInterpolation(_ names: [Identifier]) { sql.append(SourcedSQL("\(names)" as SQL)) }
        mutating func appendInterpolation(_ part: SourcedSQL) { sql.append(part) }
        mutating func appendInterpolation(_ part: SourcedSQL, if condition: Bool) {
            if condition { sql.append(part) }
        }
        mutating func appendInterpolation(literal text: String) {
            sql.append(SourcedSQL("\(literal: text)" as SQL))
        }
        mutating func appendInterpolation(number: Int) { sql.text += String(number) }
        /// SQL of the framework's own, such as the name of a type.
        mutating func appendInterpolation(verbatim text: String) { sql.text += text }
    }

    init(_ sql: SQL) { text = sql.rendered(.postgres).text }

    init(verbatim text: String) { self.text = text }
}

extension Sequence where Element == SourcedSQL {
    func joined(separator: SourcedSQL) -> SourcedSQL {
        var result: SourcedSQL = ""
        for (index, part) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(part)
        }
        return result
    }
}
