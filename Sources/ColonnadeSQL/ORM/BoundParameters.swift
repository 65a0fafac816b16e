import ColonnadeModel

/// Puts the values that a call binds into the SQL that it is given beside them: `knex.raw("… = ?", [1])`,
/// `DB::update('… = :a', ['a' => 1])`. The server's own `$1` needs none of it.
struct BoundParameters {
    /// Whether `??` stands for a name, as Knex has it.
    private let hasNames: Bool
    private var inOrder: ArraySlice<CodeExpression> = []
    private var named: [String: CodeExpression] = [:]
    /// Whether the values are put together when the program runs.
    private let isComputed: Bool

    /// - Parameter values: a list, a map by name, or a single one.
    init(_ values: CodeExpression, hasNames: Bool) {
        self.hasNames = hasNames
        if let map = values.map {
            named = Dictionary(map.compactMap { entry in entry.name.map { ($0, entry.value) } }) { $1 }
            isComputed = false
        } else if let list = values.list {
            inOrder = list[...]
            isComputed = false
        } else {
            inOrder = [values]
            isComputed = values.constant == nil
        }
    }

    /// The text with the values in it: `NULL`, which fits everywhere, for what is known only when the program runs. Nil where
    /// that is a name.
    mutating func filled(_ text: CodeString) -> CodeString? {
        let tokens = SQLTokenizer.tokenize(text.text, for: .postgresql)
        var places = tokens.placeholders().map(\.bytes).filter {
            "?:".utf8.contains(tokens.bytes[$0.lowerBound])
        }
        var result = CodeString()
        var at = 0
        while !places.isEmpty {
            var place = places.removeFirst()
            result.append(text, at..<place.lowerBound)
            if hasNames, let next = places.first, next.lowerBound == place.upperBound, next.count == 1 {
                place = place.lowerBound..<places.removeFirst().upperBound
                guard let name = inOrder.popFirst()?.literal else { return nil }
                let parts = name.split(separator: ".").map { "\(Identifier(String($0)))" as SQL }
                result.append(escaped: parts.joined(separator: ".").rendered(.postgres).text.utf8)
            } else if let value = value(at: tokens.text(place)) {
                result.append(escaped: (value.constant ?? "NULL").utf8)
            } else {
                result.append(text, place)
            }
            at = place.upperBound
        }
        result.append(text, at..<text.bytes.count)
        return result
    }

    /// Nil where nothing is bound to it.
    private mutating func value(at place: String) -> CodeExpression? {
        if place.hasPrefix(":") {
            return named[String(place.dropFirst())] ?? (isComputed ? inOrder.first : nil)
        }
        return isComputed ? inOrder.first : inOrder.popFirst()
    }
}

extension CodeExpression {
    /// The constant of SQL for a literal; nil for what is computed.
    var constant: String? {
        if isNone { return "NULL" }
        if let bool { return bool ? "true" : "false" }
        if case .number(let number) = kind { return number }
        return string.map { ("\(literal: $0.text)" as SQL).rendered(.postgres).text }
    }
}
