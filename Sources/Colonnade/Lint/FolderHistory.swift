import ColonnadeSQL
import Foundation

/// What stands before a migration in the folder that it lies in, where that is not the project's own: a repository may have
/// several services, each with its migrations.
struct FolderHistory {
    /// A folder's migrations in their order, as the user would type them.
    private struct Ordered {
        var paths: [String]
        var places: [String: Int]
        /// How many of them were told of.
        var told = 0
    }

    private var folders: [String: Ordered] = [:]

    /// The migrations before one, without those that were told of before; none where its name gives it no place.
    mutating func before(_ path: String) -> ArraySlice<String> {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let (home, name) = MigrationFolder.home(of: path)
        let own = parts.dropLast(name.utf8.count { $0 == UInt8(ascii: "/") } + 1).joined(separator: "/")
        if folders[home.path] == nil { folders[home.path] = Self.ordered(home, name, shownAs: own, path) }
        guard var folder = folders[home.path], let place = folder.places[name], folder.told < place else {
            return []
        }
        defer { folders[home.path] = folder }
        let untold = folder.paths[folder.told..<place]
        folder.told = place
        return untold
    }

    private static func ordered(
        _ home: URL, _ name: String, shownAs shown: String, _ path: String
    ) -> Ordered {
        // Whatever lies beside a file need not be looked through unless migrations have folders of their own.
        let files = MigrationFolder.files(in: home, deep: name.contains("/"))
        let folder = MigrationFolder(
            url: home, convention: ConventionFinder.convention(of: path), files: files)
        let isPlain = folder.convention.name == TimestampedConvention().name
        // Plain SQL files have an order only if their names say it.
        let names = folder.migrations.filter { !isPlain || $0.first?.isNumber == true }
        return Ordered(
            paths: names.map { shown.isEmpty && !path.hasPrefix("/") ? $0 : "\(shown)/\($0)" },
            places: Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first })
    }
}
