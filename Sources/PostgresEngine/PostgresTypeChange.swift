package import ColonnadeModel

/// Which changes of type leave the stored values as they are.
///
/// ATColumnChangeRequiresRewrite (commands/tablecmds.c) takes a cast that does nothing: binary-coercible types
/// (pg_cast.castmethod 'b'), and length coercions that their support functions take away because the new length
/// allows whatever the old one did (varchar_support, numeric_support, varbit_support, and for the date and time types
/// TemporalSimplify). Each row here is carried out on 15, 16 and 18 by `TypeChangeFactsTests`.
extension PostgresDialect {
    package func cost(ofChanging type: String, to other: String) -> TypeChangeCost {
        let (old, new) = (PostgresType(type), PostgresType(other))
        if old == new { return .catalog }
        // A cast of an array goes through its elements, whatever they are.
        guard !old.isArray, !new.isArray else { return .rewrite }
        switch (old.name, new.name) {
        case ("character varying", "text"): return .catalog
        case ("text", "character varying"): return new.modifiers.isEmpty ? .catalog : .rewrite
        case ("character varying", "character varying"), ("bit varying", "bit varying"):
            return Self.widens(old.modifiers.first, new.modifiers.first) ? .catalog : .rewrite
        case ("numeric", "numeric"):
            if new.modifiers.isEmpty { return .catalog }
            let isWider = (old.modifiers.first ?? .max) <= (new.modifiers.first ?? .max)
            return isWider && old.scale == new.scale && !old.modifiers.isEmpty ? .catalog : .rewrite
        case ("timestamp without time zone", "timestamp with time zone"),
            ("timestamp with time zone", "timestamp without time zone"):
            return Self.widens(old.modifiers.first, new.modifiers.first, limit: 6)
                ? .catalogInUTC : .rewrite
        case let (from, to) where from == to && Self.temporal.contains(from):
            return Self.widens(old.modifiers.first, new.modifiers.first, limit: 6)
                ? .catalog : .rewrite
        case ("cidr", "inet"): return .catalog
        default: return .rewrite
        }
    }

    private static let temporal: Set<String> = [
        "timestamp without time zone", "timestamp with time zone", "time without time zone",
        "time with time zone",
        "interval",
    ]

    /// - Parameter limit: the largest length there is: naming it is the same as naming none.
    private static func widens(_ old: Int?, _ new: Int?, limit: Int = .max) -> Bool {
        guard let new, new < limit else { return true }
        return (old ?? limit) <= new && old != nil
    }
}

/// A type's name in the form that format_type prints, its modifiers, and whether it is an array of it.
struct PostgresType: Hashable {
    var name: String
    var modifiers: [Int]
    var isArray: Bool

    var scale: Int { modifiers.count > 1 ? modifiers[1] : 0 }

    /// - Parameter text: as written in a migration or printed by the catalog.
    init(_ text: String) {
        var words: [UInt8] = []
        var inside: [UInt8] = []
        var depth = (parentheses: 0, brackets: 0)
        var isArray = false
        for byte in text.lowercased().utf8 {
            switch byte {
            case UInt8(ascii: "("): depth.parentheses += 1
            case UInt8(ascii: ")"): depth.parentheses -= 1
            case UInt8(ascii: "["): (depth.brackets, isArray) = (depth.brackets + 1, true)
            case UInt8(ascii: "]"): depth.brackets -= 1
            case UInt8(ascii: "\""): break
            case _ where depth.brackets > 0: break
            case _ where depth.parentheses > 0: inside.append(byte)
            default: words.append(byte)
            }
        }
        var parts = words.split { $0 <= UInt8(ascii: " ") }.map { String(decoding: $0, as: UTF8.self) }
        if parts.count > 1, parts.last == "array" {
            parts.removeLast()
            isArray = true
        }
        let name = parts.joined(separator: " ")
        let bare = name.hasPrefix("pg_catalog.") ? String(name.dropFirst(11)) : name
        self.name = Self.aliases[bare] ?? bare
        modifiers = inside.split(separator: UInt8(ascii: ",")).compactMap { part in
            Int(String(decoding: part.filter { "0123456789-".utf8.contains($0) }, as: UTF8.self))
        }
        self.isArray = isArray
    }

    /// Manual, table 8.1: the other spellings.
    private static let aliases = [
        "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean",
        "varchar": "character varying", "char varying": "character varying", "char": "character",
        "bpchar": "character",
        "decimal": "numeric", "dec": "numeric", "float8": "double precision", "float": "double precision",
        "float4": "real", "timestamptz": "timestamp with time zone",
        "timestamp": "timestamp without time zone",
        "timetz": "time with time zone", "time": "time without time zone", "varbit": "bit varying",
    ]
}
