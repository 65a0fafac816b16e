package import ColonnadeModel
package import ColonnadeSQL

/// A type by the name that the catalog prints, with its modifiers.
package struct TypeName: Sendable, Hashable {
    package var base: String
    package var modifiers: [Int]
    package var isArray: Bool
    package var schema: String?

    package init?(_ node: ParseTree.Node?) {
        guard let node else { return nil }
        let names = node.strings("names")
        guard let last = names.last else { return nil }
        schema = names.count > 1 && names[0] != "pg_catalog" ? names[0] : nil
        base = Self.printed[last] ?? last
        isArray = node["arrayBounds"] != nil
        modifiers = node.list("typmods").compactMap { constant in
            constant["ival"].map { $0.integer("ival") }
        }
        // A bare char is char(1).
        if last == "bpchar", modifiers.isEmpty, node.location >= 0 { modifiers = [] }
    }

    /// As the catalog prints it: `character varying(20)`, `numeric(10,2)[]`.
    package init(printed text: String) {
        var text = text
        isArray = text.hasSuffix("[]")
        if isArray { text.removeLast(2) }
        modifiers = []
        schema = nil
        if let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")") {
            modifiers = text[text.index(after: open)..<close].split(separator: ",").compactMap {
                Int($0.trimmingCharacters)
            }
            text.removeSubrange(open...close)
        }
        base = Self.printed[text] ?? text
    }

    package var text: String {
        let inside = modifiers.isEmpty ? "" : "(\(modifiers.map(String.init).joined(separator: ",")))"
        return base + inside + (isArray ? "[]" : "")
    }

    /// serial types are no types, but integers with a sequence.
    package var isSerial: Bool {
        ["serial", "bigserial", "smallserial", "serial4", "serial8", "serial2"].contains(base)
    }

    /// Whether changing to another type changes the catalog only (tablecmds.c, ATColumnChangeRequiresRewrite;
    /// measured on 15, 16 and 18).
    package func becomesInCatalog(_ other: TypeName) -> Bool {
        if self == other { return true }
        guard isArray == other.isArray else { return false }
        let limit = modifiers.first
        let newLimit = other.modifiers.first
        switch (base, other.base) {
        case ("character varying", "text"), ("text", "text"): return true
        case ("text", "character varying"): return newLimit == nil
        case ("character varying", "character varying"), ("bit varying", "bit varying"):
            return newLimit == nil || (limit.map { $0 <= newLimit ?? 0 } ?? false)
        case ("numeric", "numeric"):
            guard let newLimit else { return true }
            return limit.map { $0 <= newLimit } ?? false
                && (modifiers.dropFirst().first ?? 0) == (other.modifiers.dropFirst().first ?? 0)
        case ("cidr", "inet"): return true
        case (let same, other.base)
        where same.hasPrefix("timestamp") || same.hasPrefix("time") || same == "interval":
            return newLimit == nil || (limit.map { $0 <= newLimit ?? 0 } ?? false)
        default: return false
        }
    }

    private static let printed = [
        "int4": "integer", "int": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean",
        "float4": "real", "float8": "double precision", "varchar": "character varying", "bpchar": "character",
        "char": "character", "varbit": "bit varying", "timestamptz": "timestamp with time zone",
        "timestamp": "timestamp without time zone", "timetz": "time with time zone",
        "time": "time without time zone", "decimal": "numeric",
    ]
}

extension Substring {
    fileprivate var trimmingCharacters: Substring { drop { $0 == " " } }
}
