import ColonnadeModel

/// The block of `Schema::create` or `Schema::table`: columns, then commands, in the order in which Laravel sends them
/// (illuminate/database/Schema/Blueprint.php and Grammars/PostgresGrammar.php).
struct LaravelBlueprint {
    let table: ObjectName
    let isNew: Bool
    let variable: String
    let bytes: Range<Int>
    var translation: ORMTranslation
    private var columns: [LaravelColumn] = []
    private var later: [(sql: SourcedSQL, bytes: Range<Int>)] = []

    init(table: ObjectName, isNew: Bool, variable: String, bytes: Range<Int>, translation: ORMTranslation) {
        self.table = table
        self.isNew = isNew
        self.variable = variable
        self.bytes = bytes
        self.translation = translation
    }

    mutating func read(_ body: [CodeStatement]) {
        for statement in body {
            switch statement.kind {
            case .expression(let value):
                guard let links = value.links, links.first?.name == variable, links.count > 1 else {
                    fallthrough
                }
                read(Array(links.dropFirst()), value.bytes)
            default: translation.notRead("this part of a table", at: statement.bytes)
            }
        }
    }

    private mutating func read(_ links: [CodeLink], _ bytes: Range<Int>) {
        let call = links[0]
        if let columns = LaravelColumn.columns(links, bytes, translation) {
            self.columns += columns
            for column in columns { keys(of: column, Array(links.dropFirst())) }
            return
        }
        command(call, Array(links.dropFirst()), bytes)
    }

    /// `->unique()`, `->index()`, `->constrained()` behind a column.
    private mutating func keys(of column: LaravelColumn, _ modifiers: [CodeLink]) {
        for modifier in modifiers {
            switch modifier.name {
            case "unique", "index", "primary", "fulltext":
                if modifier.positional(0)?.bool == false { continue }
                add(
                    key: modifier.name, [column.name], translation.text(modifier.positional(0)), modifiers,
                    column.bytes)
            case "constrained":
                let target =
                    translation.text(modifier.positional(0))
                    ?? RailsNames.plural(String(column.name.dropLast(3)))
                let key = translation.text(modifier.positional(1)) ?? "id"
                foreignKey([column.name], target, [key], modifiers, column.bytes)
            case "references":
                guard let on = modifiers.first(where: { $0.name == "on" }) else { continue }
                foreignKey(
                    [column.name], translation.text(on.positional(0)) ?? "",
                    translation.names(modifier.positional(0)) ?? ["id"], modifiers, column.bytes)
            default: continue
            }
        }
    }

    private func name(_ columns: [String], _ suffix: String) -> Identifier {
        Identifier(([table.name.text] + columns + [suffix]).joined(separator: "_").lowercased())
    }

    private mutating func add(
        key kind: String, _ columns: [String], _ written: String?, _ modifiers: [CodeLink],
        _ bytes: Range<Int>
    ) {
        let list = columns.map { Identifier($0) }
        switch kind {
        case "primary": later.append(("ALTER TABLE \(table) ADD PRIMARY KEY (\(list))", bytes))
        case "unique":
            let name = written.map { Identifier($0) } ?? name(columns, "unique")
            later.append(("ALTER TABLE \(table) ADD CONSTRAINT \(name) UNIQUE (\(list))", bytes))
        default:
            let name =
                written.map { Identifier($0) } ?? name(columns, kind == "fulltext" ? "fulltext" : "index")
            let method = modifiers.first { $0.name == "algorithm" }.flatMap {
                translation.text($0.positional(0))
            }
            let using = method.map { " USING \(verbatim: $0)" as SourcedSQL } ?? ""
            later.append(("CREATE INDEX \(name) ON \(table)\(using) (\(list))", bytes))
        }
    }

    private mutating func foreignKey(
        _ columns: [String], _ target: String, _ keys: [String], _ modifiers: [CodeLink], _ bytes: Range<Int>
    ) {
        var actions: SourcedSQL = ""
        for modifier in modifiers {
            switch modifier.name {
            case "onDelete", "onUpdate":
                guard let action = translation.text(modifier.positional(0)) else { continue }
                actions.append(
                    " ON \(verbatim: modifier.name == "onDelete" ? "DELETE" : "UPDATE") \(verbatim: action)")
            case "cascadeOnDelete": actions.append(" ON DELETE cascade")
            case "nullOnDelete": actions.append(" ON DELETE set null")
            case "restrictOnDelete": actions.append(" ON DELETE restrict")
            case "cascadeOnUpdate": actions.append(" ON UPDATE cascade")
            default: continue
            }
        }
        let (list, others) = (columns.map { Identifier($0) }, keys.map { Identifier($0) })
        later.append(
            (
                """
                ALTER TABLE \(table) ADD CONSTRAINT \(name(columns, "foreign")) FOREIGN KEY (\(list)) \
                REFERENCES \(Identifier(target)) (\(others))\(actions)
                """, bytes
            ))
    }

    // MARK: Commands

    private mutating func command(_ call: CodeLink, _ modifiers: [CodeLink], _ bytes: Range<Int>) {
        let names = translation.names(call.positional(0)) ?? []
        func then(_ sql: SourcedSQL) { later.append((sql, bytes)) }
        switch call.name {
        case "index", "unique", "primary", "fullText", "spatialIndex":
            guard !names.isEmpty else { return translation.nameIsComputed("a column", at: bytes) }
            add(key: call.name, names, translation.text(call.positional(1)), modifiers, bytes)
        case "rawIndex":
            guard let sql = call.positional(0).flatMap({ translation.resolved($0).string }),
                let name = translation.text(call.positional(1))
            else { return translation.nameIsComputed("a column", at: bytes) }
            then("CREATE INDEX \(Identifier(name)) ON \(table) (\(SourcedSQL(written: sql)))")
        case "foreign":
            guard !names.isEmpty,
                let on = modifiers.first(where: { $0.name == "on" }).flatMap({
                    translation.text($0.positional(0))
                })
            else { return translation.nameIsComputed("a column", at: bytes) }
            let keys = modifiers.first { $0.name == "references" }.flatMap {
                translation.names($0.positional(0))
            }
            foreignKey(names, on, keys ?? ["id"], modifiers, bytes)
        case "dropColumn":
            let all = (call.arguments ?? []).compactMap { translation.names($0.value) }.flatMap { $0 }
            guard !all.isEmpty else { return translation.nameIsComputed("a column", at: bytes) }
            then(
                "ALTER TABLE \(table) \(all.map { "DROP COLUMN \(Identifier($0))" as SourcedSQL }.joined(separator: ", "))"
            )
        case "dropTimestamps", "dropTimestampsTz":
            then(
                "ALTER TABLE \(table) DROP COLUMN \(Identifier("created_at")), DROP COLUMN \(Identifier("updated_at"))"
            )
        case "dropSoftDeletes", "dropSoftDeletesTz":
            then("ALTER TABLE \(table) DROP COLUMN \(Identifier(names.first ?? "deleted_at"))")
        case "dropConstrainedForeignId":
            guard let column = names.first else { return translation.nameIsComputed("a column", at: bytes) }
            then("ALTER TABLE \(table) DROP CONSTRAINT \(name([column], "foreign"))")
            then("ALTER TABLE \(table) DROP COLUMN \(Identifier(column))")
        case "renameColumn":
            guard let old = names.first, let new = translation.text(call.positional(1)) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            then("ALTER TABLE \(table) RENAME COLUMN \(Identifier(old)) TO \(Identifier(new))")
        case "renameIndex":
            guard let old = names.first, let new = translation.text(call.positional(1)) else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            then("ALTER INDEX \(Identifier(old)) RENAME TO \(Identifier(new))")
        case "rename":
            guard let new = names.first else { return translation.nameIsComputed("a column", at: bytes) }
            then("ALTER TABLE \(table) RENAME TO \(Identifier(new))")
        case "dropIndex", "dropUnique", "dropForeign", "dropPrimary", "dropFullText":
            drop(call, names, bytes)
        case "drop": then("DROP TABLE \(table)")
        case "dropIfExists": then("DROP TABLE IF EXISTS \(table)")
        case "comment": then("COMMENT ON TABLE \(table) IS \(literal: names.first ?? "")")
        case "engine", "charset", "collation", "temporary": break
        default: translation.notRead("\(call.name) of a table", at: bytes)
        }
    }

    /// A list of columns stands for the name that Laravel gives; a text is the name.
    private mutating func drop(_ call: CodeLink, _ names: [String], _ bytes: Range<Int>) {
        let suffix = call.name.dropFirst(4).lowercased()
        let isList = call.positional(0).map { translation.resolved($0).list != nil } ?? false
        let given = isList ? name(names, suffix) : names.first.map { Identifier($0) }
        if call.name == "dropPrimary" {
            later.append(
                ("ALTER TABLE \(table) DROP CONSTRAINT \(given ?? Identifier("\(table.name)_pkey"))", bytes))
        } else if let given {
            let isIndex = call.name == "dropIndex" || call.name == "dropFullText"
            later.append(
                (isIndex ? "DROP INDEX \(given)" : "ALTER TABLE \(table) DROP CONSTRAINT \(given)", bytes))
        } else {
            translation.nameIsComputed("a column", at: bytes)
        }
    }

    // MARK: Writing

    mutating func write() {
        let added = columns.filter { !$0.isChange }
        if isNew {
            let parts = added.map { $0.definition(&translation) }
            translation.write("CREATE TABLE \(table) (\(parts.joined(separator: ", ")))", for: bytes)
        } else {
            for column in added {
                translation.write(
                    "ALTER TABLE \(table) ADD COLUMN \(column.definition(&translation))", for: column.bytes)
            }
        }
        for column in columns where column.isChange {
            translation.write("ALTER TABLE \(table) \(column.changes(&translation))", for: column.bytes)
        }
        for statement in later { translation.write(statement.sql, for: statement.bytes) }
        for column in columns {
            if let text = column.comment(translation) {
                translation.write(
                    "COMMENT ON COLUMN \(table).\(column.columnName) IS \(literal: text)", for: column.bytes)
            }
        }
    }
}
