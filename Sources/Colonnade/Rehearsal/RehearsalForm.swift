public import ColonnadeRehearsal
import ColonnadeReport

/// A form of a rehearsal's report for people elsewhere.
public enum RehearsalForm: String, Sendable, CaseIterable {
    /// One page for a browser, without network.
    case html
    /// For a pull request.
    case markdown = "md"

    /// The form that a path's ending asks for.
    public init?(path: String) {
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        self.init(rawValue: ending == "htm" ? "html" : ending == "markdown" ? "md" : ending)
    }

    /// A report in the form.
    ///
    /// - Parameter moment: when it was made, for the reader.
    public func text(_ report: RehearsalReport, at moment: String) -> String {
        switch self {
        case .html: RehearsalHTML.page(of: report, at: moment)
        case .markdown: RehearsalMarkdown.text(of: report)
        }
    }
}
