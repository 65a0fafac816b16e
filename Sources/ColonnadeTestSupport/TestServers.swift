package import ColonnadeRehearsal
import Foundation
import Synchronization

/// One private PostgreSQL a major version for the whole test run, started when first asked for. They end with the
/// test process, whatever way it ends.
package enum TestServers {
    private static let running = Mutex<[Int: PrivatePostgres]>([:])

    /// The versions that the main suite runs on.
    package static let versions = [15, 18]

    /// Whether time does not matter: `make test-all`.
    package static let isThorough = ProcessInfo.processInfo.environment["COLONNADE_TEST_ALL"] != nil

    /// The versions of the main suite and the ones between, where time does not matter.
    package static let thorough = isThorough ? [15, 16, 18] : versions

    /// The server of a major version.
    package static func postgres(_ major: Int) throws -> PrivatePostgres {
        try running.withLock { servers in
            if let server = servers[major] { return server }
            let server = try PrivatePostgres.start(
                PostgresBinaries.find(major: major),
                settings: [
                    "fsync": "off", "shared_buffers": "128MB", "max_connections": "1000", "autovacuum": "off",
                    "max_prepared_transactions": "10", "wal_level": "logical",
                ],
                in: folder
            )
            servers[major] = server
            return server
        }
    }

    /// A thousand databases of three hundred files each are made and dropped. In memory, where there is enough of it, one
    /// takes a twentieth of the processor's time that it takes on a disk.
    private static let folder: String = {
        let memory = "/dev/shm"
        let free = try? FileManager.default.attributesOfFileSystem(forPath: memory)[.systemFreeSize] as? Int64
        let isEnough = (free ?? 0) > 8 << 30 && FileManager.default.isWritableFile(atPath: memory)
        return isEnough ? memory : NSTemporaryDirectory()
    }()
}
