import Testing

/// Looks again and again until something has happened; half a minute later the test has failed.
package func waitUntil(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<1_500 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("it never came to this: \(what)")
}
