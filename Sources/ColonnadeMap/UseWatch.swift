package import ColonnadeModel
package import Foundation

/// What is remembered between two looks at who uses the old shape: how often each statement had been carried out when the
/// quiet time began, and what a tripwire had counted.
package struct UseBaseline: Sendable, Hashable, Codable {
    /// When the quiet time began.
    package var since: Date
    /// See ``Surroundings/counting``.
    package var counting: String?
    /// Calls of the statements that use the subject, by the server's number of the statement.
    package var calls: [String: Int64]
    /// See ``ObservedWrites``; nil without a tripwire.
    package var tripwire: Int64?
    /// Rows that the tripwire had counted.
    package var writes: Int64?
    /// Whether calls were lost since then, while the tripwire counted on.
    package var isLossy: Bool?

    package init(
        since: Date, counting: String?, calls: [String: Int64], tripwire: Int64? = nil, writes: Int64? = nil
    ) {
        self.since = since
        self.counting = counting
        self.calls = calls
        self.tripwire = tripwire
        self.writes = writes
    }
}

/// Decides whether nothing has used the old shape for long enough: a pure function of what was remembered and what is seen.
///
/// The server counts calls and does not say when they were. So the quiet time begins with the look that last found a count
/// changed, and ends well only if no look since has found one: looking more often finds out sooner, and never later. Where
/// calls were lost, the time begins anew; but a tripwire loses none, so that writes at least go on being counted.
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
        /// Quiet for long enough, but code still speaks of it, in the database or beside it.
        case standing([Dependency], for: Duration)
        /// Quiet for long enough.
        case unused(Duration)
    }

    package var answer: Answer
    /// What to remember until the next look; nil where nothing is counted.
    package var baseline: UseBaseline?
    /// Rows that the tripwire has counted since the quiet time began, or the last look.
    package var writes: Int64?

    /// - Parameters:
    ///   - map: of the subject as it is now.
    ///   - code: what beside the database would break without the subject.
    ///   - writes: what a tripwire has counted.
    ///   - wanted: how long nothing may have used it.
    package init(
        _ remembered: UseBaseline?, _ map: DependencyMap, code: [Dependency] = [], counting: String?,
        writes seen: ObservedWrites? = nil, now: Date, wanted: Duration
    ) {
        guard counting != nil || seen != nil else {
            answer = .blind
            return
        }
        let (calls, statements) = Self.calls(in: map)
        let fresh = UseBaseline(
            since: now, counting: counting, calls: calls, tripwire: seen?.tripwire, writes: seen?.count)
        guard let remembered else {
            (answer, baseline) = (.begun("counting begins with this look"), fresh)
            return
        }
        guard remembered.tripwire == seen?.tripwire else {
            let what = seen == nil ? "the tripwire is gone" : "the tripwire is new"
            (answer, baseline) = (.begun("\(what): counting begins anew"), fresh)
            return
        }
        let isLost =
            remembered.counting != counting || remembered.calls.contains { (calls[$0.key] ?? 0) < $0.value }
        guard !isLost || seen != nil else {
            (answer, baseline) = (.begun("counts were lost since the last look: counting begins anew"), fresh)
            return
        }
        writes = seen.map { $0.count - (remembered.writes ?? 0) }
        // Fewer calls than remembered are some since the count was lost.
        let used = calls.filter { $0.value != remembered.calls[$0.key] ?? 0 }
        guard used.isEmpty, writes ?? 0 == 0 else {
            answer = .used(
                used.keys.sorted().compactMap { statements[$0] }
                    + Self.writers(seen, writes ?? 0, since: remembered.since))
            baseline = fresh
            return
        }
        var kept = remembered
        if isLost { (kept.counting, kept.calls, kept.isLossy) = (counting, calls, true) }
        baseline = kept
        let quiet = Duration.seconds(max(0, now.timeIntervalSince(remembered.since)))
        let standing = map.dependencies.filter { $0.evidence.isBody && Self.uses($0) } + code
        if quiet < wanted {
            answer = .quiet(quiet)
        } else if !standing.isEmpty {
            answer = .standing(standing, for: quiet)
        } else {
            answer = .unused(quiet)
        }
    }

    /// An INSERT that leaves the column out is what new code does: it minds only that the column may be left out.
    private static func leavesOut(_ dependency: Dependency) -> Bool { dependency.breaksOn == [.notNull] }

    /// Whether it would break without the subject.
    private static func uses(_ dependency: Dependency) -> Bool {
        !dependency.breaksOn.isEmpty && !leavesOut(dependency)
    }

    private static func calls(in map: DependencyMap) -> ([String: Int64], [String: Dependency]) {
        var calls: [String: Int64] = [:]
        var dependencies: [String: Dependency] = [:]
        for dependency in map.dependencies {
            guard case .statement("pg_stat_statements", let id?, _, let count, _) = dependency.evidence,
                !Self.leavesOut(dependency)
            else { continue }
            calls["\(id)", default: 0] += count
            dependencies["\(id)"] = dependency
        }
        return (calls, dependencies)
    }

    /// Who wrote, as far as there is a sample of it.
    private static func writers(
        _ seen: ObservedWrites?, _ count: Int64, since moment: Date
    ) -> [Dependency] {
        guard count > 0 else { return [] }
        let known = WriterDependencies.all(seen, since: moment)
        guard known.isEmpty else { return known }
        return [
            Dependency(
                "writer", "somebody", via: .statistics, effect: .breaks,
                evidence: .catalog("colonnade.writers", oid: nil, text: nil), breaksOn: [.drop, .rename],
                detail: "whose transaction has not ended yet, or was rolled back")
        ]
    }
}

extension Evidence {
    /// Whether it is the text of a function or job.
    fileprivate var isBody: Bool {
        guard case .catalog(let catalog, _, _) = self else { return false }
        return catalog == "pg_proc" || catalog == "cron.job"
    }
}
