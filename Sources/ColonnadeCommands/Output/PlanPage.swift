import Colonnade

/// A plan for people: hazards first, then phase by phase each step with its SQL, its lock and whom that blocks, the
/// work, the undo.
struct PlanPage {
    let plan: PlanDocument
    let address: String
    let style: Style
    let width: Int

    var text: String {
        let rollout = plan.rollout
        var lines = [
            style.heading(rollout.name)
                + style.faint("  \(rollout.engine.title) \(rollout.serverVersion)  \(address)"),
            "",
        ]
        if plan.steps.isEmpty {
            return (lines + ["Nothing to do: the database is already as the migration wants it."]).joined(
                separator: "\n"
            )
        }
        lines += hazards + code
        for phase in Phase.allCases {
            let steps = plan.steps.filter { $0.step.phase == phase }
            if phase == .contract, rollout.gates.contains(.unused) { lines += gates }
            guard !steps.isEmpty else { continue }
            lines += [style.heading(phase.rawValue.uppercased()), ""]
            for step in steps { lines += self.lines(of: step) + [""] }
        }
        if !rollout.gates.contains(.unused) { lines += gates }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private var hazards: [String] {
        guard !plan.rollout.hazards.isEmpty else { return [] }
        var lines = [style.heading("RUN DIRECTLY, IT WOULD HURT"), ""]
        for hazard in plan.rollout.hazards {
            let mark =
                switch hazard.severity {
                case .error: style.danger("error  ")
                case .warning: style.caution("warning")
                case .note: style.faint("note   ")
                }
            lines.append("  \(mark)  \(style.name(hazard.rule))")
            lines += hazard.message.wrapped(to: width - 11).map { "           \($0)" }
        }
        return lines + [""]
    }

    /// What has to be deployed before running code accepts both schemas.
    private var code: [String] {
        plan.code.map { BrokenCodePage(code: $0, style: style, width: width).lines } ?? []
    }

    private var gates: [String] {
        let name = plan.rollout.name
        var lines = [
            style.good("── ready ──") + "  code may depend on it from here: `colonnade ready \(name)` exits 0"
        ]
        if plan.rollout.gates.contains(.unused) {
            lines.append(
                style.caution("── unused ──") + "  waits for `colonnade confirm unused \(name) --by YOU`: "
                    + "no old code runs any more; then `colonnade complete \(name)`"
            )
        }
        return lines + [""]
    }

    private func lines(of planned: PlannedStep) -> [String] {
        let step = planned.step
        var lines = ["  \(style.name(step.id))  \(step.summary)"]
        for statement in planned.sql {
            let sql = statement.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in sql.enumerated() {
                lines.append("    " + style.faint("│ ") + line + (index == sql.count - 1 ? ";" : ""))
            }
        }
        lines.append("    lock   \(locks(of: planned))")
        lines.append("    work   \(work(of: step))")
        if planned.undo.isEmpty {
            lines.append(
                "    undo   "
                    + (step.reversible ? "nothing to take back" : style.danger("none: this is final")))
        } else {
            let undo = planned.undo.map {
                $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") + ";"
            }
            for (index, line) in undo.flatMap({ $0.wrapped(to: width - 11) }).enumerated() {
                lines.append((index == 0 ? "    undo   " : "           ") + line)
            }
        }
        if let loss = step.lossOnUndo, step.reversible {
            lines.append("    loses  " + style.caution(loss) + " (if taken back)")
        }
        return lines
    }

    private func locks(of planned: PlannedStep) -> String {
        let locks = planned.step.locks
        guard !planned.step.isUnchecked else {
            let limit = planned.lockTimeoutMilliseconds.map { ", waiting at most \($0) ms a try" } ?? ""
            return style.caution("not known: sent as written\(limit)")
        }
        guard !locks.isEmpty else { return "none" }
        return locks.map { claim in
            let blocks =
                switch claim.mode.blocks {
                case .readsAndWrites: style.danger("reads and writes wait")
                case .writes: style.caution("writes wait")
                case .ddl: "only other DDL waits"
                case .nothing: "nobody waits"
                }
            let limit =
                claim.mode.blocks == .readsAndWrites || claim.mode.blocks == .writes
                ? planned.lockTimeoutMilliseconds.map { ", at most \($0) ms a try" } ?? "" : ""
            return "\(claim.mode.rawValue) on \(claim.relation): \(blocks)\(limit)"
        }.joined(separator: "\n           ")
    }

    private func work(of step: Step) -> String {
        guard !step.isUnchecked else { return style.caution("not known") }
        return switch step.work {
        case .catalog: "catalog only: milliseconds, whatever the table's size"
        case .scan: "reads the whole table, beside readers and writers"
        case .build: "builds an index, beside readers and writers"
        case .backfill: "updates rows in short batches, each its own transaction"
        case .rewrite: style.danger("writes the whole table anew under its lock")
        }
    }
}
