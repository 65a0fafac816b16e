import ColonnadeLint
public import ColonnadeModel
import ColonnadeSQL

extension EditorReport {
    /// The facts of the statement at a place, as Markdown, with where it stands; nil between statements.
    public func hover(at place: UTF16Position) -> (
        markdown: String, start: UTF16Position, end: UTF16Position
    )? {
        let source = file.file.source
        let offset = source.offset(of: place)
        guard let facts = facts.last(where: { $0.bytes.contains(offset) || $0.bytes.upperBound == offset })
        else { return nil }
        var lines = facts.locks.map { lock in
            let size = lock.use.flatMap(\.spoken).map { " (\($0))" } ?? ""
            let who =
                lock.isNew
                ? "new in this file: nobody waits" : "\(Self.waiting(lock.claim.mode.blocks))\(size)"
            return "- `\(lock.claim.mode.rawValue)` on `\(lock.claim.relation)`: \(who)"
        }
        if lines.isEmpty { lines = ["- no lock on a table that it names"] }
        switch facts.transaction {
        case .script: lines.append("- in the transaction that the script opened")
        case .tool:
            lines.append("- in the transaction that \(file.file.convention.name) opens around the file")
        case .message:
            lines.append(
                "- in one transaction with the rest: \(file.file.convention.name) sends the file as one string"
            )
        case nil: lines.append("- in a transaction of its own")
        }
        let found = findings.filter { facts.bytes.contains($0.range.start.offset) }.map { finding in
            "**\(finding.severity.rawValue)** \(finding.message) (`\(finding.rule)`)\n\nInstead: \(finding.safeWay)"
        }
        return (
            ([lines.joined(separator: "\n")] + found).joined(separator: "\n\n"),
            source.utf16Position(atByte: facts.bytes.lowerBound),
            source.utf16Position(atByte: facts.bytes.upperBound)
        )
    }

    private static func waiting(_ blocked: Blocked) -> String {
        switch blocked {
        case .readsAndWrites: "reads and writes wait"
        case .writes: "writes wait, reads go on"
        case .ddl: "only other changes of the schema wait"
        case .nothing: "nobody waits but strong DDL"
        }
    }
}

extension TableUse {
    /// `about 12000000 rows, 340 reads and 12 writes a second`.
    fileprivate var spoken: String? {
        let rates = [
            readsPerSecond.map { "\(Int64($0.rounded())) reads" },
            writesPerSecond.map { "\(Int64($0.rounded())) writes" },
        ].compactMap { $0 }
        let parts =
            [rows.map { "about \($0) rows" }].compactMap { $0 }
            + (rates.isEmpty ? [] : ["\(rates.joined(separator: " and ")) a second"])
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
