import ColonnadeModel
import ColonnadeSQL

/// What one statement does with the subject, and which changes of the subject break it.
struct UseOfSubject {
    var reads = false
    var writes = false
    /// Whether it names the subject: it fails when the subject goes or is called otherwise.
    var names = false
    var breaksOn: Set<Dependency.Alteration> = []
    var isCertain = true
    /// The view by which it reaches the subject, where it does not name the table itself.
    var through: ObjectName?

    var isSome: Bool { reads || writes }

    /// Of what does not use it.
    init() {}

    /// - Parameters:
    ///   - family: the subject's table, and its partitions and children.
    ///   - hasValue: whether the column has a value where an INSERT leaves it out.
    init(
        _ use: StatementUse, _ statement: PostgresScript.Statement, of subject: DependencyMap.Subject,
        family: Set<ObjectName>, hasValue: Bool
    ) {
        // A change of the schema uses no data; it is said by whoever makes it. A bare name that means nothing on the search
        // path at hand may mean the table on that of whoever sends it.
        let mine = use.uses.filter { use in
            let mayBe =
                !use.isCertain && use.table.schema == nil && family.contains { $0.name == use.table.name }
            return use.access != .define && (mayBe || family.contains(use.table))
        }
        guard let column = subject.column else {
            for use in mine {
                // A view follows a table that is renamed.
                add(
                    use, names: use.through.isEmpty,
                    breaksOn: use.through.isEmpty ? [.drop, .rename] : [.drop])
            }
            return
        }
        for use in mine {
            if use.column == column {
                // A view goes on under its own names when a column below it is renamed.
                add(use, names: true, breaksOn: use.through.isEmpty ? [.drop, .rename] : [.drop])
            } else if use.column == nil {
                addWhole(use, statement)
            }
        }
        // `SELECT * FROM t WHERE status = 1` names it, whatever its reader makes of the row.
        if mine.contains(where: { $0.column == column && $0.isCertain }), !isCertain {
            isCertain = true
            breaksOn.remove(.add)
        }
        addOmission(mine, column, statement, hasValue)
    }

    private mutating func add(
        _ use: StatementUse.Use, names: Bool, breaksOn: Set<Dependency.Alteration>
    ) {
        if use.access == .write { writes = true } else { reads = true }
        self.names = self.names || names
        self.breaksOn.formUnion(breaksOn)
        isCertain = isCertain && use.isCertain
        if let view = use.through.first { through = view }
    }

    /// Every column there is: nothing fails in the database, but whoever takes the row apart by position may. A COPY of
    /// rows as they come is refused as soon as the columns differ (manual, COPY).
    private mutating func addWhole(_ use: StatementUse.Use, _ statement: PostgresScript.Statement) {
        switch use.form {
        case .star, .wholeRow:
            // One more column is one too many for INSERT INTO … SELECT *; RETURNING * is taken apart by whoever reads it.
            let isInsert =
                statement.node.key == "InsertStmt" && use.access == .read
                && statement.node["selectStmt"]?.all("A_Star").isEmpty == false
            add(use, names: false, breaksOn: [.add, .drop, .rename])
            isCertain = isCertain && isInsert
        case .natural: add(use, names: false, breaksOn: [.add, .drop, .rename])
        case .positional where statement.node.key == "CopyStmt":
            add(use, names: false, breaksOn: use.access == .write ? [.add, .drop] : [.add, .drop, .rename])
            isCertain = isCertain && use.access == .write
        case .positional: add(use, names: false, breaksOn: [.drop])
        case .relation, .column: break
        }
    }

    /// An INSERT that leaves the column out writes NULL where there is no default.
    private mutating func addOmission(
        _ uses: [StatementUse.Use], _ column: Identifier, _ statement: PostgresScript.Statement,
        _ hasValue: Bool
    ) {
        let isInsert = statement.node.key == "InsertStmt" || statement.node.key == "CopyStmt"
        let inserts = uses.filter { $0.access == .write && $0.form == .relation && $0.through.isEmpty }
        guard isInsert, !hasValue, let insert = inserts.first,
            !uses.contains(where: { $0.access == .write && $0.column == column }),
            !uses.contains(where: { $0.access == .write && $0.form == .positional })
        else { return }
        add(insert, names: false, breaksOn: [.notNull])
    }

    /// What it means for the subject: whatever names a column breaks with it. Of a whole table it is said who reads and
    /// who writes: all of them would break.
    func effect(on subject: DependencyMap.Subject) -> Dependency.Effect {
        if subject.column != nil, names { return .breaks }
        return writes ? .writes : .reads
    }

    /// `reads and writes`.
    var access: String {
        reads && writes ? "reads and writes" : writes ? "writes" : "reads"
    }

    mutating func merge(_ other: UseOfSubject) {
        guard other.isSome else { return }
        isCertain = isSome ? isCertain && other.isCertain : other.isCertain
        reads = reads || other.reads
        writes = writes || other.writes
        names = names || other.names
        breaksOn.formUnion(other.breaksOn)
        through = through ?? other.through
    }
}
