import Foundation

/// A PostgreSQL server of one's own in a temporary folder, on a Unix socket only. It ends, and its folder goes, with
/// the process that started it, also after kill -9: a ``Keeper`` is beside it.
public final class PrivatePostgres: Sendable {
    /// The programs used.
    public let binaries: PostgresBinaries
    /// The folder with data, socket and log.
    public var folder: String { home.path }
    private let home: SandboxFolder
    /// The role that everything is done as.
    private let superuser: String
    private let user: SandboxUser
    private let keeper: Keeper

    /// A folder with a keeper, and no server in it yet.
    private init(_ binaries: PostgresBinaries, in parent: String? = nil, superuser: String = "postgres")
        throws
    {
        self.binaries = binaries
        self.superuser = superuser
        user = try SandboxUser.current()
        home = SandboxFolder(in: parent, as: user)
        keeper = try Keeper(Self.script, [binaries.folder, home.path], as: user)
        try home.make(binaries)
    }

    /// One that could not be started ends here.
    deinit { stop() }

    /// Ended by pg_ctl, not by `wait`: a process started here inherits a blocked SIGCHLD, on which dash would wait for
    /// ever. Nothing is written any more at the end: the folder goes as well. An initdb that nobody waits for any more may
    /// still write into it for a moment.
    private static let script = """
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

    // MARK: - Three ways to one

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
        let server = try PrivatePostgres(binaries, in: parent)
        try server.fill([
            "initdb", "-D", "\(server.folder)/data", "-U", server.superuser, "-A", "trust", "--no-sync",
            "--locale=C.UTF-8", "--encoding=UTF8",
        ])
        try server.serve(settings.merging(["listen_addresses": ""]) { $1 })
        return server
    }

    /// A streaming standby of another private server, made by pg_basebackup.
    ///
    /// - Throws: ``SandboxError``.
    public static func startStandby(of primary: PrivatePostgres) throws -> PrivatePostgres {
        let server = try PrivatePostgres(primary.binaries, superuser: primary.superuser)
        try server.fill([
            "pg_basebackup", "-D", "\(server.folder)/data", "-h", primary.folder, "-U", primary.superuser,
            "-R",
            "--checkpoint=fast", "--no-sync",
        ])
        try server.serve(["hot_standby_feedback": "off"])
        return server
    }

    /// A server over the files of another one, page for page as they are, by pg_basebackup. Nothing that it would do of
    /// itself outside happens: it archives nothing, subscribes to nothing, and loads no library that could.
    ///
    /// - Parameters:
    ///   - source: a role with the right REPLICATION.
    ///   - superuser: one of the source's, which the copy has as well.
    ///   - bytesPerSecond: how much is read at most; nil: as much as goes.
    ///   - progress: gets how much is copied, in percent.
    /// - Throws: ``SandboxError``.
    package static func startCopy(
        of source: DumpArchive.Place, by binaries: PostgresBinaries, superuser: String,
        settings: [String: String], bytesPerSecond: Int?, progress: @escaping @Sendable (String) -> Void
    ) async throws -> PrivatePostgres {
        let server = try PrivatePostgres(binaries, superuser: superuser)
        let folder = server.folder
        var arguments = [
            "--pgdata=\(folder)/data", "--dbname=\(source.conninfo)", "--no-sync", "--progress",
            "--no-manifest",
        ]
        if let bytesPerSecond {
            arguments.append("--max-rate=\(min(max(bytesPerSecond / 1_024, 32), 1_048_576))")
        }
        let command = server.user.command + [binaries.program("pg_basebackup")] + arguments
        try await ChildProcess(
            program: command[0], arguments: Array(command.dropFirst()), environment: source.environment
        ).run { line in
            if let match = line.firstMatch(of: /\((\d+)%\)/) { progress(String(match.1)) }
        }
        for (file, text) in [
            ("postgresql.conf", ""), ("postgresql.auto.conf", ""), ("pg_ident.conf", ""),
            ("pg_hba.conf", "local all all trust\n"),
        ] { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/data/\(file)")) }
        let own = [
            "listen_addresses": "", "archive_mode": "off", "max_logical_replication_workers": "0",
            "shared_preload_libraries": "",
        ]
        try server.serve(settings.merging(own) { $1 })
        return server
    }

    /// Runs the program that makes its data folder.
    private func fill(_ command: [String]) throws {
        let words = user.command + [binaries.program(command[0])] + command.dropFirst()
        let (status, output) = try Self.run(words)
        if status != 0 { throw SandboxError("\(command[0]) failed:\n\(output)") }
    }

    /// Appends settings and starts the server over its data folder.
    private func serve(_ settings: [String: String]) throws {
        let lines = settings.merging(["unix_socket_directories": folder]) { $1 }
            .map { "\($0.key) = '\($0.value)'" }.sorted().joined(separator: "\n")
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(folder)/data/postgresql.conf"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\n\(lines)\n".utf8))
        try handle.close()
        try keeper.say("serve")
        try waitUntilReady()
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

    // MARK: - While it is there

    /// A new folder beside its data, which goes with it, and in which this process may write.
    ///
    /// - Throws: ``SandboxError``.
    package func makeFolder(_ name: String) throws -> String { try home.makeFolder(name) }

    /// A connection URL for one of its databases.
    public func url(_ database: String = "postgres") -> String {
        let host = folder.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? folder
        let role = superuser.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? superuser
        // Who finds nobody at a socket is told so at once; whoever waits longer waits for a machine that is busy.
        return "postgres://\(role)@/\(database)?host=\(host)&connect_timeout=60"
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
        try keeper.say(shutdown.rawValue)
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
        if keeper.end() != nil { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Lets the server live on after this process; ``endCommand`` is what ends it then.
    public func abandon() {
        home.keep()
        keeper.abandon("keep")
    }

    /// Ends a server that has lost its keeper; nothing where there is none.
    static func end(in folder: String, _ binaries: PostgresBinaries, as user: SandboxUser) {
        // Its socket tells that the process id in its data folder is still its own.
        guard let answer = try? run([binaries.program("pg_isready"), "-q", "-h", folder]), answer.status == 0
        else { return }
        _ = try? run(
            user.command + [
                binaries.program("pg_ctl"), "-D", "\(folder)/data", "-m", "immediate", "-w", "stop",
            ])
    }

    /// What a shell has to run to end an abandoned server and to remove its folder.
    public var endCommand: String {
        // The server keeps files in its folder until it has ended, so that comes first.
        "(read -r pid <\(folder)/data/postmaster.pid && kill -INT $pid && "
            + "while kill -0 $pid 2>/dev/null; do sleep 0.1; done; rm -r \(folder))"
    }
}
