import ColonnadeModel

/// How bad a finding is on the table that it is about. Only what is said about locks and time follows sizes and traffic: a
/// column that is gone is gone from a small table as well.
extension Hit {
    /// Below so many rows, work in proportion to the table is over before anybody notices.
    private static let smallTable: Int64 = 10_000
    /// From so many rows on, work in proportion to the table hurts the disk and the replicas, even if nobody waits for it.
    private static let largeTable: Int64 = 1_000_000
    /// Fewer reads and writes a second than this: hardly ever anybody there to wait.
    private static let idle = 0.01
    /// From so many on, even a short lock makes a queue.
    private static let busy = 10.0

    func severity(of rule: any HazardRule.Type, on use: TableUse?) -> Hazard.Severity {
        guard [.locks, .transactions].contains(rule.topic), let use else { return rule.severity }
        let isLong = work != nil && work != .catalog
        if isLong, let rows = use.rows, rows < Self.smallTable { return .note }
        guard let waiting = waiting(use) else { return rule.severity }
        if waiting < Self.idle {
            if !isLong { return .note }
            if let rows = use.rows, rows < Self.largeTable { return rule.severity.lowered }
        }
        return waiting >= Self.busy ? rule.severity.raised : rule.severity
    }

    /// How many reads and writes come in a second that the lock keeps waiting; nil where the lock or the traffic is not
    /// known.
    private func waiting(_ use: TableUse) -> Double? {
        switch lock?.blocks {
        case .readsAndWrites: use.readsPerSecond.flatMap { reads in use.writesPerSecond.map { reads + $0 } }
        case .writes: use.writesPerSecond
        case .ddl, .nothing, nil: nil
        }
    }
}

extension Hazard.Severity {
    fileprivate var lowered: Hazard.Severity { self == .error ? .warning : .note }
    fileprivate var raised: Hazard.Severity { self == .note ? .note : .error }
}
