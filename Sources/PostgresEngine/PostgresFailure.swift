import CLibPQ
import ColonnadeEngine

/// Turns libpq's errors into ``EngineError``.
enum PostgresFailure {
    /// An error of the connection itself.
    static func ofConnection(_ handle: OpaquePointer, _ kind: EngineError.Kind) -> EngineError {
        EngineError(kind, trimmed(String(cString: PQerrorMessage(handle))))
    }

    /// An error that a statement got.
    static func ofResult(_ result: OpaquePointer, on handle: OpaquePointer) -> EngineError {
        func field(_ code: Character) -> String? {
            guard let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else {
                return nil
            }
            return String(cString: text)
        }
        // The letters are those of the protocol's error fields: manual 55.8.
        let state = field("C")
        let message = field("M") ?? trimmed(String(cString: PQresultErrorMessage(result)))
        // What the server says has a code; without one it is libpq that speaks, of the connection.
        let lost = PQstatus(handle) == CONNECTION_BAD || state == nil
        return EngineError(
            lost ? .connectionLost : kind(of: state ?? ""),
            message.isEmpty ? "the connection was lost" : message,
            detail: field("D"), hint: field("H"), code: state
        )
    }

    /// By SQLSTATE: manual, appendix A.
    static func kind(of state: String) -> EngineError.Kind {
        switch state {
        case "55P03": .lockTimeout
        case "40001", "40P01": .retry
        case "57014": .cancelled
        case "42501": .insufficientPrivilege
        case "25006": .readOnly
        case "57P01", "57P02", "57P03", "57P05": .connectionLost
        case let state where state.hasPrefix("08"): .connectionLost
        case let state where state.hasPrefix("22") || state.hasPrefix("23"): .data
        default: .refused
        }
    }

    private static func trimmed(_ message: String) -> String {
        var text = Substring(message)
        while let last = text.last, last.isNewline || last == " " { text.removeLast() }
        return String(text)
    }
}
