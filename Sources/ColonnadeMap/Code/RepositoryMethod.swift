import ColonnadeSQL

/// Methods of Spring Data repositories whose names are queries
/// (https://docs.spring.io/spring-data/jpa/reference/repositories/query-methods-details.html).
enum RepositoryMethod {
    private static let subjects: Set<String> = [
        "find", "read", "get", "query", "search", "stream", "count", "exists", "delete", "remove",
    ]
    /// What may stand behind a property.
    private static let keywords: Set<String> = [
        "and", "or", "order", "is", "equals", "in", "not", "like", "containing", "contains", "starting",
        "starts", "ending", "ends", "ignore", "ignoring", "ignores", "all", "between", "less", "greater",
        "after", "before", "null", "true", "false", "asc", "desc", "exists", "regex", "matches",
    ]

    /// Whether a method's name has a property in its conditions or its order: `findByTotalAndStateIn`.
    static func queries(_ property: String, in name: String) -> Bool {
        let words = NameForms.snake(name).split(separator: "_").map(String.init)
        guard let first = words.first, subjects.contains(first), let by = words.firstIndex(of: "by") else {
            return false
        }
        let wanted = NameForms.snake(property).split(separator: "_").map(String.init)
        let rest = Array(words[(by + 1)...])
        return rest.indices.contains { start in
            let end = start + wanted.count
            guard end <= rest.count, Array(rest[start..<end]) == wanted else { return false }
            let begins = start == 0 || ["and", "or", "by"].contains(rest[start - 1])
            return begins && (end == rest.count || keywords.contains(rest[end]))
        }
    }

    /// The class that a file's repository is for: `Order` of `JpaRepository<Order, Long>`.
    static func entity(of file: ScannedFile) -> String? {
        for index in file.tokens.indices where file.isMark(index + 1, "<") {
            if file.word(index)?.hasSuffix("Repository") == true, let name = file.word(index + 2) {
                return name
            }
        }
        return nil
    }
}
