import ColonnadeModel

/// Writes the SQL that Django's schema editor sends to PostgreSQL (django/db/backends/base/schema.py and
/// postgresql/schema.py), in its order: indexes and foreign keys of new tables come at the end of the migration.
struct DjangoSchemaEditor {
    /// A statement that is sent at the end.
    struct Deferred {
        var table: String
        var columns: [String]
        /// The table that it refers to.
        var target: String?
        var sql: SourcedSQL
        var bytes: Range<Int>
    }

    var models: DjangoModels
    var translation: ORMTranslation
    private var deferred: [Deferred] = []

    init(_ models: DjangoModels, _ translation: ORMTranslation) {
        self.models = models
        self.translation = translation
    }

    mutating func write(_ sql: SourcedSQL, _ bytes: Range<Int>) { translation.write(sql, for: bytes) }

    mutating func later(
        _ sql: SourcedSQL, on model: DjangoModel, _ columns: [String], to target: String? = nil,
        _ bytes: Range<Int>
    ) {
        deferred.append(
            Deferred(table: model.table, columns: columns, target: target, sql: sql, bytes: bytes))
    }

    /// Sends what was left for the end.
    mutating func finish() {
        for statement in deferred { write(statement.sql, statement.bytes) }
        deferred = []
    }

    // MARK: Tables

    /// What a model states beside its fields, as SQL.
    struct Extras {
        /// Constraints that stand in the table.
        var constraints: [SourcedSQL] = []
        /// Unique constraints that only an index can hold.
        var uniqueIndexes: [(sql: SourcedSQL, bytes: Range<Int>)] = []
        var indexes: [(sql: SourcedSQL, bytes: Range<Int>)] = []
    }

    mutating func createModel(_ model: DjangoModel, _ extras: Extras, _ bytes: Range<Int>) {
        guard model.hasTable else { return }
        var parts: [SourcedSQL] = []
        for field in model.fields {
            guard let definition = definition(field, in: model, withDefault: false) else { continue }
            parts.append(("\(field.columnName) \(definition)" as SourcedSQL).made(of: field.bytes))
        }
        for columns in model.uniqueTogether {
            later(unique(model, columns.map(model.column)), on: model, columns.map(model.column), bytes)
        }
        for field in model.fields where field.relation?.isConstraint == true && field.type != nil {
            deferForeignKey(field, in: model)
        }
        for index in extras.uniqueIndexes { later(index.sql, on: model, [], index.bytes) }
        write(
            "CREATE TABLE \(model.tableName) (\((parts + extras.constraints).joined(separator: ", ")))", bytes
        )
        for field in model.fields where field.comment != nil { comment(field, in: model) }
        for field in model.fields { deferIndexes(field, in: model) }
        for index in extras.indexes { later(index.sql, on: model, [], index.bytes) }
        for columns in model.indexTogether {
            later(
                index(model, columns.map(model.column), suffix: "_idx"), on: model, columns.map(model.column),
                bytes)
        }
        for field in model.fields where field.isManyToMany { createThrough(field, of: model) }
    }

    mutating func deleteModel(_ model: DjangoModel, _ bytes: Range<Int>) {
        guard model.hasTable else { return }
        for field in model.fields where field.isManyToMany && field.relation?.through == nil {
            write("DROP TABLE \(Identifier(throughTable(field, of: model))) CASCADE", bytes)
        }
        write("DROP TABLE \(model.tableName) CASCADE", bytes)
        deferred.removeAll { $0.table == model.table || $0.target == model.table }
    }

    mutating func renameTable(_ model: DjangoModel, to table: String, _ bytes: Range<Int>) {
        guard model.hasTable, model.table != table else { return }
        write("ALTER TABLE \(model.tableName) RENAME TO \(Identifier(table))", bytes)
        var renamed = model
        renamed.table = table
        for field in model.fields where field.isManyToMany && field.relation?.through == nil {
            let (old, new) = (throughTable(field, of: model), throughTable(field, of: renamed))
            if old != new { write("ALTER TABLE \(Identifier(old)) RENAME TO \(Identifier(new))", bytes) }
        }
    }

    // MARK: Columns

    mutating func addField(_ field: DjangoField, to model: DjangoModel, _ bytes: Range<Int>) {
        guard model.hasTable else { return }
        if field.isManyToMany { return createThrough(field, of: model) }
        guard var definition = definition(field, in: model, withDefault: true) else { return }
        if let relation = field.relation, relation.isConstraint, let name = field.foreignKeyName {
            let (table, column) = target(of: relation)
            definition.append(
                """
                 CONSTRAINT \(Identifier(name)) REFERENCES \(Identifier(table))(\(Identifier(column))) DEFERRABLE \
                INITIALLY DEFERRED; SET CONSTRAINTS \(Identifier(name)) IMMEDIATE
                """)
        }
        write("ALTER TABLE \(model.tableName) ADD COLUMN \(field.columnName) \(definition)", bytes)
        if field.databaseDefault == nil, field.defaultValue != nil {
            write("ALTER TABLE \(model.tableName) ALTER COLUMN \(field.columnName) DROP DEFAULT", bytes)
        }
        if field.comment != nil { comment(field, in: model) }
        deferIndexes(field, in: model, bytes)
    }

    mutating func removeField(_ field: DjangoField, from model: DjangoModel, _ bytes: Range<Int>) {
        guard model.hasTable else { return }
        if field.isManyToMany {
            guard field.relation?.through == nil else { return }
            return write("DROP TABLE \(Identifier(throughTable(field, of: model))) CASCADE", bytes)
        }
        guard field.type != nil || model.isGuessed else { return }
        dropForeignKey(field, of: model, bytes)
        write("ALTER TABLE \(model.tableName) DROP COLUMN \(field.columnName) CASCADE", bytes)
        deferred.removeAll { $0.table == model.table && $0.columns.contains(field.column) }
    }

    mutating func dropForeignKey(_ field: DjangoField, of model: DjangoModel, _ bytes: Range<Int>) {
        guard field.relation?.isConstraint == true, let name = field.foreignKeyName else { return }
        write(
            """
            SET CONSTRAINTS \(Identifier(name)) IMMEDIATE; ALTER TABLE \(model.tableName) DROP CONSTRAINT \
            \(Identifier(name))
            """, bytes)
    }

    mutating func comment(_ field: DjangoField, in model: DjangoModel) {
        write(
            "COMMENT ON COLUMN \(model.tableName).\(field.columnName) IS \(literal: field.comment ?? "")",
            field.bytes)
    }

    /// What stands behind a column's name; nil where a field has no column.
    func definition(_ field: DjangoField, in model: DjangoModel, withDefault: Bool) -> SourcedSQL? {
        guard let type = field.type else { return nil }
        var sql = SourcedSQL(verbatim: type)
        if let collation = field.collation { sql.append(" COLLATE \(Identifier(collation))") }
        if let value = field.databaseDefault {
            sql.append(" DEFAULT \(value)")
        } else if withDefault, let value = field.defaultValue {
            sql.append(" DEFAULT \(value)")
        }
        if let generated = field.generated {
            sql.append(" \(generated)")
        } else {
            sql.append(field.isNull ? " NULL" : " NOT NULL")
        }
        if field.isPrimaryKey {
            sql.append(" PRIMARY KEY")
        } else if field.isUnique {
            sql.append(" UNIQUE")
        }
        // In a table the check stands before the numbering, behind ADD COLUMN it is the other way round; no field has both.
        if field.isIdentity { sql.append(" GENERATED BY DEFAULT AS IDENTITY") }
        if field.isPositive { sql.append(" CHECK (\(field.columnName) >= 0)") }
        return sql
    }
}
