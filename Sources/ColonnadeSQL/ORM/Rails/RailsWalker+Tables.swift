import ColonnadeModel

/// Tables, and the blocks in which their columns stand.
extension RailsWalker {
    mutating func tableOperation(_ call: CodeLink, _ bytes: Range<Int>) -> Bool {
        switch call.name {
        case "create_table": createTable(call, bytes)
        case "create_join_table": createJoinTable(call, bytes)
        case "change_table": changeTable(call, bytes)
        case "drop_table": dropTable(call, bytes)
        case "drop_join_table":
            guard let name = joinTable(call) else { translation.nameIsComputed("a table", at: bytes); break }
            translation.write("DROP TABLE \(name)", for: bytes)
        case "rename_table":
            guard let old = table(call.positional(0)), let new = table(call.positional(1)) else {
                translation.nameIsComputed("a table", at: bytes)
                break
            }
            alter(old, "RENAME TO \(new.name)", bytes)
        case "change_table_comment":
            guard let table = table(call.positional(0)) else {
                translation.nameIsComputed("a table", at: bytes); break
            }
            let text = translation.text(call.positional(1)) ?? translation.text(call.option("to")) ?? ""
            translation.write("COMMENT ON TABLE \(table) IS \(literal: text)", for: bytes)
        default: return false
        }
        return true
    }

    private mutating func dropTable(_ call: CodeLink, _ bytes: Range<Int>) {
        let tables = (call.arguments ?? []).filter { $0.name == nil && $0.value.map == nil }.map {
            table($0.value)
        }
        guard !tables.isEmpty, !tables.contains(nil) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        let isCascading = translation.text(call.option("force")) == "cascade"
        for table in tables.compactMap({ $0 }) {
            translation.write(
                """
                DROP TABLE \("IF EXISTS ", if: call.option("if_exists")?.bool == true)\(table)\
                \(" CASCADE", if: isCascading)
                """, for: bytes)
        }
    }

    /// What a table's block declares.
    private struct Declaration {
        var columns: [RailsColumn] = []
        var constraints: [SourcedSQL] = []
        var references: [RailsReference] = []
        /// Indexes and what else comes behind the table.
        var later: [(name: String, arguments: [CodeArgument], bytes: Range<Int>)] = []
    }

    private mutating func createTable(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let table = table(call.positional(0)) else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        if let force = call.option("force"), force.bool != false {
            translation.write(
                "DROP TABLE IF EXISTS \(table)\(" CASCADE", if: translation.text(force) == "cascade")",
                for: bytes)
        }
        var declaration = Declaration()
        if let block = call.block { declare(block.body, block.parameters.first ?? "t", into: &declaration) }
        create(table, call, declaration, bytes)
    }

    private mutating func create(
        _ table: ObjectName, _ call: CodeLink, _ declaration: Declaration, _ bytes: Range<Int>
    ) {
        var parts: [SourcedSQL] = []
        if let key = primaryKey(call, declaration) { parts.append(key) }
        for column in declaration.columns { parts.append(column.definition(&translation)) }
        let composite = call.option("primary_key").flatMap { $0.list }.flatMap {
            names($0.isEmpty ? nil : call.option("primary_key"))
        }
        if let composite { parts.append("PRIMARY KEY (\(composite.map { Identifier($0) }))") }
        for reference in declaration.references {
            guard let options = reference.foreignKey, let sql = foreignKey(of: reference, on: table, options)
            else { continue }
            parts.append(("CONSTRAINT \(sql)" as SourcedSQL).made(of: reference.bytes))
        }
        let ifNotExists = call.option("if_not_exists")?.bool == true
        translation.write(
            """
            CREATE TABLE \("IF NOT EXISTS ", if: ifNotExists)\(table) \
            (\((parts + declaration.constraints).joined(separator: ", ")))
            """, for: bytes)
        for reference in declaration.references {
            if let options = reference.index {
                addIndex(on: table, reference.columnNames, options, reference.bytes)
            }
        }
        for part in declaration.later { inTable(part.name, on: table, part.arguments, part.bytes) }
        for column in declaration.columns { comment(column, on: table) }
        if let text = translation.text(call.option("comment")) {
            translation.write("COMMENT ON TABLE \(table) IS \(literal: text)", for: bytes)
        }
    }

    /// `id` is a bigserial since 5.1; `id: :uuid` has its default.
    private func primaryKey(_ call: CodeLink, _ declaration: Declaration) -> SourcedSQL? {
        let id = call.option("id")
        if id?.bool == false || call.option("primary_key")?.list != nil { return nil }
        if declaration.columns.contains(where: { $0.option("primary_key")?.bool == true }) { return nil }
        let name = Identifier(translation.text(call.option("primary_key")) ?? "id")
        let type = translation.text(id) ?? translation.text(id?.map?.last { $0.name == "type" }?.value)
        switch type ?? "primary_key" {
        case "primary_key", "bigserial", "bigint":
            return version >= 5.1 || type != nil
                ? "\(name) bigserial primary key" : "\(name) serial primary key"
        case "uuid": return "\(name) uuid DEFAULT gen_random_uuid() NOT NULL PRIMARY KEY"
        case "integer", "serial": return "\(name) serial primary key"
        case "string": return "\(name) character varying NOT NULL PRIMARY KEY"
        case let other: return "\(name) \(verbatim: other) NOT NULL PRIMARY KEY"
        }
    }

    /// Reads `t.string :name, null: false` and its like.
    private mutating func declare(
        _ body: [CodeStatement], _ variable: String, into declaration: inout Declaration
    ) {
        for statement in body {
            guard case .expression(let value) = statement.kind, let links = value.links, links.count == 2,
                links[0].name == variable, let call = links.last
            else {
                translation.notRead("this part of a table", at: statement.bytes)
                continue
            }
            let bytes = value.bytes
            let plain = (call.arguments ?? []).filter { $0.name == nil && $0.value.map == nil }.map(\.value)
            let names = plain.compactMap { translation.text($0) }
            guard
                names.count == plain.count
                    || ["index", "check_constraint", "foreign_key"].contains(call.name)
            else {
                translation.nameIsComputed("a column", at: bytes)
                continue
            }
            switch call.name {
            case "timestamps": declaration.columns += timestamps(call.options, bytes)
            case "references", "belongs_to":
                for name in names {
                    let reference = reference(name, call.options, bytes)
                    declaration.columns += reference.columns(translation)
                    declaration.references.append(reference)
                }
            case "column":
                guard names.count == 2 else { translation.nameIsComputed("a column", at: bytes); continue }
                addColumn(names[0], names[1], call, bytes, to: &declaration)
            case "primary_key":
                let type = names.count > 1 ? names[1] : "bigserial"
                declaration.columns.append(
                    column(names.first ?? "id", "\(type) primary key", call.options, bytes))
            case "check_constraint":
                if let sql = translation.resolved(plain[0]).string {
                    let name = translation.text(call.option("name")) ?? RailsNames.check("", sql.text)
                    declaration.constraints.append(
                        ("CONSTRAINT \(Identifier(name)) CHECK (\(SourcedSQL(written: sql)))" as SourcedSQL)
                            .made(of: bytes))
                } else {
                    translation.notRead("the condition of a check is computed", at: bytes)
                }
            case "index", "foreign_key", "exclusion_constraint", "unique_constraint":
                declaration.later.append((call.name, call.arguments ?? [], bytes))
            case "change", "remove", "rename", "remove_index", "change_default", "change_null",
                "remove_references":
                translation.notRead("\(call.name) in create_table", at: bytes)
            default: for name in names { addColumn(name, call.name, call, bytes, to: &declaration) }
            }
        }
    }

    private func addColumn(
        _ name: String, _ type: String, _ call: CodeLink, _ bytes: Range<Int>,
        to declaration: inout Declaration
    ) {
        declaration.columns.append(column(name, type, call.options, bytes))
        if let index = call.option("index"), index.bool != false {
            let names = CodeArgument(
                name: nil, value: CodeExpression(kind: .symbol(name), bytes: bytes), bytes: bytes)
            declaration.later.append(("index", [names] + (index.map ?? []), bytes))
        }
    }

    // MARK: Change

    private mutating func changeTable(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let table = table(call.positional(0)), let block = call.block else {
            return translation.nameIsComputed("a table", at: bytes)
        }
        for statement in block.body {
            guard case .expression(let value) = statement.kind, let links = value.links, links.count == 2,
                links[0].name == block.parameters.first, let part = links.last
            else {
                translation.notRead("this part of a table", at: statement.bytes)
                continue
            }
            inTable(part.name, on: table, part.arguments ?? [], value.bytes)
        }
    }

    /// An operation in a table's block, as the operation on the table that it means.
    private mutating func inTable(
        _ name: String, on table: ObjectName, _ arguments: [CodeArgument], _ bytes: Range<Int>
    ) {
        let own = [
            "rename": "rename_column", "change": "change_column", "change_default": "change_column_default",
            "change_null": "change_column_null", "remove": "remove_columns", "references": "add_reference",
            "belongs_to": "add_reference", "remove_references": "remove_reference",
            "remove_belongs_to": "remove_reference", "timestamps": "add_timestamps",
            "remove_timestamps": "remove_timestamps", "column": "add_column",
        ]
        if let operation = own[name] { return columnOperation(operation, on: table, arguments, bytes) }
        let keys = [
            "index": "add_index", "remove_index": "remove_index", "rename_index": "rename_index",
            "foreign_key": "add_foreign_key", "remove_foreign_key": "remove_foreign_key",
            "check_constraint": "add_check_constraint", "remove_check_constraint": "remove_check_constraint",
            "exclusion_constraint": "add_exclusion_constraint", "unique_constraint": "add_unique_constraint",
            "validate_check_constraint": "validate_check_constraint",
            "validate_constraint": "validate_constraint",
        ]
        if let operation = keys[name] {
            keyOperation(
                operation, on: table,
                CodeLink(name: operation, arguments: arguments, block: nil, bytes: bytes), bytes)
            return
        }
        // A type: `t.string :name, :title`.
        let call = CodeLink(name: name, arguments: arguments, block: nil, bytes: bytes)
        let plain = arguments.filter { $0.name == nil && $0.value.map == nil }.map(\.value)
        let names = plain.compactMap { translation.text($0) }
        guard names.count == plain.count, !names.isEmpty else {
            return translation.nameIsComputed("a column", at: bytes)
        }
        for column in names {
            add(self.column(column, name, call.options, bytes), to: table, bytes)
            if let index = call.option("index"), index.bool != false {
                addIndex(on: table, [column], index.map ?? [], bytes)
            }
        }
    }

    // MARK: Join tables

    private func joinTable(_ call: CodeLink) -> ObjectName? {
        if let name = call.option("table_name") { return table(name) }
        guard let first = translation.text(call.positional(0)),
            let second = translation.text(call.positional(1))
        else {
            return nil
        }
        return ObjectName(Identifier([first, second].sorted().joined(separator: "_")))
    }

    private mutating func createJoinTable(_ call: CodeLink, _ bytes: Range<Int>) {
        guard let table = joinTable(call), let first = translation.text(call.positional(0)),
            let second = translation.text(call.positional(1))
        else { return translation.nameIsComputed("a table", at: bytes) }
        let null = CodeArgument(name: "null", value: .named("false", bytes), bytes: bytes)
        var declaration = Declaration()
        declaration.columns = [first, second].map {
            column("\(RailsNames.singular($0))_id", version >= 5.1 ? "bigint" : "integer", [null], bytes)
        }
        if let block = call.block { declare(block.body, block.parameters.first ?? "t", into: &declaration) }
        let none = CodeArgument(name: "id", value: .named("false", bytes), bytes: bytes)
        create(table, CodeLink(name: "", arguments: [none], block: nil, bytes: bytes), declaration, bytes)
    }
}
