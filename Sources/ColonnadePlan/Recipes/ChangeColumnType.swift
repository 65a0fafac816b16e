import ColonnadeModel

/// ALTER COLUMN … TYPE: in place where only the catalog changes; otherwise a second column of the new type, kept in step,
/// takes the old one's name in one short transaction. Views that read the column are made again in it, with the new type.
enum ChangeColumnType: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard case .changeType(let name, let columnName, let new) = change.kind else { return nil }
        let table = try context.table(name, for: change)
        let column = try context.column(columnName, of: table, for: change)
        try refuseDomain(new, change, context)
        switch TypeChangeWay(context, table, column, new) {
        case .nothing: return Draft()
        case .inPlace(let inUTC):
            return try ChangeColumnTypeInPlace(context, table, column, new, inUTC: inUTC, change).draft()
        case .anotherColumn: return try SwapColumn(context, table, column, new, change).draft()
        }
    }

    static func refuseDomain(_ new: NewType, _ change: Change, _ context: PlanContext) throws(Refusal) {
        guard context.catalog.constrainedDomains.contains(context.catalog.resolveType(new.typeName)) else {
            return
        }
        throw Refusal(
            "\(new.type) is a domain with constraints, which are checked for every row under ACCESS EXCLUSIVE",
            remedy: "change to the domain's base type and give the column the CHECK", at: change.range
        )
    }
}

/// Which way a type is changed.
enum TypeChangeWay: Equatable {
    case nothing
    case inPlace(inUTC: Bool)
    case anotherColumn

    init(_ context: PlanContext, _ table: Table, _ column: Column, _ new: NewType) {
        let cost = context.dialect.cost(ofChanging: column.type, to: new.type)
        // Where none is written, ALTER TYPE falls back to the type's own.
        let keepsCollation =
            new.collation == nil && column.details.collation == nil
            || new.collation.map { $0 == column.details.collation } == true
        let indexes = context.tree(of: table).flatMap(\.indexes).filter { $0.columns.contains(column.name) }
        // Expressions and predicates are compared by nobody: such an index is always built anew (CheckIndexCompatible,
        // commands/indexcmds.c).
        let hasExpressions = indexes.contains(where: \.hasExpressions)
        switch cost {
        case .catalog where new.using.map({ $0.isCast(of: column.name) }) ?? true:
            if column.type == new.type, keepsCollation {
                self = .nothing
            } else if hasExpressions || !keepsCollation && !indexes.isEmpty {
                self = .anotherColumn
            } else {
                self = .inPlace(inUTC: false)
            }
        case .catalogInUTC where new.using?.isInUTC(column.name) == true && indexes.isEmpty:
            self = .inPlace(inUTC: true)
        default: self = .anotherColumn
        }
    }
}

extension Expression {
    /// Whether it is the column, or the column under a plain cast.
    func isCast(of column: Identifier) -> Bool {
        guard columns == [column], functions.isEmpty, !hasSubquery else { return false }
        let text = pieces.map { piece in if case .text(let text) = piece { text } else { "\u{1}" } }.joined()
        return text.wholeMatch(of: /\(*\u{1}\)*(::[^:+*\/|'-]+)?/) != nil
            || text.wholeMatch(of: /(?i)cast\s*\(\s*\u{1}\s+as\s+[^'+*\/|-]+\)/) != nil
    }

    /// `c AT TIME ZONE 'UTC'`.
    func isInUTC(_ column: Identifier) -> Bool {
        let text = pieces.map { piece in if case .text(let text) = piece { text } else { "\u{1}" } }.joined()
        return columns == [column]
            && text.wholeMatch(of: /(?i)\(*\u{1}\)*\s+at\s+time\s+zone\s+'utc'\)*/) != nil
    }
}
