import Foundation

/// How the formats made of JSON are written: keys in a fixed order, so that two runs can be compared.
enum ReportJSON {
    static func write(_ document: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
