import ColonnadeModel
import ColonnadeSQL

/// How many rows a condition lets through, as far as its text and the schema tell.
enum RowBound {
    /// Whether it is every row: no condition, one that is always true, or one that asks for the NULLs of a column that
    /// the script has added without a default.
    static func isAll(_ condition: ParseTree.Node?, of table: ObjectName, _ context: LintContext) -> Bool {
        guard let condition else { return true }
        switch condition.key {
        case "A_Const": return condition["boolval"]?.flag("boolval") == true
        case "A_Expr":
            guard condition.string("kind") == "AEXPR_OP", condition.strings("name") == ["="],
                let left = condition["lexpr"]?.typed, let right = condition["rexpr"]?.typed
            else { return false }
            return left.key == "A_Const" && right.key == "A_Const" && left["ival"] != nil
                && left["ival"]?.integer("ival") == right["ival"]?.integer("ival")
        case "NullTest":
            guard condition.string("nulltesttype") != "IS_NOT_NULL",
                let column = condition["arg"]?.typed?.strings("fields").last
            else { return false }
            return context.schema.isEmptyColumn(Identifier(column), of: table)
        default: return false
        }
    }

    /// Whether it is every row that finds one in other tables with rows: columns are equal, and what is to be filled is
    /// still NULL, but nothing says which rows.
    static func isJoin(_ condition: ParseTree.Node?, with sources: [ParseTree.Node], _ context: LintContext)
        -> Bool
    {
        guard let condition, !sources.isEmpty else { return false }
        return saysNoMore(condition) && sources.allSatisfy { hasRows($0, context) }
    }

    private static func saysNoMore(_ condition: ParseTree.Node) -> Bool {
        switch condition.key {
        case "BoolExpr":
            condition.string("boolop") == "AND_EXPR" && condition.list("args").allSatisfy(saysNoMore)
        case "A_Expr":
            condition.string("kind") == "AEXPR_OP" && condition.strings("name") == ["="]
                && ["lexpr", "rexpr"].allSatisfy { condition[$0]?.typed?.key == "ColumnRef" }
        case "NullTest": condition.string("nulltesttype") != "IS_NOT_NULL"
        default: false
        }
    }

    private static func hasRows(_ source: ParseTree.Node, _ context: LintContext) -> Bool {
        switch source.key {
        case "RangeVar": RangeVar(source).map { context.isInUse($0.name) } ?? false
        case "JoinExpr":
            (source["quals"]?.typed).map(saysNoMore) != false
                && ["larg", "rarg"].allSatisfy { (source[$0]?.typed).map { hasRows($0, context) } == true }
        default: false
        }
    }

    /// Where migration tools write down what was applied: a row a migration at most, and nobody else's table.
    private static let journals: Set<String> = [
        "alembic_version", "django_migrations", "schema_migrations", "ar_internal_metadata",
        "goose_db_version",
        "flyway_schema_history", "databasechangelog", "_prisma_migrations", "knex_migrations",
        "SequelizeMeta",
    ]

    /// Whether it is a handful: a key is compared with constants, or a LIMIT stands in a query for the keys.
    static func isFew(_ condition: ParseTree.Node?, _ statement: LintStatement, _ context: LintContext)
        -> Bool
    {
        if let table = statement.relation?.name, journals.contains(table.name.text) { return true }
        var parts = condition.map { [$0] } ?? []
        while let part = parts.popLast() {
            if part.key == "BoolExpr", part.string("boolop") == "AND_EXPR" {
                parts += part.list("args")
            } else if boundsAlone(part, statement, context) {
                return true
            }
        }
        return false
    }

    private static func boundsAlone(
        _ condition: ParseTree.Node, _ statement: LintStatement, _ context: LintContext
    ) -> Bool {
        if condition.key == "SubLink" { return condition["subselect"]?.typed?["limitCount"] != nil }
        guard condition.key == "A_Expr", ["AEXPR_OP", "AEXPR_IN"].contains(condition.string("kind")),
            condition.strings("name") == ["="],
            let column = condition["lexpr"]?.typed?.strings("fields").last,
            condition["rexpr"].map({ $0.all("ColumnRef").isEmpty && $0.all("SubLink").isEmpty }) == true,
            let table = statement.relation?.name
        else { return false }
        let unique =
            context.schema.table(table)?.indexes.values.filter { $0.isUnique && $0.columns.count == 1 } ?? []
        return column == "id" || unique.contains { $0.columns == [column] }
    }

    /// Whether a query reads a table that has rows.
    static func readsMany(_ query: ParseTree.Node?, _ context: LintContext) -> Bool {
        guard let query, query["limitCount"] == nil else { return false }
        return query.all("RangeVar").compactMap { RangeVar($0)?.name }.contains { name in
            // The system's own tables have few.
            let isSystem = name.name.text.hasPrefix("pg_") || name.schema == Identifier("information_schema")
            return !isSystem && context.isInUse(name)
        }
    }
}
