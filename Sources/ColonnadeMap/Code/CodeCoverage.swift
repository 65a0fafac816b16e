/// What a search of code looked at, and what it did not: a dependency in a file that was not read is not absent.
public struct CodeCoverage: Sendable, Hashable {
    /// Why something was not read, or not as it should be.
    public enum Gap: String, Sendable, Hashable, CaseIterable, Comparable {
        case unreadableFolder, unreadableFile, binary, minified, gigantic, encoding, linkLoop, foreignFolder
        case unknownLanguage, sqlNotParsed, special, archive

        public static func < (left: Gap, right: Gap) -> Bool { left.rank < right.rank }
        private var rank: Int { Gap.allCases.firstIndex(of: self) ?? 0 }

        /// `3 folders cannot be read`.
        func sentence(_ count: Int) -> String {
            let one = count == 1
            switch self {
            case .unreadableFolder: return one ? "1 folder cannot be read" : "\(count) folders cannot be read"
            case .unreadableFile: return one ? "1 file cannot be read" : "\(count) files cannot be read"
            case .binary: return one ? "1 file is no text" : "\(count) files are no text"
            case .minified:
                return one ? "1 file is minified, and not read" : "\(count) files are minified, and not read"
            case .gigantic:
                return one
                    ? "1 file is larger than 16 MB, and not read"
                    : "\(count) files are larger than 16 MB, and not read"
            case .encoding:
                return one
                    ? "1 file is not UTF-8: it was read as Latin-1"
                    : "\(count) files are not UTF-8: they were read as Latin-1"
            case .linkLoop:
                return one
                    ? "1 symbolic link leads to what was looked at already"
                    : "\(count) symbolic links lead to what was looked at already"
            case .foreignFolder:
                return one
                    ? "1 folder of installed packages was not looked into"
                    : "\(count) folders of installed packages were not looked into"
            case .unknownLanguage:
                return one
                    ? "1 file that has the name is in a language that is not read"
                    : "\(count) files that have the name are in languages that are not read"
            case .sqlNotParsed:
                return one
                    ? "1 statement in the code looks like SQL with the name, and could not be parsed"
                    : "\(count) statements in the code look like SQL with the name, and could not be parsed"
            case .archive:
                return one
                    ? "1 archive was not looked into: unpack it where it has code, or an export of Metabase or Superset"
                    : "\(count) archives were not looked into: unpack those that have code, or an export of Metabase or Superset"
            case .special:
                return one ? "1 device or socket was not read" : "\(count) devices or sockets were not read"
            }
        }
    }

    /// Files whose bytes were looked at.
    public var files = 0
    /// Their size.
    public var bytes = 0
    /// Files in which a name stands, and which were taken apart.
    public var candidates = 0
    /// How often each reason came up.
    public var gaps: [Gap: Int] = [:]
    /// For each reason, some of what it was.
    public var examples: [Gap: [String]] = [:]

    /// Nothing looked at.
    public init() {}

    /// One more of a kind, with where it was.
    public mutating func add(_ gap: Gap, _ path: String) {
        gaps[gap, default: 0] += 1
        if examples[gap, default: []].count < 3 { examples[gap, default: []].append(path) }
    }

    /// What another part of the search looked at.
    public mutating func add(_ other: CodeCoverage) {
        files += other.files
        bytes += other.bytes
        candidates += other.candidates
        for (gap, count) in other.gaps { gaps[gap, default: 0] += count }
        for (gap, paths) in other.examples {
            examples[gap] = Array(((examples[gap] ?? []) + paths).sorted().prefix(3))
        }
    }

    /// The gaps of some kinds that another part of the search met.
    public mutating func add(_ other: CodeCoverage, only kinds: Set<Gap>) {
        var gaps = CodeCoverage()
        gaps.gaps = other.gaps.filter { kinds.contains($0.key) }
        gaps.examples = other.examples.filter { kinds.contains($0.key) }
        add(gaps)
    }

    /// What was not seen, in sentences for people.
    public var notObserved: [String] {
        gaps.sorted { $0.key < $1.key }.map { gap, count in
            let paths = examples[gap] ?? []
            let more = count > paths.count ? ", …" : ""
            return "\(gap.sentence(count)) (\(paths.joined(separator: ", "))\(more))"
        }
    }
}
