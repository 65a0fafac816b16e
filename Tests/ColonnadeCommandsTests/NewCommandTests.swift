import ColonnadeTestSupport
import Foundation
import Testing

/// `colonnade new`, in the convention of the tool that owns the folder.
@Suite(.aFewAtATime) struct NewCommandTests {
    /// sqitch deploys what is in its plan, in that order, and nothing else.
    @Test func aNewChangeOfSqitchIsInThePlan() async throws {
        let project = try LintProject([
            "sqitch.plan":
                "%syntax-version=1.0.0\n%project=shop\n\nfirst 2026-01-01T00:00:00Z Bo <bo@localhost> # First",
            "sqitch.conf": "[core]\n\tengine = pg\n[user]\n\tname = Ann\n\temail = ann@localhost\n",
            "deploy/first.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);",
            "revert/first.sql": "DROP TABLE orders;",
            "colonnade.yaml": "migrations: .\n",
        ])
        defer { project.remove() }
        let new = try await project.colonnade(["new", "Add total to orders"])
        #expect(
            new.stdout == """
                deploy/add_total_to_orders.sql
                revert/add_total_to_orders.sql
                verify/add_total_to_orders.sql
                sqitch.plan

                """, "\(new.stderr)")
        let lines = try project.read("sqitch.plan").split(separator: "\n")
        #expect(lines.count == 4 && lines[2].hasPrefix("first "))
        let entry =
            /add_total_to_orders \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ Ann <ann@localhost> # Add total to orders/
        #expect(lines.last?.wholeMatch(of: entry) != nil, "\(lines)")
    }

    @Test func whatIsThereAlreadyIsNotWrittenOver() async throws {
        let project = try LintProject([
            "sqitch.plan": "first 2026-01-01T00:00:00Z Bo <bo@localhost> # First\n",
            "deploy/first.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);",
            "colonnade.yaml": "migrations: .\n",
        ])
        defer { project.remove() }
        let again = try await project.colonnade(["new", "first"])
        #expect(again.status == 2 && again.stderr.contains("deploy/first.sql exists already"))
        #expect(try project.read("deploy/first.sql") == "CREATE TABLE orders (id bigint PRIMARY KEY);")
        #expect(try project.read("sqitch.plan").split(separator: "\n").count == 1)
    }
}
