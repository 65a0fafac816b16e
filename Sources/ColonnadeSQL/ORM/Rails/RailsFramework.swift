import ColonnadeModel

/// Rails: `class AddTotal < ActiveRecord::Migration[7.1]` with `change` or `up`.
struct RailsFramework: ORMFramework {
    let name = "Rails"
    let remedy = "run it on an empty database and pipe its log in: `colonnade lint - < log/development.log`"
    let wayOut: String? = "`disable_ddl_transaction!` in the class"
    let storesUTC = true

    func reads(_ source: SourceText) -> Bool {
        // `Gitlab::Database::Migration[2.1]` and its like are built on ActiveRecord's.
        source.may(endWith: ".rb")
            && (source.text.contains("ActiveRecord::Migration") || source.text.contains("::Migration["))
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        let file = CodeFile(source.text, as: .ruby)
        translation.learn(file)
        let functions = file.functions
        guard let migration = Self.migration(file.statements),
            let method = functions["up"] ?? functions["change"]
        else {
            return translation.notRead("a migration without `change` and `up`", at: 0..<0)
        }
        let opensTransaction = !migration.body.contains { statement in
            if case .expression(let value) = statement.kind {
                value.name == "disable_ddl_transaction!"
            } else {
                false
            }
        }
        translation.walk(method.body, inTransactionAt: opensTransaction ? migration.head : nil) {
            RailsWalker(translation: $0, functions: functions, version: Self.version(migration.bases))
        }
    }

    private static func migration(_ statements: [CodeStatement]) -> CodeDefinition? {
        for statement in statements {
            guard case .definition(let definition) = statement.kind else { continue }
            if definition.bases.contains("Migration") { return definition }
            if let inner = migration(definition.body) { return inner }
        }
        return nil
    }

    /// `ActiveRecord::Migration[7.1]`; before 5.0 there was no number. What is built on it counts in its own way.
    private static func version(_ bases: String) -> Double {
        guard bases.contains("ActiveRecord") else { return 7.1 }
        guard let open = bases.firstIndex(of: "["), let close = bases.lastIndex(of: "]"), open < close else {
            return 4.2
        }
        return Double(bases[bases.index(after: open)..<close]) ?? 7.1
    }
}

/// Goes through `change` or `up`.
struct RailsWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    /// The version of Rails whose habits the migration has.
    let version: Double
    let silent: Set<String> = [
        "say", "puts", "p", "require", "require_relative", "raise", "return", "private", "sleep",
    ]

    init(translation: ORMTranslation, functions: [String: CodeDefinition], version: Double) {
        self.translation = translation
        self.functions = functions
        self.version = version
    }

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let first = links.first, let last = links.last else { return }
        if links.count == 1 { return operation(last, bytes) }
        // `connection.execute`, `ActiveRecord::Base.connection.execute`, `ApplicationRecord.connection.add_index`.
        if links.dropLast().last?.name == "connection" || ["self", "connection"].contains(first.name),
            links.count <= 4
        {
            return operation(last, bytes)
        }
        if last.name == "reset_column_information" { return }
        // mini_sql, as Discourse has it.
        if first.name == "DB", links.count == 2, ["exec", "query"].contains(last.name) {
            let more = last.arguments?.dropFirst() ?? []
            let values: CodeExpression.Kind =
                more.contains { $0.name != nil } ? .map(Array(more)) : .list(more.map(\.value))
            return translation.write(
                written: last.positional(0), of: "DB.\(last.name)",
                binding: more.isEmpty ? nil : CodeExpression(kind: values, bytes: bytes), for: bytes)
        }
        translation.notRead(links, at: bytes)
    }

    mutating func operation(_ call: CodeLink, _ bytes: Range<Int>) {
        if columnOperation(call, bytes) || tableOperation(call, bytes) || keyOperation(call, bytes)
            || objectOperation(call, bytes)
        {
            return
        }
        switch call.name {
        case "execute", "exec_query", "exec_update", "update", "delete", "select_all":
            translation.write(written: call.positional(0), of: call.name, for: bytes)
        case "reversible": reversible(call)
        case "safety_assured", "up_only", "say_with_time", "suppress_messages", "transaction",
            "with_lock_retries",
            "disable_statement_timeout", "without_statement_timeout":
            if let block = call.block { walk(block.body) }
        case "disable_ddl_transaction!", "set_lock_timeout", "connection": break
        default: translation.notRead("the call \(call.name)", at: bytes)
        }
    }

    /// `reversible do |dir| dir.up { … } end`: what goes up.
    private mutating func reversible(_ call: CodeLink) {
        for statement in call.block?.body ?? [] {
            guard case .expression(let value) = statement.kind, let link = value.links?.last else {
                translation.notRead("this part of reversible", at: statement.bytes)
                continue
            }
            if link.name == "up", let block = link.block { walk(block.body) }
        }
    }

    // MARK: What arguments say

    /// A table's name, with its schema where it has one.
    func table(_ value: CodeExpression?) -> ObjectName? {
        guard let name = translation.text(value) else { return nil }
        let parts = name.split(separator: ".", maxSplits: 1).map { Identifier(String($0)) }
        return parts.count == 2 ? ObjectName(schema: parts[0], parts[1]) : ObjectName(Identifier(name))
    }

    /// One name or a list of them.
    func names(_ value: CodeExpression?) -> [String]? {
        guard let value = value.map({ translation.resolved($0) }) else { return nil }
        guard let list = value.list else { return translation.text(value).map { [$0] } }
        let names = list.compactMap { translation.text($0) }
        return names.count == list.count ? names : nil
    }
}
