import ColonnadeEngine
import ColonnadeModel

/// A fill trigger in PL/pgSQL: one function, one trigger for inserts and one for updates.
///
/// The WHEN conditions keep the function from being called for rows that need nothing, the backfill's own
/// updates among them (measured: a condition that is false costs a fifth of what an unconditional trigger does).
struct PostgresFillTrigger {
    private let trigger: FillTrigger
    private let version: ServerVersion
    private var fill: Fill { trigger.fill }

    init(_ trigger: FillTrigger, version: ServerVersion) {
        self.trigger = trigger
        self.version = version
    }

    /// Function first, then the triggers. Before all that the expression is analysed against the table by
    /// EXPLAIN: PL/pgSQL would report a misspelled name only to the first writer who meets it.
    var install: [SQL] {
        let events: [(Identifier, SQL)] = [(insertName, insert), (updateName, update)]
        return [analysis, function]
            + events.filter { $0.0 == updateName || trigger.fillsInserts }.map { name, event in
                """
                CREATE TRIGGER \(name) \(event)
                  EXECUTE \(functionKeyword) \(functionName)()
                """
            }
    }

    var remove: [SQL] {
        [insertName, updateName].map { "DROP TRIGGER IF EXISTS \($0) ON \(fill.table)" }
            + ["DROP FUNCTION IF EXISTS \(functionName)()"]
    }

    // Triggers fire in the order of their names (manual 37.1): after the user's own, whose changes count.
    private var insertName: Identifier { Identifier("zzz_\(trigger.name)_i") }
    private var updateName: Identifier { Identifier("zzz_\(trigger.name)_u") }

    /// A column that stands in for a generated one keeps its function for good, so that lives beside the table.
    private var functionName: ObjectName {
        ObjectName(schema: trigger.overrides ? fill.table.schema : "colonnade", trigger.name)
    }

    /// FUNCTION since 11; PROCEDURE before.
    private var functionKeyword: SQL { version >= ServerVersion(11) ? "FUNCTION" : "PROCEDURE" }

    private var insert: SQL {
        let condition: SQL = trigger.overrides ? "" : "\n  WHEN (NEW.\(fill.column) IS NULL)"
        return "BEFORE INSERT ON \(fill.table) FOR EACH ROW\(condition)"
    }

    private var update: SQL {
        guard !trigger.overrides else { return "BEFORE UPDATE ON \(fill.table) FOR EACH ROW" }
        let sourceChanged = fill.sourceColumns.map { " OR \(changed($0))" as SQL }.joined(separator: "")
        return """
            BEFORE UPDATE ON \(fill.table) FOR EACH ROW
              WHEN (NOT (\(changed(fill.column)))
                    AND (NEW.\(fill.column) IS NULL\(sourceChanged)))
            """
    }

    /// The text of a value finds too much changed rather than too little; then the same value is computed again.
    private func changed(_ column: Identifier) -> SQL {
        trigger.incomparable.contains(column)
            ? "NEW.\(column)::text IS DISTINCT FROM OLD.\(column)::text"
            : "NEW.\(column) IS DISTINCT FROM OLD.\(column)"
    }

    /// Expressions that look at no other table read NEW directly, which PL/pgSQL evaluates without the executor.
    private var isSimple: Bool {
        fill.join == nil && !fill.value.hasSubquery && fill.condition?.hasSubquery != true
    }

    private var function: SQL {
        let body = isSimple ? simpleBody : queryBody
        return """
            CREATE OR REPLACE FUNCTION \(functionName)() RETURNS trigger LANGUAGE plpgsql\(settings) AS \
            \(verbatim: tag(for: body))
            \(body)
            \(verbatim: tag(for: body))
            """
    }

    private var simpleBody: SQL {
        let assignment: SQL = "NEW.\(fill.column) := \(fill.value.reading(from: "NEW"));"
        guard let condition = fill.condition else { return "BEGIN\n  \(assignment)\n  RETURN NEW;\nEND" }
        return """
            BEGIN
              IF \(condition.reading(from: "NEW")) THEN
                \(assignment)
              END IF;
              RETURN NEW;
            END
            """
    }

    /// The row takes the table's place under the name that the expression uses, so that every name in it means
    /// what it means in the UPDATE.
    private var queryBody: SQL {
        """
        #variable_conflict use_column
        DECLARE
          colonnade_value \(fill.table).\(fill.column)%TYPE;
        BEGIN
          SELECT \(fill.value.sql) INTO colonnade_value
            FROM (SELECT NEW.*) AS \(fill.reference)\(joined)\(filtered);
          IF FOUND THEN NEW.\(fill.column) := colonnade_value; END IF;
          RETURN NEW;
        END
        """
    }

    private var analysis: SQL {
        guard isSimple else {
            return "EXPLAIN SELECT \(fill.value.sql) FROM \(fill.source(fill.table))\(joined)\(filtered)"
        }
        let condition: SQL = fill.condition.map { " WHERE \($0.reading(from: "new"))" } ?? ""
        return "EXPLAIN SELECT \(fill.value.reading(from: "new")) FROM \(fill.table) AS new\(condition)"
    }

    private var joined: SQL { fill.join.map { ", \(verbatim: $0.from)" } ?? "" }

    private var filtered: SQL { fill.condition.map { " WHERE \($0.sql)" } ?? "" }

    /// Names that are not PostgreSQL's own have to mean the same whatever search_path a writer has set; fixing
    /// it costs each call a little, so it is done only for expressions that call something. A function that looks
    /// at other tables or draws from a provisional sequence runs with its owner's rights, because the writers
    /// may have none there.
    private var settings: SQL {
        let functions = fill.value.functions + (fill.condition?.functions ?? [])
        if !isSimple || functions.contains("nextval") {
            return " SECURITY DEFINER SET search_path FROM CURRENT"
        }
        return functions.isEmpty ? "" : " SET search_path FROM CURRENT"
    }

    /// A dollar quote that the body does not contain.
    private func tag(for body: SQL) -> String {
        let text = body.rendered(.postgres).text
        var number = 0
        while text.contains("$fill\(number)$") { number += 1 }
        return "$fill\(number)$"
    }
}
