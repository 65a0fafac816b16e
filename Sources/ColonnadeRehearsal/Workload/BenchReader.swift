import ColonnadeModel

/// Reads pgbench's language.
struct BenchReader {
    private let source: SourceText
    private let bytes: [UInt8]
    private var place = 0
    private var known: Set<String> = ["scale", "client_id"]

    init(_ source: SourceText) {
        self.source = source
        bytes = Array(source.text.utf8)
    }

    mutating func commands() throws -> [BenchScript.Command] {
        var commands: [BenchScript.Command] = []
        while true {
            skipSpace()
            guard place < bytes.count else { break }
            if bytes[place] == UInt8(ascii: "\\") {
                commands.append(try metaCommand())
            } else {
                let parts = try statement()
                if !parts.isEmpty { commands.append(.statement(parts)) }
            }
        }
        guard !commands.isEmpty else {
            throw SourceError("the script has no statement", in: source, atByte: 0)
        }
        return commands
    }

    // MARK: - Statements

    /// Up to the semicolon, which is left out.
    private mutating func statement() throws -> [BenchScript.Part] {
        var parts: [BenchScript.Part] = []
        var start = place
        func text(_ end: Int) -> [BenchScript.Part] {
            start < end ? [.text(String(decoding: bytes[start..<end], as: UTF8.self))] : []
        }
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: ";"):
                parts += text(place)
                place += 1
                return parts
            case UInt8(ascii: "'"), UInt8(ascii: "\""): try skipQuoted()
            case UInt8(ascii: "$"): try skipDollarQuoted()
            case UInt8(ascii: "-") where follows("--"): skipLine()
            case UInt8(ascii: "/") where follows("/*"): try skipComment()
            case UInt8(ascii: ":") where follows("::"): place += 2
            case UInt8(ascii: ":"):
                let colon = place
                place += 1
                let name = word()
                guard let first = name.first, first.isLetter || first == "_" else { continue }
                guard known.contains(name) else {
                    throw SourceError(
                        "nothing has set :\(name): write \\set \(name) … first", in: source, atByte: colon)
                }
                parts += text(colon) + [.variable(name)]
                start = place
            default: place += 1
            }
        }
        // Only space and comments may be left without a semicolon; pgbench takes a last statement without one as well.
        parts += text(place)
        return parts
    }

    private func follows(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

    private mutating func skipQuoted() throws {
        let (start, quote) = (place, bytes[place])
        place += 1
        while place < bytes.count, bytes[place] != quote { place += 1 }
        guard place < bytes.count else {
            throw SourceError("this quote has no end", in: source, atByte: start)
        }
        place += 1
    }

    private mutating func skipDollarQuoted() throws {
        let start = place
        place += 1
        _ = word()
        guard place < bytes.count, bytes[place] == UInt8(ascii: "$") else { return }
        place += 1
        let tag = bytes[start..<place]
        while place < bytes.count, !bytes[place...].starts(with: tag) { place += 1 }
        guard place < bytes.count else {
            throw SourceError("this quote has no end", in: source, atByte: start)
        }
        place += tag.count
    }

    private mutating func skipComment() throws {
        let start = place
        place += 2
        while place < bytes.count, !follows("*/") { place += 1 }
        guard place < bytes.count else {
            throw SourceError("this comment has no end", in: source, atByte: start)
        }
        place += 2
    }

    private mutating func skipLine() {
        while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            if follows("--") {
                skipLine()
            } else if bytes[place] == 32 || (9...13).contains(bytes[place]) {
                place += 1
            } else {
                return
            }
        }
    }

    private mutating func word() -> String {
        let start = place
        while place < bytes.count,
            Character(UnicodeScalar(bytes[place])).isLetter || Character(UnicodeScalar(bytes[place])).isNumber
                || bytes[place] == UInt8(ascii: "_")
        { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    // MARK: - Backslash commands

    private mutating func metaCommand() throws -> BenchScript.Command {
        let start = place
        place += 1
        let name = word()
        switch name {
        case "set":
            skipBlank()
            let variable = word()
            guard !variable.isEmpty else {
                throw SourceError("\\set takes a name and an expression", in: source, atByte: place)
            }
            let expression = try sum()
            skipBlank()
            guard place == bytes.count || bytes[place] == UInt8(ascii: "\n") else {
                throw SourceError(
                    "this is no part of an expression that is understood here", in: source, atByte: place)
            }
            known.insert(variable)
            return .set(variable: variable, expression)
        case "sleep":
            skipBlank()
            guard let number = Int64(word()) else {
                throw SourceError("\\sleep takes a number and us, ms or s", in: source, atByte: place)
            }
            skipBlank()
            let unit = word()
            switch unit {
            case "us": return .sleep(.microseconds(number))
            case "ms": return .sleep(.milliseconds(number))
            case "s", "": return .sleep(.seconds(number))
            default: throw SourceError("\\sleep knows us, ms and s, not \(unit)", in: source, atByte: place)
            }
        default:
            throw SourceError(
                "\\\(name) is not understood here: scripts may use \\set and \\sleep", in: source,
                atByte: start)
        }
    }

    /// Space within a line, and a line's end behind a backslash.
    private mutating func skipBlank() {
        while place < bytes.count {
            if follows("\\\n") {
                place += 2
            } else if bytes[place] == 32 || bytes[place] == 9 || bytes[place] == 13 {
                place += 1
            } else {
                return
            }
        }
    }

    private mutating func sign(of signs: String) -> Character? {
        skipBlank()
        guard place < bytes.count else { return nil }
        let found = Character(UnicodeScalar(bytes[place]))
        guard signs.contains(found) else { return nil }
        place += 1
        return found
    }

    private mutating func sum() throws -> BenchExpression {
        var left = try product()
        while let sign = sign(of: "+-") { left = .binary(sign, left, try product()) }
        return left
    }

    private mutating func product() throws -> BenchExpression {
        var left = try factor()
        while let sign = sign(of: "*/%") { left = .binary(sign, left, try factor()) }
        return left
    }

    private mutating func factor() throws -> BenchExpression {
        skipBlank()
        let start = place
        if sign(of: "-") != nil { return .negated(try factor()) }
        if sign(of: "(") != nil {
            let inner = try sum()
            try expect(")")
            return inner
        }
        if sign(of: ":") != nil {
            let name = word()
            guard known.contains(name) else {
                throw SourceError("nothing has set :\(name)", in: source, atByte: start)
            }
            return .variable(name)
        }
        let text = word()
        if let number = number(text) { return .number(number) }
        guard let function = BenchExpression.Function(rawValue: text.lowercased()) else {
            let known = BenchExpression.Function.allCases.map(\.rawValue).joined(separator: ", ")
            throw SourceError(
                "\(text.isEmpty ? "an expression" : text) is not understood here; the functions are \(known)",
                in: source, atByte: start)
        }
        return .call(function, try arguments(of: function, at: start))
    }

    private mutating func number(_ text: String) -> BenchNumber? {
        guard let first = text.first, first.isNumber else { return nil }
        guard place < bytes.count, bytes[place] == UInt8(ascii: ".") else {
            return Int64(text).map { .whole($0) }
        }
        place += 1
        return Double("\(text).\(word())").map { .real($0) }
    }

    private mutating func arguments(of function: BenchExpression.Function, at start: Int) throws
        -> [BenchExpression]
    {
        try expect("(")
        var arguments = [try sum()]
        while sign(of: ",") != nil { arguments.append(try sum()) }
        try expect(")")
        guard function.arguments.contains(arguments.count) else {
            throw SourceError(
                "\(function.rawValue) takes \(function.arguments.lowerBound) arguments, not \(arguments.count)",
                in: source, atByte: start)
        }
        return arguments
    }

    private mutating func expect(_ character: Character) throws {
        guard sign(of: String(character)) != nil else {
            throw SourceError("here \(character) is missing", in: source, atByte: place)
        }
    }
}
