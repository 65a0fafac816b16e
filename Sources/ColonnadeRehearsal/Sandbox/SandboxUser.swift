import Foundation

/// Who runs a private server: PostgreSQL refuses to run as root, so root steps down.
package struct SandboxUser: Sendable {
    /// Ids to change to; nil where the process may run the server itself.
    let switchTo: (user: uid_t, group: gid_t)?

    /// Whoever runs this process.
    package static let unchanged = SandboxUser(switchTo: nil)

    /// What to write before a command.
    var command: [String] {
        guard let switchTo else { return [] }
        return ["setpriv", "--reuid=\(switchTo.user)", "--regid=\(switchTo.group)", "--clear-groups"]
    }

    static func current() throws -> SandboxUser {
        guard geteuid() == 0 else { return unchanged }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) {
                return SandboxUser(switchTo: (entry.pointee.pw_uid, entry.pointee.pw_gid))
            }
        }
        throw SandboxError(
            "run as an ordinary user: PostgreSQL refuses to run as root, and there is no user postgres")
    }

    /// Makes a folder, which this process has made, the user's.
    func give(_ path: String) {
        if let switchTo { chown(path, switchTo.user, switchTo.group) }
    }

    /// Whether a file is the user's.
    func owns(_ facts: stat) -> Bool { facts.st_uid == switchTo?.user ?? geteuid() }
}
