import ColonnadeSQL

/// Where the transactions begin and end that the tool makes around the statements of a script.
struct TransactionBoundaries {
    /// What a statement finds open.
    struct Opened {
        var transaction: TransactionState?
    }

    private let units: [ExecutionUnit]
    private let read: LintScript
    private var current: Int?
    /// What is open behind a COMMIT in the script: nothing, unless what follows is still part of one string.
    private(set) var afterCommit: TransactionState?

    init(_ units: [ExecutionUnit], _ read: LintScript) {
        self.units = units
        self.read = read
    }

    /// Goes on to a statement.
    ///
    /// - Returns: what is open from here on; nil where it is in the same unit as the one before.
    mutating func enter(_ statement: PostgresScript.Statement) -> Opened? {
        let unit = units.firstIndex { $0.bytes.contains(statement.bytes.lowerBound) }
        guard unit != current else { return nil }
        current = unit
        let opened = unit.flatMap { open(units[$0]) }
        afterCommit = opened?.origin == .message ? opened : nil
        return Opened(transaction: opened)
    }

    /// Whether the statement that was entered last is sent in one string with what stands beside it.
    var isInMessage: Bool { current.map { units[$0].mode == .oneMessage } ?? false }

    private func open(_ unit: ExecutionUnit) -> TransactionState? {
        switch unit.mode {
        case .wrapped: return TransactionState(.tool)
        case .separate: return nil
        case .oneMessage:
            let statements = read.script.statements.count { unit.bytes.contains($0.bytes.lowerBound) }
            return statements > 1 ? TransactionState(.message) : nil
        }
    }
}
