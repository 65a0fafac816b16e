public import ColonnadeMap

/// What in some code the changes of a rollout would break: the evidence for the gate *tolerant*.
public struct BrokenCode: Sendable, Encodable {
    /// Each with where it stands and what to do about it.
    public var dependencies: [Dependency]
    /// What of the code could not be read.
    public var notObserved: [String]
    /// Where it was looked for.
    public var folders: [String]

    /// - Parameter found: for each change, by file and line.
    init(folders: [String], _ found: [[Dependency]], notObserved: [String]) {
        self.folders = folders
        self.notObserved = notObserved
        dependencies = []
        var seen: Set<Dependency> = []
        for dependency in found.joined() where seen.insert(dependency).inserted {
            dependencies.append(dependency)
        }
        // What is certain comes first.
        dependencies =
            dependencies.filter { $0.certainty == .certain }
            + dependencies.filter { $0.certainty != .certain }
    }

    private enum CodingKeys: String, CodingKey { case folders, dependencies, notObserved = "not_observed" }
}

extension StatusDocument.GateState {
    /// The gate *tolerant* by what the code says: met where nothing in it would break.
    init(_ code: BrokenCode) {
        let places = code.dependencies.map { dependency in
            let likely = dependency.certainty == .likely ? " (likely)" : ""
            return "\(dependency.place)\(likely)\(dependency.remedy.map { " → \($0)" } ?? "")"
        }
        let unread = code.notObserved.map { "not read: \($0)" }
        let folders = code.folders.joined(separator: ", ")
        self.init(
            met: places.isEmpty,
            evidence: (places.isEmpty ? ["nothing in \(folders) that the changes would break"] : places)
                + unread)
    }
}

extension Dependency {
    /// `app/orders.py:4  SELECT * FROM orders`.
    fileprivate var place: String {
        guard case .line(let path, let line, let text) = evidence else { return name }
        return "\(path):\(line)  \(text)"
    }
}
