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
        let wanted = events.filter { $0.0 == updateName || trigger.fillsInserts }
        // Not for every table: a batch silences the others, which spares it a sixth of its time.
        let always: [SQL] =
            trigger.isReplicated == true
            ? wanted.map { "ALTER TABLE \(fill.table) ENABLE ALWAYS TRIGGER \($0.0)" } : []
        return [analysis, function]
            + wanted.map { name, event in
                """
                CREATE TRIGGER \(name) \(event)
                  EXECUTE \(functionKeyword) \(functionName)()
                """
            } + always
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

    /// Names have to mean what they meant in the migration, whatever search_path a writer has set: a type or an
    /// operator that is not found there fails the writer's statement. `pg_temp` comes last, or a writer's temporary
    /// table would come before the table meant (manual, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely).
    /// It costs a call well under a microsecond.
    ///
    /// What is called or read is so with the owner's rights: the writers may have none there. Only where the
    /// expression asks who the session is, the session's own count.
    private var settings: SQL {
        let path = (trigger.searchPath + [Identifier("pg_temp")]).map { "\($0)" as SQL }
        let pinned: SQL = " SET search_path = \(path.joined(separator: ", "))"
        let expressions = [fill.value] + (fill.condition.map { [$0] } ?? [])
        let calls = expressions.contains { !$0.functions.isEmpty } && !expressions.contains(where: \.isStable)
        return isSimple && !calls ? pinned : " SECURITY DEFINER\(pinned)"
    }

    /// A dollar quote that the body does not contain.
    private func tag(for body: SQL) -> String {
        let text = body.rendered(.postgres).text
        var number = 0
        while text.contains("$fill\(number)$") { number += 1 }
        return "$fill\(number)$"
    }
}
