/// The objects of SARIF 2.1.0 that a linter needs, by the names that the standard gives them.
struct SARIFLog: Encodable {
    var schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]

    enum CodingKeys: String, CodingKey { case schema = "$schema", version, runs }

    struct Run: Encodable {
        var tool: Tool
        var columnKind = "utf16CodeUnits"
        /// What paths are relative to.
        var originalUriBaseIds = [ArtifactLocation.base: Base()]
        var results: [Result]
    }

    struct Base: Encodable {
        var description = Message(text: "The folder that the program was run in.")
    }

    struct Tool: Encodable { var driver: Driver }

    struct Driver: Encodable {
        var name: String
        var version: String
        var rules: [Rule]
    }

    struct Rule: Encodable {
        var id: String
        var name: String
        var shortDescription: Message
        var fullDescription: Message
        var help: Message
        var defaultConfiguration: Configuration
        var properties: Tags
    }

    struct Configuration: Encodable {
        var enabled: Bool
        var level: String
    }

    struct Tags: Encodable { var tags: [String] }

    struct Message: Encodable {
        var text: String
        var markdown: String?
    }

    struct Result: Encodable {
        var ruleId: String
        var ruleIndex: Int?
        var level: String
        var message: Message
        var locations: [Location]
        var partialFingerprints: [String: String]
        var fixes: [Fix]?
    }

    struct Location: Encodable { var physicalLocation: PhysicalLocation }

    struct PhysicalLocation: Encodable {
        var artifactLocation: ArtifactLocation
        var region: Region
    }

    struct Region: Encodable {
        var startLine: Int
        var startColumn: Int
        var endLine: Int
        var endColumn: Int
        var snippet: Content?
    }

    struct Content: Encodable { var text: String }

    struct Fix: Encodable {
        var description: Message
        var artifactChanges: [Change]
    }

    struct Change: Encodable {
        var artifactLocation: ArtifactLocation
        var replacements: [Replacement]
    }

    struct Replacement: Encodable {
        var deletedRegion: Region
        var insertedContent: Content
    }
}

extension SARIFLog {
    /// A file as a URI reference: relative to where the program was run, or absolute.
    struct ArtifactLocation: Encodable {
        static let base = "%SRCROOT%"

        var uri: String
        var uriBaseId: String?

        init(_ path: String) {
            // RFC 3986: unreserved characters stand for themselves, everything else is written by its bytes.
            let escaped = path.utf8.map { byte in
                let scalar = Unicode.Scalar(byte)
                let isPlain =
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                if isPlain || "/-._~".unicodeScalars.contains(scalar) { return String(scalar) }
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }.joined()
            if path.hasPrefix("/") {
                uri = "file://\(escaped)"
            } else {
                uri = escaped
                uriBaseId = Self.base
            }
        }
    }
}
