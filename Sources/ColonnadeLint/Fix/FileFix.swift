package import ColonnadeModel
package import ColonnadeSQL

/// Writes the safe way into a migration. Where its statements cannot stay in one transaction it takes what the tool has for
/// that: an opt-out, or further files. What it writes is judged again before anybody gets to see it.
package struct FileFix: Sendable {
    /// A migration in its folder.
    package struct File: Sendable {
        /// Its name in the folder.
        package var name: String
        /// The whole of it, the way back included.
        package var source: SourceText
        package var convention: any MigrationConvention
        /// The text of its file of settings, where there is one.
        package var settings: String?
        /// Every migration of the folder.
        package var siblings: [String]

        package init(
            name: String, source: SourceText, convention: any MigrationConvention, settings: String?,
            siblings: [String]
        ) {
            self.name = name
            self.source = source
            self.convention = convention
            self.settings = settings
            self.siblings = siblings
        }
    }

    /// A file with its new text.
    package struct Written: Sendable, Hashable {
        package var name: String
        package var text: String
    }

    package enum Outcome: Sendable, Hashable {
        /// The file itself, then what it goes on in.
        case written([Written])
        /// Why it is left to its author.
        case byHand(String)
    }

    let file: File
    /// The linter as it stood before the file.
    let linter: Linter

    package init(_ file: File, linter: Linter) {
        self.file = file
        self.linter = linter
    }

    /// What becomes of the file; nil where none of the findings has a fix.
    package func outcome(_ findings: [Finding]) -> Outcome? {
        let byStatement = Dictionary(grouping: findings.compactMap(\.fix), by: \.range.start.offset)
        guard !byStatement.isEmpty else { return nil }
        // What is ignored, or known, is meant to stay as it is.
        guard byStatement.values.allSatisfy({ fixes in fixes.count >= fixes[0].commands }) else {
            return .byHand("another finding of one statement is ignored, and would be mended with it")
        }
        let fixes = byStatement.compactMapValues { fixes in
            Set(fixes.map(\.statements)).count == 1 ? fixes.first : nil
        }
        guard fixes.count == byStatement.count else {
            return .byHand("several rules object to one statement: decide which of their ways to take")
        }
        let text = FixedText(file: file, fixes: fixes)
        let whole = [Written(name: file.name, text: text.inPlace)]
        var candidates = [whole]
        if let parts = text.parts { candidates.append(parts) }
        candidates.append([Written(name: file.name, text: text.inPlaceOptedOut)])
        let fixed = findings.filter { $0.fix != nil }.map(\.rule)
        let before = judge([Written(name: file.name, text: file.source.text)])
        let safe = candidates.first { isSafe($0, without: fixed, before: before) }
        return safe.map { .written($0) }
            ?? .byHand("its statements cannot be in one transaction: \(file.convention.wayOut)")
    }

    /// Whether files have nothing of what was fixed, nothing that a transaction or a timeout around it makes unsafe, and no
    /// more errors than the file had.
    private func isSafe(_ files: [Written], without fixed: [String], before: [Finding]) -> Bool {
        let after = judge(files)
        let made = [ConcurrentlyInTransaction.id, ValidateInSameTransaction.id, TimeoutWithConcurrently.id]
        let rules = Set(before.map(\.rule) + after.map(\.rule)).filter { id in
            RuleCatalog.named(id)?.severity == .error || made.contains(id) || fixed.contains(id)
        }
        return rules.allSatisfy { rule in
            // The server refuses it, whether it was there before or not.
            let isRefused = rule == ConcurrentlyInTransaction.id
            let allowed =
                isRefused ? 0 : before.count { $0.rule == rule } - fixed.count { $0 == rule }
            return after.count { $0.rule == rule } <= allowed
        }
    }

    private func judge(_ files: [Written]) -> [Finding] {
        var linter = linter
        return files.flatMap { written in
            let source = SourceText(path: written.name, text: written.text)
            let settings = written.name == file.name ? file.settings : nil
            return linter.judge(
                PostgresScript(file.convention.upPart(source)),
                units: file.convention.units(of: source, settings: settings))
        }
    }
}
