import ColonnadeModel
import ColonnadeSQL

/// What to do about a statement that minds which columns there are.
struct SQLRemedy {
    private let uses: [StatementUse.Use]
    private let statement: PostgresScript.Statement
    private let consumer: RowConsumer.Consumer?

    init(
        _ uses: [StatementUse.Use], _ statement: PostgresScript.Statement, _ consumer: RowConsumer.Consumer?
    ) {
        self.uses = uses
        self.statement = statement
        self.consumer = consumer
    }

    func apply(to dependency: inout Dependency, _ subject: DependencyMap.Subject) {
        let table = subject.table.name
        if uses.contains(where: { $0.form == .positional }) {
            if statement.node.key == "CopyStmt" {
                dependency.remedy = "list the columns: COPY \(table) (…) takes the rows of a file as they are"
            } else {
                dependency.remedy =
                    "list the columns: INSERT INTO \(table) (…); values go to the columns by their order, which a column that takes another's place changes"
                // A column that takes another one's place stands at the end.
                if subject.column != nil { dependency.breaksOn.formUnion([.rename, .type]) }
            }
            if subject.column != nil { dependency.effect = .breaks }
        } else if uses.contains(where: { $0.form == .star || $0.form == .wholeRow }) {
            guard subject.column != nil else { return }
            if let consumer {
                dependency.effect = .breaks
                dependency.breaksOn.insert(.add)
                dependency.remedy = consumer.remedy
            } else if dependency.remedy == nil, dependency.effect != .breaks {
                dependency.remedy =
                    "name the columns where the row is taken apart by their number or order, or the statement is prepared: a cached plan fails once (0A000)"
            }
        } else if uses.contains(where: { $0.form == .natural }) {
            dependency.remedy = "say USING (…): NATURAL JOIN compares every column that both sides have"
        } else if dependency.breaksOn == [.notNull] {
            dependency.remedy = "write the column as well, or give it a default, before it becomes NOT NULL"
        }
    }
}
