/// A stretch of a script that could not be read, or only in part.
package struct Unread: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// No SQL of PostgreSQL's.
        case syntax
        /// A placeholder of a template: the statement was read with its name left open.
        case placeholder
        /// A command of psql, by its name.
        case command(String)
        /// The rows of a COPY.
        case rows
        /// SQL that is only made when it runs, or code in another language.
        case dynamic
        /// A part of a framework's migration.
        case framework

        /// Whether it is beside the statements, not in one.
        package var standsAlone: Bool {
            switch self {
            case .command, .framework: true
            case .syntax, .placeholder, .rows, .dynamic: false
            }
        }
    }

    package var kind: Kind
    /// What is wrong, in one sentence.
    package var message: String
    /// Where it stands in the file.
    package var bytes: Range<Int>
    /// What to do about it, where that is not the same for all of its kind.
    package var remedy: String?
}
