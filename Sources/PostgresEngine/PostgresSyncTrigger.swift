import ColonnadeEngine
import ColonnadeModel

/// A two-way trigger in PL/pgSQL: one function, one trigger for inserts and one for updates.
///
/// It changes the row that is being written and writes none itself, so it cannot call itself. It is ENABLE ALWAYS: rows
/// that logical replication applies, or that a restore loads under `session_replication_role = replica`, come from code
/// that knows one shape only as well (manual, 31.6 Architecture: the apply process runs as a replica). The backfill says
/// who it is by a setting of its transaction; for its rows there is nothing to do.
struct PostgresSyncTrigger {
    private let trigger: SyncTrigger

    init(_ trigger: SyncTrigger) { self.trigger = trigger }

    /// First both directions are analysed against the table: PL/pgSQL would report a misspelled name only to the
    /// first writer who meets it.
    func install(settled: Bool) -> [SQL] {
        [analysis]
            + trigger.reverses.map { "EXPLAIN SELECT \($0.value.reading(from: "new")) FROM \(table) AS new" }
            + [
                function(isSettled: settled),
                "CREATE TRIGGER \(insertName) BEFORE INSERT ON \(table) FOR EACH ROW EXECUTE FUNCTION \(functionName)()",
                """
                CREATE TRIGGER \(updateName) BEFORE UPDATE ON \(table) FOR EACH ROW
                  WHEN (current_setting('colonnade.batch', true) IS DISTINCT FROM 'on'
                        AND (\(anyChanged(trigger.newSide + trigger.oldSide)) OR \(isEmpty)))
                  EXECUTE FUNCTION \(functionName)()
                """,
            ]
            + [insertName, updateName].map { "ALTER TABLE \(table) ENABLE ALWAYS TRIGGER \($0)" }
    }

    /// Only the function changes, which locks no table.
    var settle: [SQL] { [function(isSettled: true)] }

    var remove: [SQL] {
        [insertName, updateName].map { "DROP TRIGGER IF EXISTS \($0) ON \(table)" }
            + ["DROP FUNCTION IF EXISTS \(functionName)()"]
    }

    private var table: ObjectName { trigger.table }

    // Triggers fire in the order of their names (manual, 39.1): after the user's own, whose changes count.
    private var insertName: Identifier { Identifier("zzz_\(trigger.name)_i") }
    private var updateName: Identifier { Identifier("zzz_\(trigger.name)_u") }
    private var functionName: ObjectName { ObjectName(schema: "colonnade", trigger.name) }

    private var analysis: SQL {
        "EXPLAIN UPDATE \(table) AS new SET "
            + trigger.forwards.map { "\($0.column) = \($0.value.reading(from: "new"))" as SQL }.joined(
                separator: ", ")
    }

    private func function(isSettled: Bool) -> SQL {
        let body = body(isSettled: isSettled)
        let text = body.rendered(.postgres).text
        var number = 0
        while text.contains("$sync\(number)$") { number += 1 }
        return """
            CREATE OR REPLACE FUNCTION \(functionName)() RETURNS trigger LANGUAGE plpgsql\(settings) AS \
            \(verbatim: "$sync\(number)$")
            \(body)
            \(verbatim: "$sync\(number)$")
            """
    }

    private func body(isSettled: Bool) -> SQL {
        let given = trigger.newColumns.map { "NEW.\($0) IS NOT NULL" as SQL }.joined(separator: " OR ")
        let forwards = assignments(trigger.forwards)
        let toNew: SQL =
            if isSettled {
                """
                  ELSIF TG_OP = 'INSERT' OR \(anyChanged(trigger.oldSide)) THEN
                    \(forwards)
                """
            } else {
                """
                  ELSE
                    \(trigger.isExact ? forwards : tolerating(forwards, else: nulls(trigger.forwards)))
                """
            }
        return """
            DECLARE
              fits boolean := false;\(probes)
            BEGIN
              IF TG_OP = 'INSERT' AND (\(given))
                 OR TG_OP = 'UPDATE' AND (\(anyChanged(trigger.newSide))) THEN
                \(toOld)
            \(toNew)
              END IF;
              RETURN NEW;
            END
            """
    }

    /// What new code wrote goes to the old columns, unless they say the same already. A value that cannot be converted
    /// back leaves them NULL rather than stop new code.
    private var toOld: SQL {
        let reverses = assignments(trigger.reverses)
        guard !trigger.isExact else { return reverses }
        let probe = trigger.forwards.enumerated().map { index, fill -> SQL in
            "probe_\(number: index) := \(fill.value.reading(from: "NEW"));"
        }.joined(separator: "\n    ")
        let fits = trigger.forwards.enumerated().map { index, fill -> SQL in
            let cast: SQL = trigger.incomparable.contains(fill.column) ? "::text" : ""
            return "probe_\(number: index)\(cast) IS NOT DISTINCT FROM NEW.\(fill.column)\(cast)"
        }.joined(separator: " AND ")
        return """
            \(tolerating("\(probe)\n    fits := \(fits);", else: "fits := false;"))
                IF NOT fits THEN
                  \(tolerating(reverses, else: nulls(trigger.reverses)))
                END IF;
            """
    }

    /// Only the errors that a value can cause; a subtransaction that writes nothing takes no transaction id.
    private func tolerating(_ statements: SQL, else fallback: SQL) -> SQL {
        """
        BEGIN
              \(statements)
            EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
              \(fallback)
            END;
        """
    }

    private var probes: SQL {
        guard !trigger.isExact else { return "" }
        return trigger.forwards.enumerated().map { index, fill -> SQL in
            "\n  probe_\(number: index) \(table).\(fill.column)%TYPE;"
        }.joined(separator: "")
    }

    private func assignments(_ fills: [Fill]) -> SQL {
        fills.map { "NEW.\($0.column) := \($0.value.reading(from: "NEW"));" as SQL }.joined(
            separator: "\n    ")
    }

    private func nulls(_ fills: [Fill]) -> SQL {
        fills.map { "NEW.\($0.column) := NULL;" as SQL }.joined(separator: "\n    ")
    }

    private var isEmpty: SQL {
        "(" + trigger.newColumns.map { "NEW.\($0) IS NULL" as SQL }.joined(separator: " AND ") + ")"
    }

    private func anyChanged(_ columns: [Identifier]) -> SQL {
        columns.map { column -> SQL in
            let cast: SQL = trigger.incomparable.contains(column) ? "::text" : ""
            return "NEW.\(column)\(cast) IS DISTINCT FROM OLD.\(column)\(cast)"
        }.joined(separator: " OR ")
    }

    /// As in the fill trigger: names mean what they meant in the migration, and functions are called with the owner's
    /// rights unless they ask who the session is.
    private var settings: SQL {
        let path = (trigger.searchPath + [Identifier("pg_temp")]).map { "\($0)" as SQL }
        let expressions = (trigger.forwards + trigger.reverses).map(\.value)
        let calls = expressions.contains { !$0.functions.isEmpty } && !expressions.contains(where: \.isStable)
        return "\(" SECURITY DEFINER", if: calls) SET search_path = \(path.joined(separator: ", "))"
    }
}
