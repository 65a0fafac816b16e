import Foundation

/// How what is made of JSON, reports and the baseline, is written: keys in a fixed order, so that two runs can be compared.
package enum ReportJSON {
    package static func write(_ document: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(document), as: UTF8.self)
    }
}
