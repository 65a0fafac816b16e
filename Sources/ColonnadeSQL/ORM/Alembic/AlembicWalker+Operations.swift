import ColonnadeModel

/// The operations of Alembic (alembic/operations/ops.py and toimpl.py). In a batch the table comes from the batch, and
/// the other arguments move up.
extension AlembicWalker {
    /// Where an operation finds its arguments.
    struct Place {
        let call: CodeLink
        /// The batch that it is in.
        let batch: CodeLink?
        let translation: ORMTranslation

        /// An argument that stands behind the table.
        func argument(_ name: String, _ index: Int) -> CodeExpression? {
            call.argument(name, batch == nil ? index : index - 1)
        }

        func text(_ name: String, _ index: Int) -> String? { name_(argument(name, index)) }

        func option(_ name: String) -> CodeExpression? { call.option(name).flatMap { $0.isNone ? nil : $0 } }

        func flag(_ name: String) -> Bool { call.option(name)?.bool ?? false }

        /// A name, perhaps as `op.f('ix_orders_total')`.
        func name_(_ value: CodeExpression?) -> String? {
            guard let value else { return nil }
            if let link = value.links?.last, link.name == "f" { return translation.text(link.positional(0)) }
            return translation.text(value)
        }

        func names(_ value: CodeExpression?) -> [String]? {
            guard let list = value.flatMap({ translation.resolved($0).list }) else { return nil }
            let names = list.compactMap { name_($0) }
            return names.count == list.count ? names : nil
        }

        /// The table that is changed.
        func table(_ name: String, _ index: Int) -> ObjectName? {
            guard
                let written = batch.map({ name_($0.argument("table_name", 0)) })
                    ?? name_(call.argument(name, index))
            else { return nil }
            return object(written, batch?.option("schema") ?? call.option("schema"))
        }

        func object(_ name: String, _ schema: CodeExpression?) -> ObjectName {
            ObjectName(
                schema: schema.flatMap { translation.text($0) }.map { Identifier($0) }, Identifier(name))
        }
    }

    mutating func operation(_ call: CodeLink, in batch: CodeLink?, _ bytes: Range<Int>) {
        let place = Place(call: call, batch: batch, translation: translation)
        switch call.name {
        case "add_column": addColumn(place, bytes)
        case "drop_column": dropColumn(place, bytes)
        case "alter_column": alterColumn(place, bytes)
        case "create_table": createTable(place, bytes)
        case "drop_table":
            guard let table = place.table("table_name", 0) else {
                return translation.nameIsComputed("a table", at: bytes)
            }
            translation.write("DROP TABLE \("IF EXISTS ", if: place.flag("if_exists"))\(table)", for: bytes)
        case "rename_table":
            guard let old = place.table("old_table_name", 0), let new = place.text("new_table_name", 1) else {
                return translation.nameIsComputed("a table", at: bytes)
            }
            translation.write("ALTER TABLE \(old) RENAME TO \(Identifier(new))", for: bytes)
        case "create_index": createIndex(place, bytes)
        case "drop_index": dropIndex(place, bytes)
        case "create_foreign_key": createForeignKey(place, bytes)
        case "create_unique_constraint", "create_primary_key": createKey(place, bytes)
        case "create_check_constraint": createCheck(place, bytes)
        case "drop_constraint":
            guard let table = place.table("table_name", 1),
                let name = place.name_(call.argument("constraint_name", 0))
            else { return translation.nameIsComputed("a constraint", at: bytes) }
            translation.write(
                "ALTER TABLE \(table) DROP CONSTRAINT \("IF EXISTS ", if: place.flag("if_exists"))\(Identifier(name))",
                for: bytes)
        case "execute": execute(call, bytes)
        case "create_table_comment", "drop_table_comment": comment(place, bytes)
        case "get_bind", "get_context", "f": break
        case "bulk_insert": translation.notRead("the rows of bulk_insert", at: bytes)
        default: translation.notRead("the operation \(call.name)", at: bytes)
        }
    }

    // MARK: Columns

    private mutating func addColumn(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 0) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        guard let value = place.argument("column", 1), let column = AlembicColumn(value, translation) else {
            return translation.notRead("the column of add_column is computed", at: bytes)
        }
        column.report(into: &translation)
        let ifNotExists = place.flag("if_not_exists")
        translation.write(
            "ALTER TABLE \(table) ADD COLUMN \("IF NOT EXISTS ", if: ifNotExists)\(column.definition(isNumbered: false))",
            for: bytes)
        if column.isPrimaryKey {
            translation.write("ALTER TABLE \(table) ADD PRIMARY KEY (\(column.columnName))", for: bytes)
        }
        for key in column.foreignKeys {
            guard let target = reference(key, place) else { continue }
            let name =
                place.name_(key.option("name")).map { "CONSTRAINT \(Identifier($0)) " as SourcedSQL } ?? ""
            translation.write(
                "ALTER TABLE \(table) ADD \(name)FOREIGN KEY(\(column.columnName)) \(target)", for: bytes)
        }
        if column.isUnique, !column.isIndexed {
            translation.write("ALTER TABLE \(table) ADD UNIQUE (\(column.columnName))", for: bytes)
        }
        writeIndex(of: column, on: table, bytes)
        writeComment(of: column, on: table, bytes)
    }

    /// `index=True`, under the name that SQLAlchemy gives it without a naming convention.
    private mutating func writeIndex(of column: AlembicColumn, on table: ObjectName, _ bytes: Range<Int>) {
        guard column.isIndexed else { return }
        let name = Identifier("ix_\(table.schema.map { "\($0)_" } ?? "")\(table.name)_\(column.name)")
        translation.write(
            "CREATE \("UNIQUE ", if: column.isUnique)INDEX \(name) ON \(table) (\(column.columnName))",
            for: bytes)
    }

    private mutating func writeComment(of column: AlembicColumn, on table: ObjectName, _ bytes: Range<Int>) {
        guard let comment = column.comment else { return }
        translation.write(
            "COMMENT ON COLUMN \(table).\(column.columnName) IS \(literal: comment)", for: bytes)
    }

    private mutating func dropColumn(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 0), let column = place.text("column_name", 1) else {
            return translation.nameIsComputed("a column", at: bytes)
        }
        translation.write(
            "ALTER TABLE \(table) DROP COLUMN \("IF EXISTS ", if: place.flag("if_exists"))\(Identifier(column))",
            for: bytes)
    }

    private mutating func alterColumn(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 0), let name = place.text("column_name", 1) else {
            return translation.nameIsComputed("a column", at: bytes)
        }
        let column = Identifier(name)
        let values = AlembicValues(translation)
        if let type = place.option("type_") {
            if let sql = values.type(type) {
                let using = place.option("postgresql_using").flatMap { values.sql($0) }
                let clause = using.map { " USING \($0)" as SourcedSQL } ?? ""
                translation.write(
                    "ALTER TABLE \(table) ALTER COLUMN \(column) TYPE \(sql)\(clause)", for: bytes)
            } else {
                translation.notRead("the column type \(translation.source.slice(type.bytes))", at: type.bytes)
            }
        }
        if let nullable = place.option("nullable") {
            if let bool = nullable.bool {
                translation.write(
                    "ALTER TABLE \(table) ALTER COLUMN \(column) \(verbatim: bool ? "DROP" : "SET") NOT NULL",
                    for: bytes)
            } else {
                translation.notRead("whether the column may be NULL is computed", at: nullable.bytes)
            }
        }
        if let value = place.call.option("server_default"), value.bool != false {
            if value.isNone {
                translation.write("ALTER TABLE \(table) ALTER COLUMN \(column) DROP DEFAULT", for: bytes)
            } else if let sql = values.serverDefault(value) {
                translation.write(
                    "ALTER TABLE \(table) ALTER COLUMN \(column) SET DEFAULT \(sql)", for: bytes)
            } else {
                translation.notRead("the default is computed", at: value.bytes)
            }
        }
        if let comment = place.option("comment")?.literal {
            translation.write("COMMENT ON COLUMN \(table).\(column) IS \(literal: comment)", for: bytes)
        }
        if let new = place.option("new_column_name") {
            guard let name = place.name_(new) else {
                return translation.nameIsComputed("a column", at: new.bytes)
            }
            translation.write("ALTER TABLE \(table) RENAME \(column) TO \(Identifier(name))", for: bytes)
        }
    }

    // MARK: Tables

    private mutating func createTable(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 0) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        var columns: [AlembicColumn] = []
        var constraints: [SourcedSQL] = []
        var later: [CodeExpression] = []
        for argument in (place.call.arguments ?? []).filter({ $0.name == nil }).dropFirst() {
            if let column = AlembicColumn(argument.value, translation) {
                columns.append(column)
            } else if let sql = tableConstraint(argument.value, place) {
                constraints.append(sql.made(of: argument.value.bytes))
            } else if argument.value.links?.last?.name == "Index" {
                later.append(argument.value)
            } else {
                translation.notRead("a part of the table that is computed", at: argument.value.bytes)
            }
        }
        for column in columns {
            column.report(into: &translation)
            if let type = column.createsType { translation.write(type, for: column.bytes) }
        }
        let named = primaryKeyColumns(place)
        let keys = columns.filter { $0.isPrimaryKey || named.contains($0.name) }
        let referring = referringColumns(place)
        var parts = columns.map { column in
            column.definition(
                isNumbered: keys.count == 1 && keys.first?.name == column.name
                    && !referring.contains(column.name))
        }
        let own = columns.filter(\.isPrimaryKey)
        if !own.isEmpty, named.isEmpty { parts.append("PRIMARY KEY (\(own.map(\.columnName)))") }
        parts += constraints
        for column in columns {
            for key in column.foreignKeys {
                if let target = reference(key, place) {
                    parts.append(
                        ("FOREIGN KEY(\(column.columnName)) \(target)" as SourcedSQL).made(of: column.bytes))
                }
            }
            if column.isUnique, !column.isIndexed { parts.append("UNIQUE (\(column.columnName))") }
        }
        let ifNotExists = place.flag("if_not_exists")
        translation.write(
            "CREATE TABLE \("IF NOT EXISTS ", if: ifNotExists)\(table) (\(parts.joined(separator: ", ")))",
            for: bytes)
        for column in columns {
            writeIndex(of: column, on: table, column.bytes)
            writeComment(of: column, on: table, column.bytes)
        }
        for index in later { tableIndex(index, on: table, place) }
        if let comment = place.option("comment")?.literal {
            translation.write("COMMENT ON TABLE \(table) IS \(literal: comment)", for: bytes)
        }
    }

    private func primaryKeyColumns(_ place: Place) -> [String] {
        (place.call.arguments ?? []).lazy.compactMap { argument -> [String]? in
            guard let link = argument.value.links?.last, link.name == "PrimaryKeyConstraint" else {
                return nil
            }
            return (link.arguments ?? []).filter { $0.name == nil }.compactMap { translation.text($0.value) }
        }.first ?? []
    }

    /// The columns of foreign keys over several: SQLAlchemy has the server number none of them.
    private func referringColumns(_ place: Place) -> [String] {
        (place.call.arguments ?? []).flatMap { argument -> [String] in
            guard let link = argument.value.links?.last, link.name == "ForeignKeyConstraint" else {
                return []
            }
            return place.names(link.argument("columns", 0)) ?? []
        }
    }

    private mutating func tableIndex(_ value: CodeExpression, on table: ObjectName, _ place: Place) {
        guard let link = value.links?.last, let name = place.name_(link.positional(0)) else {
            return translation.nameIsComputed("an index", at: value.bytes)
        }
        let columns = (link.arguments ?? []).filter { $0.name == nil }.dropFirst().compactMap {
            place.name_($0.value)
        }
        let isUnique = link.option("unique")?.bool ?? false
        translation.write(
            """
            CREATE \("UNIQUE ", if: isUnique)INDEX \(Identifier(name)) ON \(table) \
            (\(columns.map { Identifier($0) }))
            """, for: value.bytes)
    }

    private mutating func comment(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 0) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        guard place.call.name == "create_table_comment", let text = place.text("comment", 1) else {
            return translation.write("COMMENT ON TABLE \(table) IS NULL", for: bytes)
        }
        translation.write("COMMENT ON TABLE \(table) IS \(literal: text)", for: bytes)
    }
}
