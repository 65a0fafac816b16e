package import ColonnadeModel

/// Flyway: `V1__name.sql`, `V1.2__name.sql`, `V2026.01.01.1__name.sql`. Repeatable (`R__`) and undo (`U1__`)
/// scripts are no migrations: the first come again whenever they change, the second go the other way.
package struct FlywayConvention: MigrationConvention {
    package init() {}

    package var name: String { "flyway" }

    package func detects(_ entries: [String], sample: String) -> Bool { entries.contains(where: isMigration) }

    /// Flyway looks into folders below as well.
    package func isMigration(_ fileName: String) -> Bool {
        fileName.hasSuffix(".sql") && !version(of: fileName).isEmpty
    }

    /// Views and functions, run after the versions in the order of their names.
    package func isRepeatable(_ fileName: String) -> Bool {
        fileName.hasSuffix(".sql") && FileNames.last(fileName).hasPrefix("R__")
    }

    package func version(of fileName: String) -> String {
        let base = FileNames.last(fileName)
        guard base.hasPrefix("V"), let end = base.range(of: "__") else { return "" }
        let version = base[base.index(after: base.startIndex)..<end]
        guard let first = version.first, first.isASCII, first.isNumber else { return "" }
        return version.split { $0 == "_" || $0 == "." }.joined(separator: ".")
    }

    /// Counts on from the highest number; a folder that is versioned by date goes on by date.
    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        let versions = existing.filter(isMigration).map(version)
        guard let highest = versions.max(by: { FileNames.Version($0) < FileNames.Version($1) }) else {
            return "V1__\(slug).sql"
        }
        let major = highest.prefix { $0 != "." }
        guard major.count < 8, let number = Int(major) else { return "V\(timestamp)__\(slug).sql" }
        return "V\(number + 1)__\(slug).sql"
    }

    /// Flyway 7 and later: a script configuration file.
    package func settingsFile(of fileName: String) -> String? { "\(fileName).conf" }

    /// In a transaction, unless the script's configuration says otherwise, or every statement in it refuses one: Flyway
    /// notices that by itself (PostgreSQLParser, detectCanExecuteInTransaction), and refuses files that mix both.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        let isSwitchedOff = (settings ?? "").split(whereSeparator: \.isNewline).contains { line in
            line.filter { !$0.isWhitespace }.lowercased() == "executeintransaction=false"
        }
        let statements = StatementCut.statements(of: source)
        let refusesAll = !statements.isEmpty && statements.allSatisfy(\.refusesTransaction)
        return ExecutionUnit.all(of: source, isSwitchedOff || refusesAll ? .separate : .wrapped)
    }

    package var wayOut: String {
        "give it a migration of its own; with other statements in it, `executeInTransaction=false` in a file of its name "
            + "and `.conf`"
    }
}

extension Substring {
    /// Where a text first stands, without Foundation.
    fileprivate func range(of text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
