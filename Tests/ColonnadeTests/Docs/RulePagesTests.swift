import Colonnade
import Foundation
import Testing

/// docs/rules is what the rules say of themselves. `COLONNADE_WRITE_DOCS=1 swift test --filter RulePagesTests` writes it.
@Suite struct RulePagesTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/rules")

    @Test func pagesAreWhatTheRulesSay() throws {
        let pages = RulePage.all
        var texts = Dictionary(
            pages.map { ("\($0.rule).md", $0.markdown) }, uniquingKeysWith: { first, _ in first })
        texts["README.md"] = index(of: pages)
        for (name, text) in texts {
            let url = Self.folder.appendingPathComponent(name)
            if ProcessInfo.processInfo.environment["COLONNADE_WRITE_DOCS"] != nil {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try text.write(to: url, atomically: true, encoding: .utf8)
            }
            let written = try? String(contentsOf: url, encoding: .utf8)
            #expect(written == text, "docs/rules/\(name) is not what the rule says")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(files) == Set(texts.keys), "a page without a rule")
    }

    private func index(of pages: [RulePage]) -> String {
        var lines = ["# What lint looks for", "", "[How lint works](../lint.md)"]
        var topic = ""
        for page in pages {
            if page.topic != topic { lines += ["", "## \(page.topic)", "", "| rule | | |", "|---|---|---|"] }
            topic = page.topic
            lines.append("| [\(page.rule)](\(page.rule).md) | \(page.severity) | \(page.title) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
