import Foundation
import Synchronization

/// A folder for a while among the temporary files. A ``Keeper`` removes it; where that died as well, the next one that
/// is made in the same place does.
package final class SandboxFolder: Sendable {
    package let path: String
    private let user: SandboxUser
    /// A lock on the folder, which goes with this process: whose it is lives as long as it is locked.
    private let lock = Mutex<Int32?>(nil)

    private static let prefix = "colonnade."
    private static let suffixLength = 8
    private static let keptMark = "kept"
    /// One younger than this may be about to be locked.
    private static let secondsUntilLocked = 60

    /// A name that nothing has yet, so that who removes the folder can be there before it.
    ///
    /// - Parameter parent: nil: where temporary files are.
    package init(in parent: String? = nil, as user: SandboxUser = .unchanged) {
        let suffix = UUID().uuidString.lowercased().prefix(Self.suffixLength)
        path =
            URL(fileURLWithPath: "\(parent ?? NSTemporaryDirectory())/\(Self.prefix)\(suffix)")
            .standardizedFileURL.path
        self.user = user
    }

    deinit {
        if let lock = lock.withLock({ $0 }) { close(lock) }
    }

    /// Makes it.
    ///
    /// - Throws: ``SandboxError``.
    package func make(_ binaries: PostgresBinaries) throws {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        Self.removeLeft(in: parent, of: user, binaries)
        guard mkdir(path, 0o700) == 0 else {
            throw SandboxError("cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
        }
        user.give(path)
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        flock(descriptor, LOCK_SH | LOCK_NB)
        lock.withLock { $0 = descriptor }
    }

    /// A new folder in it, in which this process may write.
    ///
    /// - Throws: ``SandboxError``.
    package func makeFolder(_ name: String) throws -> String {
        let inner = "\(path)/\(name)"
        guard mkdir(inner, 0o700) == 0 else {
            throw SandboxError("cannot make \(inner): \(String(cString: strerror(errno)))")
        }
        // Its user removes it, whoever wrote the files in it.
        user.give(inner)
        return inner
    }

    /// From now on nobody removes it without being told to.
    func keep() { _ = FileManager.default.createFile(atPath: "\(path)/\(Self.keptMark)", contents: nil) }

    /// Ends and removes what processes have left that were killed together with their keepers.
    private static func removeLeft(in parent: String, of user: SandboxUser, _ binaries: PostgresBinaries) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix(prefix) && name.count == prefix.count + suffixLength {
            let path = "\(parent)/\(name)"
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var facts = stat()
            guard fstat(descriptor, &facts) == 0, user.owns(facts),
                time(nil) - facts.st_mtim.tv_sec > secondsUntilLocked,
                flock(descriptor, LOCK_EX | LOCK_NB) == 0,
                !FileManager.default.fileExists(atPath: "\(path)/\(keptMark)")
            else { continue }
            PrivatePostgres.end(in: path, binaries, as: user)
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
