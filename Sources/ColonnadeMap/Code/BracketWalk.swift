import ColonnadeSQL

/// Goes through a file's tokens and knows of each whether it stands in brackets that belong to a model: `Order.where(…)`,
/// `{ orders: { … } }`, `models.Order{ … }`.
struct BracketWalk {
    private struct Level {
        var isNear: Bool
        /// Whether it belongs to something else.
        var isOthers = false
        /// Whether strings in it are a list of names.
        var isList: Bool
    }

    private let file: ScannedFile
    private let names: ModelNames
    private let bodies: [Range<Int>]
    private let repository: [String]
    private var levels: [Level] = []

    init(_ file: ScannedFile, _ names: ModelNames, _ bodies: [Range<Int>]) {
        self.file = file
        self.names = names
        self.bodies = bodies
        repository = file.repository
    }

    var isNear: Bool { levels.last?.isNear == true }
    var isOthers: Bool { levels.last?.isOthers == true }
    var isList: Bool { levels.last?.isList == true }

    /// - Parameter index: each token in turn.
    mutating func pass(_ index: Int) {
        guard case .mark(let mark) = file.tokens[index].kind else { return }
        switch mark {
        case "(", "[", "{": levels.append(level(index, mark))
        case ")", "]", "}": _ = levels.popLast()
        default: break
        }
    }

    private func level(_ index: Int, _ mark: String) -> Level {
        let call = file.word(index - 1)
        let isTuple = mark == "(" && call == nil
        let isIndex = ["Index", "Unique", "Constraint", "synonym"].contains { call?.contains($0) == true }
        let standing = standing(before: index, mark, call)
        var level = Level(
            isNear: standing == .mine || (standing == .unknown && isNear),
            isOthers: standing == .others || (standing == .unknown && isOthers),
            isList: mark != "(" || isTuple || isIndex)
        // Q(status="new") in a constraint of the model.
        if call == "Q" || call == "F", isInBody(index) { level.isNear = true }
        return level
    }

    private func isInBody(_ index: Int) -> Bool {
        bodies.contains { $0.contains(file.tokens[index].bytes.lowerBound) }
    }

    /// Whose the brackets are by what stands before them.
    private func standing(before index: Int, _ mark: String, _ call: String?) -> ModelNames.Standing {
        // `orders: {`, `:orders => {`, `orders={`
        if mark != "(" {
            let label: String?
            if index > 0, case .label(let name) = file.tokens[index - 1].kind {
                label = name
            } else if [":", "=>", "="].contains(where: { file.isMark(index - 1, $0) }) {
                label = file.word(index - 2) ?? file.literal(index - 2)
            } else {
                label = nil
            }
            if let label, file.language?.hasTypesBehindColons != true {
                let standing = names.standing(of: label)
                guard standing == .unknown, mark == "{" || file.language == .php else { return standing }
                // Keys below `customer: {` are those of customers.
                return Self.structure.contains(label.lowercased()) ? .unknown : .others
            }
        }
        switch mark {
        case "(":
            let chain = file.chain(before: index)
            let standing = names.standing(of: chain.last == "$this" ? chain + repository : chain)
            // Classes of Python and Ruby are asked themselves: `Customer.where(…)`.
            let asksClass = file.language == .ruby || file.language == .python
            let isClass = chain.count > 1 && chain.last?.first?.isUppercase == true
            return standing == .unknown && asksClass && isClass ? .others : standing
        case "[":
            // A condition on rows as Ruby and Python have it: `order[:status]`.
            return call == nil ? .unknown : names.standing(of: file.chain(before: index))
        default:
            // `Orders.insert { it[status] = … }` of Exposed.
            if file.language == .kotlin {
                let chain = file.chain(before: index)
                return chain.contains(where: Self.writers.contains) ? names.standing(of: chain) : .unknown
            }
            // A value of Go or Rust: `models.Order{State: "new"}`.
            guard file.language == .go || file.language == .rust, let call, call.first?.isUppercase == true,
                !["struct", "impl", "for", "enum", "trait", "type"].contains(file.word(index - 2) ?? "")
            else { return .unknown }
            return names.standing(of: call) == .mine ? .mine : .others
        }
    }

    /// Calls whose block says what is written.
    private static let writers: Set<String> = [
        "insert", "insertAndGetId", "insertIgnore", "insertReturning", "update", "updateReturning", "upsert",
        "batchInsert", "batchUpsert", "replace",
    ]

    /// Keys of queries under which those of the same model stand.
    private static let structure: Set<String> = [
        "where", "data", "select", "include", "create", "update", "upsert", "set", "defaults", "values",
        "attributes",
        "order", "orderby", "by", "some", "every", "none", "is", "isnot", "and", "or", "not", "having",
        "cursor",
        "_count", "_sum", "_avg", "_min", "_max", "params", "fields", "columns", "body", "options",
        "returning",
        "updatemany", "createmany", "connectorcreate", "filter", "conditions", "with", "what",
    ]
}

extension CodeLanguage {
    /// Whether a type, and not a value, stands behind most colons.
    fileprivate var hasTypesBehindColons: Bool { self == .swift || self == .kotlin || self == .rust }
}
