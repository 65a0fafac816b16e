import ColonnadeRehearsal
import Synchronization
import Testing

@Suite struct LoadPulseTests {
    /// What is told of a story, by the names of its phases.
    private func told(_ story: (LoadPulse) -> Void) async -> [String] {
        let told = Mutex<[String]>([])
        let pulse = LoadPulse(LatencyRecorder(phase: "baseline")) { moment in
            if case .phase(let phase) = moment { told.withLock { $0.append(phase.phase) } }
        }
        story(pulse)
        await pulse.stop()
        return told.withLock { $0 }
    }

    @Test func aPhaseThatWasInterruptedIsToldOnceWhenItIsOver() async {
        let phases = await told { pulse in
            pulse.enter("backfill")
            pulse.interrupt(by: "restart")
            pulse.enter("backfill")
            pulse.interrupt(by: "power loss")
            pulse.enter("backfill")
            pulse.enter("verify")
        }
        #expect(phases == ["baseline", "restart", "power loss", "backfill", "verify"])
    }

    @Test func aPhaseThatDoesNotGoOnIsToldBeforeWhatInterruptedIt() async {
        let phases = await told { pulse in
            pulse.enter("backfill")
            pulse.interrupt(by: "restart")
            pulse.interrupt(by: "power loss")
            pulse.enter("verify")
            pulse.interrupt(by: "restart again")
        }
        #expect(phases == ["baseline", "restart", "backfill", "power loss", "verify", "restart again"])
    }
}
