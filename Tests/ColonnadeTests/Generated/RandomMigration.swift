import ColonnadeModel
import ColonnadeTestSupport

/// One to three changes to a generated schema, each valid where it stands: the same for the same seed.
struct RandomMigration {
    /// One change: as a migration says it, and as it has to be said where tables have rows and views.
    private struct Change {
        var migration: [String]
        var plain: [String]

        init(_ migration: [String], plain: [String]? = nil) {
            self.migration = migration
            self.plain = plain ?? migration
        }
    }

    private var changes: [Change] = []
    private let schema: RandomSchema
    /// Columns that a change has already taken.
    private var taken: Set<String> = []

    init(_ schema: RandomSchema, _ random: inout SplitMix) {
        self.schema = schema
        for number in 0..<(random.next(below: 3) + 1) {
            for _ in 0..<8 {
                guard let change = change(number, &random) else { continue }
                changes.append(change)
                break
            }
        }
    }

    var sql: String { Self.script(changes.flatMap(\.migration)) }

    /// The same by hand, on tables that nobody uses meanwhile.
    var plain: String { Self.script(changes.flatMap(\.plain)) }

    private static func script(_ statements: [String]) -> String {
        statements.map { "\($0);" }.joined(separator: "\n")
    }

    /// A column of the orders moves to their items, or the other way round.
    private mutating func move(_ number: Int, _ random: inout SplitMix) -> Change? {
        guard let items = schema.tables.first(where: \.hasOneRowEach) else { return nil }
        let orders = schema.tables[0]
        let (old, new) = random.next(below: 2) == 0 ? (orders, items) : (items, orders)
        let free = old.plain.filter { column in
            column.name != "order_id" && column.name != old.viewed && column.isNullable
                && !taken.contains("\(old.name).\(column.name)")
        }
        guard !free.isEmpty else { return nil }
        let column = free[random.next(below: free.count)]
        taken.insert("\(old.name).\(column.name)")
        let name = SQLText.quoted(column.name)
        return Change([
            "ALTER TABLE \(new.name) ADD COLUMN moved\(number) \(column.type.sql)",
            "UPDATE \(new.name) SET moved\(number) = \(old.name).\(name) FROM \(old.name) WHERE items.order_id = orders.id",
            "ALTER TABLE \(old.name) DROP COLUMN \(name)",
        ])
    }

    private mutating func change(_ number: Int, _ random: inout SplitMix) -> Change? {
        let table = schema.tables[random.next(below: schema.tables.count)]
        let name = SQLText.quoted(table.name)
        let stem = table.stem
        let alter = "ALTER TABLE \(name)"
        let added = "added\(number)"
        let type = ColumnType.allCases[random.next(below: ColumnType.allCases.count)]
        func column(_ fits: (RandomSchema.Column) -> Bool = { _ in true }) -> RandomSchema.Column? {
            let free = table.plain.filter { fits($0) && !taken.contains("\(table.name).\($0.name)") }
            return free.isEmpty ? nil : free[random.next(below: free.count)]
        }
        switch random.next(below: 20) {
        case 0: return Change(["\(alter) ADD COLUMN \(added) \(type.sql)"])
        case 1:
            return Change(["\(alter) ADD COLUMN \(added) \(type.sql) NOT NULL DEFAULT \(type.constant(3))"])
        case 2:
            let fill = "UPDATE \(name) SET \(added) = id * 3 + 1"
            return Change(
                ["\(alter) ADD COLUMN \(added) bigint NOT NULL", fill],
                plain: [
                    "\(alter) ADD COLUMN \(added) bigint", fill,
                    "\(alter) ALTER COLUMN \(added) SET NOT NULL",
                ])
        case 3:
            return Change([
                "\(alter) ADD COLUMN \(added) text, ADD COLUMN \(added)b int CHECK (\(added)b > 0)",
                "UPDATE \(name) SET \(added) = 'row ' || id WHERE id % 2 = 0",
            ])
        case 4:
            guard let column = column({ $0.type.isNumber }) else { return nil }
            return Change([
                "\(alter) ADD COLUMN \(added) numeric",
                "UPDATE \(name) SET \(added) = \(SQLText.quoted(column.name)) * 2",
            ])
        case 5:
            guard let column = column({ $0.name != "order_id" && $0.name != table.viewed }) else {
                return nil
            }
            taken.insert("\(table.name).\(column.name)")
            return Change(["\(alter) DROP COLUMN \(SQLText.quoted(column.name))"])
        case 6:
            guard let column = column({ $0.isNullable && $0.name != "order_id" }) else { return nil }
            taken.insert("\(table.name).\(column.name)")
            let quoted = SQLText.quoted(column.name)
            return Change([
                "UPDATE \(name) SET \(quoted) = \(column.type.constant(2)) WHERE \(quoted) IS NULL",
                "\(alter) ALTER COLUMN \(quoted) SET NOT NULL",
            ])
        case 7:
            guard let column = column({ !$0.isNullable }) else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return Change(["\(alter) ALTER COLUMN \(SQLText.quoted(column.name)) DROP NOT NULL"])
        case 8:
            guard let column = column() else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return Change([
                "\(alter) ALTER COLUMN \(SQLText.quoted(column.name)) SET DEFAULT \(column.type.constant(5))"
            ])
        case 9:
            guard let column = column({ $0.type.isOrdered }) else { return nil }
            return Change([
                "CREATE INDEX \(stem)_new\(number) ON \(name) (\(SQLText.quoted(column.name)), id)"
            ])
        case 10:
            guard !table.isPartitioned else { return nil }
            return Change(["CREATE UNIQUE INDEX \(stem)_once\(number) ON \(name) ((id * 2))"])
        case 11:
            // An index goes with its column.
            guard !taken.contains(where: { $0.hasPrefix("\(table.name).") }),
                let index = table.indexes.last, taken.insert(index).inserted
            else { return nil }
            return Change(["DROP INDEX \(index)"])
        case 12:
            return Change([
                "CREATE TABLE fresh\(number) (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id))",
                "CREATE INDEX ON fresh\(number) (order_id)",
            ])
        case 13:
            guard let column = column({ $0.type.isNumber }) else { return nil }
            return Change([
                "\(alter) ADD CONSTRAINT \(stem)_fair\(number) CHECK (\(SQLText.quoted(column.name)) > -7)"
            ])
        case 14:
            guard !table.isPartitioned else { return nil }
            return Change([
                "\(alter) ADD COLUMN \(added) bigint",
                "UPDATE \(name) SET \(added) = id",
                "\(alter) ADD CONSTRAINT \(stem)_key\(number) UNIQUE (\(added))",
            ])
        case 15:
            guard !table.isPartitioned, table.name != "orders" else { return nil }
            return Change([
                "\(alter) ADD COLUMN \(added) bigint",
                "UPDATE \(name) SET \(added) = (id % 100) + 1",
                "\(alter) ADD CONSTRAINT \(stem)_ref\(number) FOREIGN KEY (\(added)) REFERENCES orders (id)",
            ])
        case 16:
            guard let column = column({ $0.name != "order_id" }) else { return nil }
            taken.insert("\(table.name).\(column.name)")
            return Change(["\(alter) RENAME COLUMN \(SQLText.quoted(column.name)) TO renamed\(number)"])
        case 17, 18: return move(number, &random)
        default:
            func widens(_ column: RandomSchema.Column) -> Bool {
                [.int, .varchar, .numeric].contains(column.type)
            }
            guard let column = column({ widens($0) && $0.name == table.viewed }) ?? column(widens) else {
                return nil
            }
            taken.insert("\(table.name).\(column.name)")
            let wider =
                switch column.type {
                case .int: "bigint"
                case .varchar: "text"
                default: "numeric(14,2)"
                }
            let change = "\(alter) ALTER COLUMN \(SQLText.quoted(column.name)) TYPE \(wider)"
            guard column.name == table.viewed else { return Change([change]) }
            // PostgreSQL refuses it under a view.
            return Change(
                [change], plain: ["DROP VIEW \(stem)_view", change, table.view(of: column.name)])
        }
    }
}
