import Foundation

/// What is in a file, or comes out of a pipe: `--schema <(pg_dump --schema-only …)` names one.
enum FileContents {
    /// - Returns: nil where it is not there, cannot be read or is a folder.
    static func read(_ path: String) -> Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        // A pipe has no size: its end is where its writer lets go.
        do { return try file.readToEnd() ?? Data() } catch { return nil }
    }
}
