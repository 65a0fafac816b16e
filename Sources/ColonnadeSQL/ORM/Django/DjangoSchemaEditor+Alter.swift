import ColonnadeModel

/// What a change of a field comes to: the steps of `_alter_field`, in its order.
extension DjangoSchemaEditor {
    mutating func alterField(
        _ old: DjangoField, to new: DjangoField, of model: DjangoModel, _ bytes: Range<Int>
    ) -> DjangoField {
        var new = new
        new.foreignKeyName = new.relation == nil ? nil : old.foreignKeyName ?? new.foreignKeyName
        new.uniqueName = new.isUnique ? old.uniqueName ?? new.uniqueName : nil
        guard model.hasTable, isSeen(old, new) else { return new }
        guard old.type != nil, new.type != nil else { return new }
        let dropsForeignKey = old.relation?.isConstraint == true
        if dropsForeignKey { dropForeignKey(old, of: model, bytes) }
        if old.isUnique, !old.isPrimaryKey, !new.isUnique || new.isPrimaryKey, let name = old.uniqueName {
            alter(model, "DROP CONSTRAINT \(Identifier(name))", bytes)
        }
        let referring = dependants(of: old, new, in: model)
        for (other, field) in referring { dropForeignKey(field, of: other, bytes) }
        if old.hasIndex, !new.isIndexed || new.isUnique {
            // Django drops every plain index of the column that it finds, and so the one for LIKE as well.
            for suffix in likeIndex(old, in: model) == nil ? [""] : ["", "_like"] {
                let name = DjangoNames.index(model.table, [old.column], suffix: suffix)
                write("DROP INDEX IF EXISTS \(Identifier(name))", bytes)
            }
        }
        if old.isPositive, !new.isPositive {
            alter(model, "DROP CONSTRAINT \(Identifier("\(model.table)_\(old.column)_check"))", bytes)
        }
        if old.column != new.column {
            write(
                "ALTER TABLE \(model.tableName) RENAME COLUMN \(old.columnName) TO \(new.columnName)", bytes)
        }
        alterColumn(old, new, model, bytes)
        if new.isUnique, !new.isPrimaryKey, !old.isUnique || old.isPrimaryKey {
            new.uniqueName = DjangoNames.index(model.table, [new.column], suffix: "_uniq")
            write(unique(model, [new.column]), bytes)
        }
        if !old.isIndexed || old.isUnique, new.hasIndex { write(index(model, [new.column]), bytes) }
        if !old.isPrimaryKey, new.isPrimaryKey {
            let name = DjangoNames.index(model.table, [new.column], suffix: "_pk")
            alter(model, "ADD CONSTRAINT \(Identifier(name)) PRIMARY KEY (\(new.columnName))", bytes)
        }
        for (other, field) in referring {
            alter(
                other,
                "ALTER COLUMN \(field.columnName) TYPE \(verbatim: new.type ?? "")\(using(old, new, field.columnName))",
                bytes)
        }
        if dropsForeignKey || old.relation?.isConstraint != true, new.relation?.isConstraint == true {
            new = named(new, in: model)
            if let sql = foreignKey(new, in: model) { write(sql, bytes) }
        }
        for (other, field) in referring {
            let name = DjangoNames.index(other.table, [field.column], suffix: "_fk")
            if let sql = foreignKey(field, in: other, named: name) { write(sql, bytes) }
        }
        if new.isPositive, !old.isPositive {
            let name = DjangoNames.index(model.table, [new.column], suffix: "_check")
            alter(model, "ADD CONSTRAINT \(Identifier(name)) CHECK (\(new.columnName) >= 0)", bytes)
        }
        if putsInDefault(old, new) { alter(model, "ALTER COLUMN \(new.columnName) DROP DEFAULT", bytes) }
        alterLikeIndex(old, new, model, bytes)
        return new
    }

    /// Whether the database could notice the change.
    private func isSeen(_ old: DjangoField, _ new: DjangoField) -> Bool {
        if old.column != new.column || old.kind != new.kind || old.attributes != new.attributes {
            return true
        }
        return old.relation.map { target(of: $0).table } != new.relation.map { target(of: $0).table }
    }

    private mutating func alter(_ model: DjangoModel, _ changes: SourcedSQL, _ bytes: Range<Int>) {
        write("ALTER TABLE \(model.tableName) \(changes)", bytes)
    }

    /// The foreign keys to a key whose type changes.
    private func dependants(
        of old: DjangoField, _ new: DjangoField, in model: DjangoModel
    ) -> [(DjangoModel, DjangoField)] {
        guard old.isPrimaryKey && new.isPrimaryKey || old.isUnique && new.isUnique, old.type != new.type
        else { return [] }
        return models.references(to: model.label).filter { _, field in
            (field.relation?.field ?? model.primaryKey?.name) == old.name
        }.map { ($0.model, $0.field) }
    }

    private func using(_ old: DjangoField, _ new: DjangoField, _ column: Identifier) -> SourcedSQL {
        func family(_ field: DjangoField) -> String {
            if field.type?.hasSuffix("]") == true { return field.type ?? "" }
            return field.type.map { String($0.prefix { $0 != "(" }) } ?? ""
        }
        // Django compares the kinds of type, not their lengths.
        return family(old) == family(new) ? "" : " USING \(column)::\(verbatim: new.type ?? "")"
    }

    private func putsInDefault(_ old: DjangoField, _ new: DjangoField) -> Bool {
        old.isNull && !new.isNull && new.databaseDefault == nil && new.defaultValue != nil
            && new.defaultValue?.text != old.defaultValue?.text
    }

    /// Type, default and NOT NULL. A default for what is NULL makes four statements of it.
    private mutating func alterColumn(
        _ old: DjangoField, _ new: DjangoField, _ model: DjangoModel, _ bytes: Range<Int>
    ) {
        var actions: [SourcedSQL] = []
        if changesType(old, new) {
            if isIndexedTextNoMore(old, new) {
                let name = DjangoNames.index(model.table, [old.column], suffix: "_like")
                write("DROP INDEX IF EXISTS \(Identifier(name))", bytes)
            }
            if old.isIdentity, !new.isIdentity {
                alter(model, "ALTER COLUMN \(new.columnName) DROP IDENTITY IF EXISTS", bytes)
            }
            let collation = new.collation != old.collation ? new.collation : nil
            let collate = collation.map { " COLLATE \(Identifier($0))" as SourcedSQL } ?? ""
            actions.append(
                "ALTER COLUMN \(new.columnName) TYPE \(verbatim: new.type ?? "")\(collate)\(using(old, new, new.columnName))"
            )
        }
        if let value = new.databaseDefault {
            if value.text != old.databaseDefault?.text {
                actions.append("ALTER COLUMN \(new.columnName) SET DEFAULT \(value)")
            }
        } else if old.databaseDefault != nil {
            actions.append("ALTER COLUMN \(new.columnName) DROP DEFAULT")
        }
        let default_ = new.defaultValue
        if putsInDefault(old, new), let default_ {
            actions.append("ALTER COLUMN \(new.columnName) SET DEFAULT \(default_)")
        }
        let null: SourcedSQL =
            "ALTER COLUMN \(new.columnName) \(verbatim: new.isNull ? "DROP" : "SET") NOT NULL"
        let fills = old.isNull && !new.isNull && (default_ != nil || new.databaseDefault != nil)
        if old.isNull != new.isNull, !fills { actions.append(null) }
        if !actions.isEmpty { alter(model, actions.joined(separator: ", "), bytes) }
        if fills, let value = new.databaseDefault ?? default_ {
            write(
                """
                UPDATE \(model.tableName) SET \(new.columnName) = \(value) WHERE \(new.columnName) IS NULL; \
                SET CONSTRAINTS ALL IMMEDIATE
                """, bytes)
            alter(model, null, bytes)
        }
        if new.isIdentity, !old.isIdentity {
            alter(model, "ALTER COLUMN \(new.columnName) ADD GENERATED BY DEFAULT AS IDENTITY", bytes)
        }
        if old.comment != new.comment { comment(new, in: model) }
    }

    private func changesType(_ old: DjangoField, _ new: DjangoField) -> Bool {
        old.type != new.type || old.isIdentity != new.isIdentity || old.collation != new.collation
            || old.comment != new.comment
    }

    private func isIndexedTextNoMore(_ old: DjangoField, _ new: DjangoField) -> Bool {
        guard old.isIndexed || old.isUnique else { return false }
        return ["varchar", "text", "citext"].contains {
            old.type?.hasPrefix($0) == true && new.type?.hasPrefix($0) != true
        }
    }

    private mutating func alterLikeIndex(
        _ old: DjangoField, _ new: DjangoField, _ model: DjangoModel, _ bytes: Range<Int>
    ) {
        let isNew =
            !(old.isIndexed || old.isUnique) && new.isIndexed || !old.isUnique && new.isUnique
            || isIndexedTextNoMore(old, new)
        if isNew, let like = likeIndex(new, in: model) { write(like, bytes) }
        if old.isUnique, !(new.isIndexed || new.isUnique) {
            let name = DjangoNames.index(model.table, [old.column], suffix: "_like")
            write("DROP INDEX IF EXISTS \(Identifier(name))", bytes)
        }
    }
}
