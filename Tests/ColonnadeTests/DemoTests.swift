import Colonnade
import ColonnadeTestSupport
import Foundation
import Synchronization
import Testing

/// The demo on a small shop, for what it promises rather than for its numbers.
@Suite(.aFewAtATime) struct DemoTests {
    @Test(arguments: [EngineKind.postgresql, .sqlite])
    func everyRowIsRightAndNobodySawAnError(_ engine: EngineKind) async throws {
        var demo = Demo()
        demo.engine = engine
        demo.rows = 5_000
        demo.clients = 4
        let phases = Mutex<[String]>([])
        let folder = Mutex("")
        let (report, kept) = try await demo.run(control: RunControl()) { moment in
            switch moment {
            case .phase(let phase): phases.withLock { $0.append(phase.phase) }
            case .load(let text): folder.withLock { if $0.isEmpty { $0 = Self.folder(text) } }
            default: break
            }
        }
        #expect(report.colonnade.load.errors.isEmpty && report.baseline.errors.isEmpty)
        #expect(report.rowsWrong == 0 && report.rowsVerified > 5_000)
        #expect(report.isNotNull && report.leftBehind.isEmpty && report.isRight)
        #expect(report.colonnade.phases.allSatisfy { $0.load.seconds > 0 })
        #expect(report.plain.load.errorCount > 0, "old code's inserts fail once the column is NOT NULL")
        #expect(phases.withLock { $0 }.prefix(3) == ["baseline", "expand", "backfill"])
        #expect(kept == nil)
        let path = folder.withLock { $0 }
        #expect(!path.isEmpty && !FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [EngineKind.postgresql, .sqlite])
    func anInterruptEndsItSoonAndLeavesNothingBehind(_ engine: EngineKind) async throws {
        var demo = Demo()
        demo.engine = engine
        demo.rows = 5_000
        let control = RunControl()
        let seen = Mutex((folder: "", at: ContinuousClock.now))
        let error = await #expect(throws: ColonnadeError.self) {
            _ = try await demo.run(control: control) { moment in
                guard case .load(let text) = moment else { return }
                seen.withLock { $0 = (Self.folder(text), .now) }
                control.interrupt()
            }
        }
        #expect(error?.exitCode == 130)
        let (folder, interrupted) = seen.withLock { $0 }
        #expect(ContinuousClock.now - interrupted < .seconds(30))
        #expect(!folder.isEmpty && !FileManager.default.fileExists(atPath: folder))
    }

    /// Where the databases are, out of the words that say so.
    private static func folder(_ text: String) -> String {
        text.firstMatch(of: /in (\/[^ ,]+)/).map { String($0.1) } ?? ""
    }
}
