import ColonnadeModel
import ColonnadeRehearsal
import Testing

/// Which columns are masked, and how.
@Suite struct MaskPlanTests {
    @Test(arguments: [
        ("users", "email", MaskKind.email), ("users", "workEMail", .email),
        ("users", "email_address", .email),
        ("users", "name", .name), ("products", "name", nil), ("orders", "customer_name", .name),
        ("users", "first_name", .firstName), ("users", "lastName", .lastName),
        ("users", "email_verified_at", nil),
        ("users", "mobile_phone", .phone), ("users", "phone_type", nil), ("users", "password_hash", .token),
        ("users", "api_token", .token), ("cards", "card_number", .card), ("cards", "card_brand", nil),
        ("users", "date_of_birth", .birthdate), ("users", "dob", .birthdate), ("logins", "ip_address", .ip),
        ("users", "address_id", nil), ("users", "street", .address), ("users", "zip_code", .postcode),
        ("users", "city", .city), ("users", "national_id", .token), ("tickets", "notes", .text),
        ("orders", "status", nil), ("orders", "shipping_method", nil), ("orders", "description", nil),
        ("trips", "tripadvisor", nil), ("orders", "telemetry", nil),
    ])
    func namesSayWhatColumnsHold(_ table: String, _ column: String, _ kind: MaskKind?) {
        #expect(MaskJudge.kind(ofName: column, in: table) == kind)
    }

    @Test(arguments: [
        (["ann@b.de", "x", "y", "z"], MaskKind.email), (["paid", "open", "paid"], nil),
        (["+49 30 1234567", "0170 1234567"], .phone), (["4111 1111 1111 1111", "5500005555555559"], .card),
        (["1234567890123", "2234567890123"], nil), (["10.0.0.1", "192.168.1.77"], .ip),
        (["d41d8cd98f00b204e9800998ecf8427e", "0cc175b9c0f1b6a831c399e269772661"], .token),
        (["Maria Schmidt", "John Okoro", "Peter", "Xaver Y"], .name), (["Blue Chair", "Green Table"], nil),
        (["He called and said that he is ill today", "She was not there when we rang twice"], .text),
        (["2024-01-02", "2024-01-03"], nil), (["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], nil),
        (["1.2.3", "1.2.4"], nil), ([], nil),
    ])
    func valuesSayWhatColumnsHold(_ values: [String], _ kind: MaskKind?) {
        #expect(MaskJudge.kind(ofValues: values)?.kind == kind)
    }

    private static func table(
        _ name: ObjectName, _ columns: [(Identifier, String)], _ constraints: [Constraint] = []
    )
        -> Table
    {
        var table = Table(name: name)
        table.columns = columns.map { Column(name: $0.0, type: $0.1, notNull: false) }
        table.constraints = constraints
        return table
    }

    private static func foreignKey(_ column: Identifier, _ other: ObjectName, _ referenced: Identifier)
        -> Constraint
    {
        var key = Constraint(
            name: "k", kind: .foreignKey, columns: [column], references: other, definition: "")
        key.referencedColumns = [referenced]
        return key
    }

    private static let users: ObjectName = ObjectName(schema: "public", "users")
    private static let orders: ObjectName = ObjectName(schema: "public", "orders")
    private static let catalog = CatalogSnapshot(tables: [
        table(
            users,
            [("id", "bigint"), ("email", "character varying(40)"), ("born", "date"), ("words", "tsvector")],
            [Constraint(name: "u", kind: .unique, columns: ["email"], definition: "")]),
        table(
            orders, [("id", "bigint"), ("buyer", "text"), ("memo", "text"), ("raw", "bytea")],
            [foreignKey("buyer", users, "email")]),
    ])

    private func plan(_ rules: [String: MaskKind] = [:]) throws -> MaskPlan {
        let subjects = Self.catalog.tables.values.flatMap { table in
            table.columns.map {
                MaskPlan.Subject(
                    name: ColumnName(table.name, $0.name), type: ValueType($0.type),
                    notNull: $0.name == "memo",
                    isEnum: false, values: [])
            }
        }
        return try MaskPlan(subjects, Self.catalog, rules: rules)
    }

    @Test func aForeignKeyIsMaskedAsWhatItRefersTo() throws {
        let plan = try plan()
        let email = try #require(plan.decisions[ColumnName(Self.users, "email")])
        let buyer = try #require(plan.decisions[ColumnName(Self.orders, "buyer")])
        #expect(email.kind == .email && email.reason == .name && email.isUnique && email.limit == 40)
        #expect(
            buyer.kind == .email && buyer.reason == .column(email.column) && buyer.isUnique
                && buyer.limit == 40)
        #expect(plan.decisions[ColumnName(Self.users, "words")]?.reason == .words)
        #expect(plan.decisions[ColumnName(Self.users, "id")] == nil)
        #expect(plan.notJudged == [ColumnName(Self.orders, "memo"), ColumnName(Self.orders, "raw")])
    }

    @Test func aRuleDecidesOverNameAndValues() throws {
        let plan = try plan(["users.email": .keep, "public.orders.memo": .text])
        #expect(plan.decisions[ColumnName(Self.users, "email")] == nil)
        #expect(plan.decisions[ColumnName(Self.orders, "buyer")] == nil)
        #expect(plan.kept.map(\.column.column) == ["buyer", "email"])
        #expect(plan.decisions[ColumnName(Self.orders, "memo")]?.reason == .rule)
    }

    @Test(arguments: [
        (["users.emial": MaskKind.email], "there is no column users.emial"),
        (["email": .email], "there is no column email"),
        (["users.id": .email], "public.users.id is of a type that cannot be masked as email"),
        (["orders.memo": .null], "it is NOT NULL"),
        (["users.email": .email, "orders.buyer": .keep], "have to stay equal"),
    ])
    func aRuleThatCannotBeFollowedIsSaid(_ rules: [String: MaskKind], _ message: String) {
        let error = #expect(throws: SandboxError.self) { try plan(rules) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
}
