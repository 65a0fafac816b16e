import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// Somebody holds a table ACCESS EXCLUSIVE: what is only looked at goes on, what needs the table says so.
@Suite(.aFewAtATime) struct LockedTableTests {
    @Test(arguments: TestServers.versions)
    func planningAnotherTableDoesNotWaitAndPlanningThatOneSaysWhoHoldsIt(_ version: Int) async throws {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE TABLE orders (id int PRIMARY KEY, n int CHECK (n > 0)); CREATE TABLE other (id int);
            CREATE INDEX orders_n_idx ON orders (n)
            """
        )
        let holder = try await database.session()
        try await holder.execute("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        let other = try await CommandLineTool.run(
            ["plan", "--sql", "ALTER TABLE other ADD COLUMN a int"], on: database)
        #expect(other.status == 0, "\(other.stderr)")
        for sql in ["ALTER TABLE orders ADD COLUMN a int", "DROP INDEX orders_n_idx"] {
            let run = try await CommandLineTool.run(["apply", "--yes", "--sql", sql], on: database)
            #expect(run.status == 4, "\(run.stderr)")
            #expect(run.stderr.contains("public.orders is locked ACCESS EXCLUSIVE"), "\(run.stderr)")
            #expect(run.stderr.contains("test client"), "who holds it: \(run.stderr)")
        }
        let status = try await CommandLineTool.run(["status"], on: database)
        #expect(status.status == 0, "\(status.stderr)")
        try await holder.execute("COMMIT")
        await holder.close()
        await database.drop()
    }
}
