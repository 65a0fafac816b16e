public import ColonnadeRehearsal
import Foundation
import Yams

/// `colonnade.yaml`.
public struct Configuration: Sendable, Decodable {
    /// One database to work with.
    public struct Environment: Sendable, Decodable {
        /// Its URL, or `${VARIABLE}`.
        public var database: String?

        enum CodingKeys: String, CodingKey, CaseIterable { case database }
    }

    /// The databases by name.
    public var environments: [String: Environment]?
    /// The environment used without `--env`.
    public var defaultEnvironment: String?
    /// The folder of migrations, relative to the file.
    public var migrations: String?
    /// The tool that owns the folder, where it cannot be told from the files: dbmate, flyway, goose …
    public var convention: String?
    /// The longest that an attempt to lock may keep others waiting, as `100ms`.
    public var pauseBudget: WrittenDuration?
    /// How long to try for a lock, as `10m`.
    public var lockDeadline: WrittenDuration?
    /// How long a dropped column is kept under another name, as `7d`; not at all without.
    public var retention: WrittenDuration?
    /// How far a standby may be behind, as `5s`: before a backfill waits, and for a rehearsal to say yes.
    public var maxLag: WrittenDuration?
    /// How many times its value of before p99 may be in a rehearsal.
    public var maxP99Ratio: Double?
    /// How many operations may fail in a rehearsal.
    public var maxErrors: Int?
    /// How long a rehearsed change may take, as `10m`.
    public var maxDuration: WrittenDuration?
    /// Whether `apply` begins a rollout only after a rehearsal of the same plan has said yes.
    public var requireRehearsal: Bool?
    /// The folders of code that `map` searches as well, relative to the file.
    public var code: [String]?
    /// What becomes of columns in a masked copy, by `table.column`.
    public var mask: [String: MaskKind]?
    /// How migrations are judged.
    public var lint: LintConfiguration?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case environments, lint, code, mask
        case defaultEnvironment = "default_env", migrations, convention, pauseBudget = "pause_budget"
        case lockDeadline = "lock_deadline", retention, requireRehearsal = "require_rehearsal"
        case maxLag = "max_lag", maxP99Ratio = "max_p99_ratio", maxErrors = "max_errors"
        case maxDuration = "max_duration"
    }

    /// The keys that there are.
    private static var keys: YAMLKeys {
        var top = YAMLKeys.keys(CodingKeys.allCases.map(\.rawValue))
        top.below["environments"] = .each(.keys(Environment.CodingKeys.allCases.map(\.rawValue)))
        top.below["lint"] = LintConfiguration.keys
        return top
    }

    private var firstOutOfBounds: (key: CodingKeys, message: String)? {
        if let maxP99Ratio, !(maxP99Ratio >= 1) { return (.maxP99Ratio, "takes 1 or more") }
        if let maxErrors, maxErrors < 0 { return (.maxErrors, "takes 0 or more") }
        return nil
    }

    /// Reads a file.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` with path, line and column.
    static func load(_ path: String) throws -> Configuration {
        guard let data = FileContents.read(path),
            let text = String(validating: data, as: UTF8.self)
        else { throw ColonnadeError.badInput("cannot read \(path)") }
        do {
            guard let root = try compose(yaml: text), !root.isEmptyDocument else { return Configuration() }
            if let wrong = keys.firstUnknown(in: root) {
                throw ColonnadeError.located(path, wrong.mark, wrong.message)
            }
            do {
                let configuration = try YAMLDecoder().decode(Configuration.self, from: text)
                if let (key, message) = configuration.firstOutOfBounds {
                    throw ColonnadeError.located(
                        path, root.mark(of: [key]), "\(key.stringValue): \(message)")
                }
                return configuration
            } catch let error as DecodingError {
                throw ColonnadeError.located(path, root.mark(of: error.place), error.explanation)
            }
        } catch let error as YamlError {
            throw ColonnadeError.badInput("\(path): \(error)")
        }
    }
}

/// A duration as it is written in the file: `100ms`.
public struct WrittenDuration: Sendable, Decodable {
    /// What it means.
    public var value: Duration

    /// Reads it.
    ///
    /// - Throws: `DecodingError` where it is none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            value = try Project.duration(container.decode(String.self))
        } catch let error as ColonnadeError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.explanation)
        }
    }
}

extension Node {
    /// A file of comments alone.
    fileprivate var isEmptyDocument: Bool { scalar?.string.isEmpty ?? false }

    /// Where a value stands; where the way to it ends early, the last place on it.
    fileprivate func mark(of path: [any CodingKey]) -> Mark? {
        guard let key = path.first else { return mark }
        let next = key.intValue.flatMap { sequence?[$0] } ?? mapping?[Node(key.stringValue)]
        return next?.mark(of: Array(path.dropFirst())) ?? mark
    }
}

extension ColonnadeError {
    /// `path:line:column: error: message`.
    fileprivate static func located(_ path: String, _ mark: Mark?, _ message: String) -> ColonnadeError {
        .badInput("\(path)\(mark.map { ":\($0.line):\($0.column)" } ?? ""): error: \(message)")
    }
}

extension DecodingError {
    private var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context
        @unknown default: nil
        }
    }

    fileprivate var place: [any CodingKey] { context?.codingPath ?? [] }

    fileprivate var explanation: String {
        let key = place.map(\.stringValue).joined(separator: ".")
        return "\(key.isEmpty ? "" : "\(key): ")\(context?.debugDescription ?? "\(self)")"
    }
}
