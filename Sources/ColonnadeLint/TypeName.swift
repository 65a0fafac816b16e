package import ColonnadeSQL

/// A type in a statement, by the name that the catalog prints, with its modifiers.
package struct TypeName: Sendable, Hashable {
    package var base: String
    package var modifiers: [Int]
    package var isArray: Bool

    package init?(_ node: ParseTree.Node?) {
        guard let node else { return nil }
        guard let last = node.strings("names").last else { return nil }
        base = Self.printed[last] ?? last
        isArray = node["arrayBounds"] != nil
        modifiers = node.list("typmods").compactMap { constant in
            constant["ival"].map { $0.integer("ival") }
        }
    }

    /// As the catalog prints it: `character varying(20)`, `numeric(10,2)[]`.
    package var text: String {
        let inside = modifiers.isEmpty ? "" : "(\(modifiers.map(String.init).joined(separator: ",")))"
        return base + inside + (isArray ? "[]" : "")
    }

    /// serial types are no types, but integers with a sequence.
    package var isSerial: Bool { Self.serial.contains(base) }
    private static let serial: Set<String> = [
        "serial", "bigserial", "smallserial", "serial4", "serial8", "serial2",
    ]

    /// What the grammar makes of the other spellings.
    private static let printed = [
        "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean",
        "float4": "real", "float8": "double precision", "varchar": "character varying", "bpchar": "character",
        "varbit": "bit varying", "timestamptz": "timestamp with time zone",
        "timestamp": "timestamp without time zone", "timetz": "time with time zone",
        "time": "time without time zone",
    ]
}
