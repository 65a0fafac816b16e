import ColonnadeSQL
import Foundation

/// The folder of migrations, in the convention of the tool that owns it.
struct MigrationFolder {
    let url: URL
    let convention: any MigrationConvention
    /// Relative paths of every file in it, sorted.
    let files: [String]

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
            let url = place(of: path, in: project)
            guard Project.isFolder(url.path) else { continue }
            let files = files(in: url)
            return MigrationFolder(url: url, convention: try convention(project, url, files), files: files)
        }
        if let named = project.configuration.migrations {
            throw ColonnadeError.badInput(
                "colonnade.yaml says migrations: \(named), but there is no such folder")
        }
        return nil
    }

    /// Where a folder is that `colonnade.yaml` names.
    static func place(of path: String, in project: Project) -> URL {
        path.hasPrefix("/")
            ? URL(fileURLWithPath: path, isDirectory: true)
            : project.root.appendingPathComponent(path, isDirectory: true)
    }

    /// Where tools put their migrations, the telling names first.
    static let usual = [
        "db/migrations", "db/migrate", "migrations", "prisma/migrations", "supabase/migrations",
        "database/migrations", "drizzle", "priv/repo/migrations", "src/migrations", "src/migration",
        "sql/migrations", "src/main/resources/db/migration", "deploy",
    ]

    private static func convention(
        _ project: Project, _ url: URL, _ files: [String]
    ) throws -> any MigrationConvention {
        guard let name = project.configuration.convention else { return convention(of: url, files) }
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
        let name = file.lastPathComponent
        guard isAloneInItsFolder(name, folder.lastPathComponent) else { return (folder, name) }
        return (folder.deletingLastPathComponent(), "\(folder.lastPathComponent)/\(name)")
    }

    /// Whether a file is a migration that has a folder of its own: `20260101_add/migration.sql` of Prisma,
    /// `2026-01-01-120000_add/up.sql` of Diesel.
    static func isAloneInItsFolder(_ name: some StringProtocol, _ folder: some StringProtocol) -> Bool {
        name == "migration.sql" || (name == "up.sql" && folder.first?.isNumber == true)
    }

    /// The same file has the same path, however it is named. Most paths need none of what a URL is good for.
    static func standardized(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
        var last: UInt8 = 0
        for byte in whole.utf8 {
            if last == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") {
                return URL(fileURLWithPath: path).standardizedFileURL.path
            }
            last = byte
        }
        return whole
    }

    /// Relative paths of the files below a folder, sorted.
    static func files(in url: URL, deep: Bool = true) -> [String] {
        FolderListing(url.path, deep: deep).names.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The file that says the order, where the convention has one and it is there.
    var orderFile: URL? {
        convention.orderFile.flatMap { name in
            [url, url.deletingLastPathComponent()].map { $0.appendingPathComponent(name) }.first {
                FileManager.default.fileExists(atPath: $0.path)
            }
        }
    }

    /// What stands in it.
    var order: String? { orderFile.flatMap { try? String(contentsOf: $0, encoding: .utf8) } }

    /// The migrations, in the order they are applied.
    var migrations: [String] { convention.ordered(files, order: order) }

    /// What is run again whenever it changes, behind the migrations.
    var repeatable: [String] { files.filter(convention.isRepeatable) }
}

extension Project {
    /// The migrations of the folder that are neither complete here nor in the owning tool's own record.
    public func pendingMigrations(_ database: Database) async throws -> [MigrationText] {
        let folder = try MigrationFolder.find(self)
        return try await migrations(in: database).filter(\.isPending).map {
            try MigrationText(path: $0.path, in: folder.convention)
        }
    }

    /// The migrations of the folder in their order, each with whether it is neither complete here nor in the owning tool's
    /// own record.
    public func migrations(in database: Database) async throws -> [(path: String, isPending: Bool)] {
        let folder = try MigrationFolder.find(self)
        if let framework = folder.convention as? FrameworkConvention {
            throw ColonnadeError.badInput(
                "which migrations are pending in \(displayed(folder.url)) knows only the framework (\(framework.name)): give files"
            )
        }
        let complete = Set(try await database.records().filter { $0.state == .complete }.map(\.name))
        let recorded = try await ToolHistory(of: folder.convention, in: database)
        let order = folder.order
        let names = folder.migrations
        return try zip(names, displayed(names, in: folder)).map { name, path in
            if complete.contains(MigrationText.stem(name)) { return (path, false) }
            let versions = try folder.convention.recorded(name, order: order) {
                try MigrationText.whole(path)
            }
            return (path, !recorded.has(versions))
        }
    }

    /// The paths of files of a folder, as the user would type them.
    func displayed(_ names: [String], in folder: MigrationFolder) -> [String] {
        let path = folder.url.standardizedFileURL.path
        let isHere = path == FileManager.default.currentDirectoryPath
        let shown = displayed(folder.url)
        return names.map { isHere ? $0 : "\(shown)/\($0)" }
    }

    /// A path as the user would type it, from the current folder where it lies below that.
    func displayed(_ url: URL) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        let path = url.standardizedFileURL.path
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }
}
