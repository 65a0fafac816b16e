import CLibPQ
import ColonnadeModel
import Glibc

/// Bound values in libpq's text format; the server infers their types.
struct PostgresParameters {
    private let texts: [String?]

    init(_ values: [Value]) {
        texts = values.map { value in
            if case .bool(let bool) = value { bool ? "t" : "f" } else { value.text }
        }
    }

    func send(_ sql: String, on handle: OpaquePointer) -> OpaquePointer? {
        let copies = texts.map { $0.map { UnsafePointer(strdup($0)) } ?? nil }
        defer { for copy in copies { free(UnsafeMutableRawPointer(mutating: copy)) } }
        return copies.withUnsafeBufferPointer { values in
            PQexecParams(handle, sql, Int32(copies.count), nil, values.baseAddress, nil, nil, 0)
        }
    }
}
