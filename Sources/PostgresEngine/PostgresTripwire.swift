import ColonnadeEngine
import ColonnadeModel

/// A tripwire in PL/pgSQL: one function for all of them, a sequence for each that counts, and one table of samples.
///
/// Writers never wait for each other at it: a sequence hands out numbers without a row lock and outside transactions
/// (manual, Sequence Manipulation Functions), and a sample is inserted without a unique key to meet at. Whatever fails in
/// the function is caught there, and the writer goes on. It runs with the rights of whoever installed it, and finds names in
/// pg_catalog alone (manual, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely).
struct PostgresTripwire {
    let version: ServerVersion
    let table: ObjectName
    let column: Identifier
    /// The table's number and the column's in it: they stay when either is renamed.
    let oid: Int64
    let number: Int64
    /// Whether two values can be compared as they are; otherwise their texts are.
    let hasEquality: Bool
    /// What an INSERT that leaves the column out gives it; nil for NULL.
    let defaultExpression: SQL?
    /// Whether that is another value each time, so that nobody can tell who gave one.
    let isDefaultVolatile: Bool

    static let function = ObjectName(schema: "colonnade", "tripwire")
    static let writers = ObjectName(schema: "colonnade", "writers")

    /// True for the triggers of tripwires, which are no part of the user's schema.
    static func isTripwire(_ trigger: SQL) -> SQL {
        "\(trigger).tgfoid = coalesce(to_regproc('colonnade.tripwire')::oid, 0)"
    }

    static func sequence(_ oid: Int64, _ number: Int64) -> ObjectName {
        ObjectName(schema: "colonnade", Identifier("tripwire_\(oid)_\(number)"))
    }

    private var sequence: ObjectName { Self.sequence(oid, number) }
    private var sequenceName: SQL { "\(literal: "colonnade.\(sequence.name.text)")" }

    // Triggers fire in the order of their names (manual, Overview of Trigger Behavior): before whatever another trigger
    // writes into the column, a two-way trigger of a rollout above all.
    private var insertName: Identifier { Identifier("000_colonnade_tripwire_\(number)_i") }
    private var updateName: Identifier { Identifier("000_colonnade_tripwire_\(number)_u") }

    var preparation: [SQL] {
        [
            "CREATE SCHEMA IF NOT EXISTS colonnade",
            """
            CREATE TABLE IF NOT EXISTS \(Self.writers) (tripwire text NOT NULL, at timestamptz NOT NULL, operation text NOT NULL,
              role text NOT NULL, application text NOT NULL, client text NOT NULL, query text NOT NULL)
            """,
            "CREATE INDEX IF NOT EXISTS writers_tripwire_at_idx ON \(Self.writers) (tripwire, at)",
            TripwireFunction.definition,
            "REVOKE ALL ON FUNCTION \(Self.function)() FROM PUBLIC",
        ] + cleanup + ["CREATE SEQUENCE \(sequence)"]
    }

    var cleanup: [SQL] {
        [
            "DROP SEQUENCE IF EXISTS \(sequence)",
            "DELETE FROM \(Self.writers) WHERE tripwire = \(sequenceName)",
        ]
    }

    /// An INSERT is looked at before other triggers, for then its values are those that somebody gave. An UPDATE afterwards,
    /// and only where its SET names the column: what triggers assign is no part of that, other updates cost nothing, and no
    /// row is locked ahead of its time, as a BEFORE trigger would have it.
    var installation: [SQL] {
        let keyword: SQL = version >= ServerVersion(11) ? "FUNCTION" : "PROCEDURE"
        let call: SQL = "EXECUTE \(keyword) \(Self.function)(\(sequenceName))"
        let isOurs: SQL = "current_setting('colonnade.batch', true) IS DISTINCT FROM 'on'"
        let given: SQL =
            defaultExpression.map { "\(cast("NEW")) IS DISTINCT FROM (\($0))\(textual)" }
            ?? "NEW.\(column) IS NOT NULL"
        let insert: [SQL] =
            isDefaultVolatile
            ? []
            : [
                """
                CREATE TRIGGER \(insertName) BEFORE INSERT ON \(table) FOR EACH ROW
                  WHEN (\(given) AND \(isOurs)) \(call)
                """,
                "ALTER TABLE \(table) ENABLE ALWAYS TRIGGER \(insertName)",
            ]
        return insert + [
            """
            CREATE TRIGGER \(updateName) AFTER UPDATE OF \(column) ON \(table) FOR EACH ROW
              WHEN (\(cast("OLD")) IS DISTINCT FROM \(cast("NEW")) AND \(isOurs)) \(call)
            """,
            "ALTER TABLE \(table) ENABLE ALWAYS TRIGGER \(updateName)",
        ]
    }

    private var textual: SQL { hasEquality ? "" : "::text" }
    private func cast(_ row: SQL) -> SQL { "\(row).\(column)\(textual)" }

    var removal: [SQL] {
        [insertName, updateName].map { "DROP TRIGGER IF EXISTS \($0) ON \(table)" }
    }

    var pruning: SQL {
        """
        DELETE FROM \(Self.writers) w USING \(Self.writers) k
         WHERE w.tripwire = \(sequenceName) AND k.tripwire = w.tripwire AND k.at > w.at
           AND (k.operation, k.role, k.application, k.client, k.query)
             = (w.operation, w.role, w.application, w.client, w.query)
        """
    }

    var gaps: [String] {
        isDefaultVolatile
            ? [
                "INSERTs into \(table): the database gives \(column) another value each time, so that the tripwire cannot tell "
                    + "who gave one"
            ] : []
    }
}
