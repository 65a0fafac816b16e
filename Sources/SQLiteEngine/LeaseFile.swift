import ColonnadeEngine

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What came of trying to take a lease.
enum LeaseAttempt {
    case acquired(LeaseFile)
    case held(Blocker)
}

/// An advisory lock of the operating system on a file beside the database: SQLite knows no session locks. It
/// ends with the object or with its process, whatever happens to that, and never outlives its owner.
///
/// One for the whole database: SQLite has one writer, so two runners would only take turns.
final class LeaseFile: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Tries to take the lease of a database without waiting.
    ///
    /// - Throws: ``EngineError`` where the lock file cannot be written.
    static func acquire(besides database: String, for rollout: String, as application: String) throws
        -> LeaseAttempt
    {
        let path = database + "-colonnade-lock"
        // Again, if the file was taken away between opening and locking it.
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw EngineError(.readOnly, "\(path): \(String(cString: strerror(errno)))")
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                defer { _ = closeFile(descriptor) }
                return .held(holder(descriptor, of: database))
            }
            if names(path, descriptor) {
                let file = LeaseFile(descriptor: descriptor, path: path)
                file.write("\(getpid())\n\(application)\n\(rollout)\n\(time(nil))\n")
                return .acquired(file)
            }
            _ = closeFile(descriptor)
        }
    }

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        // While the lock is still held, so that nobody else's file is removed.
        unlink(path)
        _ = closeFile(descriptor)
    }

    private func write(_ text: String) {
        ftruncate(descriptor, 0)
        _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    }

    /// Whether the path still leads to the open file.
    private static func names(_ path: String, _ descriptor: Int32) -> Bool {
        var open = stat()
        var named = stat()
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0 && open.st_ino == named.st_ino
            && open.st_dev == named.st_dev
    }

    private static func holder(_ descriptor: Int32, of database: String) -> Blocker {
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        func line(_ index: Int) -> String { index < lines.count ? String(lines[index]) : "" }
        let since = Int64(line(3)) ?? Int64(time(nil))
        return Blocker(
            pid: Int64(line(0)) ?? 0, user: "", application: line(1), client: "", state: "running",
            ageMilliseconds: max(0, Int64(time(nil)) - since) * 1_000, mode: "LEASE", relation: database,
            query: line(2)
        )
    }
}

/// `close`, under a name that no member of the type hides.
private func closeFile(_ descriptor: Int32) -> Int32 { close(descriptor) }
