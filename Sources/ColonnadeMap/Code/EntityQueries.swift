import ColonnadeSQL

/// Finds attributes in queries that speak of classes and not of tables: JPQL, and conditions of query builders with an alias,
/// `createQueryBuilder("o").where("o.status = :status")`.
struct EntityQueries {
    private let file: ScannedFile
    private let names: ModelNames
    private let attributes: Set<String>
    /// Aliases that calls give, in their order.
    private let aliases: [(token: Int, name: String, standing: ModelNames.Standing)]

    init(_ file: ScannedFile, _ names: ModelNames, _ attributes: Set<String>) {
        self.file = file
        self.names = names
        self.attributes = attributes
        aliases = file.language == .javascript || file.language == .php ? Self.aliases(in: file, names) : []
    }

    /// Whether the string at a token uses an attribute.
    func uses(at index: Int) -> Bool {
        guard case .string(let string) = file.tokens[index].kind, string.bytes.count < 8000,
            [.java, .kotlin, .javascript, .php].contains(file.language)
        else { return false }
        // Names of PHP have backslashes where others have dots.
        let text = file.language == .php ? string.text.replacing("\\", with: ".") : string.text
        let words = Words(text).all
        guard words.contains(where: { attributes.contains($0.last) }) else { return false }
        var bound: [String: ModelNames.Standing] = [:]
        var isBare = false
        for (place, word) in words.enumerated()
        where place > 0 && Self.openers.contains(words[place - 1].text.lowercased()) {
            let standing = Self.standing(of: word, names)
            var next = place + 1
            if next < words.count, words[next].text.lowercased() == "as" { next += 1 }
            if next < words.count, !Self.keywords.contains(words[next].text.lowercased()),
                !words[next].isQualified
            {
                bound[words[next].text] = standing
            } else if standing == .mine, names.isClass(word.last) {
                isBare = true
            }
        }
        return words.contains { word in
            guard attributes.contains(word.last) else { return false }
            guard word.isQualified else { return isBare }
            let alias = word.first
            if let standing = bound[alias] { return word.parts == 2 && standing == .mine }
            // `select("o.status").from(Order, "o")` gives the alias behind its use.
            let given = aliases.filter { $0.name == alias }
            if let known = given.last(where: { $0.token < index }) ?? given.first {
                return word.parts == 2 && known.standing == .mine
            }
            return false
        }
    }

    private static let openers: Set<String> = ["from", "join", "update", "fetch", "into"]
    private static let keywords: Set<String> = [
        "where", "set", "join", "left", "right", "inner", "outer", "cross", "on", "order", "group", "having",
        "select", "with", "fetch", "values", "limit", "union",
    ]

    /// `Order`, `shop.Order`, and the relation that a path leads to: `o.customer`. A table is no class.
    private static func standing(of word: Words.Word, _ names: ModelNames) -> ModelNames.Standing {
        if names.isClass(word.last) { return .mine }
        return word.isQualified && names.standing(of: word.last) == .mine ? .mine : .others
    }

    /// `createQueryBuilder("o")` on the model, `leftJoinAndSelect("o.customer", "c")`, `from(Order, "o")`.
    private static func aliases(
        in file: ScannedFile, _ names: ModelNames
    ) -> [(token: Int, name: String, standing: ModelNames.Standing)] {
        let repository = file.repository
        return file.tokens.indices.compactMap { open in
            guard file.isMark(open, "("), let call = file.word(open - 1) else { return nil }
            let isJoin = call.hasSuffix("Join") || call.contains("JoinAnd") || call == "from"
            guard isJoin || call == "createQueryBuilder" else { return nil }
            let arguments = file.arguments(open)
            guard let last = arguments.prefix(2).last, let alias = file.literal(last.lowerBound) else {
                return nil
            }
            if arguments.count == 1 {
                let chain = file.chain(before: open)
                let standing = names.standing(of: chain.last == "$this" ? chain + repository : chain)
                return call == "createQueryBuilder" ? (open, alias, standing) : nil
            }
            let source = file.word(arguments[0].lowerBound) ?? file.literal(arguments[0].lowerBound)
            let name = source?.split { $0 == "." || $0 == "\\" }.last.map(String.init)
            return name.map { (open, alias, names.standing(of: $0)) }
        }
    }
}

extension EntityQueries {
    /// The names in a query, without what stands in quotes, parameters and numbers.
    struct Words {
        struct Word {
            var text: String
            var parts: Int { text.split(separator: ".").count }
            var isQualified: Bool { text.contains(".") }
            var first: String { text.split(separator: ".").first.map(String.init) ?? text }
            var last: String { text.split(separator: ".").last.map(String.init) ?? text }
        }

        private(set) var all: [Word] = []

        init(_ text: String) {
            var word = ""
            var isQuoted = false
            var isParameter = false
            func isLetter(_ letter: Character) -> Bool {
                letter.isLetter || letter.isNumber || letter == "_" || letter == "."
            }
            for letter in text + " " {
                if letter == "'" { isQuoted.toggle() }
                if !isQuoted, isLetter(letter) {
                    word.append(letter)
                    continue
                }
                if !word.isEmpty, !isParameter { all.append(Word(text: word)) }
                word = ""
                isParameter = letter == ":" || letter == "@"
            }
        }
    }
}
