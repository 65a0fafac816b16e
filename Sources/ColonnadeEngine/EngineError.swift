/// What a database answered, or why it could not be reached. Never holds a password.
public struct EngineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the caller can do about it.
    public enum Kind: String, Sendable, Hashable {
        /// No connection could be made.
        case unreachable
        /// A connection was lost.
        case connectionLost
        /// A lock was not granted in the time allowed; nothing was changed.
        case lockTimeout
        /// Deadlock or serialization failure: the same again may succeed.
        case retry
        /// The statement was cancelled.
        case cancelled
        /// The role lacks a right.
        case insufficientPrivilege
        /// The server is a standby or refuses writes.
        case readOnly
        /// The data does not satisfy a constraint, or an expression failed on a row.
        case data
        /// Anything else that the server refused.
        case refused
    }

    /// What the caller can do about it.
    public var kind: Kind
    /// The server's message.
    public var message: String
    /// The server's detail, if any.
    public var detail: String?
    /// The server's hint, if any.
    public var hint: String?
    /// SQLSTATE, or the engine's own code.
    public var code: String?

    /// `connection_does_not_exist`: the connection was lost before the statement was sent, so it was never carried out.
    package static let neverSent = "08003"

    /// An error.
    public init(
        _ kind: Kind, _ message: String, detail: String? = nil, hint: String? = nil, code: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.detail = detail
        self.hint = hint
        self.code = code
    }

    public var description: String {
        var text = message
        if let code { text += " (\(code))" }
        if let detail { text += "\n  detail: \(detail)" }
        if let hint { text += "\n  hint: \(hint)" }
        return text
    }
}
