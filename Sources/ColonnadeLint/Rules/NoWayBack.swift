package import ColonnadeModel

/// A migration that nothing takes back
package enum NoWayBack: HazardRule {
    package static let id = "no-way-back"
    package static let severity = Hazard.Severity.note
    package static let topic = RuleTopic.files
    package static let isAboutSQL = false
    package static let title = "A migration that nothing takes back"
    package static let why =
        "The tool marks it as taken back although nothing was done: the schema is not the one that the next migration "
        + "expects. `colonnade rollback` needs no such part, the tool does."
    package static let safeWay = "Write what takes it back, or a comment that says why nothing can."
    package static let source = "the tools' own pages: dbmate, goose, golang-migrate, sqitch"
    package static let bad: [String] = []
    package static let good: [String] = []

    package static func check(_ standing: FileStanding) -> Hit? {
        standing.emptyWayBack.map { Hit("nothing stands in \($0), which takes this migration back") }
    }
}
