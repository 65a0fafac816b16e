/// An SQL expression from a migration, with the places known where it speaks of the table's columns.
public struct Expression: Hashable, Sendable, Codable {
    /// A part of the text.
    public enum Piece: Hashable, Sendable, Codable {
        case text(String)
        /// A column of the table in question, with the spelling used (`total`, `orders.total`).
        case column(Identifier, written: String)
    }

    /// The expression in pieces.
    public var pieces: [Piece]
    /// The functions it calls, lower case, without schema.
    public var functions: [String]
    /// Whether it has a subquery, whose own names must not be mistaken for the table's columns.
    public var hasSubquery: Bool
    /// Whether it depends on the session: `now()`, `CURRENT_USER`.
    public var isStable: Bool

    /// An expression in pieces.
    public init(pieces: [Piece], functions: [String] = [], hasSubquery: Bool = false, isStable: Bool = false)
    {
        self.pieces = pieces
        self.functions = functions
        self.hasSubquery = hasSubquery
        self.isStable = isStable
    }

    /// An expression that speaks of no column and calls nothing.
    public init(constant text: String) { self.init(pieces: [.text(text)]) }

    /// The expression as written.
    public var text: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .column(_, let written): written
            }
        }.joined()
    }

    /// The expression as written, as SQL.
    public var sql: SQL { SQL(verbatim: text) }

    /// The table's columns it speaks of, in the order met.
    public var columns: [Identifier] {
        var seen: Set<Identifier> = []
        return pieces.compactMap { piece in
            guard case .column(let name, _) = piece, seen.insert(name).inserted else { return nil }
            return name
        }
    }

    /// The expression with every column of the table read from a row variable such as `NEW`.
    public func reading(from row: SQL) -> SQL {
        pieces.map { piece -> SQL in
            switch piece {
            case .text(let text): SQL(verbatim: text)
            case .column(let name, _): "\(row).\(name)"
            }
        }.joined(separator: "")
    }

    /// Whether it is one constant and nothing else: a signed number, a string, NULL, TRUE or FALSE.
    public var isLiteral: Bool {
        guard columns.isEmpty, functions.isEmpty, !hasSubquery, !isStable else { return false }
        let number = /[+-]?\s*(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
        let string = /[xX]?'([^']|'')*'/
        return text.wholeMatch(of: number) != nil || text.wholeMatch(of: string) != nil
            || ["NULL", "TRUE", "FALSE"].contains(text.uppercased())
    }

    /// Whether two evaluations for the same row may differ, by what the catalog knows of the functions called.
    public func isVolatile(in catalog: CatalogSnapshot) -> Bool {
        functions.contains { catalog.volatileFunctions.contains($0) }
    }
}
