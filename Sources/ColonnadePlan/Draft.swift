import ColonnadeModel

/// What a recipe makes of one change: steps without their locks and numbers yet, and what would have hurt.
struct Draft {
    struct Step {
        var phase: Phase
        var kind: String
        var summary: String
        var statements: [Statement]
        var undo: [Statement]
        var lossOnUndo: String?
        var reversible = true
        /// How long what it destroys is kept first.
        var retention: Duration?
    }

    var steps: [Step] = []
    var hazards: [Hazard] = []

    mutating func add(
        _ phase: Phase, _ kind: String, _ summary: String, _ statements: [Statement], undo: [Statement] = [],
        loss: String? = nil, reversible: Bool = true, retention: Duration? = nil
    ) {
        guard !statements.isEmpty else { return }
        steps.append(
            Step(
                phase: phase, kind: kind, summary: summary, statements: statements, undo: undo,
                lossOnUndo: loss,
                reversible: reversible, retention: retention
            )
        )
    }

    mutating func warn(
        _ rule: String, _ severity: Hazard.Severity = .warning, _ table: ObjectName, _ column: Identifier?,
        _ message: String
    ) {
        hazards.append(Hazard(rule: rule, severity: severity, message: message, table: table, column: column))
    }
}
