import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal

/// What the shop's programs do all day, before and after.
extension DemoShop {
    /// Code that knows nothing of the new column, and names its columns.
    var oldCode: [ClientOperation] {
        let rows = rows
        return [
            ClientOperation(weight: 50) { connection, random in
                let id = Int64.random(in: 1...Int64(rows), using: &random)
                _ = try await connection.query(
                    "SELECT id, status, quantity, unit_price FROM orders WHERE id = \(bind: .integer(id))"
                )
            },
            ClientOperation(weight: 20, writes: true) { connection, random in
                let (customer, price) = (
                    Int.random(in: 0..<5000, using: &random), Int.random(in: 1...400, using: &random)
                )
                try await connection.execute(
                    """
                    INSERT INTO orders (customer_id, status, quantity, unit_price)
                    VALUES (\(bind: .integer(Int64(customer))), 'new', 2, \(bind: .integer(Int64(price))))
                    """
                )
            },
            ClientOperation(weight: 20, writes: true) { connection, random in
                let id = Int64.random(in: 1...Int64(rows), using: &random)
                let price = Int64.random(in: 1...400, using: &random)
                try await connection.execute(
                    "UPDATE orders SET unit_price = \(bind: .integer(price)) WHERE id = \(bind: .integer(id))"
                )
            },
            transaction(rows),
        ]
    }

    /// A short transaction of two statements. SQLite takes its write lock when it begins.
    private func transaction(_ rows: Int) -> ClientOperation {
        let begin: SQL = isEmbedded ? "BEGIN IMMEDIATE" : "BEGIN"
        return ClientOperation(weight: 10, writes: true) { connection, random in
            let id = Int64.random(in: 1...Int64(rows), using: &random)
            try await connection.execute(begin)
            _ = try await connection.query("SELECT status FROM orders WHERE id = \(bind: .integer(id))")
            try await connection.execute("UPDATE orders SET status = 'paid' WHERE id = \(bind: .integer(id))")
            try await connection.execute("COMMIT")
        }
    }

    /// Code that reads the new column and writes it itself.
    var newCode: [ClientOperation] {
        let rows = rows
        return [
            ClientOperation(weight: 50) { connection, random in
                let id = Int64.random(in: 1...Int64(rows), using: &random)
                _ = try await connection.query(
                    "SELECT id, total_cents FROM orders WHERE id = \(bind: .integer(id))")
            },
            ClientOperation(weight: 25, writes: true) { connection, random in
                let price = Int64.random(in: 1...400, using: &random)
                try await connection.execute(
                    """
                    INSERT INTO orders (customer_id, status, quantity, unit_price, total_cents)
                    VALUES (1, 'new', 2, \(bind: .integer(price)), \(bind: .integer(price * 200)))
                    """
                )
            },
            ClientOperation(weight: 25, writes: true) { connection, random in
                let id = Int64.random(in: 1...Int64(rows), using: &random)
                let price = Int64.random(in: 1...400, using: &random)
                try await connection.execute(
                    """
                    UPDATE orders SET unit_price = \(bind: .integer(price)), total_cents = quantity * \(number: price) * 100
                     WHERE id = \(bind: .integer(id))
                    """
                )
            },
        ]
    }
}
