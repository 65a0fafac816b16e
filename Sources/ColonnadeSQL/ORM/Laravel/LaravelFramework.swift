import ColonnadeModel

/// Laravel: `Schema::table('orders', function (Blueprint $table) { … })` in `up()`.
struct LaravelFramework: ORMFramework {
    let name = "Laravel"
    let remedy =
        "let Laravel print the SQL: `php artisan migrate --pretend`, and give it to `colonnade lint --sql`"
    let wayOut: String? = "`public $withinTransaction = false;` in the class"

    func reads(_ source: SourceText) -> Bool {
        source.may(endWith: ".php") && source.text.contains("Migration")
            && (source.text.contains("Schema::") || source.text.contains("DB::"))
    }

    func isMigration(_ source: SourceText) -> Bool {
        source.text.contains(/extends\s+[\w\\]*Migration\b/)
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        let file = CodeFile(source.text, as: .php)
        translation.learn(file)
        let functions = file.functions
        guard let up = functions["up"] else {
            return translation.notRead("a migration without `up`", at: 0..<0)
        }
        // `public $withinTransaction = false;`
        let opens = translation.constant("$withinTransaction")?.bool != false
        translation.walk(up.body, inTransactionAt: opens ? up.head : nil) {
            LaravelWalker(translation: $0, functions: functions)
        }
    }
}

/// Goes through `up()`.
struct LaravelWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    let silent: Set<String> = ["return", "throw", "echo", "Log", "info", "app", "print"]

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let first = links.first, let last = links.last else { return }
        // `Schema::connection('x')->table(…)`.
        if first.name == "Schema" { return schema(last, bytes) }
        if first.name == "DB", !links.contains(where: { $0.name == "table" }),
            ["statement", "unprepared", "insert", "update", "delete", "select"].contains(last.name)
        {
            var value = last.positional(0)
            if let raw = value?.links, raw.last?.name == "raw" { value = raw.last?.positional(0) }
            return translation.write(
                written: value, of: "DB::\(last.name)", binding: last.positional(1), for: bytes)
        }
        translation.notRead(links, joinedBy: "::", at: bytes)
    }

    private mutating func schema(_ call: CodeLink, _ bytes: Range<Int>) {
        switch call.name {
        case "create", "table":
            guard let table = table(call.positional(0)),
                let function = call.arguments?.lazy.compactMap({ $0.value.function }).first
            else { return translation.nameIsComputed("a table", at: bytes) }
            var blueprint = LaravelBlueprint(
                table: table, isNew: call.name == "create", variable: function.parameters.first ?? "$table",
                bytes: bytes,
                translation: translation)
            blueprint.read(function.body)
            blueprint.write()
            translation = blueprint.translation
        case "drop", "dropIfExists":
            guard let table = table(call.positional(0)) else {
                return translation.nameIsComputed("a table", at: bytes)
            }
            translation.write(
                "DROP TABLE \("IF EXISTS ", if: call.name == "dropIfExists")\(table)", for: bytes)
        case "rename":
            guard let old = table(call.positional(0)), let new = table(call.positional(1)) else {
                return translation.nameIsComputed("a table", at: bytes)
            }
            translation.write("ALTER TABLE \(old) RENAME TO \(new.name)", for: bytes)
        case "dropColumns":
            guard let table = table(call.positional(0)), let names = translation.names(call.positional(1))
            else {
                return translation.nameIsComputed("a column", at: bytes)
            }
            let parts = names.map { "DROP COLUMN \(Identifier($0))" as SourcedSQL }.joined(separator: ", ")
            translation.write("ALTER TABLE \(table) \(parts)", for: bytes)
        case "disableForeignKeyConstraints": translation.write("SET CONSTRAINTS ALL DEFERRED", for: bytes)
        case "enableForeignKeyConstraints": translation.write("SET CONSTRAINTS ALL IMMEDIATE", for: bytes)
        case "withoutForeignKeyConstraints":
            if let function = call.positional(0)?.function { walk(function.body) }
        default: translation.notRead("Schema::\(call.name)", at: bytes)
        }
    }

    private func table(_ value: CodeExpression?) -> ObjectName? { translation.object(value) }
}

extension ORMTranslation {
    /// One name, or a list of them; nil where one is computed.
    func names(_ value: CodeExpression?) -> [String]? {
        guard let value = value.map({ resolved($0) }) else { return nil }
        guard let list = value.list else { return text(value).map { [$0] } }
        let names = list.compactMap { text($0) }
        return names.count == list.count ? names : nil
    }

    /// A table, as `schema.table` where it has one.
    func object(_ value: CodeExpression?) -> ObjectName? {
        guard let name = text(value) else { return nil }
        let parts = name.split(separator: ".", maxSplits: 1).map { Identifier(String($0)) }
        return parts.count == 2 ? ObjectName(schema: parts[0], parts[1]) : ObjectName(Identifier(name))
    }
}
