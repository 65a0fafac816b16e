/// Tells at a glance which files may concern a table: those in which one of a few words stands, as a word of its own.
/// Everything else is never taken apart, which is what makes a large tree quick.
public struct NameFilter: Sendable {
    private struct Needle {
        var bytes: [UInt8]
        /// The same in the other case where case does not count; else the same.
        var other: [UInt8]
    }

    private let needles: [Needle]
    /// By the first byte of a word, which needles begin so.
    private let starts: [[Int]]
    private let isStart: [Bool]

    /// - Parameters:
    ///   - words: without regard to case, as SQL has its names.
    ///   - exact: as programs write them: `Order` is not `ORDER`.
    init(words: Set<String>, exact: Set<String>) {
        func letters(_ word: String, _ other: Bool) -> Needle {
            let lower = Array(word.lowercased().utf8)
            let upper = Array(word.uppercased().utf8)
            return other && lower.count == upper.count
                ? Needle(bytes: lower, other: upper)
                : Needle(bytes: Array(word.utf8), other: Array(word.utf8))
        }
        let all =
            words.filter { !$0.isEmpty }.sorted().map { letters($0, true) }
            + exact.filter { !$0.isEmpty && !words.contains($0.lowercased()) }.sorted().map {
                letters($0, false)
            }
        var starts: [[Int]] = Array(repeating: [], count: 256)
        for (index, needle) in all.enumerated() {
            for byte in Set([needle.bytes[0], needle.other[0]]) { starts[Int(byte)].append(index) }
        }
        needles = all
        self.starts = starts
        isStart = starts.map { !$0.isEmpty }
    }

    /// Whether one of the words stands in a text.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        var isBehindWord = false
        return isStart.withUnsafeBufferPointer { isStart in
            for index in 0..<text.count {
                let byte = text[index]
                if !isBehindWord, isStart[Int(byte)], matches(text, at: index, byte) { return true }
                isBehindWord = Self.isWord(byte)
            }
            return false
        }
    }

    private func matches(_ text: UnsafeRawBufferPointer, at start: Int, _ first: UInt8) -> Bool {
        for index in starts[Int(first)] {
            let needle = needles[index]
            let end = start + needle.bytes.count
            guard end <= text.count, end == text.count || !Self.isWord(text[end]) else { continue }
            let isSame = (0..<needle.bytes.count).allSatisfy {
                text[start + $0] == needle.bytes[$0] || text[start + $0] == needle.other[$0]
            }
            if isSame { return true }
        }
        return false
    }

    /// Letters, digits, the underscore and what is outside of ASCII.
    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }
}
