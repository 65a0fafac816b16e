import ColonnadeModel

/// How values get from one type to the other and back.
struct Conversion {
    let forward: Expression
    let reverse: Expression

    /// - Parameter new: the name of the new column.
    /// - Throws: ``Refusal`` where no way back can be derived and none is written.
    init(
        _ context: PlanContext, _ table: Table, _ column: Column, _ type: NewType, named new: Identifier,
        _ change: Change
    ) throws(Refusal) {
        let style = context.dialect.style
        let (from, to) = (PlainType(column.type), PlainType(type.type))
        if Set([from.name, to.name]) == ["timestamp with time zone", "timestamp without time zone"],
            type.using == nil
        {
            throw Refusal(
                "the TimeZone of whichever session runs it would decide what \(column.name) means",
                remedy: "say which zone: USING \(column.name) AT TIME ZONE 'UTC'", at: change.range
            )
        }
        if type.using?.hasSubquery == true || type.using?.isVolatile(in: context.catalog) == true {
            throw Refusal(
                "USING is computed again for every write, and must give the same each time",
                remedy: "use only the row's own columns and functions that are not volatile", at: change.range
            )
        }
        // The length of the new type is left to the assignment, which refuses what an explicit cast would cut off.
        forward = (type.using ?? Expression(column: column.name, style)).cast(to: to.name)

        if let written = context.reverse(table.name, column.name) {
            reverse = written.value.renaming(column.name, to: new, style)
        } else if type.using.map({ $0.isCast(of: column.name) || $0.isInUTC(column.name) }) ?? true,
            from.isReachable(from: to)
        {
            let back = Expression(column: new, style)
            let zoned = type.using?.isInUTC(column.name) == true
            reverse = zoned ? back.atUTC : back.cast(to: from.name)
        } else if type.using?.isCastThroughText(of: column.name) == true {
            reverse = Expression(column: new, style).cast(to: "text").cast(to: from.name)
        } else {
            throw Refusal(
                "nothing says how a new \(type.type) becomes a \(column.type) again, which old code and a rollback need",
                remedy:
                    "write `-- colonnade:reverse \(table.name.name).\(column.name) = <expression of \(column.name)>`, "
                    + "in which \(column.name) is the new value",
                at: change.range
            )
        }
    }
}

extension Expression {
    /// `c::text::new_type`: the way from one enum to another, and back.
    fileprivate func isCastThroughText(of column: Identifier) -> Bool {
        guard columns == [column], functions.isEmpty, !hasSubquery else { return false }
        let text = pieces.map { piece in if case .text(let text) = piece { text } else { "\u{1}" } }.joined()
        return text.wholeMatch(of: /\(*\u{1}\)*::text\)*::[^:+*\/|'-]+/) != nil
    }

    fileprivate var atUTC: Expression {
        var expression = self
        expression.pieces = [.text("(")] + pieces + [.text(" AT TIME ZONE 'UTC')")]
        return expression
    }
}

/// A type without its length, under the name that a cast may use without cutting anything off.
struct PlainType {
    let name: String

    init(_ text: String) {
        let bare = text.lowercased().replacing(/\([^)]*\)/, with: "").replacing(/\s+/, with: " ")
            .trimmingSpaces
        name = Self.names[bare] ?? (text.contains("\"") ? text : bare)
    }

    /// Whether an explicit cast brings values back without an expression of its own: PostgreSQL 18 manual, CREATE CAST,
    /// and pg_cast; every type has its text form.
    func isReachable(from other: PlainType) -> Bool {
        if name == other.name || Self.texts.contains(name) || Self.texts.contains(other.name) { return true }
        return Self.families.contains { $0.contains(name) && $0.contains(other.name) }
    }

    /// Whether a foreign key of this type can refer to a column of another: the same type, one of the same operator
    /// family, or one that it is cast to implicitly (ATAddForeignKeyConstraint, commands/tablecmds.c).
    func canReferTo(_ other: PlainType) -> Bool {
        let integers: Set<String> = ["smallint", "integer", "bigint"]
        if name == other.name || integers.contains(name) && integers.contains(other.name) { return true }
        if integers.contains(name) && ["numeric", "real", "double precision"].contains(other.name) {
            return true
        }
        return ["text", "varchar"].contains(name) && ["text", "varchar"].contains(other.name)
    }

    private static let texts: Set<String> = ["text", "varchar", "bpchar", "name"]
    private static let families: [Set<String>] = [
        ["smallint", "integer", "bigint", "numeric", "real", "double precision"],
        ["date", "timestamp without time zone"],
        ["json", "jsonb"], ["inet", "cidr"], ["boolean", "integer"], ["varbit"],
    ]
    private static let names = [
        "int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean",
        "character varying": "varchar", "character": "bpchar", "char": "bpchar", "decimal": "numeric",
        "dec": "numeric", "float8": "double precision", "float": "double precision", "float4": "real",
        "timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
        "bit": "varbit", "bit varying": "varbit",
    ]
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
