/// Where the bytes of a text stand in the file that it was taken from: a statement out of its script, the body of a
/// function out of its quotes, a string out of that body.
enum Places: Sendable {
    /// In one piece.
    case shifted(by: Int)
    /// Byte by byte, with one past the last: where quotes were doubled or pieces put together.
    case listed([Int])

    subscript(offset: Int) -> Int {
        switch self {
        case .shifted(let start): start + offset
        case .listed(let places): places[min(max(offset, 0), places.count - 1)]
        }
    }

    /// The places of what begins at a byte of the text.
    func from(_ offset: Int) -> Places {
        switch self {
        case .shifted(let start): .shifted(by: start + offset)
        case .listed(let places): .listed(Array(places[min(max(offset, 0), places.count - 1)...]))
        }
    }

    /// The places of the text with some bytes put before it.
    func behind(_ count: Int) -> Places {
        switch self {
        case .shifted(let start): .shifted(by: start - count)
        case .listed(let places): .listed(Array(repeating: places.first ?? 0, count: count) + places)
        }
    }

    /// The stretch of the file that some bytes of the text come from.
    func range(_ bytes: Range<Int>) -> Range<Int> {
        let start = self[bytes.lowerBound]
        guard !bytes.isEmpty else { return start..<start }
        let last = self[bytes.upperBound - 1]
        let next = self[bytes.upperBound]
        // A doubled quote is two bytes.
        return start..<max(start, next == last + 2 ? next : last + 1)
    }
}
