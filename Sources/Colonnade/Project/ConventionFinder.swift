import ColonnadeSQL
import Foundation

/// Which tool a file belongs to that is named by itself: told by its neighbours, or by its own text. A folder is looked at
/// once, however many of its files are asked for.
struct ConventionFinder {
    private var byFolder: [Substring: any MigrationConvention] = [:]

    /// - Parameter text: of the file.
    mutating func convention(of path: String, text: String) -> any MigrationConvention {
        // Prisma's folders have one file each, and lie in the one that is looked at.
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        let neighbours = byFolder[folder] ?? Self.convention(of: path)
        byFolder[folder] = neighbours
        guard neighbours.name == TimestampedConvention().name else { return neighbours }
        return ConventionCatalog.detect([], sample: text)
    }

    /// Told by the neighbours alone.
    static func convention(of path: String) -> any MigrationConvention {
        let (home, name) = MigrationFolder.home(of: path)
        // What tells the tool may lie in a folder of its own: the journal of Drizzle, a snapshot beside the migration.
        let inner = name.split(separator: "/").count > 1 ? String(name.prefix { $0 != "/" }) : "meta"
        let marks = MigrationFolder.files(in: home.appendingPathComponent(inner), deep: false).map {
            "\(inner)/\($0)"
        }
        return MigrationFolder.convention(of: home, marks + MigrationFolder.files(in: home, deep: false))
    }
}
