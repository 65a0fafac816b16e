import ColonnadeSQL

/// Tells by a word whether something is one of the models, or another one.
struct ModelNames {
    enum Standing { case mine, others, unknown }

    /// What the models are called, in snake case.
    private let names: Set<String>
    /// What other models are called: `customer.status` is no use of an order's.
    private let others: Set<String>

    /// The classes as they are written.
    private let classes: Set<String>

    init(_ models: [CodeModel], others all: [CodeModel]) {
        classes = Set(models.map(\.name))
        let own = models.flatMap { [$0.name] + $0.otherNames }.map(NameForms.snake)
        names = Set(own + own.map(NameForms.plural) + own.map(NameForms.singular))
        let other = all.map { NameForms.snake($0.name) }
        others = Set(other + other.map(NameForms.plural)).subtracting(names)
    }

    /// What a word says: `order`, `@orders`, `bigOrder`, `orderRepository`, `Order_`.
    func standing(of word: String) -> Standing {
        var snake = NameForms.snake(word.filter { $0 != "$" && $0 != "@" && $0 != "&" })
        if snake.hasSuffix("_") { snake.removeLast() }
        if names.contains(snake) { return .mine }
        if others.contains(snake) { return .others }
        let kept = Self.keepers.lazy.filter { snake.hasSuffix("_" + $0) }.map {
            String(snake.dropLast($0.count + 1))
        }
        if names.contains(where: { snake.hasSuffix("_" + $0) }) || kept.contains(where: names.contains) {
            return .mine
        }
        return kept.contains(where: others.contains) ? .others : .unknown
    }

    /// Whether a word is the name of one of the classes.
    func isClass(_ word: String) -> Bool { classes.contains(word) }

    /// What the nearest word of a chain says that says something.
    func standing(of chain: [String]) -> Standing {
        for word in chain {
            let standing = standing(of: word)
            if standing != .unknown { return standing }
        }
        return .unknown
    }

    /// Whether a member that is reached by a chain may be a model's.
    func isUsed(on chain: [String], isOwn: Bool) -> Bool {
        guard let receiver = chain.first else { return false }
        switch standing(of: chain) {
        case .mine: return true
        case .others: return false
        case .unknown: break
        }
        if Self.own.contains(receiver) { return isOwn && chain.count == 1 }
        // A value whose name says nothing, in a file that speaks of the model.
        return chain.count == 1 && !Self.strangers.contains(receiver)
            && receiver.first?.isUppercase != true && (isOwn || receiver.count <= 3)
    }

    /// Whether a word is the name of what programs have everywhere, and of no row or document.
    static func isStranger(_ word: String) -> Bool { strangers.contains(word) }

    /// What is called after a model and works with it.
    private static let keepers = [
        "repository", "repo", "service", "model", "dao", "store", "mapper", "query", "table", "collection",
        "client", "manager", "entity", "record", "schema", "form", "serializer", "admin", "filter",
        "filter_set", "resource",
    ]
    private static let own: Set<String> = ["self", "this", "$this"]
    private static let strangers: Set<String> = [
        "response", "res", "resp", "request", "req", "reply", "http", "xhr", "error", "err", "process", "e",
        "window", "config", "settings", "logger", "log", "options", "opts", "params", "args",
    ]
}
