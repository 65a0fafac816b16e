package import ColonnadeModel

/// A new migration that comes before an older one
package enum OutOfOrderMigration: HazardRule {
    package static let id = "out-of-order-migration"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.files
    package static let isAboutSQL = false
    package static let title = "A new migration that comes before an older one"
    package static let why =
        "Databases that have the older one already get the two in another order than new ones do. golang-migrate passes "
        + "over it without a word, Flyway and goose refuse it unless told otherwise, others apply it late."
    package static let safeWay = "Give it a number or a time behind the last one."
    package static let source =
        "golang-migrate keeps one version only; Flyway, outOfOrder; goose, --allow-missing; dbmate, --strict"
    package static let bad: [String] = []
    package static let good: [String] = []

    package static func check(_ standing: FileStanding) -> Hit? {
        standing.overtakenBy.map { Hit("\($0) comes behind this migration and was there before it") }
    }
}
