/// What a migration says beyond SQL, in a line comment that starts with `colonnade:`.
struct Directive {
    /// What it says.
    enum Kind {
        /// `fill table.column = expression`: the body is everything after the word.
        case fill
        /// `reverse table.column = expression`.
        case reverse
        /// `ignore rule-id reason`.
        case ignore(rule: String, reason: String)
        /// `run-as-is reason`.
        case runAsIs(reason: String)
    }

    /// The words after `colonnade:`, for messages.
    static let names = ["fill", "reverse", "ignore", "run-as-is"]

    var kind: Kind
    /// From the dashes to the end of the last line that belongs to it.
    var bytes: Range<Int>
    /// The text after the directive's name, in as many stretches as lines.
    var body: [Range<Int>]
}
