import ColonnadeModel

/// Indexes, foreign keys and other constraints.
extension RailsWalker {
    mutating func keyOperation(_ call: CodeLink, _ bytes: Range<Int>) -> Bool {
        let names = [
            "add_index", "remove_index", "rename_index", "add_foreign_key", "remove_foreign_key",
            "validate_foreign_key", "add_check_constraint", "remove_check_constraint",
            "validate_check_constraint",
            "validate_constraint", "add_unique_constraint", "remove_unique_constraint",
            "add_exclusion_constraint",
            "remove_exclusion_constraint", "add_concurrent_index", "remove_concurrent_index",
            "remove_concurrent_index_by_name",
        ]
        guard names.contains(call.name) else { return false }
        guard let table = table(call.positional(0)) else {
            translation.nameIsComputed("a table", at: bytes)
            return true
        }
        let rest = CodeLink(
            name: call.name, arguments: Array((call.arguments ?? []).dropFirst()), block: nil,
            bytes: call.bytes)
        keyOperation(call.name, on: table, rest, bytes)
        return true
    }

    mutating func keyOperation(_ name: String, on table: ObjectName, _ call: CodeLink, _ bytes: Range<Int>) {
        let constraint = translation.text(call.option("name"))
        switch name {
        case "add_index", "add_concurrent_index":
            let value = call.positional(0).map { translation.resolved($0) }
            if let columns = names(value) {
                let isConcurrent = name == "add_concurrent_index"
                return addIndex(on: table, columns, call.options, isConcurrent: isConcurrent, bytes)
            }
            translation.notRead("the columns of an index are computed", at: bytes)
        case "remove_index", "remove_concurrent_index", "remove_concurrent_index_by_name":
            let byName = name.hasSuffix("by_name") ? translation.text(call.positional(0)) : nil
            guard
                let index = byName ?? constraint
                    ?? (names(call.option("column")) ?? names(call.positional(0))).map({
                        RailsNames.index(table.name.text, $0, version: version)
                    })
            else { return translation.nameIsComputed("an index", at: bytes) }
            let isConcurrent =
                name != "remove_index" || translation.text(call.option("algorithm")) == "concurrently"
            let ifExists = call.option("if_exists")?.bool == true
            translation.write(
                """
                DROP INDEX \("CONCURRENTLY ", if: isConcurrent)\("IF EXISTS ", if: ifExists)\
                \(ObjectName(schema: table.schema, Identifier(index)))
                """, for: bytes)
        case "rename_index":
            guard let old = translation.text(call.positional(0)),
                let new = translation.text(call.positional(1))
            else {
                return translation.nameIsComputed("an index", at: bytes)
            }
            translation.write("ALTER INDEX \(Identifier(old)) RENAME TO \(Identifier(new))", for: bytes)
        case "add_foreign_key": addForeignKey(on: table, call, bytes)
        case "remove_foreign_key", "validate_foreign_key":
            guard let name = constraint ?? foreignKeyName(on: table, call) else {
                return translation.nameIsComputed("a foreign key", at: bytes)
            }
            let verb = name_(of: call.name.hasPrefix("validate"))
            alter(table, "\(verb) CONSTRAINT \(Identifier(name))", bytes)
        case "add_check_constraint": addCheck(on: table, call, bytes)
        case "add_unique_constraint": addUnique(on: table, call, bytes)
        case "add_exclusion_constraint": addExclusion(on: table, call, bytes)
        default: dropOrValidate(on: table, call, bytes)
        }
    }

    private func name_(of isValidation: Bool) -> SourcedSQL { isValidation ? "VALIDATE" : "DROP" }

    private mutating func dropOrValidate(on table: ObjectName, _ call: CodeLink, _ bytes: Range<Int>) {
        let isUnique = call.name == "remove_unique_constraint"
        let expression = call.positional(0).flatMap { translation.resolved($0).string }
        let derived =
            call.name == "validate_constraint"
            ? expression?.text
            : isUnique
                ? names(call.positional(0)).map { RailsNames.unique(table.name.text, $0) }
                : expression.map { RailsNames.check(table.name.text, $0.text) }
        let symbol = call.name == "validate_constraint" ? translation.text(call.positional(0)) : nil
        guard let name = translation.text(call.option("name")) ?? symbol ?? derived else {
            return translation.nameIsComputed("a constraint", at: bytes)
        }
        alter(table, "\(name_(of: call.name.hasPrefix("validate"))) CONSTRAINT \(Identifier(name))", bytes)
    }

    // MARK: Indexes

    mutating func addIndex(
        on table: ObjectName, _ columns: [String], _ options: [CodeArgument], isConcurrent: Bool = false,
        _ bytes: Range<Int>
    ) {
        func option(_ name: String) -> CodeExpression? { options.last { $0.name == name }?.value }
        /// `order: { a: :desc }` or `order: :desc`.
        func each(_ name: String, _ column: String) -> String? {
            guard let value = option(name) else { return nil }
            if let map = value.map { return translation.text(map.last { $0.name == column }?.value) }
            return translation.text(value)
        }
        let keys = columns.map { column -> SourcedSQL in
            // An expression is what is no plain name.
            let isName = column.utf8.allSatisfy { SQLTokenizer.continuesWord($0) }
            guard isName else { return "\(verbatim: column)" }
            let suffix = [each("opclass", column), each("order", column)?.uppercased()].compactMap { $0 }
            return "\(Identifier(column))\(verbatim: suffix.map { " \($0)" }.joined())"
        }
        let name =
            translation.text(option("name"))
            ?? RailsNames.index(
                table.name.text, columns.map { $0.filter { $0.isLetter || $0.isNumber || $0 == "_" } },
                version: version)
        let method = translation.text(option("using")).map { " USING \(verbatim: $0)" as SourcedSQL } ?? ""
        let include =
            names(option("include")).map { " INCLUDE (\($0.map { Identifier($0) }))" as SourcedSQL } ?? ""
        var condition: SourcedSQL = ""
        if let value = option("where") {
            if let sql = translation.resolved(value).string {
                condition = " WHERE \(SourcedSQL(written: sql))"
            } else {
                translation.notRead("a condition that is computed; judged as any condition", at: value.bytes)
                condition = " WHERE \(literal: translation.source.slice(value.bytes)) IS NOT NULL"
            }
        }
        let isConcurrent = isConcurrent || translation.text(option("algorithm")) == "concurrently"
        translation.write(
            """
            CREATE \("UNIQUE ", if: option("unique")?.bool == true)INDEX \("CONCURRENTLY ", if: isConcurrent)\
            \("IF NOT EXISTS ", if: option("if_not_exists")?.bool == true)\(Identifier(name)) ON \(table)\(method) \
            (\(keys.joined(separator: ", ")))\(include)\
            \(" NULLS NOT DISTINCT", if: option("nulls_not_distinct")?.bool == true)\(condition)
            """, for: bytes)
    }

    // MARK: Foreign keys

    /// The column that refers to a table: `customer_id` to `customers`.
    private func column(_ call: CodeLink, to target: String?) -> String? {
        translation.text(call.option("column"))
            ?? target.map {
                RailsNames.singular($0.split(separator: ".").last.map(String.init) ?? $0) + "_id"
            }
    }

    private func foreignKeyName(on table: ObjectName, _ call: CodeLink) -> String? {
        let target = translation.text(call.positional(0)) ?? translation.text(call.option("to_table"))
        return column(call, to: target).map { RailsNames.foreignKey(table.name.text, $0) }
    }

    private mutating func addForeignKey(on table: ObjectName, _ call: CodeLink, _ bytes: Range<Int>) {
        guard let target = self.table(call.positional(0)), let column = column(call, to: target.name.text)
        else {
            return translation.notRead("a foreign key whose tables or columns are computed", at: bytes)
        }
        let sql = foreignKey(on: table, column, to: target, call.options)
        alter(table, "ADD CONSTRAINT \(sql)", bytes)
    }

    mutating func addForeignKey(
        of reference: RailsReference, on table: ObjectName, _ options: [CodeArgument], _ bytes: Range<Int>
    ) {
        guard let sql = foreignKey(of: reference, on: table, options) else {
            return translation.nameIsComputed("the table that \(reference.name) refers to", at: bytes)
        }
        alter(table, "ADD CONSTRAINT \(sql)", bytes)
    }

    func foreignKey(of reference: RailsReference, on table: ObjectName, _ options: [CodeArgument])
        -> SourcedSQL?
    {
        let named = options.last { $0.name == "to_table" }?.value
        let target =
            named == nil ? ObjectName(Identifier(RailsNames.plural(reference.name))) : self.table(named)
        return target.map { foreignKey(on: table, "\(reference.name)_id", to: $0, options) }
    }

    private func foreignKey(
        on table: ObjectName, _ column: String, to target: ObjectName, _ options: [CodeArgument]
    ) -> SourcedSQL {
        func option(_ name: String) -> CodeExpression? { options.last { $0.name == name }?.value }
        func action(_ name: String, _ words: String) -> SourcedSQL {
            switch translation.text(option(name)) {
            case "cascade": " \(verbatim: words) CASCADE"
            case "nullify": " \(verbatim: words) SET NULL"
            case "restrict": " \(verbatim: words) RESTRICT"
            default: ""
            }
        }
        let name = translation.text(option("name")) ?? RailsNames.foreignKey(table.name.text, column)
        let key = translation.text(option("primary_key")) ?? "id"
        var deferrable: SourcedSQL = ""
        if let value = option("deferrable") {
            if value.bool == true { deferrable = " DEFERRABLE" }
            if let mode = translation.text(value) {
                deferrable = " DEFERRABLE INITIALLY \(verbatim: mode.uppercased())"
            }
        }
        return """
            \(Identifier(name)) FOREIGN KEY (\(Identifier(column))) REFERENCES \(target) (\(Identifier(key)))\
            \(action("on_delete", "ON DELETE"))\(action("on_update", "ON UPDATE"))\(deferrable)\
            \(" NOT VALID", if: option("validate")?.bool == false)
            """
    }

    // MARK: Other constraints

    private mutating func addCheck(on table: ObjectName, _ call: CodeLink, _ bytes: Range<Int>) {
        guard let value = call.positional(0), let sql = translation.resolved(value).string else {
            return translation.notRead("the condition of a check is computed", at: bytes)
        }
        let name = translation.text(call.option("name")) ?? RailsNames.check(table.name.text, sql.text)
        alter(
            table,
            """
            ADD CONSTRAINT \(Identifier(name)) CHECK (\(SourcedSQL(written: sql)))\
            \(" NOT VALID", if: call.option("validate")?.bool == false)
            """, bytes)
    }

    private mutating func addUnique(on table: ObjectName, _ call: CodeLink, _ bytes: Range<Int>) {
        let columns = names(call.positional(0)) ?? []
        let name = translation.text(call.option("name")) ?? RailsNames.unique(table.name.text, columns)
        if let index = translation.text(call.option("using_index")) {
            return alter(
                table, "ADD CONSTRAINT \(Identifier(name)) UNIQUE USING INDEX \(Identifier(index))", bytes)
        }
        guard !columns.isEmpty else {
            return translation.notRead("the columns of a constraint are computed", at: bytes)
        }
        alter(table, "ADD CONSTRAINT \(Identifier(name)) UNIQUE (\(columns.map { Identifier($0) }))", bytes)
    }

    private mutating func addExclusion(on table: ObjectName, _ call: CodeLink, _ bytes: Range<Int>) {
        guard let value = call.positional(0), let sql = translation.resolved(value).string else {
            return translation.notRead("the expression of an exclusion is computed", at: bytes)
        }
        let name = translation.text(call.option("name")) ?? "excl_rails_\(table.name)"
        let method = translation.text(call.option("using")) ?? "gist"
        alter(
            table,
            "ADD CONSTRAINT \(Identifier(name)) EXCLUDE USING \(verbatim: method) (\(SourcedSQL(written: sql)))",
            bytes)
    }

    // MARK: Types, schemas, extensions

    mutating func objectOperation(_ call: CodeLink, _ bytes: Range<Int>) -> Bool {
        let kinds = [
            "enable_extension", "disable_extension", "create_schema", "drop_schema", "create_enum",
            "drop_enum",
            "add_enum_value", "rename_enum", "rename_enum_value",
        ]
        guard kinds.contains(call.name) else { return false }
        guard let text = translation.text(call.positional(0)) else {
            translation.nameIsComputed("an object", at: bytes)
            return true
        }
        let name = Identifier(text)
        switch call.name {
        case "enable_extension": translation.write("CREATE EXTENSION IF NOT EXISTS \(name)", for: bytes)
        case "disable_extension": translation.write("DROP EXTENSION IF EXISTS \(name) CASCADE", for: bytes)
        case "create_schema": translation.write("CREATE SCHEMA \(name)", for: bytes)
        case "drop_schema": translation.write("DROP SCHEMA \(name) CASCADE", for: bytes)
        case "create_enum":
            guard let labels = names(call.positional(1)) else {
                translation.nameIsComputed("a label", at: bytes); break
            }
            let list = labels.map { "\(literal: $0)" as SourcedSQL }.joined(separator: ", ")
            translation.write("CREATE TYPE \(name) AS ENUM (\(list))", for: bytes)
        case "drop_enum": translation.write("DROP TYPE \(name)", for: bytes)
        case "add_enum_value":
            guard let label = translation.text(call.positional(1)) else {
                translation.nameIsComputed("a label", at: bytes); break
            }
            translation.write("ALTER TYPE \(name) ADD VALUE \(literal: label)", for: bytes)
        case "rename_enum":
            guard let new = translation.text(call.positional(1)) ?? translation.text(call.option("to")) else {
                translation.nameIsComputed("a type", at: bytes); break
            }
            translation.write("ALTER TYPE \(name) RENAME TO \(Identifier(new))", for: bytes)
        default:
            guard let old = translation.text(call.option("from")),
                let new = translation.text(call.option("to"))
            else {
                translation.nameIsComputed("a label", at: bytes)
                break
            }
            translation.write(
                "ALTER TYPE \(name) RENAME VALUE \(literal: old) TO \(literal: new)", for: bytes)
        }
        return true
    }
}
