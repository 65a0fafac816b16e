public import ArgumentParser
public import Colonnade

extension EngineKind: ExpressibleByArgument {}

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Watch a column go live on a private database under load, beside the same SQL run directly.",
        discussion: """
            Starts a private PostgreSQL in a temporary folder, and ends it. Exits 1 if a row is wrong, if anything \
            was left on the table, or if a client saw an error while Colonnade was at work. Examples:
              colonnade demo
              colonnade demo --rows 200000 --keep
              colonnade demo --engine sqlite
            """
    )

    @Option(help: ArgumentHelp("Orders in the shop (default: 1000000, with sqlite 200000).", valueName: "n"))
    var rows: Int?
    @Option(help: ArgumentHelp("Clients of the old code, and later as many of the new.", valueName: "n"))
    var clients: Int = 8
    @Option(help: "postgresql or sqlite.")
    var engine: EngineKind = .postgresql
    @Flag(help: "Leave the database running and say how to connect.")
    var keep = false
    @Flag(help: "Print one JSON document on stdout.")
    var json = false
    @Flag(help: "Print results and errors only.")
    var quiet = false
    @Flag(help: "Print without colours (also NO_COLOR).")
    var noColor = false

    func validate() throws {
        if let rows, rows < 1_000 { throw ValidationError("--rows takes 1000 or more") }
        if !(1...64).contains(clients) { throw ValidationError("--clients takes 1 to 64") }
    }

    func run() async throws {
        let console = Console(quiet: quiet || json, verbose: false, noColor: noColor)
        var demo = Demo()
        demo.engine = engine
        demo.rows = rows ?? (engine == .sqlite ? 200_000 : 1_000_000)
        demo.clients = clients
        demo.keeps = keep
        let (control, sources) = RunControl.onSignals(console)
        let screen = LoadScreen(console: console)
        let (report, kept) = try await LoadScreen.orStopped(console, screen) {
            try await demo.run(control: control) { screen.show($0) }
        }
        withExtendedLifetime(sources) {}
        if json {
            try console.json(report)
        } else {
            console.result(DemoPage(report: report, style: console.style).text)
        }
        if let kept {
            // Not a message: without it, nobody could end what --quiet or --json left running.
            console.error("\nIt is still there:\n  \(kept.connect)\nEnd it with:\n  \(kept.end)")
        }
        if !report.isRight { throw ExitCode(1) }
    }
}
