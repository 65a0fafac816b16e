import ColonnadeModel

/// All that one migration does to a column that another one takes the place of: a new name, a new type, another default,
/// NOT NULL, in whatever order they are written. It is one change: one column beside the old one, one backfill, one
/// exchange.
struct ColumnCourse {
    /// Another default, or none.
    enum Standard: Equatable {
        case value(Expression)
        case dropped

        func statement(_ table: ObjectName, _ column: Identifier) -> Statement {
            switch self {
            case .value(let value): .setDefault(table, column, value.sql)
            case .dropped: .dropDefault(table, column)
            }
        }
    }

    let table: ObjectName
    /// Its name before.
    let column: Identifier
    /// In their order.
    private(set) var changes: [Change] = []
    private(set) var newName: Identifier?
    /// With its USING in terms of the name before.
    private(set) var type: NewType?
    private(set) var standard: Standard?
    private(set) var notNull: Bool?
    /// What the column was called where NOT NULL was set, after which the constraint is named.
    private(set) var notNullColumn: Identifier?
    /// The change whose recipe carries all of them out; nil: each goes its own way.
    private(set) var leader: Change?

    fileprivate init(_ table: ObjectName, _ column: Identifier) {
        self.table = table
        self.column = column
    }

    fileprivate var current: Identifier { newName ?? column }

    fileprivate mutating func take(_ change: Change, _ style: SQLStyle) {
        changes.append(change)
        switch change.kind {
        case .renameColumn(_, _, let name): newName = name
        case .changeType(_, _, var new):
            new.using = new.using?.renaming(current, to: column, style)
            type = new
        case .setDefault(_, _, let value): standard = .value(value)
        case .dropDefault: standard = .dropped
        case .setNotNull: (notNull, notNullColumn) = (true, current)
        default: (notNull, notNullColumn) = (false, nil)
        }
    }

    /// The first rename, or else a change of type that needs another column. A type that changes twice is two changes.
    fileprivate mutating func choose(_ context: PlanContext) {
        let types = changes.filter { if case .changeType = $0.kind { true } else { false } }
        guard changes.count > 1, types.count < 2, let found = context.catalog.table(table),
            let old = found.column(column)
        else { return }
        let rename = changes.first { if case .renameColumn = $0.kind { true } else { false } }
        let way = type.map { TypeChangeWay(context, found, old, $0) }
        if way == .nothing { type = nil }
        leader = rename ?? (way == .anotherColumn ? types.first : nil)
    }
}

extension PlanContext {
    /// The course that a change is part of; nil where it stands alone.
    func course(of change: Change) -> ColumnCourse? {
        courses.first { $0.leader != nil && $0.changes.contains(change) }
    }

    private var courses: [ColumnCourse] {
        var courses: [ColumnCourse] = []
        for change in migration.changes {
            guard let (name, column) = change.kind.alteredColumn else { continue }
            let table = catalog.resolve(name)
            let known = courses.firstIndex { $0.table == table && $0.current == column }
            if known == nil { courses.append(ColumnCourse(table, column)) }
            courses[known ?? courses.count - 1].take(change, dialect.style)
        }
        for index in courses.indices { courses[index].choose(self) }
        return courses
    }
}

extension Change.Kind {
    /// The column that a new name, type, default or NOT NULL is given to.
    fileprivate var alteredColumn: (table: ObjectName, column: Identifier)? {
        switch self {
        case .renameColumn(let table, let column, _), .changeType(let table, let column, _),
            .setDefault(let table, let column, _), .dropDefault(let table, let column),
            .setNotNull(let table, let column), .dropNotNull(let table, let column):
            (table, column)
        default: nil
        }
    }
}

/// A change that the recipe of another one carries out: of a column that gets a new name or type as well.
enum FollowColumn: Recipe {
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft? {
        guard let course = context.course(of: change), course.leader != change else { return nil }
        return Draft()
    }
}
