package import ColonnadeModel
import ColonnadeSQL

/// CREATE OR REPLACE VIEW with other columns
package enum ReplaceView: HazardRule {
    package static let id = "replace-view"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.compatibility
    package static let title = "CREATE OR REPLACE VIEW with other columns"
    package static let why =
        "The server refuses it (42P16): a view's columns keep their names and their order, and new ones come last. "
        + "Code that reads the view would not find what it knows."
    package static let safeWay =
        "Add new columns at the end and leave the others; to take one away, create a view of another name, let code "
        + "move over, and drop the old one."
    package static let source = "manual, CREATE VIEW"
    package static let bad: [String] = [
        "CREATE VIEW v AS SELECT id, name FROM t;; CREATE OR REPLACE VIEW v AS SELECT id FROM t",
        "CREATE VIEW v AS SELECT id, name FROM t;; CREATE OR REPLACE VIEW v AS SELECT id, name AS title FROM t",
        "CREATE VIEW v (a, b) AS SELECT 1, 2;; CREATE OR REPLACE VIEW v (b, a) AS SELECT 2, 1",
    ]
    package static let good: [String] = [
        "CREATE VIEW v AS SELECT id, name FROM t;; CREATE OR REPLACE VIEW v AS SELECT id, upper(name) AS name, 1 AS one FROM t",
        "CREATE VIEW v AS SELECT * FROM t;; CREATE OR REPLACE VIEW v AS SELECT id FROM t",
        "CREATE VIEW v AS SELECT id, name FROM t;; DROP VIEW v; CREATE OR REPLACE VIEW v AS SELECT id FROM t",
        "CREATE OR REPLACE VIEW v AS SELECT id FROM t",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard statement.kind == "ViewStmt", statement.node.flag("replace"),
            let view = RangeVar(statement.node["view"])?.name, let old = context.schema.columns(ofView: view),
            let new = ViewColumns.names(statement.node)
        else { return [] }
        let lost = zip(old, new.map(Optional.some) + Array(repeating: nil, count: old.count)).first {
            $0 != $1
        }
        return lost.map { name, _ in
            [Hit("\(view) has a column \(name) in this place: the server refuses to replace it", table: view)]
        } ?? []
    }
}
