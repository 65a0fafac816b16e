import ColonnadeTestSupport

/// One to three changes to a generated schema, each valid where it stands: the same for the same seed.
struct RandomMigration {
    private(set) var statements: [String] = []
    private let schema: RandomSchema
    /// Columns that a change has already taken.
    private var taken: Set<String> = []

    init(_ schema: RandomSchema, _ random: inout SplitMix) {
        self.schema = schema
        for number in 0..<(random.next(below: 3) + 1) {
            for _ in 0..<8 {
                guard let change = change(number, &random) else { continue }
                statements += change
                break
            }
        }
    }

    var sql: String { statements.map { "\($0);" }.joined(separator: "\n") }

    /// The same where the tables have rows: a NOT NULL column gets its values first.
    var onRows: String {
        statements.flatMap { statement -> [String] in
            guard let match = statement.firstMatch(of: /^(ALTER TABLE .*) ADD COLUMN (\w+) bigint NOT NULL$/)
            else { return [statement + ";"] }
            return ["\(match.1) ADD COLUMN \(match.2) bigint;"]
        }.joined(separator: "\n")
            + statements.compactMap { statement in
                statement.firstMatch(of: /^(ALTER TABLE .*) ADD COLUMN (\w+) bigint NOT NULL$/).map {
                    "\n\($0.1) ALTER COLUMN \($0.2) SET NOT NULL;"
                }
            }.joined()
    }

    private mutating func change(_ number: Int, _ random: inout SplitMix) -> [String]? {
        let table = schema.tables[random.next(below: schema.tables.count)]
        let name = SQLText.quoted(table.name)
        let stem = table.name.lowercased().replacing(" ", with: "_")
        let alter = "ALTER TABLE \(name)"
        let added = "added\(number)"
        let type = ColumnType.allCases[random.next(below: ColumnType.allCases.count)]
        func column(_ fits: (RandomSchema.Column) -> Bool = { _ in true }) -> RandomSchema.Column? {
            let free = table.plain.filter { fits($0) && !taken.contains("\(table.name).\($0.name)") }
            return free.isEmpty ? nil : free[random.next(below: free.count)]
        }
        switch random.next(below: 18) {
        case 0: return ["\(alter) ADD COLUMN \(added) \(type.sql)"]
        case 1: return ["\(alter) ADD COLUMN \(added) \(type.sql) NOT NULL DEFAULT \(type.constant(3))"]
        case 2:
            return [
                "\(alter) ADD COLUMN \(added) bigint NOT NULL",
                "UPDATE \(name) SET \(added) = id * 3 + 1",
            ]
        case 3:
            return [
                "\(alter) ADD COLUMN \(added) text, ADD COLUMN \(added)b int CHECK (\(added)b > 0)",
                "UPDATE \(name) SET \(added) = 'row ' || id WHERE id % 2 = 0",
            ]
        case 4:
            guard let column = column({ $0.type.isNumber }) else { return nil }
            return [
                "\(alter) ADD COLUMN \(added) numeric",
                "UPDATE \(name) SET \(added) = \(SQLText.quoted(column.name)) * 2",
            ]
        case 5:
            guard let column = column({ $0.name != "order_id" }), !table.hasView else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return ["\(alter) DROP COLUMN \(SQLText.quoted(column.name))"]
        case 6:
            guard let column = column({ $0.isNullable && $0.name != "order_id" }) else { return nil }
            taken.insert("\(table.name).\(column.name)")
            let quoted = SQLText.quoted(column.name)
            return [
                "UPDATE \(name) SET \(quoted) = \(column.type.constant(2)) WHERE \(quoted) IS NULL",
                "\(alter) ALTER COLUMN \(quoted) SET NOT NULL",
            ]
        case 7:
            guard let column = column({ !$0.isNullable }) else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return ["\(alter) ALTER COLUMN \(SQLText.quoted(column.name)) DROP NOT NULL"]
        case 8:
            guard let column = column() else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return [
                "\(alter) ALTER COLUMN \(SQLText.quoted(column.name)) SET DEFAULT \(column.type.constant(5))"
            ]
        case 9:
            guard let column = column({ $0.type.isOrdered }) else { return nil }
            return ["CREATE INDEX \(stem)_new\(number) ON \(name) (\(SQLText.quoted(column.name)), id)"]
        case 10:
            guard !table.isPartitioned else { return nil }
            return ["CREATE UNIQUE INDEX \(stem)_once\(number) ON \(name) ((id * 2))"]
        case 11:
            // An index goes with its column.
            guard !taken.contains(where: { $0.hasPrefix("\(table.name).") }),
                let index = table.indexes.last, taken.insert(index).inserted
            else { return nil }
            return ["DROP INDEX \(index)"]
        case 12:
            return [
                "CREATE TABLE fresh\(number) (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id))",
                "CREATE INDEX ON fresh\(number) (order_id)",
            ]
        case 13:
            guard let column = column({ $0.type.isNumber }) else { return nil }
            return [
                "\(alter) ADD CONSTRAINT \(stem)_fair\(number) CHECK (\(SQLText.quoted(column.name)) > -7)"
            ]
        case 14:
            guard !table.isPartitioned else { return nil }
            return [
                "\(alter) ADD COLUMN \(added) bigint",
                "UPDATE \(name) SET \(added) = id",
                "\(alter) ADD CONSTRAINT \(stem)_key\(number) UNIQUE (\(added))",
            ]
        case 15:
            guard !table.isPartitioned, table.name != "orders" else { return nil }
            return [
                "\(alter) ADD COLUMN \(added) bigint",
                "UPDATE \(name) SET \(added) = (id % 100) + 1",
                "\(alter) ADD CONSTRAINT \(stem)_ref\(number) FOREIGN KEY (\(added)) REFERENCES orders (id)",
            ]
        case 16:
            guard let column = column({ $0.name != "order_id" }) else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return ["\(alter) RENAME COLUMN \(SQLText.quoted(column.name)) TO renamed\(number)"]
        default:
            guard let column = column({ [.int, .varchar, .numeric].contains($0.type) }), !table.hasView
            else { return nil }
            taken.insert("\(table.name).\(column.name)")
            let wider =
                switch column.type {
                case .int: "bigint"
                case .varchar: "text"
                default: "numeric(14,2)"
                }
            return ["\(alter) ALTER COLUMN \(SQLText.quoted(column.name)) TYPE \(wider)"]
        }
    }
}
