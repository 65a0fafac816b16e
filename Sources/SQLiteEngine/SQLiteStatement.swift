import ColonnadeEngine
import ColonnadeModel
import CSQLite

/// A prepared statement, used on its session's queue and finalized when it goes out of scope.
struct SQLiteStatement: ~Copyable {
    private let handle: OpaquePointer
    private let statement: OpaquePointer

    /// Prepares the first statement of a text and leaves the rest of the text; nil where nothing but white space
    /// and comments is left.
    static func prepare(next text: inout String, on handle: OpaquePointer) throws -> SQLiteStatement? {
        var statement: OpaquePointer?
        var rest = ""
        let code = text.withCString { start in
            var tail: UnsafePointer<CChar>?
            let code = sqlite3_prepare_v2(handle, start, -1, &statement, &tail)
            if let tail { rest = String(cString: tail) }
            return code
        }
        guard code == SQLITE_OK else { throw EngineError.sqlite(code, on: handle) }
        text = rest
        guard let statement else { return nil }
        return SQLiteStatement(handle: handle, statement: statement)
    }

    private init(handle: OpaquePointer, statement: OpaquePointer) {
        self.handle = handle
        self.statement = statement
    }

    deinit { sqlite3_finalize(statement) }

    /// Binds values from the first placeholder on.
    func bind(_ values: [Value]) throws {
        // SQLITE_TRANSIENT, a macro that Swift does not see: SQLite copies the bytes.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(statement, position)
                case .bool(let bool): sqlite3_bind_int64(statement, position, bool ? 1 : 0)
                case .integer(let integer): sqlite3_bind_int64(statement, position, integer)
                case .double(let double): sqlite3_bind_double(statement, position, double)
                case .text(let text):
                    sqlite3_bind_text(statement, position, text, Int32(text.utf8.count), copied)
                }
            guard code == SQLITE_OK else { throw EngineError.sqlite(code, on: handle) }
        }
    }

    /// Runs to the end and returns all rows.
    func rows() throws -> [Row] {
        let count = sqlite3_column_count(statement)
        var columns: [String: Int] = [:]
        for index in 0..<count {
            // The first of two columns of one name wins.
            if let name = sqlite3_column_name(statement, index), columns[String(cString: name)] == nil {
                columns[String(cString: name)] = Int(index)
            }
        }
        var rows: [Row] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(Row(values: (0..<count).map { value($0) }, columns: columns))
            case SQLITE_DONE: return rows
            case let code: throw EngineError.sqlite(code, on: handle)
            }
        }
    }

    /// A value by its storage class: sqlite.org/datatype3.html#storage_classes_and_datatypes. A blob, for which
    /// Colonnade has no use, reads as its SQL literal.
    private func value(_ index: Int32) -> Value {
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, index))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(statement, index))
        case SQLITE_TEXT:
            guard let start = sqlite3_column_text(statement, index) else { return .text("") }
            let count = Int(sqlite3_column_bytes(statement, index))
            return .text(String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self))
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(statement, index) else { return .text("x''") }
            let bytes = UnsafeRawBufferPointer(
                start: start, count: Int(sqlite3_column_bytes(statement, index)))
            let digits = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            return .text("x'" + digits.joined() + "'")
        default: return .null
        }
    }
}
