import ColonnadeMap
import Testing

/// What calls of libraries do with a column, and what breaks them.
@Suite struct CallEffectsTests {
    /// What is found in the lines of a fixture that have a text.
    private func found(_ fixture: String, _ text: String) throws -> [Dependency] {
        try FixtureApp(fixture).found().places.values.flatMap { $0 }.filter { dependency in
            if case .line(_, _, let line) = dependency.evidence { line.contains(text) } else { false }
        }
    }

    @Test(arguments: [
        ("Jooq", "select(ORDERS.ID, ORDERS.STATUS)", Dependency.Effect.reads),
        ("Jooq", "set(ORDERS.STATUS", .writes), ("Jooq", "insertInto(ORDERS, ORDERS.ID", .writes),
        ("Jooq", "selectFrom(ORDERS)", .reads), ("Jooq", "insertInto(ORDERS).values", .breaks),
        ("Jooq", "set(field(name(", .writes), ("Jooq", "where(field(", .reads),
        ("EctoTables", "insert_all(\"orders\", [%{status", .writes),
        ("EctoTables", "where: o.id == 1), set:", .writes),
        ("EctoTables", "where: o.status == \"x\", sel", .reads),
        ("Exposed", "it[state] = ", .writes), ("Exposed", "where { Orders.state eq", .reads),
        ("Exposed", "val state: Column<String>", .breaks), ("Doctrine", "private string $state", .breaks),
        ("Doctrine", "setState(", .writes), ("Doctrine", "SELECT r.state", .reads),
    ])
    func saysWhatIsDone(_ fixture: String, _ line: String, _ effect: Dependency.Effect) throws {
        let found = try found(fixture, line)
        #expect(!found.isEmpty)
        #expect(found.allSatisfy { $0.effect == effect }, "\(found.map(\.effect))")
        #expect(found.allSatisfy { $0.breaksOn.isSuperset(of: [.drop, .rename]) })
    }

    /// An INSERT without a list minds the order of the columns, whoever writes it.
    @Test func insertsWithoutAListBreak() throws {
        let jooq = try #require(try found("Jooq", "insertInto(ORDERS).values").first)
        #expect(
            jooq.breaksOn == [.drop, .rename, .type] && jooq.remedy?.contains("insertInto(ORDERS") == true)
        let psycopg = try #require(try found("Psycopg", "INSERT INTO {table}").first)
        #expect(psycopg.effect == .breaks && psycopg.remedy?.contains("INSERT INTO orders (…)") == true)
    }

    /// A COPY of pgx names each column that it writes; what it does not say is said.
    @Test func copyNamesItsColumns() throws {
        let certain = try #require(try found("PgxCopy", "\"id\", \"status\"}").first)
        #expect(certain.detail == "writes" && certain.breaksOn == [.drop, .rename])
        let open = try #require(try found("PgxCopy", "columns, pgx").first)
        #expect(open.effect == .writes && open.detail?.hasPrefix("which columns is only known") == true)
    }

    /// SeaORM is no Diesel, and is told so.
    @Test func entitiesOfSeaORMHaveTheirRemedy() throws {
        let model = try #require(try found("SeaORM", "pub state").first)
        #expect(model.name == "orders.state" && model.detail == "SeaORM")
        #expect(model.remedy?.contains("SeaORM names every field") == true)
    }
}
