package import ColonnadeModel

/// sqitch: `deploy/name.sql` beside `revert/name.sql` and `verify/name.sql`, in the order of `sqitch.plan`. The
/// BEGIN and COMMIT around each script are passed over by the reader.
package struct SqitchConvention: MigrationConvention {
    package init() {}

    package var name: String { "sqitch" }
    package var template: String { "BEGIN;\n\n\nCOMMIT;\n" }
    package var orderFile: String? { "sqitch.plan" }

    package func detects(_ entries: [String], sample: String) -> Bool { entries.contains("sqitch.plan") }

    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasPrefix("deploy/") && fileName.hasSuffix(".sql")
    }

    package func version(of fileName: String) -> String {
        isMigration(fileName) ? String(fileName.dropFirst(7).dropLast(4)) : fileName
    }

    /// As planned; what the plan does not know yet comes last.
    package func ordered(_ fileNames: [String], order: String?) -> [String] {
        let planned = Self.changes(order ?? "")
        let places = Dictionary(
            planned.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return fileNames.filter(isMigration).sorted { left, right in
            let ranks = (places[version(of: left)] ?? .max, places[version(of: right)] ?? .max)
            return ranks.0 == ranks.1 ? left < right : ranks.0 < ranks.1
        }
    }

    /// The changes of a plan: lines that start with a name; `%` is a pragma, `@` a tag, `#` a comment.
    private static func changes(_ plan: String) -> [String] {
        plan.split(whereSeparator: \.isNewline).compactMap { line in
            guard let first = line.split(separator: " ").first, let mark = first.first, !"%@#".contains(mark)
            else {
                return nil
            }
            // `+name` is the long spelling of `name`; `-name` plans a revert.
            return mark == "-" ? nil : String(mark == "+" ? first.dropFirst() : first)
        }
    }

    package func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)? {
        guard let folder = path.ranges(of: "deploy/").last else { return nil }
        let name = String(path[..<folder.lowerBound] + "revert/" + path[folder.upperBound...])
        // What sqitch itself writes into a new one says nothing yet.
        let text = (read(name) ?? "").replacing(
            /(?im)^\s*(BEGIN|COMMIT);\s*$|^-- (Revert .*|XXX .*)$/, with: "")
        return (name, text)
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        "deploy/\(slug).sql"
    }

    /// `add_total 2026-01-01T12:00:00Z Ann <ann@example.com> # Add total` (sqitchtutorial; App::Sqitch::Plan::Line).
    package func orderEntry(for fileName: String, note: String, at time: String, by planner: String)
        -> String?
    {
        "\(version(of: fileName)) \(time) \(planner) # \(note.replacing(/\s+/, with: " "))"
    }

    package func companions(of fileName: String) -> [(name: String, text: String)] {
        let change = version(of: fileName)
        return [
            ("revert/\(change).sql", "BEGIN;\n\n\nCOMMIT;\n"),
            ("verify/\(change).sql", "BEGIN;\n\n\nROLLBACK;\n"),
        ]
    }
}
