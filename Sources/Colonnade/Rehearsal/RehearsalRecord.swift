import ColonnadeModel
public import ColonnadeRehearsal
import Crypto
public import Foundation

/// What `apply` asks for where `colonnade.yaml` says `require_rehearsal: true`: the result of the last rehearsal of a rollout,
/// in a small file in `.colonnade/rehearsals` beside `colonnade.yaml`, made to be committed with the migration.
struct RehearsalRecord: Codable, Equatable {
    var rollout: String
    var verdict: String
    /// Of the plan that was rehearsed: of every statement that it sends and every one that takes it back.
    var plan: String
    var source: String
    var server: String
    var rehearsedAt: String

    enum CodingKeys: String, CodingKey {
        case rollout, verdict, plan, source, server, rehearsedAt = "rehearsed_at"
    }

    static func path(of rollout: String, in root: URL) -> URL {
        root.appendingPathComponent(".colonnade/rehearsals/\(rollout).json")
    }

    /// - Returns: nil where there is none, or none that can be read.
    static func read(_ rollout: String, in root: URL) -> RehearsalRecord? {
        guard let data = FileManager.default.contents(atPath: path(of: rollout, in: root).path) else {
            return nil
        }
        return try? JSONDecoder().decode(RehearsalRecord.self, from: data)
    }

    func write(in root: URL) throws {
        let url = Self.path(of: rollout, in: root)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (encoder.encode(self) + Data("\n".utf8)).write(to: url, options: .atomic)
        } catch {
            throw ColonnadeError.badInput("cannot write \(url.path): \(error.localizedDescription)")
        }
    }
}

extension PlanDocument {
    /// SHA-256 over what the plan does: each step with its phase, its statements and what takes them back. Estimates and
    /// timeouts are left out, so that the same plan on a copy has the same.
    public var fingerprint: String {
        let text = steps.map { step in
            ([step.step.id, step.step.phase.rawValue] + step.sql + ["--"] + step.undo).joined(separator: "\n")
        }.joined(separator: "\n\n")
        return SHA256.hash(data: Data(text.utf8)).hexadecimal
    }
}

extension Project {
    /// Whether a rollout may begin: where rehearsals are required, the last one of exactly this plan said yes.
    ///
    /// - Throws: ``ColonnadeError/notMet(_:)`` with what to do.
    public func requireRehearsal(of plan: PlanDocument) throws {
        guard configuration.requireRehearsal == true else { return }
        let name = plan.rollout.name
        let remedy =
            "`colonnade rehearse \(plan.rollout.migration.path)` has to say yes first (require_rehearsal in colonnade.yaml)"
        guard let record = RehearsalRecord.read(name, in: root) else {
            throw ColonnadeError.notMet("\(name) was not rehearsed: \(remedy)")
        }
        guard record.plan == plan.fingerprint else {
            throw ColonnadeError.notMet(
                "\(name) was rehearsed on \(record.rehearsedAt) with another plan, since the migration, the tables or the "
                    + "server's version have changed: \(remedy)")
        }
        guard record.verdict == "yes" else {
            throw ColonnadeError.notMet(
                "the rehearsal of \(name) on \(record.rehearsedAt) said no: \(remedy)")
        }
    }

    /// Keeps what a rehearsal said, where `apply` asks for it.
    ///
    /// - Returns: the file; nil where none is asked for, or no plan was made.
    @discardableResult public func remember(_ report: RehearsalReport, at now: Date) throws -> String? {
        guard configuration.requireRehearsal == true, let plan = report.plan else { return nil }
        let record = RehearsalRecord(
            rollout: report.rollout, verdict: report.verdict.isYes ? "yes" : "no", plan: plan,
            source: report.snapshot.source, server: String(report.snapshot.server.prefix { $0 != "," }),
            rehearsedAt: now.ISO8601Format())
        try record.write(in: root)
        return RehearsalRecord.path(of: report.rollout, in: root).path
    }
}
