import Foundation

/// The files that git says changed: what a pull request, or the work since the last commit, is about.
public struct ChangedFiles: Sendable {
    private let paths: Set<String>
    /// Those that the commit has with another text.
    private let edited: Set<String>
    /// What the work branched off from; nil for the last commit, which nobody else need have.
    let reference: String?

    /// What differs between the working tree and a commit, files that git does not know yet included.
    ///
    /// - Parameters:
    ///   - reference: what the work branched off from, such as `origin/main`: compared with where the two parted. Nil for
    ///     the last commit.
    ///   - project: somewhere in the repository.
    /// - Throws: ``ColonnadeError/badInput(_:)`` outside a repository, and for a reference that there is not.
    public init(since reference: String?, in project: Project) throws {
        let git = Git(folder: project.root.path)
        let top = try git.run(["rev-parse", "--show-toplevel"], or: "only git says what has changed")
            .trimmingCharacters(in: .newlines)
        let root = Git(folder: top)
        var names = try root.names(["ls-files", "-z", "--others", "--exclude-standard"])
        var edited: [String] = []
        if let base = try root.base(of: reference) {
            let diff = ["diff", "--name-only", "-z", "--no-renames"]
            names += try root.names(diff + ["--diff-filter=d", base])
            edited = try root.names(diff + ["--diff-filter=M", base])
        } else {
            names += try root.names(["ls-files", "-z"])
        }
        paths = Set(names.map { Self.real("\(top)/\($0)") })
        self.edited = Set(edited.map { Self.real("\(top)/\($0)") })
        self.reference = reference
    }

    /// Whether a file is among them.
    func contains(_ path: String) -> Bool { paths.contains(Self.real(path)) }

    /// Whether the commit has a file with another text.
    func isEdited(_ path: String) -> Bool { edited.contains(Self.real(path)) }

    /// The same file has the same path, whatever links lead to it.
    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
}
