package import ColonnadeModel
import ColonnadeSQL

/// ADD COLUMN whose default has to be computed for each row
package enum AddColumnRewrites: HazardRule {
    package static let id = "add-column-rewrites"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.locks
    package static let title = "ADD COLUMN whose default has to be computed for each row"
    package static let why =
        "A volatile default, a serial or identity column and a stored generated column rewrite "
        + "the table and all its indexes under ACCESS EXCLUSIVE: nobody reads or writes meanwhile."
    package static let safeWay =
        "Add the column without the default, set the default for new rows, and fill the existing "
        + "ones in batches. `colonnade apply` does all of it."
    package static let source = "tablecmds.c, ATExecAddColumn; measured on 15, 16 and 18"
    package static let bad: [String] = [
        "ALTER TABLE t ADD COLUMN u uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE t ADD COLUMN n bigserial",
        "ALTER TABLE t ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE t ADD COLUMN d text GENERATED ALWAYS AS (lower(b)) STORED",
        "ALTER TABLE t ADD COLUMN at timestamptz DEFAULT clock_timestamp()",
        "ALTER TABLE t ADD COLUMN code text DEFAULT shop.next_code()",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$; "
            + "ALTER TABLE t ADD COLUMN n int DEFAULT f()",
    ]
    package static let good: [String] = [
        "ALTER TABLE t ADD COLUMN at timestamptz DEFAULT now()",
        "ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 5",
        "ALTER TABLE t ADD COLUMN n int",
        "ALTER TABLE t ADD COLUMN d text GENERATED ALWAYS AS (lower(b)) VIRTUAL",
        "ALTER TABLE t ADD COLUMN doc jsonb DEFAULT jsonb_build_object('a', 1)",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$; "
            + "ALTER TABLE t ADD COLUMN n int DEFAULT f()",
        "CREATE TABLE t (id bigint PRIMARY KEY); ALTER TABLE t ADD COLUMN n bigserial",
    ]

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        statement.alterations.compactMap { alteration in
            guard let column = alteration.addedColumn, context.isInUse(alteration.table),
                let reason = Self.reason(column, context)
            else { return nil }
            return Hit(
                "adding \(column.name) rewrites \(alteration.table): \(reason)", at: column.location,
                table: alteration.table, lock: .accessExclusive, work: .rewrite)
        }
    }

    private static func reason(_ column: ColumnNode, _ context: LintContext) -> String? {
        if column.type?.isSerial == true {
            return "a serial column takes a value of its sequence for each row"
        }
        if column.constraint("CONSTR_IDENTITY") != nil {
            return "an identity column takes a value of its sequence for each row"
        }
        if let generated = column.constraint("CONSTR_GENERATED"),
            generated.node.string("generated_kind") != "v"
        {
            return "a stored generated column is computed for each row"
        }
        guard let value = column.constraint("CONSTR_DEFAULT")?.expression else { return nil }
        switch Volatility(of: value, context.schema) {
        case .volatile(let function): return "\(function)() may give another value for each row"
        case .unknown(let function): return "unless it says otherwise, \(function)() is volatile"
        case .stable: break
        }
        guard context.version < ServerVersion(11), value["isnull"] == nil else { return nil }
        return "before PostgreSQL 11 any default does"
    }
}
