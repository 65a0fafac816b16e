import Foundation
import Synchronization

/// A PostgreSQL server of one's own in a temporary folder, on a Unix socket only. It ends, and its folder goes, with
/// the process that started it, also after kill -9: a small shell beside the server waits for a pipe to close.
public final class PrivatePostgres: Sendable {
    /// The programs used.
    public let binaries: PostgresBinaries
    /// The folder with data, socket and log.
    public let folder: String
    private let keeper: Keeper

    private init(binaries: PostgresBinaries, folder: String, keeper: Keeper) {
        self.binaries = binaries
        self.folder = folder
        self.keeper = keeper
    }

    /// Creates a cluster and waits until it answers.
    ///
    /// - Parameters:
    ///   - settings: lines of postgresql.conf beyond the defaults.
    ///   - parent: where its folder is made; nil: where temporary files are.
    /// - Throws: ``SandboxError``.
    public static func start(
        _ binaries: PostgresBinaries, settings: [String: String] = [:],
        in parent: String? = nil
    ) throws -> PrivatePostgres {
        let user = try SandboxUser.current()
        let folder = try makeFolder(for: user, in: parent)
        let keeper = Keeper()
        do {
            try keeper.begin(binaries, folder, user)
            try initialise(binaries, folder, user)
            return try start(
                binaries, in: folder, keeper,
                settings: settings.merging(["unix_socket_directories": folder, "listen_addresses": ""]) { $1 }
            )
        } catch {
            keeper.end()
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// A new folder beside its data, which goes with it, and in which this process may write.
    ///
    /// - Throws: ``SandboxError``.
    package func makeFolder(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        // The server's user removes it, whoever wrote the files in it.
        if let id = try SandboxUser.current().switchTo { chown(path, id.user, id.group) }
        return path
    }

    /// A connection URL for one of its databases.
    public func url(_ database: String = "postgres") -> String {
        let host = folder.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? folder
        return "postgres://postgres@/\(database)?host=\(host)"
    }

    /// How a server is shut down (manual 19.5).
    public enum Shutdown: String, Sendable, CaseIterable {
        /// Sessions are ended, everything is written to the disk.
        case fast
        /// Nothing is written: as if the machine had lost power, the server recovers from its WAL.
        case immediate
    }

    /// Shuts the server down and starts it again; every session ends.
    ///
    /// - Throws: ``SandboxError``.
    public func restart(_ shutdown: Shutdown) throws {
        let before = postmaster
        try keeper.restart(shutdown)
        for _ in 0..<600 where postmaster == before { usleep(50_000) }
        try waitUntilReady()
    }

    /// The server's process id; nil while there is none.
    private var postmaster: Substring? {
        let file = try? String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8)
        return file?.split(separator: "\n").first
    }

    /// Stops the server and removes its folder.
    public func stop() {
        // Its user may not be allowed to remove it from the folder in which it lies.
        if keeper.end() { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Lets the server live on after this process; ``endCommand`` is what ends it then.
    public func abandon() { keeper.abandon() }

    /// What a shell has to run to end an abandoned server and to remove its folder.
    public var endCommand: String {
        // The server keeps files in its folder until it has ended, so that comes first.
        "(read -r pid <\(folder)/data/postmaster.pid && kill -INT $pid && "
            + "while kill -0 $pid 2>/dev/null; do sleep 0.1; done; rm -r \(folder))"
    }

    /// A streaming standby of another private server, made by pg_basebackup.
    ///
    /// - Throws: ``SandboxError``.
    public static func startStandby(of primary: PrivatePostgres) throws -> PrivatePostgres {
        let user = try SandboxUser.current()
        let folder = try makeFolder(for: user)
        let keeper = Keeper()
        do {
            try keeper.begin(primary.binaries, folder, user)
            let copy =
                user.command + [
                    primary.binaries.program("pg_basebackup"), "-D", "\(folder)/data", "-h", primary.folder,
                    "-U", "postgres",
                    "-R", "--checkpoint=fast", "--no-sync",
                ]
            let (status, output) = try run(copy)
            if status != 0 { throw SandboxError("pg_basebackup failed:\n\(output)") }
            return try start(
                primary.binaries, in: folder, keeper,
                settings: ["unix_socket_directories": folder, "hot_standby_feedback": "off"]
            )
        } catch {
            keeper.end()
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// A server over the files of another one, page for page as they are, by pg_basebackup. Nothing that it would do of
    /// itself outside happens: it archives nothing, subscribes to nothing, and loads no library that could.
    ///
    /// - Parameters:
    ///   - source: a role with the right REPLICATION.
    ///   - bytesPerSecond: how much is read at most; nil: as much as goes.
    ///   - progress: gets how much is copied, in percent.
    /// - Throws: ``SandboxError``.
    package static func startCopy(
        of source: DumpArchive.Source, by binaries: PostgresBinaries, settings: [String: String],
        bytesPerSecond: Int?, progress: @escaping @Sendable (String) -> Void
    ) async throws -> PrivatePostgres {
        let user = try SandboxUser.current()
        let folder = try makeFolder(for: user)
        let keeper = Keeper()
        do {
            try keeper.begin(binaries, folder, user)
            var arguments = [
                "--pgdata=\(folder)/data", "--dbname=\(source.conninfo)", "--no-sync", "--progress",
                "--no-manifest",
            ]
            if let bytesPerSecond {
                arguments.append("--max-rate=\(min(max(bytesPerSecond / 1_024, 32), 1_048_576))")
            }
            // A signal for the parent's end does not outlive a change of user, so it is asked for behind that.
            let command = user.command + (user.command.isEmpty ? [] : ["setpriv", "--pdeathsig", "TERM"])
            let words = command + [binaries.program("pg_basebackup")] + arguments
            try await ChildProcess(
                program: words[0], arguments: Array(words.dropFirst()), environment: source.environment
            ).run { line in
                if let match = line.firstMatch(of: /\((\d+)%\)/) { progress(String(match.1)) }
            }
            for (file, text) in [
                ("postgresql.conf", ""), ("postgresql.auto.conf", ""), ("pg_ident.conf", ""),
                ("pg_hba.conf", "local all all trust\n"),
            ] { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/data/\(file)")) }
            let own = [
                "unix_socket_directories": folder, "listen_addresses": "", "archive_mode": "off",
                "max_logical_replication_workers": "0", "shared_preload_libraries": "",
            ]
            return try start(binaries, in: folder, keeper, settings: settings.merging(own) { $1 })
        } catch {
            keeper.end()
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    /// Appends settings and starts the server over a data folder that is there.
    private static func start(
        _ binaries: PostgresBinaries, in folder: String, _ keeper: Keeper,
        settings: [String: String]
    ) throws -> PrivatePostgres {
        let lines = settings.map { "\($0.key) = '\($0.value)'" }.sorted().joined(separator: "\n")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/data/postgresql.conf"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\n\(lines)\n".utf8))
        try handle.close()
        try keeper.serve()
        let server = PrivatePostgres(binaries: binaries, folder: folder, keeper: keeper)
        try server.waitUntilReady()
        return server
    }

    private static func makeFolder(for user: SandboxUser, in parent: String? = nil) throws -> String {
        let parent = parent ?? NSTemporaryDirectory()
        var template = Array("\(parent)/colonnade.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
            throw SandboxError("cannot make a folder in \(parent)")
        }
        if let id = user.switchTo { chown(path, id.user, id.group) }
        return URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private static func initialise(_ binaries: PostgresBinaries, _ folder: String, _ user: SandboxUser) throws
    {
        let (status, output) = try run(
            user.command + [
                binaries.program("initdb"), "-D", "\(folder)/data", "-U", "postgres", "-A", "trust",
                "--no-sync",
                "--locale=C.UTF-8", "--encoding=UTF8",
            ]
        )
        if status != 0 { throw SandboxError("initdb failed:\n\(output)") }
    }

    private func waitUntilReady() throws {
        for _ in 0..<300 {
            let (status, _) = try Self.run([binaries.program("pg_isready"), "-q", "-h", folder])
            if status == 0 { return }
            usleep(50_000)
        }
        let log = (try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""
        throw SandboxError("the private server did not start:\n\(log)")
    }

    private static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        // initdb wants to be able to enter the current folder, which an unprivileged user may not.
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

/// The shell that holds the server and its folder, and ends both when its standard input closes.
private final class Keeper: Sendable {
    private let state = Mutex<(process: Process, input: Pipe)?>(nil)

    /// From now on the folder goes with this process, before there is a server in it.
    func begin(_ binaries: PostgresBinaries, _ folder: String, _ user: SandboxUser) throws {
        // In a session of its own, so that Ctrl-C on the terminal is not a shutdown request to the server. Ended by
        // pg_ctl, not by `wait`: a process started here inherits a blocked SIGCHLD, on which dash would wait for ever.
        // Nothing is written any more at the end: the folder goes as well. An initdb that nobody waits for any more
        // may still write into it for a moment.
        let script = """
            serve() { "$1/postgres" -D "$2/data" >>"$2/log" 2>&1 & }
            while read -r word; do
              case $word in
                keep) exit 0 ;;
                serve) ;;
                *) "$1/pg_ctl" -D "$2/data" -m "$word" -w stop >/dev/null 2>&1 ;;
              esac
              serve "$1" "$2"
            done
            "$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1
            for try in 1 2 3 4 5 6 7 8 9 10; do
              rm -rf "$2" 2>/dev/null
              [ -z "$(ls -A "$2" 2>/dev/null)" ] && exit 0
              sleep 1
            done
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["setsid"] + user.command + ["sh", "-c", script, "sh", binaries.folder, folder]
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        state.withLock { $0 = (process, input) }
    }

    func serve() throws { try say("serve") }

    func restart(_ shutdown: PrivatePostgres.Shutdown) throws { try say(shutdown.rawValue) }

    /// - Returns: whether there was anything left to end.
    @discardableResult func end() -> Bool {
        let kept = state.withLock { kept in
            defer { kept = nil }
            return kept
        }
        guard let kept else { return false }
        try? kept.input.fileHandleForWriting.close()
        kept.process.waitUntilExit()
        return true
    }

    func abandon() {
        try? say("keep")
        state.withLock { $0 = nil }
    }

    private func say(_ word: String) throws {
        try state.withLock { try $0?.input.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8)) }
    }
}
