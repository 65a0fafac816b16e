package import ColonnadeModel
import ColonnadeSQL

/// An index that another one already serves
package enum DuplicateIndex: HazardRule {
    package static let id = "duplicate-index"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.correctness
    package static let title = "An index that another one already serves"
    package static let why =
        "Each index costs every write; an index whose columns begin another one is hardly ever "
        + "needed."
    package static let safeWay = "Leave it out, or drop the other."
    package static let source = "manual 11.3, Multicolumn Indexes"
    package static let bad: [String] = [
        "CREATE TABLE n (a int, b int);; CREATE INDEX x ON n (a, b);; CREATE INDEX CONCURRENTLY y "
            + "ON n (a)",
        "CREATE TABLE n (a int, b int);; CREATE INDEX x ON n (a);; CREATE INDEX CONCURRENTLY y ON n (a, b)",
    ]
    package static let good: [String] = [
        "CREATE TABLE n (a int, b int);; CREATE INDEX x ON n (a, b);; CREATE INDEX CONCURRENTLY y "
            + "ON n (b)",
        "CREATE TABLE n (a int, b int);; CREATE INDEX x ON n (a, b);; CREATE UNIQUE INDEX "
            + "CONCURRENTLY y ON n (a)",
        "CREATE TABLE n (a int, b int);; CREATE INDEX x ON n (a, b);; CREATE INDEX CONCURRENTLY y "
            + "ON n (a) WHERE b > 0",
        "CREATE TABLE n (a text UNIQUE);; CREATE INDEX CONCURRENTLY y ON n (a text_pattern_ops)",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "IndexStmt", let table = statement.relation?.name,
            let indexes = context.schema.table(table)?.indexes
        else { return [] }
        let index = SchemaState.Index(statement.node)
        guard index.isPlain, statement.node["indexIncludingParams"] == nil else { return [] }
        let known = indexes.sorted { $0.key < $1.key }.filter(\.value.isPlain)
        let same = known.first { !index.isUnique && $0.value.columns.starts(with: index.columns) }
        if let same { return [Hit("\(same.key) serves the same queries", table: table)] }
        // The one that is there is what nobody needs any more.
        return known.filter { !$0.value.isUnique && index.columns.starts(with: $0.value.columns) }.map {
            Hit(
                "it serves the queries of \($0.key) as well, which can go then", table: table, severity: .note
            )
        }
    }
}
