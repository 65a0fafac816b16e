import ColonnadeEngine
package import ColonnadeModel
import Foundation

extension PostgresRowSource {
    /// What pg_stats says of a column (manual 54.27).
    package struct Statistics: Sendable {
        package var nullFraction: Double
        /// A number of values, or below 0 a share of the rows.
        package var distinct: Double
        package var averageWidth: Int
        package var mostCommon: [String]
        package var shares: [Double]
        package var histogram: [String]
        package var correlation: Double

        /// Values as often as they are among some hundred rows.
        package var someValues: [String] {
            zip(mostCommon, shares).flatMap { Array(repeating: $0, count: max(Int($1 * 400), 1)) } + histogram
        }
    }

    /// Statistics of every column that has some, arrays aside, whose values pg_stats prints in one another.
    package func statistics() async throws -> [ColumnName: Statistics] {
        let rows = try await leader.query(
            """
            SELECT s.schemaname::text, s.tablename::text, s.attname::text, s.null_frac, s.n_distinct, s.avg_width,
                   to_json(s.most_common_vals::text::text[])::text, to_json(s.most_common_freqs)::text,
                   to_json(s.histogram_bounds::text::text[])::text, s.correlation
              FROM pg_stats s JOIN pg_namespace n ON n.nspname = s.schemaname
              JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.tablename
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = s.attname
              JOIN pg_type t ON t.oid = a.atttypid AND t.typcategory <> 'A'
             WHERE NOT s.inherited
            """)
        var found: [ColumnName: Statistics] = [:]
        for row in rows {
            guard let table = PostgresEngine.name(row, at: 0) else { continue }
            found[ColumnName(table, Identifier(row[2].text ?? ""))] = Statistics(
                nullFraction: row[3].double ?? 0,
                distinct: row[4].double ?? 0, averageWidth: Int(row[5].integer ?? 8),
                mostCommon: list(row[6]),
                shares: list(row[7]), histogram: list(row[8]), correlation: row[9].double ?? 0)
        }
        return found
    }

    private func list<T: Decodable>(_ value: Value) -> [T] {
        guard let text = value.text else { return [] }
        return (try? JSONDecoder().decode([T].self, from: Data(text.utf8))) ?? []
    }
}
