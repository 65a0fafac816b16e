import ColonnadeModel

/// A program that no framework here owns: it is said, not taken for SQL.
struct OtherProgram: ORMFramework {
    let name = "another framework"
    let remedy = "let what runs it print its SQL, and pipe that in: `… | colonnade lint -`"
    let wayOut: String? = nil

    private static let endings: Set<Substring> = [
        "rb", "py", "js", "ts", "mjs", "cjs", "mts", "cts", "php", "ex", "exs", "go", "java", "kt", "cs",
        "rs",
        "swift", "scala",
    ]

    func reads(_ source: SourceText) -> Bool {
        guard let dot = source.path.lastIndex(of: ".") else { return false }
        return Self.endings.contains(source.path[source.path.index(after: dot)...])
    }

    func translate(_ source: SourceText, _ state: inout ORMState, into translation: inout ORMTranslation) {
        translation.notRead(
            "this program, which is a migration of no framework that is known here", at: 0..<0)
    }
}
