import ColonnadeEngine
import ColonnadeModel

/// The triggers of a column that moves to another table, in PL/pgSQL: one function fills a row of the new home, one
/// brings what was written in the old home forth, one brings what was written in the new home back.
///
/// What one of the latter two writes is not brought back again: they say so by the setting `colonnade.moving` of their
/// transaction. All of them are ENABLE ALWAYS, for rows that logical replication applies; see `PostgresSyncTrigger`.
///
/// Why no value is missed at READ COMMITTED, where every query of these functions sees what is committed by then:
/// - A row of the new home that is inserted, or finds another partner, locks that partner first (FOR NO KEY UPDATE, as an
///   update would; a share lock would let two inserts wait for each other's update later). So whoever changes the old
///   value has committed, or waits and then sees the new row.
/// - A row that was there already is locked by whoever updates it. Bringing a value forth locks it too, whether the value
///   differs or not, and so comes before or after: also beside the backfill, for whose rows the value is looked up anew.
/// - A row of the old home that is inserted locks its partner in the new one.
struct PostgresMoveTriggers {
    private let move: ColumnMove

    init(_ move: ColumnMove) { self.move = move }

    /// First the expressions are analysed against the tables: PL/pgSQL would report a misspelled name only to the first
    /// writer who meets it.
    var install: [SQL] {
        let analysis: [SQL] = [
            "EXPLAIN SELECT \(move.value.sql) FROM \(source)",
            "EXPLAIN UPDATE \(source) SET \(move.old) = \(reverse)",
        ]
        return analysis + functions(isSettled: false)
            + triggers.flatMap { trigger -> [SQL] in
                [
                    """
                    CREATE TRIGGER \(trigger.name) \(trigger.event) ON \(trigger.table) FOR EACH ROW
                      WHEN (\(trigger.condition)) EXECUTE FUNCTION \(trigger.function)()
                    """,
                    "ALTER TABLE \(trigger.table) ENABLE ALWAYS TRIGGER \(trigger.name)",
                ]
            }
    }

    /// Only the functions change, which locks no table.
    var settle: [SQL] { functions(isSettled: true) }

    var remove: [SQL] {
        triggers.map { "DROP TRIGGER IF EXISTS \($0.name) ON \($0.table)" }
            + [fillName, backName, forthName].map { "DROP FUNCTION IF EXISTS \($0)()" }
    }

    private struct Trigger {
        var name: Identifier
        var table: ObjectName
        var event: SQL
        var condition: SQL
        var function: ObjectName
    }

    // Triggers fire in the order of their names (manual, 39.1): after the user's own, whose changes count.
    private func trigger(_ label: String) -> Identifier { Identifier("zzz_\(move.name)_\(label)") }
    private var fillName: ObjectName { ObjectName(schema: "colonnade", move.name) }
    private var backName: ObjectName { ObjectName(schema: "colonnade", Identifier("\(move.name)_back")) }
    private var forthName: ObjectName { ObjectName(schema: "colonnade", Identifier("\(move.name)_forth")) }

    private var triggers: [Trigger] {
        let isOurs: SQL =
            "current_setting('colonnade.moving', true) IS NOT DISTINCT FROM \(literal: move.name.text)"
        let isBatch: SQL = "current_setting('colonnade.batch', true) IS NOT DISTINCT FROM 'on'"
        let newChanged = changed([move.new])
        let moved = changed(move.matches.map(\.own), plain: true)
        let written = changed(move.reads + [move.old])
        let keyChanged = changed(move.matches.map(\.other), plain: true)
        return [
            Trigger(
                name: trigger("i"), table: move.target, event: "BEFORE INSERT",
                condition: "NEW.\(move.new) IS NULL", function: fillName),
            Trigger(
                name: trigger("u"), table: move.target, event: "BEFORE UPDATE",
                condition: """
                    NOT (\(isOurs)) AND CASE WHEN \(newChanged) THEN \(isBatch)
                      ELSE NEW.\(move.new) IS NULL OR \(moved) END
                    """, function: fillName),
            Trigger(
                name: trigger("bi"), table: move.target, event: "AFTER INSERT",
                condition: "NEW.\(move.new) IS NOT NULL AND NOT (\(isOurs))", function: backName),
            Trigger(
                name: trigger("bu"), table: move.target, event: "AFTER UPDATE",
                condition: "(\(newChanged) OR \(moved)) AND NOT (\(isOurs)) AND NOT (\(isBatch))",
                function: backName),
            Trigger(
                name: trigger("f"), table: move.source, event: "AFTER INSERT OR DELETE",
                condition: "NOT (\(isOurs))", function: forthName),
            Trigger(
                name: trigger("fu"), table: move.source, event: "AFTER UPDATE",
                condition: "(\(written) OR \(keyChanged)) AND NOT (\(isOurs))", function: forthName),
        ]
    }

    private var source: SQL { "\(move.source) AS \(move.sourceName)" }
    /// The new home's rows inside the functions, under a name that no expression uses.
    private var target: SQL { "\(move.target) AS colonnade_row" }
    private var cast: SQL { move.isIncomparable ? "::text" : "" }

    private func changed(_ columns: [Identifier], plain: Bool = false) -> SQL {
        let columns = columns.reduce(into: [Identifier]()) { if !$0.contains($1) { $0.append($1) } }
        let cast: SQL = plain ? "" : cast
        return columns.map { "NEW.\($0)\(cast) IS DISTINCT FROM OLD.\($0)\(cast)" as SQL }.joined(
            separator: " OR ")
    }

    /// The rows of the old home that a row of the new one belongs to.
    private func sources(of row: SQL) -> SQL {
        move.matches.map { "\(move.sourceName).\($0.other) = \(row).\($0.own)" as SQL }.joined(
            separator: " AND ")
    }

    private func targets(of row: SQL) -> SQL {
        move.matches.map { "colonnade_row.\($0.own) = \(row).\($0.other)" as SQL }.joined(separator: " AND ")
    }

    /// The old value of a row of the old home.
    private var reverse: SQL {
        let row: SQL = "\(move.sourceName)"
        return move.reverse?.reading(from: row)
            ?? "(SELECT colonnade_row.\(move.new) FROM \(target) WHERE \(targets(of: row)))"
    }

    private func functions(isSettled: Bool) -> [SQL] {
        [
            function(fillName, fill(isSettled: isSettled)), function(backName, back),
            function(forthName, forth(isSettled: isSettled)),
        ]
    }

    private func function(_ name: ObjectName, _ body: SQL) -> SQL {
        let text = body.rendered(.postgres).text
        var number = 0
        while text.contains("$move\(number)$") { number += 1 }
        let path = (move.searchPath + [Identifier("pg_temp")]).map { "\($0)" as SQL }
        return """
            CREATE OR REPLACE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER \
            SET search_path = \(path.joined(separator: ", ")) AS \(verbatim: "$move\(number)$")
            \(body)
            \(verbatim: "$move\(number)$")
            """
    }

    /// A row of the new home without a value gets that of its partner, if it has one.
    private func fill(isSettled: Bool) -> SQL {
        let find: SQL =
            "SELECT \(move.value.sql) INTO colonnade_value FROM \(source) WHERE \(sources(of: "NEW"))"
        let known: SQL =
            isSettled
            ? "ELSIF current_setting('colonnade.batch', true) IS NOT DISTINCT FROM 'on' THEN" : "ELSE"
        return """
            #variable_conflict use_column
            DECLARE
              colonnade_value \(move.target).\(move.new)%TYPE;
            BEGIN
              IF TG_OP = 'INSERT' OR \(changed(move.matches.map(\.own), plain: true)) THEN
                \(find) FOR NO KEY UPDATE;
              \(known)
                \(find);
              \("ELSE\n    RETURN NEW;\n  ", if: isSettled)END IF;
              IF FOUND THEN NEW.\(move.new) := colonnade_value; END IF;
              RETURN NEW;
            END
            """
    }

    /// The value of the new home goes back, unless the old one says the same already. One that the old column cannot have
    /// leaves it NULL rather than stop new code.
    private var back: SQL {
        let update: SQL = "UPDATE \(source) SET \(move.old)"
        let rows = sources(of: "NEW")
        return byItself(
            """
            IF TG_OP = 'INSERT' OR \(changed(move.matches.map(\.own), plain: true)) THEN
                PERFORM FROM \(source) WHERE \(rows) FOR NO KEY UPDATE;
              END IF;
              BEGIN
                \(update) = \(reverse)
                  WHERE \(rows) AND (\(move.value.sql))\(cast) IS DISTINCT FROM NEW.\(move.new)\(cast);
              EXCEPTION WHEN data_exception OR integrity_constraint_violation OR raise_exception THEN
                \(update) = NULL WHERE \(rows);
              END;
            """)
    }

    /// A row of the old home that comes without a value may belong to one that has it in the new home: then that one counts.
    private func forth(isSettled: Bool) -> SQL {
        let isLeftOut: SQL =
            move.leftOut.map {
                "(NEW.\(move.old) IS NULL OR NEW.\(move.old)\(cast) IS NOT DISTINCT FROM (\(verbatim: $0))\(cast))"
            } ?? "NEW.\(move.old) IS NULL"
        let gone: SQL =
            isSettled
            ? "NULL;" : "UPDATE \(target) SET \(move.new) = NULL WHERE \(targets(of: "OLD"));"
        let known: SQL =
            "EXISTS (SELECT FROM \(target) WHERE \(targets(of: "NEW")) AND colonnade_row.\(move.new) IS NOT NULL)"
        return byItself(
            """
            IF TG_OP = 'DELETE' THEN
                \(gone)
              ELSE
                IF TG_OP = 'INSERT' THEN
                  PERFORM FROM \(target) WHERE \(targets(of: "NEW")) FOR NO KEY UPDATE;
                END IF;
                IF TG_OP = 'INSERT' AND \(isLeftOut) AND \(known) THEN
                  UPDATE \(source) SET \(move.old) = \(reverse) WHERE \(own);
                ELSE
                  UPDATE \(target) SET \(move.new) = \(move.value.sql)
                    FROM (SELECT NEW.*) AS \(move.sourceName) WHERE \(targets(of: "\(move.sourceName)"));
                END IF;
              END IF;
            """)
    }

    /// The row of the old home itself: what it is matched by is unique.
    private var own: SQL {
        move.matches.map { "\(move.sourceName).\($0.other) = NEW.\($0.other)" as SQL }.joined(
            separator: " AND ")
    }

    private func byItself(_ statements: SQL) -> SQL {
        """
        #variable_conflict use_column
        DECLARE
          colonnade_before text := current_setting('colonnade.moving', true);
        BEGIN
          PERFORM set_config('colonnade.moving', \(literal: move.name.text), true);
          \(statements)
          PERFORM set_config('colonnade.moving', coalesce(colonnade_before, ''), true);
          RETURN NULL;
        END
        """
    }
}
