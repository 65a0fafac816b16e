import ColonnadeEngine
public import ColonnadeModel
public import ColonnadeRun
import Foundation

extension Database {
    /// Where rollouts stand, what they wait for, who blocks them.
    ///
    /// - Parameters:
    ///   - name: part of a name; nil for all that are open, and the last that is not.
    ///   - code: what is searched for evidence that running code accepts both schemas.
    public func status(_ name: String? = nil, code: ProjectCode? = nil) async throws -> StatusDocument {
        let records: [RolloutRecord]
        if let name {
            records = [try await find(name)]
        } else {
            let latest = Self.latest(try await self.records())
            let open = latest.filter(\.state.isOpen)
            records = open.isEmpty ? Array(latest.suffix(1)) : open
        }
        var broken: [BrokenCode?] = []
        for record in records {
            let isAsked = record.state.isOpen && record.gates[.tolerant] == nil
            guard isAsked, let code else { broken.append(nil); continue }
            broken.append(try await brokenCode(by: record.rollout, in: code))
        }
        return try await connected { connection in
            var rollouts: [StatusDocument.Entry] = []
            for (record, code) in zip(records, broken) {
                rollouts.append(try await entry(record, code, on: connection))
            }
            return StatusDocument(rollouts: rollouts)
        }
    }

    private func entry(
        _ record: RolloutRecord, _ code: BrokenCode?, on connection: any Connection
    ) async throws -> StatusDocument.Entry {
        var record = record
        var blockers: [Blocker] = []
        if record.state.isRunning {
            if try await isAbandoned(record) {
                record.state = .stopped
                record.error =
                    "its runner is gone; `colonnade apply` continues, `colonnade rollback` takes it back"
            } else if let step = record.currentStep, step.transactional, step.work != .backfill {
                blockers = try await engine.blockers(of: step.locks, on: connection).filter {
                    $0.ageMilliseconds > 100 && $0.application != "colonnade: \(record.name)"
                }
            }
        }
        return StatusDocument.Entry(record, blockers: blockers, code: code)
    }

    /// Whether nobody holds the lease of a rollout that should be running. Asked on a session of its own, whose end
    /// gives the lease back at once.
    private func isAbandoned(_ record: RolloutRecord) async throws -> Bool {
        try await connected { try await engine.acquireLease(record.id, on: $0) == nil }
    }

    /// Whether code may depend on what a rollout, or a column's rollout, brings.
    ///
    /// - Parameter subject: part of a rollout's name, or `table.column`.
    public func readiness(of subject: String) async throws -> Readiness {
        let latest = Self.latest(try await records())
        let record: RolloutRecord
        if let byColumn = latest.last(where: { $0.rollout.concerns(subject) }) {
            record = byColumn
        } else if subject.contains("."), !latest.contains(where: { $0.name.contains(subject) }) {
            return Readiness(isReady: false, reason: "no rollout of \(subject) was begun yet", rollout: nil)
        } else {
            record = try await find(subject)
        }
        if let gate = record.gates[.ready], record.state != .rolledBack, record.state != .rollingBack {
            return Readiness(isReady: true, reason: gate.note, rollout: record.name)
        }
        let entry = try await status(record.name).rollouts.first
        return Readiness(
            isReady: false, reason: entry?.line ?? "\(record.name) is \(record.state.rawValue)",
            rollout: record.name
        )
    }
}

/// Whether code may depend on a change.
public struct Readiness: Sendable, Encodable {
    /// The answer.
    public var isReady: Bool
    /// The proof, or what is missing.
    public var reason: String
    /// The rollout; nil if there is none yet.
    public var rollout: String?

    enum CodingKeys: String, CodingKey { case isReady = "ready", reason, rollout }
}

extension Rollout {
    /// Whether a `table.column`, with or without schema, is among the changes.
    func concerns(_ subject: String) -> Bool {
        changes.contains { change in
            guard let table = change.table, let column = change.column else { return false }
            return subject == "\(table).\(column)" || subject == "\(table.name).\(column)"
        }
    }
}

extension RolloutRecord {
    /// The step at hand: begun and not done, or the next one.
    public var currentStep: Step? {
        if state == .rollingBack {
            return rollout.steps.last { steps[$0.id].map { $0.state != .undone } ?? false }
        }
        return rollout.steps.first { steps[$0.id]?.state != .done }
    }

    /// What is hidden and until when it is kept; nil where nothing is, or the time is over.
    public var kept: String? {
        guard state.isOpen, let step = currentStep, let until = keptUntil(step), until > .now,
            let hidden = rollout.steps.last(where: { $0.kind == "hide-column" })
        else { return nil }
        return "\(hidden.summary.replacing("Rename", with: "Renamed")) until \(until.formatted(.iso8601))"
    }
}
