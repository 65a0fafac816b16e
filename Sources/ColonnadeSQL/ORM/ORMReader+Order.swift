package import ColonnadeModel

extension ORMReader {
    /// The migrations that are applied before one, in their order: by name, or, where Alembic's chain of revisions says
    /// it, by that.
    package static func before(_ path: String, among files: [SourceText]) -> [SourceText] {
        guard let own = files.first(where: { $0.path == path }) else { return [] }
        guard let revision = revision(own, "down_revision") else {
            return files.filter { $0.path < path }.sorted { $0.path < $1.path }
        }
        var byRevision: [String: SourceText] = [:]
        for file in files { if let name = Self.revision(file, "revision") { byRevision[name] = file } }
        var chain: [SourceText] = []
        var next: String? = revision
        while let name = next, let file = byRevision.removeValue(forKey: name) {
            chain.append(file)
            next = Self.revision(file, "down_revision")
        }
        return chain.reversed()
    }

    /// `down_revision = 'ae1027a6acf'`, `revision: str = "…"`.
    private static func revision(_ source: SourceText, _ name: String) -> String? {
        for line in source.text.split(whereSeparator: \.isNewline) where line.hasPrefix(name) {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let quote = parts[1].first(where: { $0 == "'" || $0 == "\"" }) else {
                return nil
            }
            let quoted = parts[1].split(separator: quote, omittingEmptySubsequences: false)
            return quoted.count > 2 ? String(quoted[1]) : nil
        }
        return nil
    }
}
