/// The words of SQLite's language (https://www.sqlite.org/lang_keywords.html) as far as they must be told from names.
enum SQLiteKeywords {
    /// Words that can start a statement.
    static let statements: Set<String> = [
        "alter", "analyze", "attach", "begin", "commit", "create", "delete", "detach", "drop", "end",
        "explain",
        "insert", "pragma", "reindex", "release", "replace", "rollback", "savepoint", "select", "update",
        "vacuum",
        "values", "with",
    ]

    /// Words that are no column where they stand unquoted in an expression. SQLite accepts `key`, `first` and some
    /// more as names there, so these are left out.
    static let inExpressions: Set<String> = [
        "all", "and", "as", "asc", "between", "by", "case", "cast", "check", "collate", "cross",
        "current_date",
        "current_time", "current_timestamp", "default", "desc", "distinct", "else", "end", "escape", "except",
        "exists", "false", "filter", "from", "full", "glob", "group", "having", "in", "inner", "intersect",
        "is",
        "isnull", "join", "left", "like", "limit", "match", "natural", "not", "notnull", "null", "on", "or",
        "order",
        "outer", "over", "partition", "raise", "regexp", "right", "select", "set", "then", "true", "union",
        "using",
        "values", "when", "where", "with",
    ]

    /// Words that end a column's type.
    static let afterType: Set<String> = [
        "constraint", "primary", "not", "null", "unique", "check", "default", "collate", "references",
        "generated",
        "as", "on", "deferrable",
    ]
}
