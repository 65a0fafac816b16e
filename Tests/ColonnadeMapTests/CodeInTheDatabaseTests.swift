import ColonnadeMap
import ColonnadeModel
import Testing

/// Functions and statements, without a server.
@Suite struct CodeInTheDatabaseTests {
    private static let table = ObjectName(schema: "public", "orders")

    private func surroundings(_ column: Identifier? = "status", defaultExpression: String? = nil)
        -> Surroundings
    {
        let columns = [
            Column(name: "id", type: "bigint"),
            Column(name: "status", type: "text", defaultExpression: defaultExpression),
            Column(name: "note", type: "text"),
        ]
        var surroundings = Surroundings(Self.table, column, kind: "table", columns: columns)
        var orders = Table(name: Self.table)
        orders.columns = columns
        var tickets = Table(name: ObjectName(schema: "public", "tickets"))
        tickets.columns = [Column(name: "id", type: "bigint"), Column(name: "status", type: "text")]
        surroundings.relations = CatalogSnapshot(tables: [orders, tickets], searchPath: ["public"])
        return surroundings
    }

    private func statement(_ sql: String, _ column: Identifier? = "status", hasDefault: Bool = false)
        -> Dependency?
    {
        var around = surroundings(column, defaultExpression: hasDefault ? "'new'" : nil)
        around.statements = [
            ObservedStatement(
                source: "pg_stat_statements", id: 3, text: sql, calls: 41, totalMilliseconds: 12, user: "app")
        ]
        let found = DependencyMap(around).dependencies
        #expect(found.count < 2)
        return found.first
    }

    private func function(_ body: String, triggers: [String] = [], _ column: Identifier? = "status")
        -> Dependency?
    {
        var around = surroundings(column)
        let returns = triggers.isEmpty ? "void" : "trigger"
        around.routines = [
            Routine(
                kind: triggers.isEmpty ? "function" : "trigger-function", name: "f()", catalog: "pg_proc",
                oid: 5, language: "plpgsql",
                definition: "CREATE FUNCTION f() RETURNS \(returns) LANGUAGE plpgsql AS $f$\(body)$f$",
                body: body, triggers: triggers)
        ]
        return DependencyMap(around).dependencies.first
    }

    @Test func aStatementThatNamesTheColumnBreaksWithItsName() throws {
        let found = try #require(statement("SELECT o.status FROM orders o WHERE o.id = $1"))
        #expect(found.effect == .breaks && found.breaksOn == [.drop, .rename] && found.certainty == .certain)
        #expect(found.via == .statistics && found.detail == "reads, 41 calls, 12.0 ms, by app")
        #expect(statement("UPDATE orders SET status = $1 WHERE id = $2")?.detail?.hasPrefix("writes") == true)
    }

    @Test(arguments: [
        "SELECT status FROM tickets", "SELECT id FROM orders", "SELECT 'status' FROM orders /* status */",
        "SELECT t.status FROM orders o JOIN tickets t ON t.id = o.id",
    ])
    func whatOnlyLooksLikeTheColumnIsNotThere(_ sql: String) {
        #expect(statement(sql) == nil)
    }

    @Test func aStarIsLikelyAndAnInsertOutOfOneIsCertainToFailWithOneMoreColumn() throws {
        let star = try #require(statement("SELECT * FROM orders"))
        #expect(star.effect == .reads && star.certainty == .likely && star.breaksOn.contains(.add))
        let copy = try #require(statement("INSERT INTO tickets SELECT * FROM orders"))
        #expect(copy.certainty == .certain && copy.breaksOn.contains(.add))
        let returning = try #require(
            statement("INSERT INTO orders (id) VALUES ($1) RETURNING *", hasDefault: true))
        #expect(returning.certainty == .likely && returning.breaksOn.contains(.add))
        // A condition names the column, whoever reads the row.
        let named = try #require(statement("SELECT * FROM orders WHERE status = $1"))
        #expect(named.certainty == .certain && named.effect == .breaks && named.breaksOn == [.drop, .rename])
    }

    @Test func anInsertThatLeavesTheColumnOutBreaksWhenItMayNotBeNull() throws {
        let found = try #require(statement("INSERT INTO orders (id) VALUES ($1)"))
        #expect(found.effect == .writes && found.breaksOn == [.notNull])
        #expect(statement("INSERT INTO orders (id) VALUES ($1)", hasDefault: true) == nil)
    }

    @Test func ofATableItIsSaidWhoReadsAndWhoWrites() {
        #expect(statement("SELECT id FROM orders", nil)?.effect == .reads)
        #expect(statement("DELETE FROM orders WHERE id = $1", nil)?.effect == .writes)
    }

    /// Whoever sends it may have another search path than whoever looks.
    @Test func aBareNameThatMeansNothingHereIsLikely() throws {
        var around = surroundings()
        around.relations.searchPath = ["elsewhere"]
        around.statements = [
            ObservedStatement(
                source: "pg_stat_statements", id: 3, text: "SELECT status FROM orders", calls: 1,
                totalMilliseconds: 1, user: "app"),
            ObservedStatement(
                source: "pg_stat_statements", id: 4, text: "SELECT status FROM tickets", calls: 1,
                totalMilliseconds: 1, user: "app"),
        ]
        let found = DependencyMap(around).dependencies
        #expect(found.map(\.name) == ["SELECT status FROM orders"] && found.first?.certainty == .likely)
    }

    @Test func throughAViewATableMayGetAnotherNameButNotGo() throws {
        var around = surroundings(nil)
        around.relations.objects = [
            SchemaObject(
                kind: .view, name: ObjectName(schema: "public", "open"),
                definition: "CREATE VIEW x AS SELECT orders.id FROM orders")
        ]
        around.statements = [
            ObservedStatement(
                source: "pg_stat_statements", id: 3, text: "SELECT id FROM open", calls: 1,
                totalMilliseconds: 1, user: "app")
        ]
        let found = try #require(DependencyMap(around).dependencies.first)
        #expect(found.breaksOn == [.drop] && found.through == "public.open" && found.effect == .reads)
    }

    @Test func aFunctionIsReadWhereTheServerDoesNotLook() throws {
        let found = try #require(
            function("BEGIN UPDATE orders SET status = 'x' WHERE id = 1; END"))
        #expect(found.effect == .breaks && found.breaksOn == [.drop, .rename] && found.certainty == .certain)
        #expect(function("BEGIN PERFORM 1 FROM tickets WHERE status = 'x'; END") == nil)
    }

    /// The table stands in the text, the column is put in.
    @Test func columnsThatArePutInAreLikely() throws {
        let found = try #require(
            function("BEGIN EXECUTE format('UPDATE orders SET %I = 1', c); END"))
        #expect(found.certainty == .likely && found.detail?.contains("which columns") == true)
        #expect(function("BEGIN EXECUTE format('UPDATE tickets SET %I = 1', c); END") == nil)
        #expect(function("BEGIN PERFORM 1 FROM orders WHERE id = 1; EXECUTE 'UPDATE ' || t; END") == nil)
    }

    @Test func sqlThatIsMadeWhenItRunsIsLikely() throws {
        let found = try #require(
            function("BEGIN EXECUTE 'UPDATE ' || tg || ' SET status = 1'; END"))
        #expect(found.certainty == .likely && found.detail?.contains("makes SQL when it runs") == true)
        #expect(function("BEGIN EXECUTE 'UPDATE ' || tg || ' SET other = 1'; END") == nil)
    }

    @Test func aTriggersFunctionSpeaksOfTheColumnByItsRows() throws {
        let found = try #require(
            function("BEGIN\n  NEW.note := upper(OLD.status);\n  RETURN NEW;\nEND", triggers: ["t"]))
        #expect(found.effect == .breaks && found.detail == "reads, called by trigger t")
        #expect(found.evidence == .catalog("pg_proc", oid: 5, text: "NEW.note := upper(OLD.status);"))
        let writes = function("BEGIN NEW.status := 'x'; RETURN NEW; END", triggers: ["t"])
        #expect(writes?.detail == "writes, called by trigger t")
        #expect(function("BEGIN NEW.note := 'x'; RETURN NEW; END", triggers: ["t"]) == nil)
        let whole = function("BEGIN INSERT INTO log VALUES (to_jsonb(NEW)); RETURN NEW; END", triggers: ["t"])
        #expect(whole?.certainty == .likely)
    }
}
