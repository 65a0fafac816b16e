import ColonnadeModel
import ColonnadeSQL

/// Finds where programs use the attributes that stand for a column. What a value's type is, is not known: it goes by names,
/// and all of it is only likely.
struct AttributeUses {
    private let models: [CodeModel]
    /// The attributes by name, with their models.
    private let attributes: [String: [CodeModel]]
    /// What the models are called, in snake case.
    private let names: Set<String>
    /// What other models are called: `customer.status` is no use of an order's.
    private let others: Set<String>

    private let subject: CodeSubject

    init(_ subject: CodeSubject, models all: [CodeModel], others: [CodeModel]) {
        // A schema file is nothing that a program works with.
        let models = all.filter { $0.framework != "Rails schema" }
        self.models = models
        self.subject = subject
        var attributes: [String: [CodeModel]] = [:]
        for model in models {
            guard let column = subject.subject.column else { continue }
            var names = Set(model.attributes(for: column).map(\.name))
            if model.columns == .cached || model.columns == .open { names.insert(column.text) }
            if model.framework == "JPA" {
                for name in names {
                    let pascal = name.prefix(1).uppercased() + name.dropFirst()
                    for prefix in ["get", "set", "is", "findBy", "countBy", "existsBy", "deleteBy"] {
                        names.insert(prefix + pascal)
                    }
                }
            }
            for name in names { attributes[name, default: []].append(model) }
        }
        self.attributes = attributes
        let own = models.flatMap { [$0.name] + $0.otherNames }.map(NameForms.snake)
        names = Set(own + own.map(NameForms.plural) + own.map(NameForms.singular))
        let other = others.map { NameForms.snake($0.name) }
        self.others = Set(other + other.map(NameForms.plural)).subtracting(names)
    }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard !attributes.isEmpty, let language = file.language else { return [] }
        let mine = models.filter { Self.language(of: $0) == language }
        guard !mine.isEmpty else { return [] }
        let words = Set(file.tokens.indices.compactMap { file.word($0) })
        let isOwn = mine.contains { $0.path == file.path }
        guard
            isOwn || mine.contains(where: { words.contains($0.name) })
                || words.contains(where: { names.contains(NameForms.snake($0)) })
        else { return [] }
        var found: [Dependency] = []
        var brackets: [Bool] = []
        for index in file.tokens.indices {
            if case .mark(let mark) = file.tokens[index].kind {
                if ["(", "[", "{"].contains(mark) {
                    brackets.append(
                        brackets.last == true || (mark == "(" && isNear(chain(before: index, file))))
                } else if [")", "]", "}"].contains(mark) {
                    _ = brackets.popLast()
                }
            }
            if isFragment(index, file) {
                found.append(dependency(index, mine[0], subject.column ?? "", file))
                continue
            }
            guard let (name, isMember) = name(at: index, file), let owners = owners(name, language) else {
                continue
            }
            let isDeclared = owners.contains {
                $0.path == file.path
                    && $0.attributes.contains { $0.byte == file.tokens[index].bytes.lowerBound }
            }
            guard !isDeclared else { continue }
            let isUse =
                isMember
                ? isUsed(on: chain(before: index, file), isOwn: isOwn, file)
                : brackets.last == true || isCommand(index, file, isOwn)
            guard isUse else { continue }
            found.append(dependency(index, owners[0], name, file))
        }
        return found
    }

    // MARK: What stands at a token

    /// The name of an attribute at a token, and whether it is reached from something before it.
    private func name(at index: Int, _ file: ScannedFile) -> (String, isMember: Bool)? {
        switch file.tokens[index].kind {
        case .word(let word):
            if let language = file.language, index > 0, case .mark(let mark) = file.tokens[index - 1].kind,
                language.accessors.contains(mark)
            {
                return (word.hasSuffix("?") || word.hasSuffix("!") ? String(word.dropLast()) : word, true)
            }
            // `\.$status` of Fluent.
            if file.language == .swift, file.isMark(index - 1, "$") { return (word, false) }
            // `status=…`, `status__in=…`, `status: …`, and `{ status }`
            guard file.label(index) != nil || file.language == .javascript else { return nil }
            return (Self.lookup(word), false)
        case .label(let name): return (name, false)
        case .symbol(let name): return (name, false)
        case .string(let string):
            guard !string.isInterpolated else { return nil }
            let text = string.text
            return (Self.lookup(text.hasPrefix("-") ? String(text.dropFirst()) : text), false)
        default: return nil
        }
    }

    /// Django's `status__in` is `status`.
    private static func lookup(_ word: String) -> String {
        guard let range = word.firstRange(of: "__"), range.lowerBound > word.startIndex else { return word }
        return String(word[..<range.lowerBound])
    }

    private func owners(_ name: String, _ language: CodeLanguage) -> [CodeModel]? {
        let owners = attributes[name]?.filter { Self.language(of: $0) == language } ?? []
        return owners.isEmpty ? nil : owners
    }

    private static func language(of model: CodeModel) -> CodeLanguage? {
        switch CodeKind(path: model.path) {
        case .program(let language): language
        case .prisma: .javascript
        default: nil
        }
    }

    /// The words of the chain that ends before a token: `Order`, `objects`, `filter`.
    private func chain(before index: Int, _ file: ScannedFile) -> [String] {
        var words: [String] = []
        var at = index - 1
        if file.word(index) != nil, at >= 0 { at -= 1 }
        while at >= 0, words.count < 12 {
            switch file.tokens[at].kind {
            case .word(let word): words.append(word)
            case .mark(")"), .mark("]"):
                at = opening(at, file)
            case .mark(let mark) where file.language?.accessors.contains(mark) == true: break
            case .mark("!"), .mark("?"), .mark("&"), .mark("*"), .mark("<"), .mark(">"): break
            case .newline: break
            default: return words
            }
            // Two words side by side belong to different things.
            if case .word = file.tokens[at].kind, at > 0, case .word(let before) = file.tokens[at - 1].kind {
                if before == "new" || before == "await" || before == "return" { return words }
                return words
            }
            at -= 1
        }
        return words
    }

    private func opening(_ close: Int, _ file: ScannedFile) -> Int {
        var depth = 0
        var at = close
        while at > 0 {
            if case .mark(let mark) = file.tokens[at].kind {
                if [")", "]", "}"].contains(mark) { depth += 1 }
                if ["(", "[", "{"].contains(mark) { depth -= 1 }
                if depth == 0 { return at }
            }
            at -= 1
        }
        return at
    }

    // MARK: Whose it is

    private func isNear(_ chain: [String]) -> Bool {
        chain.contains { word in
            let snake = NameForms.snake(word.replacing("$", with: "").replacing("@", with: ""))
            if names.contains(snake) { return true }
            if others.contains(snake) { return false }
            return names.contains { snake.hasSuffix("_" + $0) }
                || Self.keepers.contains { keeper in
                    snake.hasSuffix("_" + keeper)
                        && names.contains(String(snake.dropLast(keeper.count + 1)))
                }
        }
    }

    /// What is called after a model and works with it.
    private static let keepers: Set<String> = [
        "repository", "repo", "service", "model", "dao", "store", "mapper", "query", "table", "collection",
        "client",
        "manager", "entity", "record", "schema", "form", "serializer",
    ]
    private static let own: Set<String> = ["self", "this", "$this"]
    private static let strangers: Set<String> = [
        "response", "res", "resp", "request", "req", "reply", "http", "xhr", "error", "err", "process", "e",
        "window", "config", "settings", "logger", "log", "options", "opts", "params", "args",
    ]

    private func isUsed(on chain: [String], isOwn: Bool, _ file: ScannedFile) -> Bool {
        guard let receiver = chain.first else { return false }
        if isNear(chain) { return true }
        if Self.own.contains(receiver) { return isOwn && chain.count == 1 }
        // A value whose name says nothing, in a file that speaks of the model: but not what is named after another.
        let snake = NameForms.snake(receiver.replacing("$", with: "").replacing("@", with: ""))
        return chain.count == 1 && !others.contains(snake) && !Self.strangers.contains(receiver)
            && receiver.first?.isUppercase != true && (isOwn || receiver.count <= 3)
    }

    /// A condition, an order or a list of columns, in a statement that speaks of the model: `Where("status = ?", …)`.
    private func isFragment(_ index: Int, _ file: ScannedFile) -> Bool {
        guard let column = subject.subject.column, case .string(let string) = file.tokens[index].kind,
            string.bytes.count > column.text.utf8.count, string.bytes.count < 2000,
            SQLInPrograms.has(column.text, string.text), !SQLLooks.begins(string.text),
            isNear(statement(around: index, file)), let language = file.language,
            let text = EmbeddedText.all(in: [file.tokens[index]], language).first
        else { return false }
        let table = "\"\(subject.table.replacing("\"", with: "\"\""))\""
        let frames = [
            ("SELECT FROM \(table) WHERE (", ")"), ("SELECT FROM \(table) ORDER BY ", ""),
            ("SELECT ", " FROM \(table)"),
        ]
        for (prefix, suffix) in frames {
            guard let sql = EmbeddedSQL(fragment: text, prefix: prefix, suffix: suffix),
                case .read(let statements) = sql.outcome, statements.count == 1
            else { continue }
            let use = StatementUse(of: statements[0], in: subject.relations)
            // Prose has words that are no columns.
            return use.unresolved.allSatisfy { $0.name == EmbeddedSQL.placeholder.text }
                && use.uses.contains { $0.column == column && subject.family.contains($0.table) }
        }
        return false
    }

    /// The words of the statement that a token stands in.
    private func statement(around index: Int, _ file: ScannedFile) -> [String] {
        func ends(_ at: Int) -> Bool { file.tokens[at].kind == .newline || file.isMark(at, ";") }
        var start = index
        while start > 0, index - start < 40, !ends(start - 1) { start -= 1 }
        var end = index
        while end + 1 < file.tokens.count, end - index < 40, !ends(end + 1) { end += 1 }
        return (start...end).compactMap { file.word($0) }
    }

    /// `validates :status`, `scope :open, -> { where(status: "open") }` in the model's own file, where there are no
    /// parentheses.
    private func isCommand(_ index: Int, _ file: ScannedFile, _ isOwn: Bool) -> Bool {
        guard file.language?.hasCommandsWithoutParentheses == true else { return false }
        if isOwn { return true }
        var at = index - 1
        while at > 0, file.tokens[at].kind != .newline {
            if file.word(at) != nil, isNear([file.word(at) ?? ""]) { return true }
            at -= 1
        }
        return false
    }

    private func dependency(
        _ index: Int, _ model: CodeModel, _ name: String, _ file: ScannedFile
    ) -> Dependency {
        let isWrite = file.isMark(index + 1, "=") && file.isMark(index - 1, ".") || name.hasPrefix("set")
        return Dependency(
            "attribute", "\(model.name).\(name)", via: .code, effect: isWrite ? .writes : .reads,
            certainty: .likely, evidence: file.evidence(atByte: file.tokens[index].bytes.lowerBound),
            breaksOn: [.drop, .rename], detail: model.framework)
    }
}

extension CodeLanguage {
    /// Whether a call needs no parentheses.
    fileprivate var hasCommandsWithoutParentheses: Bool { self == .ruby || self == .elixir }
}
