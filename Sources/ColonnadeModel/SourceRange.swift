/// A place in a file, as people count it.
public struct SourcePosition: Hashable, Sendable, Codable, Comparable {
    /// UTF-8 bytes from the start of the text.
    public var offset: Int
    /// Line, from 1.
    public var line: Int
    /// Column in characters, from 1.
    public var column: Int

    /// A place in a text.
    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool { left.offset < right.offset }
}

/// A stretch of a file: from the first byte up to, not including, the end.
public struct SourceRange: Hashable, Sendable, Codable {
    /// Where it starts.
    public var start: SourcePosition
    /// One past its last byte.
    public var end: SourcePosition

    /// A stretch between two places.
    public init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }
}

/// A text with its name, able to say which line and column a byte is on.
public struct SourceText: Sendable, Hashable {
    /// The path as the user gave it, or `<stdin>`, `<sql>`.
    public let path: String
    /// The whole text.
    public let text: String
    /// The first byte of each line.
    let lineStarts: [Int]
    /// Whether a byte is a character: then a column needs no counting.
    private let isASCII: Bool

    /// Indexes a text by lines.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
        var starts = [0]
        var bits: UInt8 = 0
        var contiguous = text
        contiguous.withUTF8 { bytes in
            for offset in bytes.indices {
                bits |= bytes[offset]
                if bytes[offset] == UInt8(ascii: "\n") { starts.append(offset + 1) }
            }
        }
        lineStarts = starts
        isASCII = bits < 0x80
    }

    /// Line and column of a byte offset; one past the end is allowed.
    public func position(atByte offset: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = lineStarts[low]..<max(offset, lineStarts[low])
        let column = isASCII ? before.count : slice(before).count
        return SourcePosition(offset: offset, line: low + 1, column: column + 1)
    }

    /// The range between two byte offsets.
    public func range(_ bytes: Range<Int>) -> SourceRange {
        SourceRange(start: position(atByte: bytes.lowerBound), end: position(atByte: bytes.upperBound))
    }

    /// The text between two byte offsets.
    public func slice(_ bytes: Range<Int>) -> String {
        let utf8 = text.utf8
        let start =
            utf8.index(utf8.startIndex, offsetBy: bytes.lowerBound, limitedBy: utf8.endIndex) ?? utf8.endIndex
        let end = utf8.index(start, offsetBy: bytes.count, limitedBy: utf8.endIndex) ?? utf8.endIndex
        return String(decoding: utf8[start..<end], as: UTF8.self)
    }

    /// A line without its line break; lines count from 1.
    public func line(_ number: Int) -> String {
        guard (1...lineStarts.count).contains(number) else { return "" }
        let end = number < lineStarts.count ? lineStarts[number] - 1 : text.utf8.count
        let line = slice(lineStarts[number - 1]..<max(end, lineStarts[number - 1]))
        return line.hasSuffix("\r") ? String(line.dropLast()) : line
    }
}
