import ColonnadeSQL
public import Foundation

/// The folder of migrations, in the convention of the tool that owns it.
struct MigrationFolder {
    let url: URL
    let convention: any MigrationConvention

    /// The folder that the configuration names, or the first usual one that is there.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where there is none.
    static func find(_ project: Project) throws -> MigrationFolder {
        guard let folder = try locate(project) else {
            throw ColonnadeError.badInput(
                "no folder of migrations found (looked for \(usual.joined(separator: ", "))): "
                    + "name it in colonnade.yaml, `migrations: PATH`, or give files"
            )
        }
        return folder
    }

    static func locate(_ project: Project) throws -> MigrationFolder? {
        let candidates = project.configuration.migrations.map { [$0] } ?? usual
        for path in candidates {
            let url = project.root.appendingPathComponent(path, isDirectory: true)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), isFolder.boolValue
            else {
                continue
            }
            return MigrationFolder(url: url, convention: try convention(project, url))
        }
        if let named = project.configuration.migrations {
            throw ColonnadeError.badInput(
                "colonnade.yaml says migrations: \(named), but there is no such folder")
        }
        return nil
    }

    /// Where tools put their migrations, the telling names first.
    static let usual = [
        "db/migrations", "db/migrate", "migrations", "prisma/migrations", "supabase/migrations",
        "database/migrations", "drizzle", "priv/repo/migrations", "src/migrations", "src/migration",
        "sql/migrations", "src/main/resources/db/migration", "deploy",
    ]

    private static func convention(_ project: Project, _ url: URL) throws -> any MigrationConvention {
        guard let name = project.configuration.convention else { return convention(of: url, files(in: url)) }
        if let convention = ConventionCatalog.named(name) { return convention }
        throw ColonnadeError.badInput(
            "colonnade.yaml says convention: \(name); known are "
                + ConventionCatalog.all.map(\.name).joined(separator: ", ")
        )
    }

    /// The convention of a folder by its files and the text of the last of them.
    static func convention(of url: URL, _ entries: [String]) -> any MigrationConvention {
        let sample = entries.last { $0.hasSuffix(".sql") }.flatMap {
            try? String(contentsOf: url.appendingPathComponent($0), encoding: .utf8)
        }
        return ConventionCatalog.detect(entries, sample: sample ?? "", folder: url.path)
    }

    /// The folder that a migration belongs to, and its name there: the one above where each has a folder of its own.
    static func home(of path: String) -> (folder: URL, name: String) {
        let file = URL(fileURLWithPath: path).standardizedFileURL
        let folder = file.deletingLastPathComponent()
        guard file.lastPathComponent == "migration.sql" else { return (folder, file.lastPathComponent) }
        return (folder.deletingLastPathComponent(), "\(folder.lastPathComponent)/migration.sql")
    }

    /// Relative paths of the files below a folder, sorted.
    static func files(in url: URL, deep: Bool = true) -> [String] {
        let manager = FileManager.default
        let names =
            deep ? manager.subpaths(atPath: url.path) : try? manager.contentsOfDirectory(atPath: url.path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// What stands in the file that says the order, where the convention has one.
    var order: String? {
        convention.orderFile.flatMap { name in
            [url, url.deletingLastPathComponent()].lazy.compactMap {
                try? String(contentsOf: $0.appendingPathComponent(name), encoding: .utf8)
            }.first
        }
    }

    /// Every migration's path, in the order they are applied.
    var migrations: [String] {
        convention.ordered(Self.files(in: url), order: order)
    }

    /// What lint judges: the migrations, then what comes again whenever it changes.
    var lintable: [URL] {
        let repeatable = Self.files(in: url).filter(convention.isRepeatable)
        return (migrations + repeatable).map { url.appendingPathComponent($0) }
    }
}

extension Project {
    /// The migrations of the folder that are neither complete here nor in the owning tool's own record.
    public func pendingMigrations(_ database: Database) async throws -> [MigrationText] {
        let folder = try MigrationFolder.find(self)
        if let framework = folder.convention as? FrameworkConvention {
            throw ColonnadeError.badInput(
                "which migrations are pending in \(displayed(folder.url)) knows only the framework (\(framework.name)): give files"
            )
        }
        let complete = Set(try await database.records().filter { $0.state == .complete }.map(\.name))
        let recorded = try await ToolHistory(of: folder.convention, in: database)
        let order = folder.order
        return try folder.migrations.compactMap { name in
            if complete.contains(MigrationText.stem(name)) { return nil }
            let path = displayed(folder.url.appendingPathComponent(name))
            let versions = try folder.convention.recorded(name, order: order) {
                try MigrationText.whole(path)
            }
            return recorded.has(versions) ? nil : try MigrationText(path: path, in: folder.convention)
        }
    }

    /// Writes an empty migration in the folder's own convention.
    ///
    /// - Returns: the paths written, the migration first.
    public func newMigration(_ title: String, now: Date = .now) throws -> [String] {
        let folder = try MigrationFolder.find(self)
        if let framework = folder.convention as? FrameworkConvention {
            throw ColonnadeError.badInput(
                "the migrations of \(displayed(folder.url)) are made by \(framework.maker)")
        }
        let slug = title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
        guard !slug.isEmpty else {
            throw ColonnadeError.badInput("a migration needs a name of letters or digits")
        }
        let format = Date.VerbatimFormatStyle(
            format:
                "\(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)",
            timeZone: .gmt, calendar: Calendar(identifier: .gregorian)
        )
        let existing = MigrationFolder.files(in: folder.url)
        let name = folder.convention.fileName(forNew: slug, existing: existing, at: now.formatted(format))
        let files = [(name: name, text: folder.convention.template)] + folder.convention.companions(of: name)
        return try files.map { file in
            let url = folder.url.appendingPathComponent(file.name)
            guard !FileManager.default.fileExists(atPath: url.path) else {
                throw ColonnadeError.badInput("\(displayed(url)) exists already")
            }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true
            )
            try file.text.write(to: url, atomically: true, encoding: .utf8)
            return displayed(url)
        }
    }

    /// A path as the user would type it, from the current folder where it lies below that.
    func displayed(_ url: URL) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        let path = url.standardizedFileURL.path
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
