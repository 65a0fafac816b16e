import Foundation
import Yams

/// `colonnade.yaml`.
public struct Configuration: Sendable, Decodable {
    /// One database to work with.
    public struct Environment: Sendable, Decodable {
        /// Its URL, or `${VARIABLE}`.
        public var database: String?
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
    public var pauseBudget: String?
    /// How long to try for a lock, as `10m`.
    public var lockDeadline: String?
    /// How long a dropped column is kept under another name, as `7d`; not at all without.
    public var retention: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case environments
        case defaultEnvironment = "default_env", migrations, convention, pauseBudget = "pause_budget"
        case lockDeadline = "lock_deadline", retention
    }

    /// Reads a file.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` with path, line and column where YAML can say them.
    static func load(_ path: String) throws -> Configuration {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { throw ColonnadeError.badInput("cannot read \(path)") }
        do {
            try refuseUnknownKeys(in: text, path)
            return try YAMLDecoder().decode(Configuration.self, from: text)
        } catch let error as YamlError {
            throw ColonnadeError.badInput("\(path): \(error)")
        } catch let error as DecodingError {
            throw ColonnadeError.badInput("\(path): \(error.explanation)")
        }
    }

    /// A misspelled key must not be ignored: it could be the one that protects production.
    private static func refuseUnknownKeys(in text: String, _ path: String) throws {
        guard let mapping = try compose(yaml: text)?.mapping else { return }
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        for key in mapping.keys {
            guard let name = key.string, !known.contains(name) else { continue }
            let mark = key.mark.map { ":\($0.line):\($0.column)" } ?? ""
            throw ColonnadeError.badInput(
                "\(path)\(mark): error: there is no setting \(name); known are \(known.sorted().joined(separator: ", "))"
            )
        }
    }
}

extension DecodingError {
    fileprivate var explanation: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
        @unknown default: "\(self)"
        }
    }
}
