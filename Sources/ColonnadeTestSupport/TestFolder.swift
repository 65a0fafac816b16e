import Foundation

/// A temporary folder of a test's own.
package enum TestFolder {
    /// One into which the user of a private server may put, and from which it removes, what is its own.
    package static func make() throws -> String {
        let path = "\(NSTemporaryDirectory())/colonnade-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: path)
        return path
    }
}
