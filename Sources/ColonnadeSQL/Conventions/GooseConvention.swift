package import ColonnadeModel

/// goose: `20260101120000_name.sql` or `00001_name.sql` with `-- +goose Up` and `-- +goose Down`. Its
/// StatementBegin and StatementEnd are comments like any other: statements are told apart by the grammar here.
package struct GooseConvention: MigrationConvention {
    package init() {}

    package var name: String { "goose" }
    package var template: String { "-- +goose Up\n\n\n-- +goose Down\n\n" }

    package func detects(_ entries: [String], sample: String) -> Bool {
        SourceText(path: "", text: sample).sections(from: "+goose up", to: "+goose down") != nil
    }

    package func upPart(_ source: SourceText) -> SourceText {
        source.sections(from: "+goose up", to: "+goose down").map(source.keeping) ?? source
    }

    package func wayBack(
        of path: String, _ source: SourceText, reading read: (String) -> String?
    ) -> (name: String, text: String)? {
        ("+goose Down", source.section(from: "+goose down", to: "+goose up"))
    }

    package func fileName(forNew slug: String, existing: [String], at timestamp: String) -> String {
        TimestampedConvention().fileName(forNew: slug, existing: existing, at: timestamp)
    }

    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        let optsOut = !source.markedComments("+goose no transaction").isEmpty
        return ExecutionUnit.all(of: source, optsOut ? .separate : .wrapped)
    }

    package var wayOut: String { "give it a migration of its own with `-- +goose NO TRANSACTION`" }
}
