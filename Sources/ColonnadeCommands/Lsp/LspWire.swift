import Foundation

/// The base protocol of language servers: a header with the length, an empty line, a message in JSON.
struct LspWire {
    /// What comes in.
    enum Input {
        case message(JSONValue)
        /// A message that is no JSON; the next one may be.
        case garbage
        case end
    }

    /// The header cannot be read: where the next message begins is not known any more.
    struct BrokenHeader: Error {}

    private var buffer: [UInt8] = []
    private let read: () -> [UInt8]

    /// - Parameter read: the next bytes, waiting for some; none at the end.
    init(read: @escaping () -> [UInt8]) { self.read = read }

    /// Waits for a message.
    mutating func next() throws -> Input {
        var length: Int?
        while true {
            guard let line = line() else { return .end }
            if line.isEmpty { break }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw BrokenHeader() }
            if parts[0].lowercased() == "content-length" {
                length = Int(parts[1].trimmingCharacters(in: .whitespaces))
            }
        }
        guard let length, length >= 0 else { throw BrokenHeader() }
        while buffer.count < length { if !more() { return .end } }
        let body = Data(buffer.prefix(length))
        buffer.removeFirst(length)
        let value = try? JSONDecoder().decode(JSONValue.self, from: body)
        return value.map { .message($0) } ?? .garbage
    }

    /// A message as it goes out.
    static func framed(_ message: JSONValue) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try encoder.encode(message)
        return Array("Content-Length: \(body.count)\r\n\r\n".utf8) + Array(body)
    }

    private mutating func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[..<end].filter { $0 != UInt8(ascii: "\r") }
                buffer.removeFirst(end + 1)
                return String(decoding: line, as: UTF8.self)
            }
            if !more() { return nil }
        }
    }

    private mutating func more() -> Bool {
        let bytes = read()
        buffer += bytes
        return !bytes.isEmpty
    }
}
