package import ColonnadeModel

/// Atlas: `20260101120000_name.sql` beside `atlas.sum`.
package struct AtlasConvention: MigrationConvention {
    package init() {}

    package var name: String { "atlas" }

    package func detects(_ entries: [String], sample: String) -> Bool { entries.contains("atlas.sum") }

    /// Each file in a transaction (`--tx-mode file`) unless its first lines say `-- atlas:txmode none`.
    package func units(of source: SourceText, settings: String?) -> [ExecutionUnit] {
        let optsOut = !source.markedComments("atlas:txmode none").isEmpty
        return ExecutionUnit.all(of: source, optsOut ? .separate : .wrapped)
    }

    package var wayOut: String {
        "give it a migration of its own that begins with `-- atlas:txmode none`"
    }

    package var afterEdit: String? { "run `atlas migrate hash`, so that atlas.sum agrees" }
}
