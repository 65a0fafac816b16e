package import Foundation

/// What is remembered between two looks at who uses the old shape: how often each statement had been carried out when the
/// quiet time began.
package struct UseBaseline: Sendable, Hashable, Codable {
    /// When the quiet time began.
    package var since: Date
    /// See ``Surroundings/counting``.
    package var counting: String
    /// Calls of the statements that use the subject, by the server's number of the statement.
    package var calls: [String: Int64]

    package init(since: Date, counting: String, calls: [String: Int64]) {
        self.since = since
        self.counting = counting
        self.calls = calls
    }
}

/// Decides whether nothing has used the old shape for long enough: a pure function of what was remembered and what is seen.
///
/// The server counts calls and does not say when they were. So the quiet time begins with the look that last found a count
/// changed, and ends well only if no look since has found one: looking more often finds out sooner, and never later.
package struct UseWatch: Sendable {
    /// How it stands.
    package enum Answer: Sendable, Hashable {
        /// Nothing is counted, so that nothing can be proved.
        case blind
        /// The first look, or the first since the counts were lost.
        case begun(String)
        /// Statements were carried out since the last look.
        case used([Dependency])
        /// Quiet, but not for long enough.
        case quiet(Duration)
        /// Code in the database still speaks of it.
        case standing([Dependency])
        /// Quiet for long enough.
        case unused(Duration)
    }

    package var answer: Answer
    /// What to remember until the next look; nil where nothing is counted.
    package var baseline: UseBaseline?

    /// - Parameters:
    ///   - map: of the subject as it is now.
    ///   - wanted: how long nothing may have used it.
    package init(
        _ remembered: UseBaseline?, _ map: DependencyMap, counting: String?, now: Date, wanted: Duration
    ) {
        guard let counting else {
            answer = .blind
            return
        }
        var calls: [String: Int64] = [:]
        var dependencies: [String: Dependency] = [:]
        for dependency in map.dependencies {
            guard case .statement("pg_stat_statements", let id?, _, let count, _) = dependency.evidence else {
                continue
            }
            calls["\(id)", default: 0] += count
            dependencies["\(id)"] = dependency
        }
        let fresh = UseBaseline(since: now, counting: counting, calls: calls)
        guard let remembered else {
            (answer, baseline) = (.begun("counting begins with this look"), fresh)
            return
        }
        let isLost = remembered.calls.contains { (calls[$0.key] ?? 0) < $0.value }
        guard remembered.counting == counting, !isLost else {
            (answer, baseline) = (.begun("counts were lost since the last look: counting begins anew"), fresh)
            return
        }
        let used = calls.filter { $0.value > remembered.calls[$0.key] ?? 0 }
        guard used.isEmpty else {
            answer = .used(used.keys.sorted().compactMap { dependencies[$0] })
            baseline = fresh
            return
        }
        baseline = remembered
        let quiet = Duration.seconds(max(0, now.timeIntervalSince(remembered.since)))
        let standing = map.dependencies.filter { $0.evidence.isBody && !$0.breaksOn.isEmpty }
        if quiet < wanted {
            answer = .quiet(quiet)
        } else if !standing.isEmpty {
            answer = .standing(standing)
        } else {
            answer = .unused(quiet)
        }
    }
}

extension Evidence {
    /// Whether it is the text of a function or job.
    fileprivate var isBody: Bool {
        guard case .catalog(let catalog, _, _) = self else { return false }
        return catalog == "pg_proc" || catalog == "cron.job"
    }
}
