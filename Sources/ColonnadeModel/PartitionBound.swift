/// Which rows a partition takes: `FOR VALUES …` or `DEFAULT`.
public struct PartitionBound: Hashable, Sendable, Codable {
    /// One side of a range.
    public enum Limit: Hashable, Sendable, Codable {
        case lowest
        case highest
        case value(String)
    }

    /// The forms that a bound has.
    public enum Form: Hashable, Sendable, Codable {
        /// The values as written, NULL among them.
        case list([String])
        /// From inclusive to exclusive, a limit for each key column.
        case range(from: [Limit], to: [Limit])
        case hash
        case rest
    }

    /// The bound as written, or as the server prints it.
    public let text: String
    /// What it says.
    public let form: Form

    /// Reads a bound; nil for what is none.
    public init?(_ text: String) {
        let (words, lists) = Self.parts(of: text)
        switch (words, lists.count) {
        case (["DEFAULT"], 0): form = .rest
        case (["FOR", "VALUES", "IN"], 1): form = .list(lists[0])
        case (["FOR", "VALUES", "WITH"], 1): form = .hash
        case (["FOR", "VALUES", "FROM", "TO"], 2):
            form = .range(from: lists[0].map(Self.limit), to: lists[1].map(Self.limit))
        default: return nil
        }
        self.text = text
    }

    private static func limit(_ text: String) -> Limit {
        switch text.uppercased() {
        case "MINVALUE": .lowest
        case "MAXVALUE": .highest
        default: .value(text)
        }
    }

    /// The words outside parentheses, in capitals, and what each pair of parentheses holds, cut at its commas.
    private static func parts(of text: String) -> (words: [String], lists: [[String]]) {
        var (words, lists, item, depth, quote) = ("", [[String]](), "", 0, Character?.none)
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
                item.append(character)
                continue
            }
            switch character {
            case "'", "\"":
                quote = character
                item.append(character)
            case "(" where depth == 0:
                depth = 1
                lists.append([])
            case ")" where depth == 1, "," where depth == 1:
                lists[lists.count - 1].append(item.trimmed)
                item = ""
                if character == ")" { depth = 0 }
                words += " "
            default:
                if character == "(" { depth += 1 } else if character == ")" { depth -= 1 }
                if depth == 0 { words.append(character) } else { item.append(character) }
            }
        }
        return (words.uppercased().split(whereSeparator: \.isWhitespace).map(String.init), lists)
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
