import ColonnadeEngine
import ColonnadeModel
import ColonnadeTestSupport
import PostgresEngine
import Testing

/// What the triggers of a column that moves to another table promise to code of both generations.
@Suite(.aFewAtATime) struct MoveTriggerTests {
    /// `old.a` moves to `new.b`, one to one.
    private static let move = ColumnMove(
        name: "colonnade_new_b", source: ObjectName(schema: "public", "old"), sourceName: "old", old: "a",
        target: ObjectName(schema: "public", "new"), new: "b", matches: [.init(own: "old_id", other: "id")],
        value: Expression(pieces: [.text("old.a")]), reads: ["a"]
    )

    private func database(_ version: Int) async throws -> TestDatabase {
        let database = try await TestDatabase.postgres(version)
        try await database.run(
            """
            CREATE SCHEMA colonnade;
            CREATE TABLE old (id int PRIMARY KEY, a varchar(5) CHECK (a <> 'bad'), note text);
            CREATE TABLE new (old_id int UNIQUE REFERENCES old ON UPDATE CASCADE ON DELETE SET NULL, note text, b text);
            INSERT INTO old SELECT i, 'v' || i FROM generate_series(1, 9) i;
            INSERT INTO new SELECT i FROM generate_series(1, 6) i;
            """
        )
        try await database.engine.perform(.column(.installMove(Self.move)), on: database.connection)
        return database
    }

    /// The values of a pair: the old home's, the new one's.
    private func pair(_ id: Int, _ database: TestDatabase) async throws -> String? {
        try await database.scalar(
            """
            SELECT concat_ws(' ', coalesce(a, '-'), coalesce(b, '-')) FROM old LEFT JOIN new ON old_id = id WHERE id = \(id)
            """
        ).text
    }

    @Test(arguments: [15, 16, 18])
    func eitherGenerationIsFollowedByTheOtherHome(_ version: Int) async throws {
        let database = try await database(version)
        func expect(_ id: Int, _ expected: String, _ sql: String, _ why: String = "") async throws {
            try await database.run(sql)
            #expect(try await pair(id, database) == expected, "\(sql): \(why)")
        }
        try await expect(1, "v1 v1", "UPDATE new SET note = 'x' WHERE old_id = 1")
        try await expect(1, "one one", "UPDATE old SET a = 'one' WHERE id = 1")
        try await expect(1, "two two", "UPDATE new SET b = 'two' WHERE old_id = 1")
        try await expect(1, "- -", "UPDATE old SET a = NULL WHERE id = 1")
        try await expect(1, "x x", "UPDATE new SET b = 'x' WHERE old_id = 1")
        try await expect(1, "- -", "UPDATE new SET b = NULL WHERE old_id = 1")
        try await expect(7, "v7 v7", "INSERT INTO new (old_id) VALUES (7)")
        try await expect(8, "new new", "INSERT INTO new (old_id, b) VALUES (8, 'new')")
        try await expect(
            8, "upd upd",
            "INSERT INTO new (old_id, b) VALUES (8, 'upd') ON CONFLICT (old_id) DO UPDATE SET b = excluded.b")
        try await expect(
            8, "upd upd",
            "INSERT INTO new (old_id) VALUES (8) ON CONFLICT (old_id) DO UPDATE SET note = 'n'")
        try await expect(
            8, "old old",
            "INSERT INTO old (id, a) VALUES (8, 'old') ON CONFLICT (id) DO UPDATE SET a = excluded.a")
        try await expect(9, "v9 v9", "COPY new (old_id) FROM PROGRAM 'printf \"9\\n\"'")
        try await expect(
            9, "m m",
            """
            MERGE INTO old o USING (VALUES (9, 'm'::varchar)) v (id, a) ON v.id = o.id
              WHEN MATCHED THEN UPDATE SET a = v.a WHEN NOT MATCHED THEN INSERT (id, a) VALUES (v.id, v.a)
            """)
        try await expect(
            10, "both both",
            """
            WITH o AS (INSERT INTO old (id, a) VALUES (10, 'both') RETURNING id)
              INSERT INTO new (old_id) SELECT id FROM o
            """)
        try await expect(2, "v2 v2", "UPDATE new SET note = 'x' WHERE old_id = 2")
        try await expect(20, "v2 v2", "UPDATE old SET id = 20 WHERE id = 2")
        try await expect(
            3, "v3 -", "DELETE FROM new WHERE old_id = 3",
            "a row that goes in the new home takes nothing along")
        try await expect(
            3, "v4 v4", "UPDATE new SET old_id = 3 WHERE old_id = 4; UPDATE old SET a = 'v4' WHERE id = 3")
        let returned = try await database.scalar("INSERT INTO new (old_id) VALUES (4) RETURNING b")
        #expect(returned.text == "v4")
        await database.drop()
    }

    @Test(arguments: [15, 16, 18])
    func aValueThatTheOldHomeCannotHaveIsKeptInTheNewOne(_ version: Int) async throws {
        let database = try await database(version)
        try await database.run("UPDATE new SET b = 'much too long' WHERE old_id = 1")
        #expect(try await pair(1, database) == "- much too long")
        try await database.run("UPDATE new SET b = 'bad' WHERE old_id = 2")
        #expect(try await pair(2, database) == "- bad", "what the old home's CHECK refuses")
        try await database.run("UPDATE new SET note = 'n' WHERE old_id = 2")
        #expect(try await pair(2, database) == "- bad")
        await database.drop()
    }

    /// Until it is settled only old code writes: its row went, and with it the value. Afterwards the value may be new code's.
    @Test(arguments: [15, 16, 18])
    func settlingChangesWhatEmptyMeans(_ version: Int) async throws {
        let database = try await database(version)
        try await database.run(
            """
            ALTER TABLE new DROP CONSTRAINT new_old_id_fkey;
            UPDATE new SET note = 'filled'; DELETE FROM old WHERE id = 1
            """)
        #expect(try await database.scalar("SELECT b FROM new WHERE old_id = 1") == .null)
        try await database.engine.perform(.column(.settleMove(Self.move)), on: database.connection)
        try await database.run("DELETE FROM old WHERE id = 2")
        #expect(try await database.scalar("SELECT b FROM new WHERE old_id = 2").text == "v2")
        try await database.run("INSERT INTO old VALUES (2)")
        #expect(
            try await pair(2, database) == "v2 v2", "an old row that comes without a value has one already")
        try await database.run("INSERT INTO old VALUES (1, 'again')")
        #expect(try await pair(1, database) == "again again")
        await database.drop()
    }

    @Test(arguments: [15, 16, 18])
    func replicatedRowsAreFollowedAndABatchLooksValuesUpAnew(_ version: Int) async throws {
        let database = try await database(version)
        try await database.run("SET session_replication_role = replica; UPDATE old SET a = 'r' WHERE id = 1")
        #expect(try await pair(1, database) == "r r")
        try await database.run("SET session_replication_role = origin")
        _ = try await database.engine.beginBatch(
            "UPDATE new SET b = 'stale' WHERE old_id = 2", timeout: .seconds(1), suppressingTriggers: true,
            on: database.connection
        )
        try await database.run("COMMIT")
        #expect(try await pair(2, database) == "v2 v2", "what the batch saw may have changed since")
        try await database.engine.perform(.column(.removeMove(Self.move)), on: database.connection)
        let left = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
        #expect(try await database.scalar(left).integer == 0)
        await database.drop()
    }

    /// Each holds the row that the other one needs: the server ends one of the two, and the homes stay in step.
    @Test(arguments: [15, 16, 18])
    func bothGenerationsWritingOnePairAtTheSameInstantIsADeadlockForOneOfThem(_ version: Int) async throws {
        let database = try await database(version)
        try await database.run("UPDATE new SET note = 'filled'")
        let (first, second) = (try await database.session(), try await database.session())
        try await first.execute("BEGIN; UPDATE new SET note = 'mine' WHERE old_id = 1")
        async let oldCode = second.execute("UPDATE old SET a = 'old' WHERE id = 1")
        let waits =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while try await database.scalar(waits).integer == 0 { try await Task.sleep(for: .milliseconds(10)) }
        var codes: [String?] = []
        do {
            try await first.execute("UPDATE new SET b = 'new' WHERE old_id = 1; COMMIT")
        } catch let error as EngineError { codes.append(error.code) }
        do { _ = try await oldCode } catch let error as EngineError { codes.append(error.code) }
        #expect(codes == ["40P01"])
        _ = try? await first.execute("ROLLBACK")
        let pair = try await pair(1, database)
        #expect(pair == "old old" || pair == "new new", "\(pair ?? "")")
        for session in [first, second] { await session.close() }
        await database.drop()
    }

    /// Rows of the new home that are inserted while their partner changes: without a lock they would keep its value before.
    @Test(arguments: [15, 16, 18])
    func noValueIsMissedBetweenAnInsertAndAChangeOfItsPartner(_ version: Int) async throws {
        let database = try await database(version)
        let (first, second) = (try await database.session(), try await database.session())
        for (id, insert) in [(7, "(old_id) VALUES (7)"), (8, "(old_id, b) VALUES (8, 'v8')")] {
            try await first.execute("BEGIN; UPDATE old SET a = 'later' WHERE id = \(number: id)")
            async let inserted = second.execute(SQL(verbatim: "INSERT INTO new \(insert)"))
            try await Task.sleep(for: .milliseconds(200))
            try await first.execute("COMMIT")
            _ = try await inserted
            #expect(try await pair(id, database) == (id == 7 ? "later later" : "v8 v8"))
        }
        try await second.execute("BEGIN; INSERT INTO new (old_id) VALUES (9)")
        async let changed = first.execute("UPDATE old SET a = 'last' WHERE id = 9")
        try await Task.sleep(for: .milliseconds(200))
        try await second.execute("COMMIT")
        _ = try await changed
        #expect(try await pair(9, database) == "last last")
        for session in [first, second] { await session.close() }
        await database.drop()
    }

    /// The search_path, the rights and the temporary tables of the session that writes do not matter.
    @Test(arguments: [15, 16, 18])
    func aWriterWithRightsOnOneTableOnlyAndAnotherSearchPath(_ version: Int) async throws {
        let database = try await database(version)
        let role = "writer_\(UInt32.random(in: 0 ... .max))"
        try await database.run(
            """
            CREATE ROLE \(role); GRANT SELECT, INSERT, UPDATE ON old TO \(role);
            SET ROLE \(role); SET search_path = pg_catalog; CREATE TEMP TABLE new (old_id int, b text);
            UPDATE public.old SET a = 'w' WHERE id = 1; RESET ROLE; RESET search_path; DROP TABLE pg_temp.new
            """)
        #expect(try await pair(1, database) == "w w")
        try await database.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        await database.drop()
    }
}
