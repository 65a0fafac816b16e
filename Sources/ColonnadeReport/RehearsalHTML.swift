import ColonnadeModel

public import ColonnadeRehearsal

/// A rehearsal as one page that needs no network: the verdict first, then what users felt over time.
public enum RehearsalHTML {
    /// The page.
    ///
    /// - Parameter moment: when it was made, for the reader.
    public static func page(of report: RehearsalReport, at moment: String) -> String {
        let title = HTML.escaped(report.rollout)
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title): rehearsal</title>
            <style>
            \(RehearsalStyle.css)
            </style>
            </head>
            <body>
            <header class="\(report.verdict.isYes ? "yes" : "no")">
            <p class="verdict">\(report.verdict.isYes ? "Yes" : "No")</p>
            <div>
            <h1>\(title)</h1>
            <p class="facts">\(HTML.escaped(report.migration)) · rehearsed \(HTML.escaped(moment))</p>
            <ul class="reasons">
            \(items(report.verdict.reasons))
            </ul>
            </div>
            </header>
            <main>
            \(production(report))
            \(charts(report))
            \(comparison(report))
            \(phases(report))
            \(steps(report))
            \(growth(report))
            \(operations(report))
            \(surroundings(report))
            </main>
            </body>
            </html>

            """
    }

    private static func items(_ texts: [String]) -> String {
        texts.map { "<li>\(HTML.escaped($0).replacing("\n", with: "<br>"))</li>" }.joined(separator: "\n")
    }

    private static func section(_ title: String, _ content: String) -> String {
        "<section>\n<h2>\(title)</h2>\n\(content)\n</section>"
    }

    private static func production(_ report: RehearsalReport) -> String {
        let lines = (report.forecast?.lines ?? []) + report.advice
        return lines.isEmpty ? "" : section("In production", "<ul>\(items(lines))</ul>")
    }

    // MARK: - Over time

    private static func charts(_ report: RehearsalReport) -> String {
        let attempts = report.attempts
        guard let first = attempts.first else { return "" }
        let timelines = attempts.map(\.attempt.run.timeline)
        let seconds = timelines.flatMap(\.spans).map(\.end).max() ?? 1
        let highest = timelines.flatMap(\.slices).map(\.longest).max() ?? 1
        let allowed = report.limits.allowedPause(first.attempt.run.baseline)
        let drawn = attempts.map { name, attempt in
            func chart(_ width: Int) -> String {
                LatencyChart(
                    timeline: attempt.run.timeline, seconds: seconds, highest: highest, allowed: allowed,
                    width: width
                ).svg
            }
            return """
                <figure>
                <figcaption><b>\(name)</b> · \(caption(attempt))</figcaption>
                <div class="wide">\(chart(1_160))</div><div class="narrow">\(chart(380))</div>
                </figure>
                """
        }
        return section(
            "What users felt",
            "<p class=\"facts\">The longest that somebody waited, in every tenth of a second, from when an operation was "
                + "due; below the line, operations that failed.\(drawn.count > 1 ? " Both runs on the same scale." : "")\(uncounted(timelines))</p>\n"
                + drawn.joined(separator: "\n"))
    }

    private static func uncounted(_ timelines: [LoadTimeline]) -> String {
        let phases = Set(timelines.flatMap(\.spans).map(\.phase))
        return (phases.contains("restart") ? " What waited while the server was away does not count." : "")
            + (phases.contains("compare") ? " While rows are compared, clients rest." : "")
    }

    private static func caption(_ attempt: RehearsalReport.Attempt) -> String {
        let run = attempt.run
        if let failure = run.failure {
            // What to do about it stands above.
            return "failed: \(HTML.escaped(failure.split(separator: "\n").first.map(String.init) ?? failure))"
        }
        if run.isCutShort { return "broken off after \(Figures.seconds(run.seconds)): it changed nothing" }
        return
            "\(Figures.seconds(run.seconds)) for the change, longest pause \(run.load.longestPause.asMilliseconds)"
    }

    // MARK: - Tables

    private static func table(_ head: [String], _ rows: [[String]]) -> String {
        let header = head.map { "<th>\($0)</th>" }.joined()
        let body = rows.map { row in
            "<tr>"
                + row.map { "<td\($0.count < 12 ? " class=\"short\"" : "")>\(HTML.escaped($0))</td>" }
                .joined() + "</tr>"
        }
        return
            "<div class=\"scroll\"><table><thead><tr>\(header)</tr></thead><tbody>\n\(body.joined(separator: "\n"))\n</tbody></table></div>"
    }

    private static func comparison(_ report: RehearsalReport) -> String {
        guard let (head, rows) = Figures.comparison(report) else { return "" }
        let failures = report.attempts.flatMap { name, attempt in
            attempt.run.load.errors.prefix(5).map { "\(name): \($0.count) × \($0.code) \($0.sample)" }
        }
        return section(
            "Side by side",
            table(head, rows) + plainVerdict(report)
                + (failures.isEmpty ? "" : "<ul class=\"failures\">\(items(failures))</ul>"))
    }

    private static func plainVerdict(_ report: RehearsalReport) -> String {
        guard let verdict = report.plainVerdict else { return "" }
        return verdict.isYes
            ? "<p>The plain SQL keeps every limit as well.</p>"
            : "<p>The plain SQL by the same limits: <b>no</b>.</p><ul>\(items(verdict.reasons))</ul>"
    }

    private static func phases(_ report: RehearsalReport) -> String {
        Figures.phases(report).map { section("Phase by phase", table($0.head, $0.rows)) } ?? ""
    }

    private static func growth(_ report: RehearsalReport) -> String {
        Figures.growth(report).map { section("What grew", table($0.head, $0.rows)) } ?? ""
    }

    private static func steps(_ report: RehearsalReport) -> String {
        guard !report.steps.isEmpty else { return "" }
        let rows = report.steps.map { step in
            [
                step.phase.rawValue, step.summary, step.locks.joined(separator: ", "),
                step.held.joined(separator: ", "), step.work.rawValue,
                Figures.seconds(step.seconds), "\(step.waitMilliseconds) ms", "\(step.holdMilliseconds) ms",
                "\(step.waiters)",
            ]
        }
        return section(
            "Steps and locks",
            table(
                [
                    "phase", "step", "locks planned", "locks seen", "work", "took", "waited", "held",
                    "waiting behind",
                ], rows))
    }

    private static func operations(_ report: RehearsalReport) -> String {
        guard let run = report.colonnade?.run else { return "" }
        let rows = run.operations.map { operation in
            let (before, during) = (operation.before, operation.during)
            func figure(_ summary: LatencySummary, _ value: (LatencySummary) -> Double) -> String {
                summary.operations == 0 ? "" : value(summary).asMilliseconds
            }
            return [
                operation.name, before.operations.grouped, figure(before, \.p99), during.operations.grouped,
                figure(during, \.p50), figure(during, \.p99), figure(during, \.longestPause),
                during.errorCount.grouped,
            ]
        }
        return section(
            "By operation",
            table(
                ["operation", "before", "p99 before", "during", "p50", "p99", "longest", "errors"], rows))
    }

    private static func surroundings(_ report: RehearsalReport) -> String {
        let sharers =
            report.snapshot.isPrivate ? "server, clients and Colonnade together" : "clients and Colonnade"
        var facts = ["The copy: \(report.snapshot.line)"]
        if report.snapshot.bytes > 0 {
            facts += [
                "It took \(Figures.seconds(report.snapshot.seconds))",
                "\(report.processors) processors for \(sharers)",
            ]
        }
        if report.colonnade != nil {
            facts.append(
                "\(report.load.clients) clients of each generation, \(Int(report.load.rate)) operations a second, from \(report.load.origin)"
            )
        }
        facts += report.proofs + report.snapshot.remarks + report.load.notMade.map { "Not rehearsed: \($0)" }
        return section("How it was measured", "<ul>\(items(facts))</ul>")
    }
}
