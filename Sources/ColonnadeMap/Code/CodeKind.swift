import ColonnadeSQL

/// What a file is, by its name.
enum CodeKind: Sendable, Hashable {
    /// A program.
    case program(CodeLanguage)
    /// SQL, or a template of it.
    case sql
    case prisma, graphql, protobuf
    /// Settings, exports, descriptions of interfaces.
    case yaml, json, properties, xml
    /// Text for people.
    case prose
    /// A program in a language that is not read.
    case unknown

    init(path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let ending = parts.count > 1 ? parts[parts.count - 1].lowercased() : ""
        self = Self.endings[ending] ?? Self.names[name] ?? .unknown
    }

    /// For a file without an ending: its first line may say what runs it.
    init(path: String, firstLine: Substring) {
        self.init(path: path)
        guard self == .unknown, firstLine.hasPrefix("#!") else { return }
        for (word, language) in Self.interpreters where firstLine.contains(word) {
            self = .program(language)
            return
        }
    }

    private static let interpreters: [(String, CodeLanguage)] = [
        ("python", .python), ("ruby", .ruby), ("node", .javascript), ("php", .php), ("elixir", .elixir),
        ("perl", .perl), ("lua", .lua), ("bash", .shell), ("zsh", .shell), ("sh", .shell),
    ]

    private static let names: [String: CodeKind] = [
        "Rakefile": .program(.ruby), "Gemfile": .program(.ruby), "Makefile": .program(.shell),
        "Dockerfile": .program(.shell), "Jenkinsfile": .program(.kotlin), "README": .prose, "LICENSE": .prose,
    ]

    private static let endings: [String: CodeKind] = {
        var found: [String: CodeKind] = [:]
        func add(_ kind: CodeKind, _ endings: String...) { for ending in endings { found[ending] = kind } }
        add(.program(.python), "py", "pyi", "pyw", "ipynb")
        add(.program(.ruby), "rb", "rake", "ru", "jbuilder", "arb")
        add(.program(.javascript), "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "dart")
        // Only what stands in their <script> is read.
        add(.program(.javascript), "vue", "svelte")
        add(.program(.php), "php", "phtml", "inc")
        add(.program(.elixir), "ex", "exs")
        add(.program(.go), "go")
        add(.program(.java), "java", "scala", "groovy", "gradle")
        add(.program(.kotlin), "kt", "kts")
        add(.program(.csharp), "cs", "fs")
        add(.program(.swift), "swift")
        add(.program(.rust), "rs")
        add(.program(.c), "c", "h", "cc", "cpp", "cxx", "hpp", "m", "mm")
        add(.program(.shell), "sh", "bash", "zsh", "ksh", "mk")
        add(.program(.perl), "pl", "pm", "psgi", "cgi")
        add(.program(.lua), "lua")
        add(.sql, "sql", "psql", "pgsql", "ddl", "dml", "pls", "plpgsql")
        add(.prisma, "prisma")
        add(.graphql, "graphql", "gql", "graphqls")
        add(.protobuf, "proto")
        add(.yaml, "yml", "yaml")
        add(.json, "json", "jsonc", "avsc")
        add(.properties, "properties", "conf", "cfg", "ini", "toml", "env")
        add(.xml, "xml", "xhtml", "hbm")
        add(
            .prose, "md", "markdown", "rst", "txt", "adoc", "org", "tex", "csv", "tsv", "log", "lock", "svg",
            "css", "scss", "sass", "less", "po", "pot", "patch", "diff", "map", "snap")
        return found
    }()
}
