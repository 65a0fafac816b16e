public import Foundation
public import ColonnadeRehearsal
public import ColonnadeRun

/// The folder that Colonnade is called in: its configuration, its environments, its migrations.
public struct Project: Sendable {
    /// What `colonnade.yaml` says; empty where there is none.
    public private(set) var configuration: Configuration
    /// The folder of `colonnade.yaml`, or the current one.
    public let root: URL
    private let environment: [String: String]

    /// Finds `colonnade.yaml` in the current folder or above it.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where it cannot be read.
    public static func find(
        configPath: String?, in folder: String = FileManager.default.currentDirectoryPath,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Project {
        if let configPath {
            let root = URL(fileURLWithPath: configPath).deletingLastPathComponent()
            return Project(configuration: try .load(configPath), root: root, environment: environment)
        }
        var candidate = URL(fileURLWithPath: folder, isDirectory: true)
        while true {
            let path = candidate.appendingPathComponent("colonnade.yaml").path
            if FileManager.default.fileExists(atPath: path) {
                return Project(configuration: try .load(path), root: candidate, environment: environment)
            }
            let parent = candidate.deletingLastPathComponent()
            if parent.path == candidate.path { break }
            candidate = parent
        }
        return Project(
            configuration: Configuration(), root: URL(fileURLWithPath: folder, isDirectory: true),
            environment: environment
        )
    }

    /// Whether a path names a folder.
    public static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// Whether a path names what can be read only once: a pipe, a terminal.
    public static func isStream(_ path: String) -> Bool {
        var info = stat()
        guard stat(path, &info) == 0 else { return false }
        return ![S_IFREG, S_IFDIR].contains(info.st_mode & S_IFMT)
    }

    /// The project with the folder of migrations that the command line names. What `colonnade.yaml` says of the tool that
    /// owns its own folder holds for no other.
    ///
    /// - Parameter path: from the current folder.
    public func withMigrations(in path: String) -> Project {
        let folder = URL(fileURLWithPath: path, isDirectory: true).standardizedFileURL
        var project = self
        if configuration.convention != nil {
            let own = try? MigrationFolder.locate(self)?.url.standardizedFileURL
            if folder.path != own?.path { project.configuration.convention = nil }
        }
        project.configuration.migrations = folder.path
        return project
    }

    /// Which database, by the rules of the command line's contract.
    ///
    /// - Parameters:
    ///   - url: `--database`.
    ///   - name: `--env`.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where nothing says which.
    public func databaseURL(_ url: String?, environmentName name: String?) throws -> String {
        if let url { return url }
        if name == nil, let url = environment["COLONNADE_DATABASE_URL"], !url.isEmpty { return url }
        if let name = name ?? configuration.defaultEnvironment {
            guard let entry = configuration.environments?[name] else {
                let known = (configuration.environments ?? [:]).keys.sorted().joined(separator: ", ")
                throw ColonnadeError.badInput(
                    "colonnade.yaml has no environment \(name)\(known.isEmpty ? "" : "; it has \(known)")"
                )
            }
            if let database = entry.database { return try expand(database) }
        }
        if let url = environment["DATABASE_URL"], !url.isEmpty { return url }
        throw ColonnadeError.badInput(
            "which database? give --database URL, set COLONNADE_DATABASE_URL or DATABASE_URL, "
                + "or write an environment into colonnade.yaml (`colonnade init`)"
        )
    }

    /// `${NAME}` anywhere in the text.
    private func expand(_ text: String) throws -> String {
        var missing: String?
        let expanded = text.replacing(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/) { match in
            let name = String(match.1)
            if environment[name] == nil { missing = name }
            return environment[name] ?? ""
        }
        if let missing {
            throw ColonnadeError.badInput("colonnade.yaml uses ${\(missing)}, which is not set")
        }
        return expanded
    }

    /// What the configuration says about how to carry a rollout out.
    public var settings: RunSettings {
        var settings = RunSettings()
        if let budget = configuration.pauseBudget { settings.pauseBudget = budget.value }
        if let deadline = configuration.lockDeadline { settings.lockDeadline = deadline.value }
        if let lag = configuration.maxLag { settings.maxLag = lag.value }
        return settings
    }

    /// What the configuration says about what a rehearsal may measure.
    public func limits(_ settings: RunSettings) -> RehearsalLimits {
        var limits = RehearsalLimits(pauseBudget: settings.pauseBudget)
        if let ratio = configuration.maxP99Ratio { limits.maxP99Ratio = ratio }
        if let errors = configuration.maxErrors { limits.maxErrors = errors }
        limits.maxDuration = configuration.maxDuration?.value
        return limits
    }

    /// What the configuration and the environment say about how columns are masked.
    public var masking: Masking {
        Masking(
            rules: configuration.mask ?? [:],
            secret: environment[Masking.keyVariable].flatMap { $0.isEmpty ? nil : $0 })
    }

    /// The folders of code, as they are found from the current folder.
    public var codeFolders: [String] {
        (configuration.code ?? []).map { folder in
            let url = root.appendingPathComponent(folder).standardizedFileURL
            let here = FileManager.default.currentDirectoryPath
            if url.path == here { return "." }
            return url.path.hasPrefix(here + "/") ? String(url.path.dropFirst(here.count + 1)) : url.path
        }
    }

    /// How long a dropped column is kept under another name; nil: not at all.
    public var retention: Duration? { configuration.retention?.value }

    /// `100ms`, `30s`, `10m`, `2h`.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)``.
    public static func duration(_ text: String) throws -> Duration {
        guard let match = text.wholeMatch(of: /(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)/),
            let number = Double(match.1)
        else {
            throw ColonnadeError.badInput("\(text) is no duration: write 100ms, 30s, 10m, 2h or 7d")
        }
        let unit: Double =
            switch match.2 {
            case "ms": 0.001
            case "s": 1
            case "h": 3_600
            case "d": 86_400
            default: 60
            }
        return .seconds(number * unit)
    }
}
