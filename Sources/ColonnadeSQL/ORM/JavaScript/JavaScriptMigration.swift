import ColonnadeModel

/// A migration as a module of JavaScript or TypeScript, however it gives its `up` away.
struct JavaScriptMigration {
    let file: CodeFile
    let up: CodeFunction
    let head: Range<Int>
    /// What stands in `config` or in the fields of the class.
    private let values: [String: CodeExpression]

    init?(_ source: SourceText) {
        let file = CodeFile(source.text, as: .javascript)
        var search = Search()
        search.look(file.statements)
        guard let up = search.up else { return nil }
        self.file = file
        self.up = up
        head = search.head
        values = search.values
    }

    static func mayBe(_ source: SourceText) -> Bool {
        if source.path.hasPrefix("<") {
            return source.text.contains("exports") || source.text.contains("export ")
        }
        return [".js", ".ts", ".mjs", ".cjs", ".mts", ".cts"].contains(where: source.path.hasSuffix)
    }

    /// Whether `config = { transaction: false }` or `transaction = false` says that there is no transaction.
    var refusesTransaction: Bool {
        let config = values["config"]?.map?.last { $0.name == "transaction" }?.value
        return (config ?? values["transaction"])?.bool == false
    }

    /// `exports.up = …`, `module.exports = { up … }`, `export async function up`, a method of a class.
    private struct Search {
        var up: CodeFunction?
        var head = 0..<0
        var values: [String: CodeExpression] = [:]

        mutating func look(_ statements: [CodeStatement]) {
            for statement in statements {
                switch statement.kind {
                case .definition(let definition):
                    if definition.keyword == "class" {
                        look(definition.body)
                    } else if definition.name == "up" {
                        found(
                            CodeFunction(parameters: definition.parameters, body: definition.body),
                            definition.head)
                    }
                case .assignment(let name, let value):
                    note(name.split(separator: ".").last.map(String.init) ?? name, value)
                case .expression(let value): lookInto(value)
                case .branch, .unknown: continue
                }
            }
        }

        private mutating func note(_ name: String, _ value: CodeExpression) {
            if name == "up", let function = value.function {
                found(function, value.bytes.lowerBound..<(value.bytes.lowerBound + 1))
            } else {
                values[name] = value
                lookInto(value)
            }
        }

        private mutating func lookInto(_ value: CodeExpression) {
            for entry in value.map ?? [] { if let name = entry.name { note(name, entry.value) } }
        }

        private mutating func found(_ function: CodeFunction, _ bytes: Range<Int>) {
            up = up ?? function
            head = bytes
        }
    }
}

extension ORMTranslation {
    /// A constant of SQL for a literal of JavaScript; what `raw('now()')` and its like hold is taken over.
    func constant(_ value: CodeExpression) -> SourcedSQL? {
        if let call = value.links?.last, ["raw", "literal"].contains(call.name) {
            return call.positional(0).flatMap { resolved($0).string }.map { SourcedSQL(written: $0) }
        }
        if let call = value.links?.last, call.name == "fn" || call.name == "now" {
            return "CURRENT_TIMESTAMP"
        }
        let value = resolved(value)
        switch value.kind {
        case .number(let number): return "\(verbatim: number)"
        case .map(let entries): return entries.isEmpty ? "'{}'" : nil
        case .list(let values): return values.isEmpty ? "'{}'" : nil
        default: break
        }
        if let bool = value.bool { return bool ? "true" : "false" }
        if value.isNone { return "NULL" }
        return value.literal.map { "\(literal: $0)" }
    }
}

extension CodeExpression {
    /// A value of `{ key: value }`.
    func entry(_ name: String) -> CodeExpression? { map?.last { $0.name == name }?.value }
}
