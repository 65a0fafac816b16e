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

    /// Sends a statement and waits for its result.
    func send(_ sql: String, on handle: OpaquePointer) -> OpaquePointer? {
        withValues { PQexecParams(handle, sql, Int32(texts.count), nil, $0, nil, nil, 0) }
    }

    /// Sends a statement without waiting.
    ///
    /// - Returns: whether it could be sent.
    func queue(_ sql: String, on handle: OpaquePointer) -> Bool {
        withValues { PQsendQueryParams(handle, sql, Int32(texts.count), nil, $0, nil, nil, 0) } == 1
    }

    private func withValues<T>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
        let copies = texts.map { $0.map { UnsafePointer(strdup($0)) } ?? nil }
        defer { for copy in copies { free(UnsafeMutableRawPointer(mutating: copy)) } }
        return copies.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
