package import ColonnadeModel
package import ColonnadeSQL

/// A part of a framework's migration that is not understood
package enum NotRead: HazardRule {
    package static let id = "not-read"
    package static let severity = Hazard.Severity.warning
    package static let topic = RuleTopic.reading
    package static let isAboutSQL = false
    package static let title = "A part of a framework's migration that is not understood"
    package static let why =
        "Migrations of Django, Alembic, Rails and their like are read without being run. What a name, a loop or a "
        + "function of the migration's own comes to is known only when it runs; so is what code does to the data."
    package static let safeWay =
        "Let the framework print the SQL and pipe that in: `sqlmigrate APP NAME | colonnade lint -`, "
        + "`alembic upgrade HEAD:NEW --sql | colonnade lint -`."
    package static let source = "the migration itself"
    package static let bad: [String] = []
    package static let good: [String] = []

    package static func check(_ unread: Unread) -> Hit? {
        unread.kind == .framework ? Hit(unread.message) : nil
    }
}
