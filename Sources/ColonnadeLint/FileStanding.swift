/// How a migration's file stands among the others: what its text does not tell.
package struct FileStanding: Sendable, Hashable {
    /// A commit that has the file with another text: it may have been applied as it was.
    package var editedSince: String?
    /// A migration that comes behind it in the order and was there, or was applied, before it.
    package var overtakenBy: String?
    /// The part that takes it back, where the tool has such a part and nothing stands in it.
    package var emptyWayBack: String?

    /// A file of which nothing is to be said.
    package init() {}
}
