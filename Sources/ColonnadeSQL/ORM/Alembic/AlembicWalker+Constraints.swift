import ColonnadeModel

/// Indexes and constraints of Alembic.
extension AlembicWalker {
    mutating func createIndex(_ place: Place, _ bytes: Range<Int>) {
        let call = place.call
        guard let table = place.table("table_name", 1), let columns = place.argument("columns", 2) else {
            return translation.nameIsComputed("an index", at: bytes)
        }
        let name = place.name_(call.argument("index_name", 0))
        let values = AlembicValues(translation)
        guard let list = translation.resolved(columns).list else {
            return translation.notRead("the columns of an index are computed", at: columns.bytes)
        }
        var keys: [SourcedSQL] = []
        for key in list {
            if let column = place.name_(key) {
                keys.append("\(Identifier(column))\(operatorClass(call, column))")
            } else if let sql = values.sql(key) {
                keys.append(sql)
            } else {
                return translation.notRead("the columns of an index are computed", at: key.bytes)
            }
        }
        let method = translation.text(call.option("postgresql_using")).map {
            " USING \(verbatim: $0)" as SourcedSQL
        }
        let include = place.names(call.option("postgresql_include")).map {
            " INCLUDE (\($0.map { Identifier($0) }))" as SourcedSQL
        }
        var condition: SourcedSQL = ""
        if let value = place.option("postgresql_where") {
            if let sql = values.sql(value) {
                condition = " WHERE \(sql)"
            } else {
                translation.notRead("a condition that is computed; judged as any condition", at: value.bytes)
                condition = " WHERE \(literal: translation.source.slice(value.bytes)) IS NOT NULL"
            }
        }
        let nulls = call.option("postgresql_nulls_not_distinct")?.bool == true
        translation.write(
            """
            CREATE \("UNIQUE ", if: place.flag("unique"))INDEX \("CONCURRENTLY ", if: place.flag("postgresql_concurrently"))\
            \("IF NOT EXISTS ", if: place.flag("if_not_exists"))\(name.map { "\(Identifier($0)) " as SourcedSQL } ?? "")\
            ON \(table)\(method ?? "") (\(keys.joined(separator: ", ")))\(include ?? "")\
            \(" NULLS NOT DISTINCT", if: nulls)\(condition)
            """, for: bytes)
    }

    private func operatorClass(_ call: CodeLink, _ column: String) -> SourcedSQL {
        let classes = call.option("postgresql_ops")?.map
        guard let name = classes?.last(where: { $0.name == column }).flatMap({ translation.text($0.value) })
        else {
            return ""
        }
        return " \(verbatim: name)"
    }

    mutating func dropIndex(_ place: Place, _ bytes: Range<Int>) {
        guard let name = place.name_(place.call.argument("index_name", 0)) else {
            return translation.nameIsComputed("an index", at: bytes)
        }
        let schema = place.batch?.option("schema") ?? place.call.option("schema")
        translation.write(
            """
            DROP INDEX \("CONCURRENTLY ", if: place.flag("postgresql_concurrently"))\
            \("IF EXISTS ", if: place.flag("if_exists"))\(place.object(name, schema))
            """, for: bytes)
    }

    mutating func createForeignKey(_ place: Place, _ bytes: Range<Int>) {
        let call = place.call
        let source =
            place.batch.flatMap { _ in place.table("", 0) }
            ?? place.name_(call.argument("source_table", 1)).map {
                place.object($0, call.option("source_schema"))
            }
        guard let source, let target = place.text("referent_table", 2),
            let columns = place.names(place.argument("local_cols", 3)),
            let others = place.names(place.argument("remote_cols", 4))
        else { return translation.notRead("a foreign key whose tables or columns are computed", at: bytes) }
        let referent = place.object(target, call.option("referent_schema"))
        translation.write(
            """
            ALTER TABLE \(source) ADD \(constraintName(place))FOREIGN KEY(\(columns.map { Identifier($0) })) \
            REFERENCES \(referent) (\(others.map { Identifier($0) }))\(actions(call))\
            \(" NOT VALID", if: place.flag("postgresql_not_valid"))
            """, for: bytes)
    }

    private func constraintName(_ place: Place) -> SourcedSQL {
        place.name_(place.call.argument("constraint_name", 0)).map { "CONSTRAINT \(Identifier($0)) " } ?? ""
    }

    private func actions(_ call: CodeLink) -> SourcedSQL {
        var sql: SourcedSQL = ""
        if let action = translation.text(call.option("ondelete")) {
            sql.append(" ON DELETE \(verbatim: action)")
        }
        if let action = translation.text(call.option("onupdate")) {
            sql.append(" ON UPDATE \(verbatim: action)")
        }
        if let bool = call.option("deferrable")?.bool { sql.append(bool ? " DEFERRABLE" : " NOT DEFERRABLE") }
        if let mode = translation.text(call.option("initially")) {
            sql.append(" INITIALLY \(verbatim: mode)")
        }
        return sql
    }

    mutating func createKey(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 1),
            let columns = place.names(place.argument("columns", 2))
        else {
            return translation.notRead("a key whose table or columns are computed", at: bytes)
        }
        let kind: SourcedSQL = place.call.name == "create_primary_key" ? "PRIMARY KEY" : "UNIQUE"
        translation.write(
            "ALTER TABLE \(table) ADD \(constraintName(place))\(kind) (\(columns.map { Identifier($0) }))\(actions(place.call))",
            for: bytes)
    }

    mutating func createCheck(_ place: Place, _ bytes: Range<Int>) {
        guard let table = place.table("table_name", 1), let value = place.argument("condition", 2) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        var condition = AlembicValues(translation).sql(value)
        if condition == nil {
            translation.notRead("a condition that is computed; judged as any condition", at: value.bytes)
            condition = "\(literal: translation.source.slice(value.bytes)) IS NOT NULL"
        }
        translation.write(
            """
            ALTER TABLE \(table) ADD \(constraintName(place))CHECK (\(condition ?? ""))\
            \(" NOT VALID", if: place.flag("postgresql_not_valid"))
            """, for: bytes)
    }

    // MARK: In a table

    /// `sa.PrimaryKeyConstraint('id')` and its like; nil for what is no constraint or is computed.
    mutating func tableConstraint(_ value: CodeExpression, _ place: Place) -> SourcedSQL? {
        guard let call = value.links?.last else { return nil }
        let name =
            place.name_(call.option("name")).map { "CONSTRAINT \(Identifier($0)) " as SourcedSQL } ?? ""
        let plain = (call.arguments ?? []).filter { $0.name == nil }.map(\.value)
        switch call.name {
        case "PrimaryKeyConstraint", "UniqueConstraint":
            let columns = plain.compactMap { translation.text($0) }
            guard !columns.isEmpty, columns.count == plain.count else { return nil }
            let kind: SourcedSQL = call.name == "UniqueConstraint" ? "UNIQUE" : "PRIMARY KEY"
            return "\(name)\(kind) (\(columns.map { Identifier($0) }))\(actions(call))"
        case "CheckConstraint":
            guard let sql = plain.first.flatMap({ AlembicValues(translation).sql($0) }) else { return nil }
            return "\(name)CHECK (\(sql))"
        case "ForeignKeyConstraint":
            guard let columns = place.names(call.argument("columns", 0)),
                let targets = place.names(call.argument("refcolumns", 1)),
                let first = targets.first.flatMap({ split($0) })
            else { return nil }
            let others = targets.compactMap { split($0)?.column }
            return """
                \(name)FOREIGN KEY(\(columns.map { Identifier($0) })) REFERENCES \(first.table) \
                (\(others))\(actions(call))
                """
        default: return nil
        }
    }

    /// `schema.table.column`.
    private func split(_ name: String) -> (table: ObjectName, column: Identifier)? {
        let parts = name.split(separator: ".").map { Identifier(String($0)) }
        guard parts.count == 2 || parts.count == 3 else { return nil }
        let table = parts.count == 3 ? ObjectName(schema: parts[0], parts[1]) : ObjectName(parts[0])
        return (table, parts[parts.count - 1])
    }

    /// What `sa.ForeignKey('orders.id', ondelete='CASCADE')` refers to.
    mutating func reference(_ call: CodeLink, _ place: Place) -> SourcedSQL? {
        guard let target = translation.text(call.positional(0)).flatMap({ split($0) }) else {
            translation.notRead("what the foreign key refers to is computed", at: call.bytes)
            return nil
        }
        return "REFERENCES \(target.table) (\(target.column))\(actions(call))"
    }
}
