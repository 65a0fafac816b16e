import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import Testing

/// What can happen to an index on its way.
@Suite(.aFewAtATime) struct IndexTests {
    @Test func duplicatesAreCountedAndShownBeforeAUniqueIndexIsBuilt() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE orders (id int, region text);
            INSERT INTO orders SELECT i % 50, 'r' || i % 3 FROM generate_series(1, 52) i;
            INSERT INTO orders VALUES (NULL, 'r'), (NULL, 'r');
            """
        )
        let sql = "CREATE UNIQUE INDEX once ON orders (id) WHERE region <> 'x'"
        let run = try await colonnade(["apply", "--yes", "--sql", sql], on: database, exits: 5)
        #expect(run.stderr.contains("2 rows of public.orders repeat another's id"), "\(run.stderr)")
        #expect(run.stderr.contains("(id) = (1) 2 times"), "\(run.stderr)")
        #expect(try await database.scalar("SELECT to_regclass('once') IS NULL").bool == true)
        try await database.run(
            "DELETE FROM orders WHERE ctid = ANY (ARRAY(SELECT max(ctid) FROM orders GROUP BY id HAVING count(id) > 1))"
        )
        try await colonnade(["apply", "--yes", "--sql", sql], on: database)
        #expect(
            try await database.scalar("SELECT indisvalid FROM pg_index WHERE indexrelid = 'once'::regclass")
                .bool == true)
        await database.drop()
    }

    @Test(arguments: [
        "before:expand-1", "after:expand-1", "after-statement", "before:expand-3", "before-commit:expand-4",
    ])
    func aPartitionThatComesMeanwhileGetsItsIndexToo(_ fault: String) async throws {
        let database = try await TestDatabase.postgres(18)
        try await database.run(
            """
            CREATE TABLE orders (id int) PARTITION BY RANGE (id);
            CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (10);
            CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (10) TO (20);
            INSERT INTO orders SELECT i % 20 FROM generate_series(1, 100) i;
            """
        )
        let apply = ["apply", "--yes", "--sql", "CREATE INDEX by_id ON orders (id)"]
        try await colonnade(apply, on: database, diesAt: fault)
        let isDeclared = try await database.scalar("SELECT to_regclass('by_id') IS NOT NULL").bool == true
        try await database.run("CREATE TABLE orders_3 PARTITION OF orders FOR VALUES FROM (20) TO (30)")
        if isDeclared {
            try await colonnade(apply, on: database)
            let attached = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'by_id'::regclass"
            #expect(try await database.scalar(attached).integer == 3)
            let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_id'::regclass"
            #expect(try await database.scalar(valid).bool == true)
        } else {
            // The plan did not know it and the server not yet the index: that is said, and a new plan knows both.
            let run = try await colonnade(apply, on: database, exits: 5)
            #expect(run.stderr.contains("partitions without it: orders_3"), "\(run.stderr)")
            try await colonnade(["rollback", "--yes", "inline"], on: database)
            try await colonnade(apply, on: database)
        }
        await database.drop()
    }

    /// The rollback waits for nobody's index and leaves none behind, although it takes the whole down at once.
    @Test func rollingAnAttachedIndexBackTakesTheLocksOfThePartitionsOnce() async throws {
        let database = try await TestDatabase.postgres()
        try await database.run(
            """
            CREATE TABLE orders (id int) PARTITION BY RANGE (id);
            CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (0) TO (10);
            CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (10) TO (20);
            """
        )
        let sql = "CREATE INDEX by_id ON orders (id); ALTER TABLE orders ALTER COLUMN id SET DEFAULT 3"
        try await colonnade(["apply", "--yes", "--sql", sql], on: database, diesAt: "before:expand-7")
        // Came after the plan was made: the undo knows it all the same.
        try await database.run("CREATE TABLE orders_3 PARTITION OF orders FOR VALUES FROM (20) TO (30)")
        try await colonnade(["rollback", "--yes", "inline"], on: database)
        let left =
            "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname LIKE 'orders%'"
        #expect(try await database.scalar(left).integer == 0)
        await database.drop()
    }
}
