import Crypto
import Foundation

/// The names that Rails makes, and its English (active_record/connection_adapters/abstract/schema_statements.rb).
package enum RailsNames {
    static func index(_ table: String, _ columns: [String], version: Double) -> String {
        let name = "index_\(table.replacing(".", with: "_"))_on_\(columns.joined(separator: "_and_"))"
        guard name.utf8.count > 62, version >= 7.1 else { return name }
        let digest = "_" + digest(name)
        return "idx_on_\(columns.joined(separator: "_"))".prefix(62 - digest.count) + digest
    }

    static func foreignKey(_ table: String, _ column: String) -> String {
        "fk_rails_" + digest("\(table)_\(column)_fk")
    }

    static func check(_ table: String, _ expression: String) -> String {
        "chk_rails_" + digest("\(table)_\(expression)_chk")
    }

    static func unique(_ table: String, _ columns: [String]) -> String {
        "uniq_rails_" + digest("\(table)_\(columns.joined(separator: "_"))_unique")
    }

    private static func digest(_ text: String) -> String {
        let bytes = SHA256.hash(data: Data(text.utf8)).prefix(5)
        return bytes.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
    }

    // MARK: English

    private static let irregular = [
        "person": "people", "man": "men", "woman": "women", "child": "children", "mouse": "mice",
        "ox": "oxen",
        "quiz": "quizzes", "datum": "data", "medium": "media", "status": "statuses", "alias": "aliases",
        "analysis": "analyses", "index": "indices", "matrix": "matrices", "vertex": "vertices",
        "news": "news",
        "series": "series", "species": "species", "equipment": "equipment", "information": "information",
    ]

    /// The last word of `order_item` in the plural.
    package static func plural(_ name: String) -> String {
        inflected(name) { word in
            if let known = irregular[word] { return known }
            if word.hasSuffix("y"), let before = word.dropLast().last, !"aeiou".contains(before) {
                return word.dropLast() + "ies"
            }
            if ["s", "x", "z", "ch", "sh"].contains(where: word.hasSuffix) { return word + "es" }
            return word + "s"
        }
    }

    /// The last word of `order_items` in the singular.
    package static func singular(_ name: String) -> String {
        inflected(name) { word in
            if let known = irregular.first(where: { $0.value == word }) { return known.key }
            if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
            if ["sses", "xes", "zes", "ches", "shes"].contains(where: word.hasSuffix) {
                return String(word.dropLast(2))
            }
            if word.hasSuffix("ss") || word.hasSuffix("us") || !word.hasSuffix("s") { return word }
            return String(word.dropLast())
        }
    }

    private static func inflected(_ name: String, _ change: (String) -> String) -> String {
        guard let last = name.lastIndex(of: "_") else { return change(name) }
        return name[...last] + change(String(name[name.index(after: last)...]))
    }
}
