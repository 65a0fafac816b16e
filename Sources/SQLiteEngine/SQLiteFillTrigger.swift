import ColonnadeModel

/// How SQLite's triggers keep a column filled. A BEFORE trigger cannot assign to NEW here, so the row is updated
/// right after it was written: sqlite.org/lang_createtrigger.html
///
/// Where a session has recursive triggers on, that update fires the trigger again. It comes to rest because the
/// update is left out when it would change nothing, and because a fill that changed the column is, to the
/// trigger, an explicit value.
struct SQLiteFillTrigger {
    let trigger: FillTrigger
    /// How the row is found again: the rowid, or the primary key of a WITHOUT ROWID table.
    var key: [SQL] = [SQLiteFillTrigger.rowid]

    /// The spelling that no user's column is likely to hide: sqlite.org/lang_createtable.html#rowid
    static let rowid: SQL = "_rowid_"

    private var fill: Fill { trigger.fill }
    private var insertName: Identifier { Identifier("\(trigger.name)_insert") }
    private var updateName: Identifier { Identifier("\(trigger.name)_update") }

    var install: [SQL] {
        let onUpdate = create(updateName, "UPDATE", when: updateCondition)
        guard trigger.fillsInserts || trigger.overrides else { return [onUpdate, analysis] }
        let onInsert = create(
            insertName, "INSERT", when: trigger.overrides ? nil : "NEW.\(fill.column) IS NULL")
        return [onInsert, onUpdate, analysis]
    }

    var remove: [SQL] {
        ["DROP TRIGGER IF EXISTS \(insertName)", "DROP TRIGGER IF EXISTS \(updateName)"]
    }

    /// The writer left the column alone, and it is empty or out of date.
    private var updateCondition: SQL? {
        if trigger.overrides { return nil }
        let changed = fill.sourceColumns.map { "NEW.\($0) IS NOT OLD.\($0)" as SQL }
        let reasons = (["NEW.\(fill.column) IS NULL"] + changed).joined(separator: " OR ")
        return "NEW.\(fill.column) IS OLD.\(fill.column) AND (\(reasons))"
    }

    /// CREATE TRIGGER looks up no names: a misspelled one would be reported to the first writer who meets it. An
    /// update that is only prepared meets it now.
    private var analysis: SQL { "EXPLAIN UPDATE \(fill.table.name) SET \(fill.column) = \(fill.column)" }

    private func create(_ name: Identifier, _ event: SQL, when condition: SQL?) -> SQL {
        let value = fill.value.reading(from: "NEW")
        let row = "\(fill.table.name)" as SQL
        var conditions = key.map { "\(row).\($0) = NEW.\($0)" as SQL }
        if let meant = fill.condition { conditions.append("(\(meant.reading(from: "NEW")))") }
        conditions.append("\(row).\(fill.column) IS NOT (\(value))")
        let from: SQL = fill.join.map { "\n     FROM \(verbatim: $0.from)" } ?? ""
        let when: SQL = condition.map { "\n  WHEN \($0)" } ?? ""
        return """
            CREATE TRIGGER \(name) AFTER \(event) ON \(row)\(when)
            BEGIN
              UPDATE \(row) SET \(fill.column) = \(value)\(from)
               WHERE \(conditions.joined(separator: " AND "));
            END
            """
    }
}
