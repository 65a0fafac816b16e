import Foundation

/// A temporary folder of a test's own.
package enum TestFolder {
    /// One into which the user of a private server may put, and from which it removes, what is its own.
    package static func make() throws -> String {
        // As programs print it, by which a test finds who is at work in it.
        let path = URL(fileURLWithPath: NSTemporaryDirectory()).standardizedFileURL
            .appendingPathComponent("colonnade-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: path)
        return path
    }
}
