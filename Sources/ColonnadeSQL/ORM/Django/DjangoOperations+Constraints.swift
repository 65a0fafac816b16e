import ColonnadeModel

/// Indexes and constraints (django/db/models/indexes.py and constraints.py).
extension DjangoOperations {
    mutating func index(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let model = model(call) else { return notRead("which model is meant is computed", bytes) }
        switch call.name {
        case "AddIndex", "AddIndexConcurrently":
            guard let value = call.argument("index", 1) else { return notRead("an index is computed", bytes) }
            if let sql = indexSQL(value, on: model, concurrently: call.name.hasSuffix("Concurrently")) {
                editor.write(sql, bytes)
            }
        case "RenameIndex":
            guard let new = editor.translation.text(call.argument("new_name", 1)) else {
                return notRead("the name of an index is computed", bytes)
            }
            let columns = texts(call.argument("old_fields", 3))?.map(model.column)
            let old =
                editor.translation.text(call.argument("old_name", 2))
                ?? columns.map { DjangoNames.index(model.table, $0, suffix: "_idx") }
            guard let old else { return notRead("the name of an index is computed", bytes) }
            editor.write("ALTER INDEX \(Identifier(old)) RENAME TO \(Identifier(new))", bytes)
        default:
            guard let name = editor.translation.text(call.argument("name", 1)) else {
                return notRead("the name of an index is computed", bytes)
            }
            let isConcurrent = call.name == "RemoveIndexConcurrently"
            editor.write(
                "DROP INDEX \("CONCURRENTLY ", if: isConcurrent)IF EXISTS \(Identifier(name))",
                bytes)
        }
    }

    /// `models.Index(fields=['a', '-b'], name='x')`, `GinIndex(…)`, `models.Index(Lower('a'), name='x')`.
    mutating func indexSQL(_ value: CodeExpression, on model: DjangoModel, concurrently: Bool) -> SourcedSQL?
    {
        guard model.hasTable else { return nil }
        guard let call = value.links?.last, call.arguments != nil else {
            notRead("an index is computed", value.bytes)
            return nil
        }
        let methods = [
            "BTreeIndex": "btree", "GinIndex": "gin", "GistIndex": "gist", "BrinIndex": "brin",
            "HashIndex": "hash", "SpGistIndex": "spgist", "BloomIndex": "bloom",
        ]
        guard call.name == "Index" || methods[call.name] != nil else {
            notRead("the index \(call.name)", value.bytes)
            return nil
        }
        guard let keys = keys(call, on: model) else { return nil }
        let columns = texts(call.option("fields"))?.map {
            model.column($0.hasPrefix("-") ? String($0.dropFirst()) : $0)
        }
        let name =
            editor.translation.text(call.option("name"))
            ?? DjangoNames.index(model.table, columns ?? [], suffix: "_idx")
        let method = methods[call.name].map { " USING \(verbatim: $0)" as SourcedSQL } ?? ""
        return """
            CREATE INDEX \("CONCURRENTLY ", if: concurrently)\(Identifier(name)) ON \(model.tableName)\(method) \
            (\(keys))\(include(call, model))\(condition(call, model))
            """
    }

    /// The columns or expressions of an index.
    private mutating func keys(_ call: CodeLink, on model: DjangoModel) -> SourcedSQL? {
        let operators = texts(call.option("opclasses")) ?? []
        if let fields = call.option("fields") {
            guard let names = texts(fields) else {
                notRead("the fields of an index are computed", fields.bytes)
                return nil
            }
            return names.enumerated().map { index, name in
                let isDescending = name.hasPrefix("-")
                let column = Identifier(model.column(isDescending ? String(name.dropFirst()) : name))
                let operatorClass =
                    index < operators.count && !operators[index].isEmpty ? " \(operators[index])" : ""
                return "\(column)\(verbatim: operatorClass)\(" DESC", if: isDescending)"
            }.joined(separator: ", ")
        }
        let values = call.arguments?.filter { $0.name == nil }.map(\.value) ?? []
        return values.map {
            DjangoConditions(model: model).expression($0, isKey: true, into: &editor.translation)
        }
        .joined(separator: ", ")
    }

    private func include(_ call: CodeLink, _ model: DjangoModel) -> SourcedSQL {
        guard let names = texts(call.option("include")), !names.isEmpty else { return "" }
        return " INCLUDE (\(names.map { Identifier(model.column($0)) }))"
    }

    private mutating func condition(_ call: CodeLink, _ model: DjangoModel) -> SourcedSQL {
        guard let value = call.option("condition"), !value.isNone else { return "" }
        return " WHERE \(DjangoConditions(model: model).condition(value, into: &editor.translation))"
    }

    // MARK: Constraints

    mutating func constraint(_ call: CodeLink, _ bytes: Range<Int>) {
        guard var model = model(call) else { return notRead("which model is meant is computed", bytes) }
        switch call.name {
        case "AddConstraint", "AddConstraintNotValid":
            guard let value = call.argument("constraint", 1) else {
                return notRead("a constraint is computed", bytes)
            }
            guard model.hasTable else { return }
            if let index = uniqueIndex(value, on: &model) {
                editor.write(index, bytes)
            } else if let sql = definition(value, in: model) {
                let isUnproved = call.name == "AddConstraintNotValid"
                editor.write(
                    "ALTER TABLE \(model.tableName) ADD \(sql)\(" NOT VALID", if: isUnproved)", bytes)
            }
            editor.models[app, model.name] = model
        case "ValidateConstraint", "RemoveConstraint":
            guard let name = editor.translation.text(call.argument("name", 1)) else {
                return notRead("the name of a constraint is computed", bytes)
            }
            if call.name == "ValidateConstraint" {
                editor.write("ALTER TABLE \(model.tableName) VALIDATE CONSTRAINT \(Identifier(name))", bytes)
            } else if model.indexedConstraints.contains(name) {
                editor.write("DROP INDEX IF EXISTS \(Identifier(name))", bytes)
            } else {
                editor.write("ALTER TABLE \(model.tableName) DROP CONSTRAINT \(Identifier(name))", bytes)
            }
        // Only what is said when it is violated can be altered.
        default: break
        }
    }

    /// A constraint among those of a new table.
    mutating func declare(
        _ value: CodeExpression, of model: inout DjangoModel, in extras: inout DjangoSchemaEditor.Extras
    ) {
        if let index = uniqueIndex(value, on: &model) {
            extras.uniqueIndexes.append((index, value.bytes))
        } else if let sql = definition(value, in: model) {
            extras.constraints.append(sql.made(of: value.bytes))
        }
    }

    /// A unique constraint that only an index can hold: with a condition, an expression, further columns.
    private mutating func uniqueIndex(_ value: CodeExpression, on model: inout DjangoModel) -> SourcedSQL? {
        guard let call = value.links?.last, call.name == "UniqueConstraint",
            let name = editor.translation.text(call.option("name"))
        else { return nil }
        let isIndex =
            call.positional(0) != nil
            || ["condition", "include", "opclasses"].contains { call.option($0).map { !$0.isNone } ?? false }
        guard isIndex, let keys = keys(call, on: model) else { return nil }
        model.indexedConstraints.insert(name)
        return """
            CREATE UNIQUE INDEX \(Identifier(name)) ON \(model.tableName) (\(keys))\(include(call, model))\
            \(nulls(call))\(condition(call, model))
            """
    }

    private func nulls(_ call: CodeLink) -> SourcedSQL {
        switch call.option("nulls_distinct")?.bool {
        case true: " NULLS DISTINCT"
        case false: " NULLS NOT DISTINCT"
        default: ""
        }
    }

    /// `CONSTRAINT name CHECK (…)` and its like.
    private mutating func definition(_ value: CodeExpression, in model: DjangoModel) -> SourcedSQL? {
        guard let call = value.links?.last, let name = editor.translation.text(call.option("name")) else {
            notRead("a constraint is computed", value.bytes)
            return nil
        }
        switch call.name {
        case "CheckConstraint":
            guard let check = call.option("condition") ?? call.option("check") ?? call.positional(0) else {
                break
            }
            let sql = DjangoConditions(model: model).condition(check, into: &editor.translation)
            return "CONSTRAINT \(Identifier(name)) CHECK (\(sql))"
        case "UniqueConstraint":
            guard let fields = texts(call.option("fields")) else { break }
            let deferrable = call.option("deferrable")?.name?.split(separator: ".").last.map {
                " DEFERRABLE INITIALLY \($0)"
            }
            return """
                CONSTRAINT \(Identifier(name)) UNIQUE\(nulls(call)) (\(fields.map { Identifier(model.column($0)) }))\
                \(verbatim: deferrable ?? "")
                """
        case "ExclusionConstraint":
            guard let pairs = call.option("expressions")?.list else { break }
            let method = editor.translation.text(call.option("index_type")) ?? "GIST"
            var elements: [SourcedSQL] = []
            for pair in pairs {
                guard let parts = pair.list, parts.count == 2, let sign = exclusionOperator(parts[1]) else {
                    continue
                }
                let key = DjangoConditions(model: model).expression(
                    parts[0], isKey: true, into: &editor.translation)
                elements.append("\(key) WITH \(verbatim: sign)")
            }
            guard elements.count == pairs.count else { break }
            return """
                CONSTRAINT \(Identifier(name)) EXCLUDE USING \(verbatim: method) \
                (\(elements.joined(separator: ", ")))
                """
        default: break
        }
        notRead("the constraint \(call.name)", value.bytes)
        return nil
    }

    private func exclusionOperator(_ value: CodeExpression) -> String? {
        switch value.name?.split(separator: ".").last.map(String.init) {
        case "OVERLAPS": "&&"
        case "EQUAL": "="
        case "NOT_EQUAL": "<>"
        case "ADJACENT_TO": "-|-"
        case "CONTAINS": "@>"
        default: value.literal
        }
    }
}
