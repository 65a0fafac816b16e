import ColonnadeLint
public import ColonnadeModel

/// `lint:` in `colonnade.yaml`. Paths are relative to that file; what the command line says wins.
public struct LintConfiguration: Sendable, Decodable {
    /// The server's major version, where no database tells it.
    public var pgVersion: Int?
    /// What makes lint exit 1.
    public var failOn: Hazard.Severity?
    /// By rule: off, on, or how bad it is.
    public var rules: [String: RuleSetting]?
    /// Patterns of paths that are not judged.
    public var ignore: [String]?
    /// Findings that are known.
    public var baseline: String?
    /// A dump that says what the schema is.
    public var schema: String?
    /// A file of `colonnade stats`.
    public var stats: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case pgVersion = "pg_version", failOn = "fail_on", rules, ignore, baseline, schema, stats
    }

    static var keys: YAMLKeys {
        var keys = YAMLKeys.keys(CodingKeys.allCases.map(\.rawValue))
        keys.below["rules"] = .keys(
            RuleCatalog.all.map { $0.id }, noun: "rule", listedBy: "`colonnade rules` lists them")
        return keys
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        pgVersion = try values.decodeIfPresent(Int.self, forKey: .pgVersion)
        rules = try values.decodeIfPresent([String: RuleSetting].self, forKey: .rules)
        ignore = try values.decodeIfPresent([String].self, forKey: .ignore)
        baseline = try values.decodeIfPresent(String.self, forKey: .baseline)
        schema = try values.decodeIfPresent(String.self, forKey: .schema)
        stats = try values.decodeIfPresent(String.self, forKey: .stats)
        if let version = pgVersion, !LintRun.versions.contains(version) {
            throw DecodingError.dataCorruptedError(
                forKey: .pgVersion, in: values, debugDescription: "takes 10 to 18, not \(version)")
        }
        guard let text = try values.decodeIfPresent(String.self, forKey: .failOn) else { return }
        guard let severity = Hazard.Severity(rawValue: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .failOn, in: values, debugDescription: "takes error, warning or note, not \(text)")
        }
        failOn = severity
    }
}

/// What becomes of a rule.
public enum RuleSetting: Sendable, Hashable, Decodable {
    /// It does not judge.
    case off
    /// It judges, although it is a matter of style; how bad a finding is, it says itself.
    case on
    /// It judges, and every finding is so bad.
    case severity(Hazard.Severity)

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        let text = try value.decode(String.self)
        switch text {
        case "off": self = .off
        case "on": self = .on
        default:
            guard let severity = Hazard.Severity(rawValue: text) else {
                throw DecodingError.dataCorruptedError(
                    in: value, debugDescription: "takes off, on, error, warning or note, not \(text)")
            }
            self = .severity(severity)
        }
    }
}
