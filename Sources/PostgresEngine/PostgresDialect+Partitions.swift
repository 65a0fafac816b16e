import ColonnadeModel

extension PostgresDialect {
    func render(_ statement: PartitionStatement) -> [SQL] {
        switch statement {
        case .createLike(let table, let parent, let partitionBy):
            // Indexes, foreign keys, triggers and identity come with ATTACH, under the names that PARTITION OF gives.
            let compression: SQL = version >= ServerVersion(14) ? " INCLUDING COMPRESSION" : ""
            let generated: SQL = version >= ServerVersion(12) ? " INCLUDING GENERATED" : ""
            let divided: SQL = partitionBy.map { " \(verbatim: $0)" } ?? ""
            return [
                """
                CREATE TABLE \(table) (LIKE \(parent) INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE\
                \(generated)\(compression))\(divided)
                """
            ]
        case .create(_, _, let statement):
            return [SQL(verbatim: statement)]
        case .attach(let table, let parent, let bound, _):
            return ["ALTER TABLE \(parent) ATTACH PARTITION \(table) \(verbatim: bound)"]
        case .detach(let table, let parent, let concurrently):
            return ["ALTER TABLE \(parent) DETACH PARTITION \(table)\(" CONCURRENTLY", if: concurrently)"]
        case .dropDetachedCheck(let table, let name):
            return ["ALTER TABLE \(table) DROP CONSTRAINT IF EXISTS \(name)"]
        case .addForeignKey(let table, let name, let definition, _):
            return ["ALTER TABLE \(table) ADD CONSTRAINT \(name) \(verbatim: definition) NOT VALID"]
        case .inherit(let table, let parent):
            return ["ALTER TABLE \(table) INHERIT \(parent)"]
        case .noInherit(let table, let parent):
            return ["ALTER TABLE \(table) NO INHERIT \(parent)"]
        }
    }
}
