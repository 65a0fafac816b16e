package import ColonnadeModel

/// A migration that was edited after others could have it
package enum EditedMigration: HazardRule {
    package static let id = "edited-migration"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.files
    package static let isAboutSQL = false
    package static let title = "A migration that was edited after others could have it"
    package static let why =
        "Where it was applied already, it is not applied again: databases differ from one another from then on. Tools "
        + "that keep a checksum (Flyway, Prisma, Liquibase, Atlas, and Colonnade's journal) refuse to go on."
    package static let safeWay = "Leave it as it was, and write what is to be changed into a new migration."
    package static let source =
        "git, with --since; Flyway, Validate; Prisma, migrate deploy; docs/lint.md"
    package static let bad: [String] = []
    package static let good: [String] = []

    package static func check(_ standing: FileStanding) -> Hit? {
        standing.editedSince.map {
            Hit("\($0) has this migration with another text; it may have been applied")
        }
    }
}
