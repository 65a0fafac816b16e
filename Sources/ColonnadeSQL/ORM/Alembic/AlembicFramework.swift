import ColonnadeModel

/// Alembic: the calls of `op` in `upgrade()`.
struct AlembicFramework: ORMFramework {
    let name = "Alembic"
    let remedy = "let Alembic print the SQL: `alembic upgrade FROM:TO --sql | colonnade lint -`"
    let wayOut: String? = "`with op.get_context().autocommit_block():` around it"

    func reads(_ source: SourceText) -> Bool {
        source.may(endWith: ".py") && source.text.contains("down_revision")
            && source.text.contains("def upgrade")
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        let file = CodeFile(source.text, as: .python)
        translation.learn(file)
        guard let upgrade = file.functions["upgrade"] else { return }
        translation.walk(upgrade.body, inTransactionAt: upgrade.head) {
            AlembicWalker(translation: $0, functions: file.functions)
        }
    }
}

/// Goes through `upgrade()`.
struct AlembicWalker: CodeWalker {
    var translation: ORMTranslation
    let functions: [String: CodeDefinition]
    let silent: Set<String> = ["print", "logger", "log", "logging", "context", "warnings", "time"]
    /// The tables of `with op.batch_alter_table('orders') as batch`, by the name behind `as`.
    private var batches: [String: CodeLink] = [:]

    init(translation: ORMTranslation, functions: [String: CodeDefinition]) {
        self.translation = translation
        self.functions = functions
    }

    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>) {
        guard let first = links.first, let last = links.last else { return }
        if first.name == "op", links.count == 2 {
            return operation(last, in: nil, bytes)
        }
        if let table = batches[first.name], links.count == 2 { return operation(last, in: table, bytes) }
        switch last.name {
        case "execute", "exec_driver_sql": execute(last, bytes)
        case "create", "drop": enumeration(links, isNew: last.name == "create", bytes)
        case "get_bind", "get_context", "commit", "close", "invalidate", "flush": break
        default: translation.notRead(links, at: bytes)
        }
    }

    mutating func block(_ keyword: String, _ head: CodeExpression?, _ body: [CodeStatement]) -> Bool {
        guard keyword == "with", let head, let links = head.links else { return false }
        if let context = links.first(where: { $0.name == "autocommit_block" }) {
            translation.write("COMMIT", for: context.bytes)
            walk(body)
            translation.write("BEGIN", for: context.bytes)
            return true
        }
        guard let batch = links.first(where: { $0.name == "batch_alter_table" }), let alias = links.last,
            alias.name == "as", case .symbol(let name)? = alias.arguments?.first?.value.kind
        else {
            walk(body)
            return true
        }
        batches[name] = batch
        walk(body)
        batches[name] = nil
        return true
    }

    /// What a connection is asked for may be a change as well.
    mutating func assign(_ name: String, _ value: CodeExpression) {
        guard let links = value.links, links.contains(where: { $0.name == "execute" }),
            let link = links.first(where: { $0.name == "execute" })
        else { return }
        execute(link, value.bytes)
    }

    // MARK: SQL

    mutating func execute(_ link: CodeLink, _ bytes: Range<Int>) {
        guard let value = link.positional(0) ?? link.option("sqltext") else { return }
        guard let sql = AlembicValues(translation).sql(value) else {
            return translation.notRead("the SQL of execute is computed", at: value.bytes)
        }
        translation.write(sql, for: value.bytes)
    }

    /// `postgresql.ENUM('a', 'b', name='kind').create(op.get_bind())`, or the same with a name for the type.
    private mutating func enumeration(_ links: [CodeLink], isNew: Bool, _ bytes: Range<Int>) {
        var type = links.dropLast().last
        if links.count == 2, links[0].arguments == nil {
            type = translation.constant(links[0].name)?.links?.last
        }
        guard let type, let (name, sql) = AlembicValues(translation).enumeration(type) else {
            return translation.notRead(links, at: bytes)
        }
        translation.write(isNew ? sql : "DROP TYPE \(name)", for: bytes)
    }
}
