import Foundation

/// Who runs a private server: PostgreSQL refuses to run as root, so root steps down.
struct SandboxUser: Sendable {
    /// Ids to change to; nil where the process may run the server itself.
    let switchTo: (user: uid_t, group: gid_t)?

    /// What to write before a command.
    var command: [String] {
        guard let switchTo else { return [] }
        return ["setpriv", "--reuid=\(switchTo.user)", "--regid=\(switchTo.group)", "--clear-groups"]
    }

    static func current() throws -> SandboxUser {
        guard geteuid() == 0 else { return SandboxUser(switchTo: nil) }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) {
                return SandboxUser(switchTo: (entry.pointee.pw_uid, entry.pointee.pw_gid))
            }
        }
        throw SandboxError(
            "run as an ordinary user: PostgreSQL refuses to run as root, and there is no user postgres")
    }
}
