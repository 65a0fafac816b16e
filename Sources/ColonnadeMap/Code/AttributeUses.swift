import ColonnadeModel
import ColonnadeSQL

/// Finds where programs use the attributes that stand for a column. What a value's type is, is not known: it goes by names,
/// and all of it is only likely.
struct AttributeUses {
    let models: [CodeModel]
    /// The attributes by name, with their models.
    private let attributes: [String: [CodeModel]]
    /// The attributes of JPA, whose names are in those of a repository's methods.
    private let properties: [String]
    /// Whether the column's own name stands for it in strings, beside the attribute's.
    private let hasColumnNames: Bool
    let names: ModelNames
    let subject: CodeSubject

    init(_ subject: CodeSubject, models all: [CodeModel], others: [CodeModel]) {
        // A schema file is nothing that a program works with.
        let models = all.filter { $0.framework != "Rails schema" }
        self.models = models
        self.subject = subject
        var attributes: [String: [CodeModel]] = [:]
        var properties: Set<String> = []
        for model in models {
            guard let column = subject.subject.column else { continue }
            var names = Set(model.attributes(for: column).map(\.name))
            if model.columns == .cached || model.columns == .open { names.insert(column.text) }
            if model.framework == "JPA" { properties.formUnion(names) }
            if model.framework == "JPA" || model.framework == "Doctrine" {
                for name in names {
                    let pascal = name.prefix(1).uppercased() + name.dropFirst()
                    for prefix in ["get", "set", "is"] { names.insert(prefix + pascal) }
                }
            }
            // `order::Column::Status`
            if model.framework == "SeaORM" { names.formUnion(names.map(NameForms.pascal)) }
            if model.framework == "Eloquent" {
                // Order::whereStatus('open')
                for name in names { names.insert("where" + NameForms.pascal(name)) }
            }
            for name in names { attributes[name, default: []].append(model) }
        }
        self.attributes = attributes
        self.properties = properties.sorted()
        hasColumnNames = models.contains { ["GORM", "Go structure", "SQLAlchemy"].contains($0.framework) }
        names = ModelNames(models, others: others)
    }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard !attributes.isEmpty, let language = file.language else { return [] }
        let mine = models.filter { Self.language(of: $0) == language }
        guard !mine.isEmpty else { return [] }
        let words = Set(file.tokens.indices.compactMap { file.word($0) })
        let isOwn = mine.contains { $0.path == file.path }
        guard
            isOwn || mine.contains(where: { words.contains($0.name) })
                || words.contains(where: { names.standing(of: $0) == .mine })
                // `createQuery('SELECT o FROM App\Entity\Order o')`
                || (language == .php && mine.contains { file.text.contains("\\\($0.name)") })
        else { return [] }
        let bodies = bodies(of: mine, file)
        return uses(in: file, mine, isOwn: isOwn, bodies) + putIn(file, language, mine, isOwn)
    }

    /// What stands in the strings of a program as code: `"#{order.status}"`, `f"{order.status}"`.
    private func putIn(
        _ file: ScannedFile, _ language: CodeLanguage, _ mine: [CodeModel], _ isOwn: Bool
    ) -> [Dependency] {
        let bytes = Array(file.text.utf8)
        return file.tokens.flatMap { token -> [Dependency] in
            guard case .string(let string) = token.kind else { return [] }
            return string.gaps.flatMap { gap -> [Dependency] in
                guard let inner = file.code(in: gap.source, of: bytes, language) else { return [] }
                return uses(in: inner, mine, isOwn: isOwn, [])
            }
        }
    }

    private func uses(
        in file: ScannedFile, _ mine: [CodeModel], isOwn: Bool, _ bodies: [Range<Int>]
    ) -> [Dependency] {
        guard let language = file.language else { return [] }
        var found: [Dependency] = []
        var walk = BracketWalk(file, names, bodies)
        let queries = EntityQueries(file, names, Set(attributes.keys))
        for index in file.tokens.indices {
            walk.pass(index)
            let isInBody = bodies.contains { $0.contains(file.tokens[index].bytes.lowerBound) }
            if isFragment(index, isInBody, file) || queries.uses(at: index) {
                found.append(dependency(index, mine[0], subject.column ?? "", file))
                continue
            }
            if let property = derived(index, file, isOwn) {
                found.append(dependency(index, mine[0], property, file))
                continue
            }
            guard let (name, kind) = name(at: index, file), let owners = owners(name, kind, language),
                !isDeclared(owners, index, file)
            else { continue }
            let isUse =
                switch kind {
                case .member:
                    names.isUsed(on: file.chain(before: index), isOwn: isOwn)
                        && !isBoundToAnother(index, file)
                case .lookup: true
                case .word, .text:
                    walk.isNear || (kind == .text && isInBody && walk.isList)
                        || (!walk.isOthers && isCommand(index, file, isOwn))
                        || (!walk.isOthers && isInBody && isAskedFor(index, file))
                }
            guard isUse else { continue }
            found.append(dependency(index, owners[0], name, file))
        }
        return found
    }

    /// Whether the attribute is not used there, but made.
    private func isDeclared(_ owners: [CodeModel], _ index: Int, _ file: ScannedFile) -> Bool {
        let byte = file.tokens[index].bytes.lowerBound
        return owners.contains { model in
            model.attributes.contains { $0.byte == byte && ($0.path ?? model.path) == file.path }
        }
    }

    // MARK: What stands at a token

    private enum Kind {
        /// Reached from something before it.
        case member
        /// Reached from the model by its name: `order__status`.
        case lookup
        case word
        case text
    }

    /// The name of an attribute at a token, and how it is written.
    private func name(at index: Int, _ file: ScannedFile) -> (String, Kind)? {
        switch file.tokens[index].kind {
        case .word(let word):
            if let language = file.language, index > 0, case .mark(let mark) = file.tokens[index - 1].kind,
                language.accessors.contains(mark)
            {
                return (word.hasSuffix("?") || word.hasSuffix("!") ? String(word.dropLast()) : word, .member)
            }
            // `\.$status` of Fluent.
            if file.language == .swift, file.isMark(index - 1, "$") { return (word, .word) }
            // `it[status] = …` of Exposed.
            if file.language == .kotlin, file.isMark(index - 1, "["), file.isMark(index + 1, "]") {
                return (word, .word)
            }
            // `status=…`, `status__in=…`, `status: …`, and `{ status }`
            guard file.label(index) != nil || file.language == .javascript else { return nil }
            return lookup(word, .word)
        case .label(let name): return (name, .word)
        case .symbol(let name): return (name, .text)
        case .string(let string):
            guard !string.isInterpolated else { return nil }
            let text = string.text
            return lookup(text.hasPrefix("-") ? String(text.dropFirst()) : text, .text)
        default: return nil
        }
    }

    /// Django's `status__in` is `status`, and so is `order__status` of whatever has orders.
    private func lookup(_ word: String, _ kind: Kind) -> (String, Kind) {
        guard word.contains("__"), !word.hasPrefix("_") else { return (word, kind) }
        let parts = word.split(separator: "__")
        for (part, next) in zip(parts, parts.dropFirst()) where names.standing(of: String(part)) == .mine {
            if attributes[String(next)] != nil { return (String(next), .lookup) }
        }
        return (parts.first.map(String.init) ?? word, kind)
    }

    private func owners(_ name: String, _ kind: Kind, _ language: CodeLanguage) -> [CodeModel]? {
        let named =
            attributes[name] ?? (kind == .text && hasColumnNames && name == subject.column ? models : [])
        let owners = named.filter { Self.language(of: $0) == language }
        return owners.isEmpty ? nil : owners
    }

    private static func language(of model: CodeModel) -> CodeLanguage? {
        switch CodeKind(path: model.path) {
        case .program(let language): language
        case .prisma: .javascript
        default: nil
        }
    }

    /// A method of a Spring Data repository for the model whose name has an attribute in it, where it is declared or called.
    private func derived(_ index: Int, _ file: ScannedFile, _ isOwn: Bool) -> String? {
        guard !properties.isEmpty, let name = file.word(index), file.isMark(index + 1, "("),
            let property = properties.first(where: { RepositoryMethod.queries($0, in: name) })
        else { return nil }
        if file.isMark(index - 1, ".") {
            return names.isUsed(on: file.chain(before: index), isOwn: isOwn) ? property : nil
        }
        let entity = RepositoryMethod.entity(of: file)
        return entity == nil || models.contains { $0.name == entity } ? property : nil
    }

    /// A condition, an order or a list of columns, in a statement that speaks of the model.
    private func isFragment(_ index: Int, _ isInBody: Bool, _ file: ScannedFile) -> Bool {
        guard case .string = file.tokens[index].kind else { return false }
        let speaks =
            isInBody || file.statement(around: index).contains { names.standing(of: $0) == .mine }
        return speaks && SQLFragment(subject: subject).uses(at: index, file)
    }

    /// `validates :status`, `scope :open, -> { where(status: "open") }` in the model's own file, where there are no
    /// parentheses.
    private func isCommand(_ index: Int, _ file: ScannedFile, _ isOwn: Bool) -> Bool {
        guard file.language?.hasCommandsWithoutParentheses == true else { return false }
        if isOwn { return true }
        var at = index - 1
        while at > 0, file.tokens[at].kind != .newline {
            if let word = file.word(at), names.standing(of: word) == .mine { return true }
            at -= 1
        }
        return false
    }

    /// `c.status` where `c in assoc(o, :customer)` or `c in Customer` stands before.
    private func isBoundToAnother(_ index: Int, _ file: ScannedFile) -> Bool {
        guard file.language == .elixir, let receiver = file.word(index - 2) else { return false }
        let start = max(0, index - 200)
        for at in stride(from: index - 3, to: start, by: -1)
        where file.isWord(at, receiver) && file.isWord(at + 1, "in") {
            let source = at + 2
            var last = source
            while file.isMark(last + 1, "."), file.word(last + 2) != nil { last += 2 }
            let named =
                file.isWord(source, "assoc") && file.isMark(source + 1, "(")
                ? file.arguments(source + 1).last.flatMap { file.literal($0.lowerBound) }
                : file.word(last) ?? file.literal(source)
            return named.map { names.standing(of: $0) != .mine } ?? false
        }
        return false
    }

    /// `$query->where('status', …)` in a scope of the model, whose query has no name of its own.
    private func isAskedFor(_ index: Int, _ file: ScannedFile) -> Bool {
        guard file.language == .php, file.literal(index) != nil, file.isMark(index - 1, "("),
            file.isAccessor(index - 3), let call = file.word(index - 2)?.lowercased()
        else { return false }
        return ["where", "orwhere", "orderby", "groupby", "select", "pluck"].contains { call.hasPrefix($0) }
    }

    /// The bytes in which strings in a list are attributes: the models, and what is made for them.
    private func bodies(of mine: [CodeModel], _ file: ScannedFile) -> [Range<Int>] {
        let own = mine.filter { $0.path == file.path }.compactMap(\.body)
        guard file.language == .python else { return own }
        let companions = PythonClass.all(in: file).filter { one in
            one.body.contains {
                file.isWord($0, "model") && file.isMark($0 + 1, "=")
                    && file.word($0 + 2).map { names.standing(of: $0) == .mine } == true
            } || (names.standing(of: one.name) == .mine && !mine.contains { $0.name == one.name })
        }
        return own + companions.map { $0.bytes(file) }
    }

    private func dependency(
        _ index: Int, _ model: CodeModel, _ name: String, _ file: ScannedFile
    ) -> Dependency {
        let isSet =
            file.isMark(index + 1, "=") && file.isMark(index - 1, ".")
            || file.language == .kotlin && file.isMark(index + 1, "]") && file.isMark(index + 2, "=")
        let isWrite = isSet || name.hasPrefix("set")
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
