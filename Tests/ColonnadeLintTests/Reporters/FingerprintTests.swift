import Foundation
import Testing

@testable import ColonnadeLint

/// A finding is known again after what does not concern it has changed.
@Suite struct FingerprintTests {
    private func prints(_ text: String) -> [String] { Reports.of(text).fingerprinted.map(\.fingerprint) }

    @Test func linesCommentsAndWhiteSpaceDoNotMatter() {
        let plain = prints("DROP TABLE t; ALTER TABLE u ADD CHECK (a > 0);")
        #expect(plain.count == 2)
        #expect(
            plain
                == prints(
                    "-- why\n\n\nDROP  TABLE\n t; SELECT 1;\nALTER TABLE u ADD -- x\n CHECK (a  >  0), ADD c int;"
                ))
    }

    @Test func alikeFindingsAreToldApart() {
        let three = prints("DROP TABLE t; DROP TABLE t; DROP TABLE u;")
        #expect(Set(three).count == 3)
        #expect(prints("DROP TABLE t; DROP TABLE u;") == [three[0], three[2]])
    }

    @Test func gitLabsAreTheSameOverShiftsAndUniqueOverFiles() throws {
        func issues(_ texts: [(String, String)]) throws -> [[String: Any]] {
            try #require(Reports.json(GitLabReporter.write(Reports.of(texts))) as? [[String: Any]])
        }
        let before = try issues([("a.sql", "DROP TABLE t;"), ("b.sql", "DROP TABLE t;")])
        let after = try issues([("a.sql", "\n\n-- moved\nDROP TABLE t;"), ("b.sql", "DROP TABLE t;")])
        let prints = before.compactMap { $0["fingerprint"] as? String }
        #expect(Set(prints).count == 2)
        #expect(after.compactMap { $0["fingerprint"] as? String } == prints)
        #expect(after[0]["check_name"] as? String == "drop-table")
        #expect(after[0]["severity"] as? String == "critical")
        let location = try #require(after[0]["location"] as? [String: Any])
        #expect(location["path"] as? String == "a.sql")
        #expect((location["lines"] as? [String: Int])?["begin"] == 4)
        #expect(try GitLabReporter.write(Reports.of("SELECT 1")).filter { !$0.isWhitespace } == "[]")
    }
}
