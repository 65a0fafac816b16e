import CLibPQ
import ColonnadeEngine
import ColonnadeModel

/// Rows out of a libpq result in text format.
struct PostgresResult {
    let rows: [Row]

    init(rowsOf result: OpaquePointer) throws {
        let width = PQnfields(result)
        var columns: [String: Int] = [:]
        var readers: [(String) -> Value] = []
        for column in 0..<width {
            columns[String(cString: PQfname(result, column))] = Int(column)
            readers.append(Self.reader(ofType: PQftype(result, column)))
        }
        rows = (0..<PQntuples(result)).map { row in
            let values = (0..<width).map { column -> Value in
                guard PQgetisnull(result, row, column) == 0 else { return .null }
                return readers[Int(column)](String(cString: PQgetvalue(result, row, column)))
            }
            return Row(values: values, columns: columns)
        }
    }

    /// By the OIDs of pg_type.dat, which never change: bool 16, int8 20, int2 21, int4 23, oid 26, float4 700,
    /// float8 701. Everything else stays text.
    private static func reader(ofType oid: Oid) -> (String) -> Value {
        switch oid {
        case 16: { .bool($0 == "t") }
        case 20, 21, 23, 26: { text in Int64(text).map(Value.integer) ?? .text(text) }
        case 700, 701: { text in Double(text).map(Value.double) ?? .text(text) }
        default: { .text($0) }
        }
    }
}
