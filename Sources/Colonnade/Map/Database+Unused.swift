import ColonnadeEngine
import ColonnadeMap
import ColonnadeModel
import ColonnadeRun
public import Foundation

extension Database {
    /// Who has met a gate that was proved, in the journal.
    static let mapWitness = "colonnade map"

    /// Looks whether nothing has used a table or column for a time, by what the server has counted since the last look,
    /// and remembers the counts in the journal for the next one. Where it is proved, the gate *unused* of the rollouts
    /// that take it away is recorded as met.
    ///
    /// - Parameter code: the second witness: what in it would break without the subject keeps the gate shut.
    public func unused(
        _ text: String, for wanted: Duration, code: ProjectCode, now: Date = .now
    ) async throws -> UnusedDocument {
        let surroundings = try await surroundings(of: text)
        let map = DependencyMap(surroundings)
        let (found, unread) = await code.broken(
            by: [.init(alteration: .drop, subject: CodeSubject(surroundings))])
        let watch = try await look(
            surroundings, map, code: found[0].filter { $0.certainty == .certain }, wanted: wanted, now: now)
        var document = UnusedDocument(
            map, watch, wanted: wanted, gaps: Self.gaps(surroundings, watch, code: found[0]))
        document.notObserved += unread
        guard document.unused else { return document }
        for record in try await waiting(for: map.subject) {
            try await confirm(.unused, of: record, by: Self.mapWitness, note: document.reason)
            document.rollouts.append(record.name)
        }
        return document
    }

    /// Whether a gate that was proved by counts still stands.
    ///
    /// - Throws: ``ColonnadeError/notMet(_:)`` naming a statement that was carried out since.
    func refuseUsedAgain(_ record: RolloutRecord) async throws {
        guard record.gates[.unused]?.by == Self.mapWitness else { return }
        for subject in record.rollout.subjectsTakenAway {
            let table = subject.table
            let surroundings: Surroundings? = try await connected { connection in
                guard try await engine.exists(table, on: connection) else { return nil }
                let found = try await engine.surroundings(of: table, subject.column, on: connection)
                return found.isFound ? found : nil
            }
            guard let surroundings else { continue }
            // Not remembered: the use that is found now has to be found at the next try as well.
            let watch = try await look(
                surroundings, DependencyMap(surroundings), wanted: .zero, now: .now, remembering: false)
            guard case .used(let uses) = watch.answer else { continue }
            throw ColonnadeError.notMet(
                "\(subject) is used again since the gate unused was proved: \(uses.first?.shortText ?? "")"
                    + "\n  remedy: `colonnade map \(subject) --unused-for 7d` once more when it has stopped")
        }
    }

    private func look(
        _ surroundings: Surroundings, _ map: DependencyMap, code: [Dependency] = [], wanted: Duration,
        now: Date,
        remembering: Bool = true
    ) async throws -> UseWatch {
        try await connected { connection in
            let journal = Journal(engine: engine, connection: connection)
            let name = map.subject.description
            let remembered = try await journal.use(of: name).flatMap {
                try? JSONDecoder().decode(UseBaseline.self, from: Data($0.utf8))
            }
            let watch = UseWatch(
                remembered, map, code: code, counting: surroundings.counting, writes: surroundings.writes,
                now: now, wanted: wanted)
            if remembering, let baseline = watch.baseline {
                let text = String(decoding: try JSONEncoder().encode(baseline), as: UTF8.self)
                try await journal.remember(text, ofUse: name)
                if surroundings.writes != nil, let column = surroundings.column {
                    let tripwire = try await engine.tripwire(on: surroundings.table, column, on: connection)
                    try await connection.execute(tripwire.pruning)
                }
            }
            return watch
        }
    }

    /// What nothing of all that can see, so that somebody who knows has to say it.
    private static func gaps(
        _ surroundings: Surroundings, _ watch: UseWatch, code: [Dependency]
    ) -> [String] {
        var gaps = surroundings.countingGaps
        if surroundings.counting == nil {
            gaps.append("reads: the server counts no statements, and a tripwire counts writes only")
        }
        if let baseline = watch.baseline, baseline.isLossy == true {
            gaps.append(
                "reads since \(baseline.since.ISO8601Format()): the server has lost counts of statements; writes were counted"
            )
        }
        let likely = code.filter { $0.certainty == .likely }
        if !likely.isEmpty {
            let places = likely.prefix(3).map(\.shortText).joined(separator: ", ")
            let more = likely.count > 3 ? ", …" : ""
            gaps.append(
                "whether code means it: \(likely.count) place\(likely.count == 1 ? "" : "s") in it may (\(places)\(more))"
            )
        }
        return gaps
    }

    /// Open rollouts that take the subject away and whose gate is not met yet.
    private func waiting(for subject: DependencyMap.Subject) async throws -> [RolloutRecord] {
        try await records().filter { record in
            record.state == .ready && record.rollout.gates.contains(.unused) && record.gates[.unused] == nil
                && record.rollout.subjectsTakenAway.contains(subject)
        }
    }
}

extension Rollout {
    /// The tables and columns that are dropped at the end, by the names that old code knows them by. One that is kept for a
    /// while is hidden under another name first; one whose name a new column has taken over is none of them, for whoever
    /// uses the name may mean either.
    var subjectsTakenAway: [DependencyMap.Subject] {
        dropped.filter { one in
            !one.hasTwin
                || changes.contains { $0.table == one.subject.table && $0.column == one.subject.column }
        }.map(\.subject)
    }

    /// Everything that contract drops, by every name that it may have by then.
    var subjectsDropped: Set<DependencyMap.Subject> { Set(dropped.flatMap { [$0.subject, $0.last] }) }

    /// What contract drops.
    private struct Dropped {
        /// As it is called before contract, and when it is dropped.
        var subject: DependencyMap.Subject
        var last: DependencyMap.Subject
        /// Whether another column has taken its place.
        var hasTwin = false
    }

    private var dropped: [Dropped] {
        var names: [ColumnName: Identifier] = [:]
        func all(_ statements: [Statement]) -> [Dropped] {
            statements.flatMap { statement -> [Dropped] in
                switch statement {
                case .column(.rename(let table, let column, let kept)):
                    names[ColumnName(table, kept)] = column
                    return []
                case .column(.drop(let table, let column)):
                    return [Dropped(subject: .init(table, column), last: .init(table, column), hasTwin: true)]
                case .dropColumn(let table, let column, _):
                    let known = names[ColumnName(table, column)] ?? column
                    return [Dropped(subject: .init(table, known), last: .init(table, column))]
                case .dropTable(let table): return [Dropped(subject: .init(table), last: .init(table))]
                case .together(let parts): return all(parts)
                default: return []
                }
            }
        }
        return all(steps(in: [.contract]).flatMap(\.statements))
    }
}

extension Dependency {
    /// The statement itself, short; a line of code by its place.
    var shortText: String {
        let whole: String
        switch evidence {
        case .line(let path, let line, _): return "\(path):\(line)"
        case .statement(_, _, let text, _, _): whole = text
        case .catalog(_, _, let text): whole = text ?? name
        }
        let words = whole.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 120 ? "\(words.prefix(119))…" : words
    }
}

extension UnusedDocument {
    fileprivate init(_ map: DependencyMap, _ watch: UseWatch, wanted: Duration, gaps: [String]) {
        subject = map.subject.description
        since = watch.baseline?.since.ISO8601Format()
        wantedSeconds = wanted.inSeconds
        (unused, quietSeconds, uses, rollouts) = (false, 0, [], [])
        notObserved = gaps
        writes = watch.writes
        switch watch.answer {
        case .blind:
            notObserved = map.notObserved
            reason =
                "the server counts no statements: install pg_stat_statements, let --tripwire count who writes it, or look "
                + "yourself and say `colonnade confirm unused ROLLOUT --by YOU`"
        case .begun(let why): reason = why
        case .used(let statements):
            uses = statements
            reason = "used since the last look: the time begins again now"
        case .quiet(let time):
            quietSeconds = time.inSeconds
            reason = "nothing has used it so far, but not for long enough"
        case .standing(let code, let time):
            quietSeconds = time.inSeconds
            uses = code
            reason = "no statement has used it for long enough, but code still speaks of it"
        case .unused(let time):
            quietSeconds = time.inSeconds
            unused = gaps.isEmpty
            reason =
                gaps.isEmpty
                ? "no statement that uses it was carried out since \(since ?? "")"
                : "nothing that can be seen has used it since \(since ?? ""), but not everything can be seen: "
                    + "`colonnade confirm unused ROLLOUT --by YOU` when you know the rest"
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
