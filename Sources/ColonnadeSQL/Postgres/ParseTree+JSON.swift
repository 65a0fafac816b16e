extension ParseTree {
    /// The tree is not JSON as libpg_query writes it: a fault of this program, not of the migration.
    struct MalformedJSON: Error {
        var offset: Int
    }

    /// Reads libpg_query's output. Foundation's decoder stops at 512 levels, which a chain of 130 `||` already
    /// exceeds; and Foundation would be the largest part of the program's start-up time.
    ///
    /// - Parameters:
    ///   - places: where the text stood that was parsed.
    ///   - names: those that were met before; those of the tree come to them.
    convenience init(
        json: UnsafeBufferPointer<UInt8>, places: Places, names: inout FieldNames
    ) throws {
        var reader = JSONReader(json: json)
        try reader.read(&names)
        self.init(entries: reader.entries, strings: reader.strings, names: names.all, places: places)
    }
}

private struct JSONReader {
    let json: UnsafeBufferPointer<UInt8>
    var entries: [ParseTree.Entry] = []
    var strings: [String] = []
    private var at = 0
    /// Objects and arrays not yet closed.
    private var open: [Int] = []

    init(json: UnsafeBufferPointer<UInt8>) {
        self.json = json
        // Of a statement as people write them. Growing is allocating again and again.
        entries.reserveCapacity(json.count / 20)
        strings.reserveCapacity(json.count / 80)
        open.reserveCapacity(32)
    }

    mutating func read(_ names: inout FieldNames) throws {
        var key = FieldNames.none
        repeat {
            skipSeparators()
            guard at < json.count else { throw fault }
            switch json[at] {
            case UInt8(ascii: "{"): push(.object, key)
            case UInt8(ascii: "["): push(.array, key)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard let container = open.popLast() else { throw fault }
                entries[container].end = Int32(entries.count)
                at += 1
            case UInt8(ascii: "\""):
                if let name = fieldName(&names) {
                    key = name
                    continue
                }
                append(.string(Int32(strings.count)), key)
                strings.append(try string())
            case UInt8(ascii: "t"): try word("true", .bool(true), key)
            case UInt8(ascii: "f"): try word("false", .bool(false), key)
            case UInt8(ascii: "n"): try word("null", .null, key)
            default: append(.integer(try integer()), key)
            }
            key = FieldNames.none
        } while !open.isEmpty
    }

    private var fault: ParseTree.MalformedJSON { ParseTree.MalformedJSON(offset: at) }

    private mutating func skipSeparators() {
        while at < json.count, json[at] <= 0x20 || json[at] == UInt8(ascii: ",") { at += 1 }
    }

    private mutating func append(_ value: ParseTree.Value, _ key: UInt16) {
        entries.append(ParseTree.Entry(key: key, value: value, end: Int32(entries.count + 1)))
    }

    private mutating func push(_ value: ParseTree.Value, _ key: UInt16) {
        open.append(entries.count)
        append(value, key)
        at += 1
    }

    private mutating func word(_ text: StaticString, _ value: ParseTree.Value, _ key: UInt16) throws {
        append(value, key)
        at += text.utf8CodeUnitCount
    }

    private mutating func integer() throws -> Int {
        let isNegative = at < json.count && json[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        let start = at
        var number = 0
        while at < json.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= json[at], at < start + 18 {
            number = number * 10 + Int(json[at] - UInt8(ascii: "0"))
            at += 1
        }
        guard at > start else { throw fault }
        return isNegative ? -number : number
    }

    /// The name before a colon, which has no escapes in it.
    private mutating func fieldName(_ names: inout FieldNames) -> UInt16? {
        var end = at + 1
        var hash = 0
        while end < json.count, json[end] != UInt8(ascii: "\""), json[end] != UInt8(ascii: "\\") {
            hash = hash &* 31 &+ Int(json[end])
            end += 1
        }
        guard end + 1 < json.count, json[end + 1] == UInt8(ascii: ":") else { return nil }
        let name = names.number(of: json[(at + 1)..<end], hash)
        at = end + 2
        return name
    }

    private mutating func string() throws -> String {
        at += 1
        let start = at
        while at < json.count, json[at] != UInt8(ascii: "\""), json[at] != UInt8(ascii: "\\") { at += 1 }
        guard at < json.count else { throw fault }
        if json[at] == UInt8(ascii: "\"") {
            let text = String(decoding: json[start..<at], as: UTF8.self)
            at += 1
            return text
        }
        var bytes = Array(json[start..<at])
        while at < json.count, json[at] != UInt8(ascii: "\"") {
            guard json[at] == UInt8(ascii: "\\") else {
                bytes.append(json[at])
                at += 1
                continue
            }
            guard at + 1 < json.count else { throw fault }
            at += 2
            switch json[at - 1] {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "u"):
                // Only control characters are written so.
                guard at + 4 <= json.count,
                    let code = UInt8(String(decoding: json[at..<(at + 4)], as: UTF8.self), radix: 16)
                else { throw fault }
                bytes.append(code)
                at += 4
            case let literal: bytes.append(literal)
            }
        }
        guard at < json.count else { throw fault }
        at += 1
        return String(decoding: bytes, as: UTF8.self)
    }
}
