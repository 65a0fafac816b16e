import Crypto
import Foundation

/// The names that Django makes for what has none (django/db/backends/base/schema.py, `_create_index_name`).
enum DjangoNames {
    /// The longest that PostgreSQL keeps.
    private static let longest = 63

    static func index(_ table: String, _ columns: [String], suffix: String = "") -> String {
        var digest = digest([table] + columns) + suffix
        let joined = columns.joined(separator: "_")
        let name = "\(table)_\(joined)_\(digest)"
        if name.count <= longest { return name }
        if digest.count > longest / 3 { digest = String(digest.prefix(longest / 3)) }
        let other = (longest - digest.count) / 2 - 1
        let short = "\(table.prefix(other))_\(joined.prefix(other))_\(digest)"
        guard let first = short.first, first == "_" || first.isNumber else { return short }
        return "D\(short.dropLast())"
    }

    static func foreignKey(_ table: String, _ column: String, to target: String, _ targetColumn: String)
        -> String
    {
        index(table, [column], suffix: "_fk_\(target)_\(targetColumn)")
    }

    /// `names_digest` of django/db/backends/utils.py.
    private static func digest(_ parts: [String]) -> String {
        let hash = Insecure.MD5.hash(data: Data(parts.joined().utf8))
        return hash.prefix(4).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    /// The through table of a many-to-many field.
    static func manyToMany(_ table: String, _ field: String) -> String {
        let name = "\(table)_\(field)"
        guard name.count > longest else { return name }
        return "\(name.prefix(longest - 5))_\(digest([name]).prefix(4))"
    }
}
