package import ColonnadeModel

/// dbmate: `20260101120000_name.sql` with `-- migrate:up` and `-- migrate:down`.
package struct DbmateConvention: MigrationConvention {
    package init() {}

    package var name: String { "dbmate" }
    package var template: String { "-- migrate:up\n\n\n-- migrate:down\n\n" }

    package func detects(_ entries: [String], sample: String) -> Bool {
        SourceText(path: "", text: sample).sections(from: "migrate:up", to: "migrate:down") != nil
    }

    /// `-- migrate:up transaction:false` opens the part as well.
    package func upPart(_ source: SourceText) -> SourceText {
        source.sections(from: "migrate:up", to: "migrate:down").map(source.keeping) ?? source
    }

    package func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)? {
        ("migrate:down", source.section(from: "migrate:down", to: "migrate:up"))
    }

    /// In a transaction; with `transaction:false` the part is sent as one string (dbmate 2, Migration.Up: one Exec of its
    /// text), so that only one statement alone is really outside of one.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        let optsOut = source.markedComments("migrate:up").contains { $0.contains("transaction:false") }
        return ExecutionUnit.all(of: source, optsOut ? .oneMessage : .wrapped)
    }

    package var wayOut: String {
        "give it a migration of its own that begins with `-- migrate:up transaction:false`"
    }
}
