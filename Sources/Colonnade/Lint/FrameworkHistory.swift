import ColonnadeModel
import ColonnadeSQL
import Foundation

/// What stands before a framework's migration in its folder: what a field was before it is altered says only the
/// migration that made it.
enum FrameworkHistory {
    /// The files, each behind those of its folder that are applied before it.
    ///
    /// - Parameter replaying: whether those of SQL are wanted as well: they tell the schema, which may be known otherwise.
    static func adding(to paths: [String], replaying: Bool) -> [String] {
        var all: [String] = []
        var seen: Set<String> = []
        var history = FolderHistory()
        for path in paths {
            let isSQL = path.hasSuffix(".sql")
            let earlier = isSQL ? (replaying ? Array(history.before(path)) : []) : before(path)
            for file in earlier + [path] where seen.insert(MigrationFolder.standardized(file)).inserted {
                all.append(file)
            }
        }
        return all
    }

    /// A reader that knows what stands before a file in its folder.
    static func reader(before path: String) -> ORMReader {
        var reader = ORMReader()
        for path in before(path) {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { continue }
            _ = reader.translation(SourceText(path: path, text: text))
        }
        return reader
    }

    private static func before(_ path: String) -> [String] {
        // Frameworks' histories are read for what they declare, and SQL declares nothing.
        guard !path.hasSuffix(".sql"), !Project.isStream(path),
            let text = try? String(contentsOfFile: path, encoding: .utf8),
            let framework = ORMReader.frameworkName(of: SourceText(path: path, text: text))
        else { return [] }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let files = MigrationFolder.files(in: folder, deep: false).compactMap { name -> SourceText? in
            let own = (path as NSString).deletingLastPathComponent
            let file = own.isEmpty ? name : "\(own)/\(name)"
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
            let source = SourceText(path: file, text: text)
            return ORMReader.frameworkName(of: source) == framework ? source : nil
        }
        return ORMReader.before(path, among: files).map(\.path)
    }
}
