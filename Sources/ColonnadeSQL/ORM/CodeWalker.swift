/// Goes through the statements of a migration. A framework says what a call means; decisions, loops and what cannot be
/// read are said here, in the same words for all.
protocol CodeWalker {
    var translation: ORMTranslation { get set }
    /// The functions of the file itself, whose calls are read as what stands in them.
    var functions: [String: CodeDefinition] { get }
    /// Functions that change nothing in the database.
    var silent: Set<String> { get }
    /// What a chain of calls does.
    mutating func call(_ links: [CodeLink], _ bytes: Range<Int>)
    /// Whether a block of the language is one that the framework knows, such as `with` in Alembic; then it is read.
    mutating func block(_ keyword: String, _ head: CodeExpression?, _ body: [CodeStatement]) -> Bool
    /// What is put into a name.
    mutating func assign(_ name: String, _ value: CodeExpression)
}

extension CodeWalker {
    mutating func block(_ keyword: String, _ head: CodeExpression?, _ body: [CodeStatement]) -> Bool { false }
    mutating func assign(_ name: String, _ value: CodeExpression) {}

    mutating func walk(_ statements: [CodeStatement]) { walk(statements, depth: 0) }

    private mutating func walk(_ statements: [CodeStatement], depth: Int) {
        for statement in statements {
            switch statement.kind {
            case .expression(let value): evaluate(value, depth)
            case .assignment(let name, let value): assign(name, value)
            // What it holds is read where it is called.
            case .definition: break
            case .unknown: translation.notRead("this statement", at: statement.bytes)
            case .branch(let keyword, let head, let body):
                if block(keyword, head, body) { continue }
                branch(keyword, body, statement.bytes, depth)
            }
        }
    }

    /// What may happen is judged; what happens so and so often with other names each time cannot be.
    private mutating func branch(
        _ keyword: String, _ body: [CodeStatement], _ bytes: Range<Int>, _ depth: Int
    ) {
        switch keyword {
        case "for", "foreach", "while", "until", "do":
            translation.notRead("what a loop does", at: bytes)
        case "try", "begin", "finally", "ensure", "else", "elif", "elsif", "elseif":
            // The decision was said at its first branch.
            walk(body, depth: depth + 1)
        case "except", "rescue", "catch", "after": break
        default:
            if !body.isEmpty {
                translation.notRead(
                    "whether this `\(keyword)` holds; what is in it is judged as if it did",
                    at: bytes.lowerBound..<(bytes.lowerBound + keyword.utf8.count))
            }
            walk(body, depth: depth + 1)
        }
    }

    private mutating func evaluate(_ value: CodeExpression, _ depth: Int) {
        switch value.kind {
        case .chain(let links):
            if links.count == 1 || (links.count == 2 && ["self", "this", "$this"].contains(links[0].name)),
                let last = links.last, let function = functions[last.name], last.arguments?.isEmpty ?? true,
                function.parameters.filter({ $0 != "self" }).isEmpty, depth < 8, translation.mayReadInPlace()
            {
                walk(function.body, depth: depth + 1)
            } else if let first = links.first, !silent.contains(first.name) {
                call(links, value.bytes)
            }
        case .list(let values):
            for value in values { evaluate(value, depth) }
        case .computed: translation.notRead("what is computed here", at: value.bytes)
        // A docstring, `nil`, a function that nobody calls.
        case .string, .symbol, .number, .map, .function: break
        }
    }
}

extension CodeFile {
    /// Every function of the file by its name, those of classes and modules as well.
    var functions: [String: CodeDefinition] {
        var found: [String: CodeDefinition] = [:]
        func collect(_ statements: [CodeStatement]) {
            for statement in statements {
                switch statement.kind {
                case .definition(let definition):
                    if ["class", "module", "defmodule"].contains(definition.keyword) {
                        collect(definition.body)
                    } else {
                        found[definition.name.split(separator: ".").last.map(String.init) ?? ""] = definition
                    }
                default: break
                }
            }
        }
        collect(statements)
        return found
    }
}
