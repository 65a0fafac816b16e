import ColonnadeEngine
public import ColonnadeModel
import ColonnadeRehearsal
public import ColonnadeRun
import Foundation
import Synchronization

/// The whole story on a private database, under load: a NOT NULL column with a computed value goes live in a table that
/// is read and written all the time; then the same SQL is run directly on a copy.
public struct Demo: Sendable {
    /// Which database.
    public var engine = EngineKind.postgresql
    /// Orders in the shop.
    public var rows = 1_000_000
    /// Clients of the old code, and later as many of the new.
    public var clients = 8
    /// Whether the database goes on running afterwards.
    public var keeps = false

    /// A demo with the defaults.
    public init() {}

    /// Operations a second of all clients: what leaves a small machine some room.
    private var rate: Double { engine == .sqlite ? 100 : 500 }

    /// Runs the story. Everything it started ends with it.
    ///
    /// - Returns: what was measured, and how to reach the database if it is kept.
    public func run(
        control: RunControl, observe: @escaping @Sendable (DemoMoment) -> Void
    ) async throws -> (report: DemoReport, kept: (connect: String, end: String)?) {
        observe(.chapter("Building a shop of \(rows) orders, and a copy of it …"))
        let sandbox = try await Database.translating { try await DemoSandbox.open(engine, rows: rows) }
        do {
            let report = try await tell(sandbox, control, observe)
            if keeps { return (report, sandbox.keep()) }
            sandbox.close()
            return (report, nil)
        } catch {
            sandbox.close()
            throw error
        }
    }

    private func tell(
        _ sandbox: DemoSandbox, _ control: RunControl, _ observe: @escaping @Sendable (DemoMoment) -> Void
    ) async throws -> DemoReport {
        observe(
            .chapter("\(sandbox.description), \(clients) clients of the old code, \(Int(rate)) operations/s"))
        let rollout = DemoRollout(
            shop: sandbox.shop, clients: clients, rate: rate, control: control, observe: observe)
        let ours = try await rollout.run()
        if control.isInterrupted { throw ColonnadeError.run(.interrupted, rollout: "demo") }
        observe(.chapter("The same SQL run directly, on the copy, under the same load"))
        let plain = DemoPlain(shop: sandbox.copy, clients: clients, rate: rate, observe: observe)
        let theirs = try await Database.translating { try await plain.run() }
        return DemoReport(
            server: sandbox.description, rows: rows, baseline: ours.baseline, colonnade: ours.run,
            plain: theirs,
            rowsVerified: ours.rows, rowsWrong: ours.wrong
        )
    }
}

/// Shows several times a second what users feel, until stopped.
final class DemoPulse: Sendable {
    private let isStopped = Mutex(false)
    private let now = Mutex((phase: "baseline", percent: Double?.none))
    private let task: Mutex<Task<Void, Never>?> = Mutex(nil)
    private let recorder: LatencyRecorder
    private let observe: @Sendable (DemoMoment) -> Void

    init(_ recorder: LatencyRecorder, _ observe: @escaping @Sendable (DemoMoment) -> Void) {
        self.recorder = recorder
        self.observe = observe
    }

    func enter(_ phase: String) {
        let before = now.withLock { now in
            defer { now = (phase, nil) }
            return now.phase
        }
        guard before != phase else { return }
        recorder.enter(phase)
        observe(.phase(DemoReport.Phase(phase: before, load: recorder.summary(of: before))))
    }

    func progress(_ percent: Double) { now.withLock { $0.percent = percent } }

    func start() {
        let task = Task {
            while !isStopped.withLock({ $0 }) {
                try? await Task.sleep(for: .milliseconds(400))
                let (phase, percent) = now.withLock { $0 }
                observe(.now(phase: phase, recorder.recent(), percent: percent))
            }
        }
        self.task.withLock { $0 = task }
    }

    func stop() async {
        isStopped.withLock { $0 = true }
        await task.withLock { $0 }?.value
        let phase = now.withLock { $0.phase }
        observe(.phase(DemoReport.Phase(phase: phase, load: recorder.summary(of: phase))))
    }
}
