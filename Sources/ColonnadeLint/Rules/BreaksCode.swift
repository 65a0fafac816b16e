package import ColonnadeModel
import ColonnadeSQL

/// A change that breaks code
package enum BreaksCode: HazardRule {
    package static let id = "breaks-code"
    package static let severity = Hazard.Severity.error
    package static let topic = RuleTopic.compatibility
    package static let isAboutSQL = false
    package static let title = "A change that breaks code"
    package static let why =
        "While the change is rolled out, the code that is running meets the new schema: a name that is gone is an error, an "
        + "INSERT without a list of columns has a value too many, a SELECT * a column that the code does not expect. Each "
        + "place is named; one that only looks like it is a warning."
    package static let safeWay =
        "Change that code first, and deploy it; `colonnade plan` shows the order, `colonnade map` all that uses the column."
    package static let source = "`--code`, or `code:` of colonnade.yaml: docs/map.md"
    package static let bad: [String] = []
    package static let good: [String] = []

    /// Named in a message; the others are counted.
    private static let most = 3

    package static func check(_ statement: LintStatement, _ context: LintContext) -> [Hit] {
        guard !context.code.places.isEmpty else { return [] }
        return CodeEvidence.changes(of: statement, on: context.schema).compactMap { change, location in
            guard context.isInUse(change.table),
                change.kind == .add || !context.schema.isNewColumn(change.column, of: change.table),
                let places = context.code.places[change], !places.isEmpty
            else { return nil }
            // What is certain decides how bad it is.
            let certain = places.filter(\.isCertain)
            let shown = certain.isEmpty ? places : certain
            let named = shown.prefix(most).map { place in
                let text = place.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                return "\(place.path):\(place.line) (\(text.count > 80 ? "\(text.prefix(79))…" : text))"
            }
            let more = shown.count > most ? ", and \(shown.count - most) more" : ""
            return Hit(
                "\(certain.isEmpty ? "code may break" : "code breaks"): \(named.joined(separator: ", "))\(more)",
                at: location, table: change.table, severity: certain.isEmpty ? .warning : .error)
        }
    }
}
