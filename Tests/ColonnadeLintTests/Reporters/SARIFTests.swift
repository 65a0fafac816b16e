import Foundation
import Testing

@testable import ColonnadeLint

/// SARIF is held against the standard's own schema (Fixtures/sarif-schema-2.1.0.json, of OASIS).
@Suite struct SARIFTests {
    private static func schema() throws -> JSONSchema {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONSchema(
            path: folder.appendingPathComponent("Fixtures/sarif-schema-2.1.0.json").path)
    }

    private let texts = [
        (
            "db/migrations/1 größe.sql",
            "-- ü 😀\nALTER TABLE t ADD CONSTRAINT \"😀\" CHECK (a > 0);\nDROP TABLE u;"
        ),
        ("<stdin>", "\\connect x"), ("/tmp/x.sql", "CREATE INDEX i ON t (a)"),
    ]

    private func log(_ report: LintReport) throws -> [String: Any] {
        try #require(Reports.json(SARIFReporter.write(report)) as? [String: Any])
    }

    private func results(_ log: [String: Any]) throws -> [[String: Any]] {
        let runs = try #require(log["runs"] as? [[String: Any]])
        return try #require(runs[0]["results"] as? [[String: Any]])
    }

    @Test func itKeepsTheSchema() throws {
        let schema = try Self.schema()
        // Each example of each rule, in one log after the other.
        let examples = RuleCatalog.all.flatMap { $0.bad + $0.good }.enumerated().map { ("\($0).sql", $1) }
        for report in [LintReport(), Reports.of(texts), Reports.of(examples)] {
            let errors = schema.errors(in: try log(report))
            #expect(errors.isEmpty, "\(errors.prefix(5))")
        }
    }

    /// A validator that lets everything pass would prove nothing.
    @Test(arguments: [
        (#""version" : "2.1.0""#, #""version" : "2.0.0""#), (#""level" : "error""#, #""level" : "bad""#),
        (#""startLine" : 2"#, #""startLine" : 0"#), (#""ruleId""#, #""rule""#),
        (#""text" : "#, #""txt" : "#),
        (#""enabled" : true"#, #""enabled" : "yes""#),
    ])
    func theSchemaIsReallyAsked(_ right: String, _ wrong: String) throws {
        let text = try SARIFReporter.write(Reports.of(texts))
        #expect(text.contains(right))
        let errors = try Self.schema().errors(in: Reports.json(text.replacing(right, with: wrong)))
        #expect(!errors.isEmpty, "\(wrong) is not noticed")
    }

    @Test func everyRuleIsThereWithItsHelp() throws {
        let runs = try #require(try log(LintReport())["runs"] as? [[String: Any]])
        let driver = try #require((runs[0]["tool"] as? [String: Any])?["driver"] as? [String: Any])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        #expect(rules.compactMap { $0["id"] as? String } == RuleCatalog.all.map { $0.id })
        for rule in rules {
            let help = try #require(rule["help"] as? [String: String])
            #expect(help["text"]?.contains("Instead: ") == true && help["markdown"] != nil)
        }
    }

    @Test func placesAreCountedInUTF16AndFixesReplaceTheStatement() throws {
        let found = try results(log(Reports.of(texts)))
        let check = try #require(found.first { $0["ruleId"] as? String == "add-check" })
        let locations = try #require(check["locations"] as? [[String: Any]])
        let place = try #require(locations[0]["physicalLocation"] as? [String: Any])
        let artifact = try #require(place["artifactLocation"] as? [String: Any])
        #expect(artifact["uri"] as? String == "db/migrations/1%20gr%C3%B6%C3%9Fe.sql")
        let region = try #require(place["region"] as? [String: Any])
        // ALTER TABLE t ADD CONSTRAINT "😀" CHECK (a > 0): the picture is two units.
        #expect(region["startLine"] as? Int == 2 && region["startColumn"] as? Int == 19)
        #expect(region["endColumn"] as? Int == 48)
        let fixes = try #require(check["fixes"] as? [[String: Any]])
        let changes = try #require(fixes[0]["artifactChanges"] as? [[String: Any]])
        let replacement = try #require((changes[0]["replacements"] as? [[String: Any]])?.first)
        let deleted = try #require(replacement["deletedRegion"] as? [String: Int])
        #expect(deleted == ["startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 48])
        let inserted = try #require(replacement["insertedContent"] as? [String: String])
        #expect(inserted["text"]?.contains("NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT") == true)
        let prints = found.compactMap { $0["partialFingerprints"] as? [String: String] }
        #expect(prints.count == found.count)
    }

    @Test func pathsAreURIs() throws {
        let uris = try results(log(Reports.of(texts))).map { result in
            let location = (result["locations"] as? [[String: Any]])?[0]["physicalLocation"] as? [String: Any]
            return (location?["artifactLocation"] as? [String: Any])?["uri"] as? String
        }
        #expect(uris.contains("%3Cstdin%3E") && uris.contains("file:///tmp/x.sql"))
    }
}
