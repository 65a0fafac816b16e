import ColonnadeModel

/// Columns: active_record/connection_adapters/abstract/schema_statements.rb and postgresql/schema_statements.rb.
extension RailsWalker {
    /// Whether it was one of these.
    mutating func columnOperation(_ call: CodeLink, _ bytes: Range<Int>) -> Bool {
        let names = [
            "add_column", "add_columns", "remove_column", "remove_columns", "rename_column", "change_column",
            "change_column_null", "change_column_default", "change_column_comment", "add_timestamps",
            "remove_timestamps", "add_reference", "add_belongs_to", "remove_reference", "remove_belongs_to",
        ]
        guard names.contains(call.name) else { return false }
        guard let table = table(call.positional(0)) else {
            translation.nameIsComputed("a table", at: bytes)
            return true
        }
        columnOperation(call.name, on: table, Array((call.arguments ?? []).dropFirst()), bytes)
        return true
    }

    /// An operation whose table is known: the rest of its arguments.
    mutating func columnOperation(
        _ name: String, on table: ObjectName, _ arguments: [CodeArgument], _ bytes: Range<Int>
    ) {
        let call = CodeLink(name: name, arguments: arguments, block: nil, bytes: bytes)
        let plain = arguments.filter { $0.name == nil && $0.value.map == nil }.map(\.value)
        let columns = plain.compactMap { translation.text($0) }
        // What is no name at its place must not let the next one take it.
        let areAllColumns = ["add_columns", "remove_columns", "rename_column"].contains(name)
        guard let first = name.hasSuffix("timestamps") ? "" : translation.text(plain.first),
            !areAllColumns || columns.count == plain.count
        else { return translation.nameIsComputed("a column", at: bytes) }
        let column = Identifier(first)
        switch name {
        case "add_column":
            guard plain.count > 1, let type = translation.text(plain[1]) else {
                return translation.notRead("the type of \(first) is computed", at: bytes)
            }
            add(self.column(first, type, call.options, bytes), to: table, bytes)
        case "add_columns":
            guard let type = translation.text(call.option("type")) else {
                return translation.notRead("the type of \(first) is computed", at: bytes)
            }
            for name in columns { add(self.column(name, type, call.options, bytes), to: table, bytes) }
        case "remove_column":
            let ifExists = call.option("if_exists")?.bool == true
            alter(table, "DROP COLUMN \("IF EXISTS ", if: ifExists)\(column)", bytes)
        case "remove_columns":
            alter(table, columns.map { "DROP COLUMN \(Identifier($0))" }.joined(separator: ", "), bytes)
        case "rename_column":
            guard columns.count > 1 else { return translation.nameIsComputed("a column", at: bytes) }
            alter(table, "RENAME COLUMN \(column) TO \(Identifier(columns[1]))", bytes)
        case "change_column":
            guard plain.count > 1, let type = translation.text(plain[1]) else {
                return translation.notRead("the type of \(first) is computed", at: bytes)
            }
            changeColumn(self.column(first, type, call.options, bytes), of: table, bytes)
        case "change_column_null": changeNull(column, of: table, plain, bytes)
        case "change_column_default": changeDefault(column, of: table, call, plain, bytes)
        case "change_column_comment":
            let text = plain.count > 1 ? translation.text(plain[1]) : translation.text(call.option("to"))
            translation.write("COMMENT ON COLUMN \(table).\(column) IS \(literal: text ?? "")", for: bytes)
        case "add_timestamps":
            for column in timestamps(call.options, bytes) { add(column, to: table, bytes) }
        case "remove_timestamps":
            alter(
                table, "DROP COLUMN \(Identifier("updated_at")), DROP COLUMN \(Identifier("created_at"))",
                bytes)
        case "add_reference", "add_belongs_to": add(reference(first, call.options, bytes), to: table, bytes)
        default: removeReference(reference(first, call.options, bytes), from: table, bytes)
        }
    }

    func column(_ name: String, _ type: String, _ options: [CodeArgument], _ bytes: Range<Int>) -> RailsColumn
    {
        RailsColumn(name: name, type: type, options: options, bytes: bytes, version: version)
    }

    func reference(_ name: String, _ options: [CodeArgument], _ bytes: Range<Int>) -> RailsReference {
        RailsReference(name: name, options: options, bytes: bytes, version: version)
    }

    /// `created_at` and `updated_at`, which must be given since 5.0.
    func timestamps(_ options: [CodeArgument], _ bytes: Range<Int>) -> [RailsColumn] {
        var options = options
        if version >= 5, !options.contains(where: { $0.name == "null" }) {
            options.append(CodeArgument(name: "null", value: .named("false", bytes), bytes: bytes))
        }
        return ["created_at", "updated_at"].map { column($0, "datetime", options, bytes) }
    }

    mutating func alter(_ table: ObjectName, _ what: SourcedSQL, _ bytes: Range<Int>) {
        translation.write("ALTER TABLE \(table) \(what)", for: bytes)
    }

    mutating func add(_ column: RailsColumn, to table: ObjectName, _ bytes: Range<Int>) {
        let ifNotExists = column.option("if_not_exists")?.bool == true
        let definition = column.definition(&translation)
        alter(table, "ADD \("COLUMN IF NOT EXISTS ", if: ifNotExists)\(definition)", bytes)
        comment(column, on: table)
    }

    mutating func comment(_ column: RailsColumn, on table: ObjectName) {
        guard let text = translation.text(column.option("comment")) else { return }
        translation.write(
            "COMMENT ON COLUMN \(table).\(column.columnName) IS \(literal: text)", for: column.bytes)
    }

    mutating func add(_ reference: RailsReference, to table: ObjectName, _ bytes: Range<Int>) {
        for column in reference.columns(translation) { add(column, to: table, bytes) }
        if let options = reference.index { addIndex(on: table, reference.columnNames, options, bytes) }
        if let options = reference.foreignKey { addForeignKey(of: reference, on: table, options, bytes) }
    }

    private mutating func removeReference(
        _ reference: RailsReference, from table: ObjectName, _ bytes: Range<Int>
    ) {
        if reference.foreignKey != nil {
            let name = RailsNames.foreignKey(table.name.text, "\(reference.name)_id")
            alter(table, "DROP CONSTRAINT \(Identifier(name))", bytes)
        }
        let columns = reference.columnNames.reversed().map { "DROP COLUMN \(Identifier($0))" as SourcedSQL }
        alter(table, columns.joined(separator: ", "), bytes)
    }

    private mutating func changeColumn(_ column: RailsColumn, of table: ObjectName, _ bytes: Range<Int>) {
        let name = column.columnName
        var parts: [SourcedSQL] = []
        var type: SourcedSQL = "ALTER COLUMN \(name) TYPE \(column.sqlType(translation))"
        if let using = column.option("using") {
            if let sql = translation.resolved(using).string {
                type.append(" USING \(SourcedSQL(written: sql))")
            } else {
                translation.notRead("what `using` says is computed", at: using.bytes)
            }
        } else if let cast = translation.text(column.option("cast_as")) {
            type.append(" USING CAST(\(name) AS \(verbatim: cast))")
        }
        parts.append(type)
        if let value = column.option("default") {
            if value.isNone {
                parts.append("ALTER COLUMN \(name) DROP DEFAULT")
            } else if let sql = RailsColumn.constant(value, translation) {
                parts.append("ALTER COLUMN \(name) SET DEFAULT \(sql)")
            } else {
                translation.notRead("the default is computed", at: value.bytes)
            }
        }
        if let null = column.option("null")?.bool {
            parts.append("ALTER COLUMN \(name) \(verbatim: null ? "DROP" : "SET") NOT NULL")
        }
        alter(table, parts.joined(separator: ", "), bytes)
        comment(column, on: table)
    }

    private mutating func changeNull(
        _ column: Identifier, of table: ObjectName, _ plain: [CodeExpression], _ bytes: Range<Int>
    ) {
        guard plain.count > 1, let null = plain[1].bool else {
            return translation.notRead("whether \(column) may be NULL is computed", at: bytes)
        }
        if !null, plain.count > 2, !plain[2].isNone {
            let value = RailsColumn.constant(plain[2], translation)
            if value == nil { translation.guess("the value that NULL becomes", at: plain[2].bytes) }
            translation.write(
                "UPDATE \(table) SET \(column)=\(value ?? "NULL") WHERE \(column) IS NULL", for: bytes)
        }
        alter(table, "ALTER COLUMN \(column) \(verbatim: null ? "DROP" : "SET") NOT NULL", bytes)
    }

    private mutating func changeDefault(
        _ column: Identifier, of table: ObjectName, _ call: CodeLink, _ plain: [CodeExpression],
        _ bytes: Range<Int>
    ) {
        guard let value = call.option("to") ?? (plain.count > 1 ? plain[1] : nil) else {
            return translation.notRead("the default is computed", at: bytes)
        }
        if value.isNone { return alter(table, "ALTER COLUMN \(column) DROP DEFAULT", bytes) }
        guard let sql = RailsColumn.constant(value, translation) else {
            return translation.notRead("the default is computed", at: value.bytes)
        }
        alter(table, "ALTER COLUMN \(column) SET DEFAULT \(sql)", bytes)
    }
}
