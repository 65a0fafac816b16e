import ColonnadeModel
import ColonnadeRehearsal

/// What a rehearsal takes as far as that is known before: by the bytes and rows there are, and by what two processors do with
/// them. What it really takes corrects it (``TimeEstimate``).
extension TimeEstimate {
    // Measured with half a million to two million rows of a hundred bytes on a virtual machine of two processors.
    private static let bytesReadPerSecond = 30_000_000.0
    private static let bytesRestoredPerSecond = 40_000_000.0
    private static let bytesStreamedPerSecond = 15_000_000.0
    private static let bytesOfFilesPerSecond = 150_000_000.0
    private static let bytesScannedPerSecond = 300_000_000.0
    private static let bytesBuiltPerSecond = 40_000_000.0
    private static let rowsFilledPerSecond = 100_000.0
    private static let rowsComparedPerSecond = 150_000.0

    /// An ended session, a killed process and two starts of the server.
    private static let faults = Duration.seconds(7)
    /// Servers start, and programs are called.
    private static let setUp = 1.5
    /// A step that only touches the catalog.
    private static let shortStep = 0.05

    /// The whole of it, before anything is copied.
    ///
    /// - Parameters:
    ///   - bytes: of the rows that are wanted.
    ///   - migrations: how many are rehearsed.
    init(of rehearsal: Rehearsal, bytes: Double, migrations: Int) {
        var parts: [(part: Part, duration: Duration)] = []
        func add(_ part: Part, _ seconds: Double) { parts.append((part, .seconds(seconds))) }
        switch rehearsal.source {
        case .database where rehearsal.copying.keepsPages:
            add(.copying, Self.setUp + bytes / Self.bytesOfFilesPerSecond)
        case .database where rehearsal.copying.isPlain:
            add(.copying, Self.setUp + bytes / Self.bytesReadPerSecond)
            add(.restoring, bytes / Self.bytesRestoredPerSecond)
        case .database:
            let share = rehearsal.copying.sample ?? 1
            let allowed = rehearsal.copying.bytesPerSecond.map(Double.init) ?? .infinity
            add(.copying, Self.setUp + bytes * share / min(Self.bytesStreamedPerSecond, allowed))
        case .dump: add(.restoring, Self.setUp + bytes / Self.bytesRestoredPerSecond)
        }
        if rehearsal.hasReplica { add(.standby, Self.setUp + bytes / Self.bytesOfFilesPerSecond) }
        let change = Self.shortStep * 5 + bytes / Self.bytesBuiltPerSecond
        let pace = rehearsal.pace
        for _ in 0..<migrations {
            add(.preparing, Self.setUp + 2 * bytes / Self.bytesOfFilesPerSecond)
            add(.before, pace.before.seconds)
            let rounds = rehearsal.isFull ? 2.0 : 1
            let faults = rehearsal.isFull ? (RehearsalFaults.transaction + Self.faults).seconds : 0
            add(.change, change * rounds + faults + (pace.sideBySide * 1.5).seconds)
            add(.after, pace.after.seconds)
            if rehearsal.compares {
                add(.before, pace.before.seconds)
                add(.change, change)
                add(.after, pace.after.seconds)
            }
            add(.proof, bytes / Self.bytesScannedPerSecond)
        }
        self.init(parts)
    }

    /// What a rollout's steps are expected to take on tables of some size, and what is between them.
    static func parts(
        of rollout: Rollout, on catalog: CatalogSnapshot, pace: Pace, faults: Bool
    ) -> [(part: Part, duration: Duration)] {
        func part(_ step: Step) -> (part: Part, duration: Duration) {
            (.step(step.id), .seconds(seconds(of: step, rollout, catalog)))
        }
        let toReady = rollout.steps.filter { $0.phase != .contract }.map(part)
        var parts = toReady
        if faults {
            var disturbed = toReady
            if let last = disturbed.indices.last { disturbed[last].duration += Self.faults }
            parts =
                [(.faults, RehearsalFaults.transaction)] + disturbed
                + [(.rollBack, .seconds(1)), (.proof, proof(of: rollout.tables, on: catalog))] + toReady
        }
        return parts + [(.sideBySide, pace.sideBySide * 1.5)] + rollout.steps(in: [.contract]).map(part)
    }

    /// What the plain SQL is expected to take: what a rollout took, or less where that gave way to others.
    static func plain(_ rollout: Rollout, took seconds: Double, on catalog: CatalogSnapshot) -> Duration {
        let alone = rollout.steps.map { Self.seconds(of: $0, rollout, catalog) }.reduce(0, +)
        return min(.seconds(min(seconds, alone)), PlainUnderLoad.longest)
    }

    /// What comparing the rows of some tables is expected to take.
    static func proof(of tables: Set<ObjectName>, on catalog: CatalogSnapshot) -> Duration {
        let rows = tables.compactMap { catalog.tables[$0]?.estimatedRows }.reduce(0, +)
        return .seconds(setUp + Double(rows) / rowsComparedPerSecond)
    }

    private static func seconds(of step: Step, _ rollout: Rollout, _ catalog: CatalogSnapshot) -> Double {
        if case .backfill(let backfill)? = step.statements.first {
            let rows = backfill.estimatedRows ?? catalog.tables[backfill.table]?.estimatedRows ?? 0
            return shortStep + Double(rows) / rowsFilledPerSecond
        }
        let locked = Set(step.locks.map(\.relation)).intersection(catalog.tables.keys)
        let bytes = (locked.isEmpty ? rollout.tables : locked)
            .compactMap { catalog.tables[$0]?.estimatedBytes }.reduce(0, +)
        switch step.work {
        case .catalog: return shortStep
        case .scan: return shortStep + Double(bytes) / bytesScannedPerSecond
        case .build, .rewrite, .backfill: return shortStep + Double(bytes) / bytesBuiltPerSecond
        }
    }
}
