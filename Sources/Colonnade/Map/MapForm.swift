public import ColonnadeMap
import ColonnadeReport
public import Foundation

/// A form of a dependency map for other programs.
public enum MapForm: String, Sendable, CaseIterable {
    /// For Graphviz.
    case dot
    /// For Markdown.
    case mermaid
    /// One page for a browser, without network.
    case html
}

extension DependencyMap {
    /// The map in a form.
    ///
    /// - Parameters:
    ///   - source: the database it is of, without a password.
    ///   - now: when it was made.
    public func text(_ form: MapForm, source: String, now: Date = .now) -> String {
        switch form {
        case .dot: MapDOT.text(of: self)
        case .mermaid: MapMermaid.text(of: self)
        case .html: MapHTML.page(of: self, source: source, at: now.ISO8601Format())
        }
    }
}
