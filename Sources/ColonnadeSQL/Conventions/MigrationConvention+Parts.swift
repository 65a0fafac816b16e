package import ColonnadeModel

/// A migration in several parts, because its statements cannot all be in one transaction.
extension MigrationConvention {
    /// Names for further migrations that come directly behind one.
    ///
    /// - Parameter siblings: every migration of the folder.
    /// - Returns: nil where there is no room between it and the next.
    package func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]? {
        let digits = FileNames.leadingDigits(fileName)
        guard let number = Int(digits) else { return nil }
        let numbers = siblings.compactMap { Int(FileNames.leadingDigits($0)) }
        // Numbers that are counted leave no room: what was numbered by somebody else already cannot be renamed.
        let next = numbers.filter { $0 > number }.min()
        guard next.map({ $0 > number + count }) ?? true else { return nil }
        let rest = fileName.dropFirst(digits.count)
        let ending = ["/migration.sql", ".up.sql", ".sql"].first { rest.hasSuffix($0) } ?? ""
        return (1...max(count, 1)).prefix(count).map { step in
            let version = String(number + step)
            let padding = String(repeating: "0", count: max(0, digits.count - version.count))
            return "\(padding)\(version)\(rest.dropLast(ending.count))_\(step + 1)\(ending)"
        }
    }

    package func optingOut(_ source: SourceText) -> String { source.text }

    package func text(of sql: String, optsOut: Bool, continuing first: String) -> String { sql }
}

extension FlywayConvention {
    /// `V1__a.sql` goes on as `V1.1__a_2.sql`: versions have as many parts as one likes.
    package func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]? {
        let parts = fileName.split(separator: "/", omittingEmptySubsequences: false)
        guard let base = parts.last, let end = base.firstRange(of: "__") else { return nil }
        let names = (1...max(count, 1)).prefix(count).map { step in
            let head = "\(base[..<end.lowerBound]).\(step)__"
            let name = "\(head)\(base[end.upperBound...].dropLast(4))_\(step + 1).sql"
            return (parts.dropLast().map(String.init) + [name]).joined(separator: "/")
        }
        let own = FileNames.Version(version(of: fileName))
        let others = siblings.filter(isMigration).map { FileNames.Version(version(of: $0)) }
        let isTaken = names.map { FileNames.Version(version(of: $0)) }.contains { new in
            others.contains { other in other == new || (own < other && other < new) }
        }
        return isTaken ? nil : Array(names)
    }
}

extension DbmateConvention {
    package func optingOut(_ source: SourceText) -> String {
        source.text.replacing(/(?im)^(--[ \t]*migrate:up)[ \t]*(\r?)$/) { "\($0.1) transaction:false\($0.2)" }
    }

    package func text(of sql: String, optsOut: Bool, continuing first: String) -> String {
        """
        -- migrate:up\(optsOut ? " transaction:false" : "")
        \(sql)

        -- migrate:down
        -- \(first) takes this back as well.

        """
    }
}

extension GooseConvention {
    package func optingOut(_ source: SourceText) -> String { "-- +goose NO TRANSACTION\n" + source.text }

    package func text(of sql: String, optsOut: Bool, continuing first: String) -> String {
        """
        \(optsOut ? "-- +goose NO TRANSACTION\n" : "")-- +goose Up
        \(sql)

        -- +goose Down
        -- \(first) takes this back as well.

        """
    }
}

extension AtlasConvention {
    package func optingOut(_ source: SourceText) -> String { "-- atlas:txmode none\n\n" + source.text }

    package func text(of sql: String, optsOut: Bool, continuing first: String) -> String {
        (optsOut ? "-- atlas:txmode none\n\n" : "") + sql
    }
}

extension LiquibaseConvention {
    /// Where the file has one changeset only.
    package func optingOut(_ source: SourceText) -> String {
        guard LiquibaseChangeset.all(in: source).count == 1 else { return source.text }
        return source.text.replacing(/(?im)^(--[ \t]*changeset[ \t]+[^\r\n]*?)[ \t]*(\r?)$/) {
            "\($0.1) runInTransaction:false\($0.2)"
        }
    }

    /// A new file has to be named in the changelog that includes it: that is left to the author.
    package func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]? {
        count == 0 ? [] : nil
    }
}

extension DrizzleConvention {
    /// A new file has to be in the journal, and nothing leaves Drizzle's transaction.
    package func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]? {
        count == 0 ? [] : nil
    }
}

extension SqitchConvention {
    /// A new change has to be in the plan.
    package func names(behind fileName: String, count: Int, among siblings: [String]) -> [String]? {
        count == 0 ? [] : nil
    }
}
