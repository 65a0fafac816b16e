/// Every convention, the telling ones first: the plain one detects anything.
package enum ConventionCatalog {
    /// All of them.
    package static let all: [any MigrationConvention] =
        tools + FrameworkConvention.all + [TimestampedConvention()]

    /// Those whose migrations are SQL.
    private static let tools: [any MigrationConvention] = [
        LiquibaseConvention(), SupabaseConvention(), AtlasConvention(), DrizzleConvention(),
        PrismaConvention(), DieselConvention(),
        SqitchConvention(), FlywayConvention(), GooseConvention(), DbmateConvention(),
        GolangMigrateConvention(),
    ]

    /// A convention by its name.
    package static func named(_ name: String) -> (any MigrationConvention)? { all.first { $0.name == name } }

    /// The convention of a folder.
    ///
    /// - Parameter folder: its path.
    package static func detect(
        _ entries: [String], sample: String, folder: String = ""
    ) -> any MigrationConvention {
        let byFolder = all.first { convention in
            convention.usualFolder.map { folder.hasSuffix("/\($0)") || folder == $0 } ?? false
        }
        return byFolder ?? all.first { $0.detects(entries, sample: sample) } ?? TimestampedConvention()
    }
}
