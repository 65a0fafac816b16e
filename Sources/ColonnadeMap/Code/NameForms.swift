import ColonnadeSQL

/// The ways in which programs write the name of a table or column.
enum NameForms {
    /// `order_item` of `OrderItem`, `orderItem`, `order_item`, `HTTPServer` → `http_server`.
    static func snake(_ name: String) -> String {
        var words = ""
        let letters = Array(name)
        for (index, letter) in letters.enumerated() {
            if letter == "-" || letter == " " || letter == "." {
                words.append("_")
                continue
            }
            if letter.isUppercase, index > 0, letters[index - 1] != "_" {
                let isAfterSmall = letters[index - 1].isLowercase || letters[index - 1].isNumber
                let isBeforeSmall = index + 1 < letters.count && letters[index + 1].isLowercase
                if isAfterSmall || isBeforeSmall { words.append("_") }
            }
            words.append(contentsOf: letter.lowercased())
        }
        return words
    }

    /// `OrderItem`.
    static func pascal(_ name: String) -> String {
        snake(name).split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `orderItem`.
    static func camel(_ name: String) -> String {
        let pascal = pascal(name)
        return pascal.prefix(1).lowercased() + pascal.dropFirst()
    }

    static func plural(_ name: String) -> String { RailsNames.plural(name) }
    static func singular(_ name: String) -> String { RailsNames.singular(name) }

    /// Whether two names are the same however their words are put together.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left == right || snake(left) == snake(right)
    }

    /// What a class for a table may be called: `orders` gives `Order`, `Orders`.
    static func classes(_ table: String) -> [String] {
        let words = snake(table)
        return [pascal(singular(words)), pascal(words)]
    }
}
