import Foundation

/// squawk, a linter for the same files: what it says of the corpus, in the words of the labels.
struct Squawk {
    let program: URL

    /// Where `scripts/install-dependencies` puts it, or what COLONNADE_SQUAWK says.
    static let installed: Squawk? = {
        let environment = ProcessInfo.processInfo.environment
        let prefixes = [
            environment["COLONNADE_PREFIX"], "/usr/local", environment["HOME"].map { "\($0)/.local" },
        ]
        let places =
            [environment["COLONNADE_SQUAWK"]] + prefixes.map { $0.map { "\($0)/lib/colonnade/squawk" } }
        return places.compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }.map {
            Squawk(program: URL(fileURLWithPath: $0))
        }
    }()

    /// The labels that each of its rules may mean; which one, the labels of the statement decide.
    static let rules: [String: [String]] = [
        "require-concurrent-index-creation": ["create-index"],
        "require-concurrent-index-deletion": ["drop-index"], "require-concurrent-reindex": ["reindex"],
        "require-concurrent-partition-detach": ["detach-partition"],
        "constraint-missing-not-valid": ["add-check", "add-foreign-key", "set-not-null"],
        "adding-foreign-key-constraint": ["add-foreign-key"],
        "adding-field-with-default": ["add-column-rewrites", "add-column-with-constraint"],
        "adding-not-nullable-field": ["set-not-null", "add-column-not-null"],
        "adding-required-field": ["add-column-not-null"],
        "adding-serial-primary-key-field": ["add-key", "add-column-with-constraint", "add-column-rewrites"],
        "disallowed-unique-constraint": ["add-key", "add-column-with-constraint"],
        "changing-column-type": ["change-column-type"], "renaming-column": ["rename-column"],
        "renaming-table": ["rename-table"],
        "renaming-object": ["rename-table", "rename-enum-value", "drop-function"],
        "ban-set-schema": ["rename-table"], "ban-drop-function": ["drop-function"],
        "ban-drop-schema": ["drop-database-or-schema"], "ban-drop-column": ["drop-column"],
        "ban-drop-table": ["drop-table"],
        "ban-drop-database": ["drop-database-or-schema"], "ban-drop-view": ["drop-view"],
        "ban-drop-not-null": ["drop-not-null"], "ban-truncate-cascade": ["truncate"],
        "ban-char-field": ["char-type"],
        "ban-alter-domain-with-add-constraint": ["domain-constraint"],
        "ban-concurrent-index-creation-in-transaction": ["concurrently-in-transaction"],
        "transaction-nesting": ["nested-transaction"],
        "ban-uncommitted-transaction": ["uncommitted-transaction"],
        "require-lock-timeout": ["missing-lock-timeout"], "identifier-too-long": ["identifier-too-long"],
        "prefer-timestamp-tz": ["timestamp-without-time-zone"], "prefer-repack": ["rewrite-table"],
        "syntax-error": ["unreadable"], "unused-ignore": ["unused-ignore"],
    ]
    /// Advice on any integer column: where the column is a key it counts as found, elsewhere it does not count.
    static let bigints: Set<String> = [
        "prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-big-int",
    ]

    private struct Finding: Decodable {
        var file: String
        var line: Int
        var rule_name: String
    }

    /// What it says, by case, and which of its rules have no counterpart in the labels.
    func findings(on cases: [CorpusCase]) throws -> (labels: [[CorpusCase.Label]], left: [String: Int]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var labels = cases.map { _ in [CorpusCase.Label]() }
        var left: [String: Int] = [:]
        let groups = Dictionary(grouping: cases.indices) { "\(cases[$0].version) \(cases[$0].wraps)" }
        for indexes in groups.values {
            for index in indexes {
                try cases[index].text.write(
                    to: folder.appendingPathComponent("\(index).sql"), atomically: false, encoding: .utf8)
            }
            let first = cases[indexes[0]]
            let found = try run(
                ["--pg-version", "\(first.version)"] + (first.wraps ? ["--assume-in-transaction"] : [])
                    + indexes.map { "\($0).sql" }, in: folder)
            for finding in found {
                guard let index = Int(finding.file.dropLast(".sql".count)) else { continue }
                let rule = finding.rule_name
                if let label = label(rule, finding.line + 1, cases[index]) {
                    // Two of its rules may mean the same thing.
                    if !labels[index].contains(label) { labels[index].append(label) }
                } else {
                    left[rule, default: 0] += 1
                }
            }
        }
        return (labels, left)
    }

    private func label(_ rule: String, _ line: Int, _ corpusCase: CorpusCase) -> CorpusCase.Label? {
        let statements = corpusCase.statements
        let end = statements[min(line, statements.count) - 1]
        let hazards = (corpusCase.hazards + corpusCase.debatable).filter { statements[$0.line - 1] == end }
        if Self.bigints.contains(rule) {
            return hazards.first { $0.rule == "integer-key" }
        }
        guard let meant = Self.rules[rule] else { return nil }
        let agreed =
            hazards.first { meant.contains($0.rule) && $0.line == line }
            ?? hazards.first { meant.contains($0.rule) }
        return agreed ?? CorpusCase.Label(rule: meant[0], line: line)
    }

    private func run(_ arguments: [String], in folder: URL) throws -> [Finding] {
        let process = Process()
        process.executableURL = program
        process.arguments = ["--reporter", "json"] + arguments
        process.currentDirectoryURL = folder
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode([Finding].self, from: output)
    }
}
