public import ColonnadeMap
import Foundation
import Synchronization

/// Searches folders of code for what depends on tables or columns, with a thread for each processor. Each file is read
/// once, for however many of them.
public struct CodeSearch: Sendable {
    /// What was found, for each subject in turn.
    public var found: [[Dependency]]
    /// What was looked at, and what was not.
    public var coverage: CodeCoverage

    /// Larger files are no code that a person wrote.
    static let largest = 16 << 20

    /// - Parameter folders: as the user named them.
    public init(_ folders: [String], for subjects: [CodeSubject]) {
        let tree = CodeTree(folders)
        let scans = subjects.map { CodeScan($0) }
        let first = Self.read(tree.files, scans) { scans[$0].concerns(path: $1, $2) }
        // Classes under another name than the table's: the files that speak of them alone.
        let names = zip(scans, first.scans).map { $0.furtherNames($1.findings) }
        let known = first.scans.map { Set($0.paths) }
        let rest = tree.files.filter { file in
            names.indices.contains { names[$0] != nil && !known[$0].contains(file.path) }
        }
        let second = Self.read(rest, scans) { names[$0]?.matches($2) == true && !known[$0].contains($1) }
        var coverage = tree.coverage
        coverage.add(first.coverage)
        // What of a file could not be read at all, the first pass has said.
        coverage.candidates += second.coverage.candidates
        coverage.add(second.coverage, only: [.minified, .encoding, .unknownLanguage, .sqlNotParsed])
        found = scans.indices.map {
            scans[$0].finish(first.scans[$0].findings + second.scans[$0].findings)
        }
        self.coverage = coverage
    }

    /// A search on threads of its own: it keeps every processor busy, and none of those that others wait for.
    static func run(_ folders: [String], for subjects: [CodeSubject]) async -> CodeSearch {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: CodeSearch(folders, for: subjects))
            }
        }
    }

    private struct Found: Sendable {
        /// For each scan, what it found, and in which files it looked.
        var scans: [(findings: [CodeScan.Findings], paths: [String])]
        var coverage = CodeCoverage()

        init(_ count: Int) { scans = Array(repeating: ([], []), count: count) }
    }

    private static func read(
        _ files: [CodeTree.File], _ scans: [CodeScan],
        where concerns: @Sendable (Int, String, UnsafeRawBufferPointer) -> Bool
    ) -> Found {
        let next = Atomic<Int>(0)
        let parts = Mutex<[(index: Int, found: Found)]>([])
        let hands = max(1, ProcessInfo.processInfo.activeProcessorCount)
        // Files are handed out a few at a time: they differ much in what they cost.
        let share = 16
        DispatchQueue.concurrentPerform(iterations: hands) { _ in
            while true {
                let start = next.wrappingAdd(share, ordering: .relaxed).oldValue
                guard start < files.count else { return }
                var found = Found(scans.count)
                for file in files[start..<min(start + share, files.count)] {
                    look(file, scans, concerns, &found)
                }
                let part = found
                parts.withLock { $0.append((start, part)) }
            }
        }
        var all = Found(scans.count)
        for part in parts.withLock({ $0 }).sorted(by: { $0.index < $1.index }) {
            for index in scans.indices {
                all.scans[index].findings += part.found.scans[index].findings
                all.scans[index].paths += part.found.scans[index].paths
            }
            all.coverage.add(part.found.coverage)
        }
        return all
    }

    private static func look(
        _ file: CodeTree.File, _ scans: [CodeScan],
        _ concerns: (Int, String, UnsafeRawBufferPointer) -> Bool, _ found: inout Found
    ) {
        if FileBytes.isArchive(file.path) { return found.coverage.add(.archive, file.path) }
        guard file.bytes <= largest else { return found.coverage.add(.gigantic, file.path) }
        guard let bytes = FileBytes.read(file.path, file.bytes) else {
            return found.coverage.add(.unreadableFile, file.path)
        }
        found.coverage.files += 1
        found.coverage.bytes += bytes.count
        bytes.withUnsafeBytes { buffer in
            switch FileBytes.form(buffer) {
            case .binary: found.coverage.add(.binary, file.path)
            case .wide(let text): take(text, file, scans, Array(scans.indices), &found)
            case .plain:
                let wanted = scans.indices.filter { concerns($0, file.path, buffer) }
                guard !wanted.isEmpty else { return }
                if FileBytes.isMinified(buffer) { return found.coverage.add(.minified, file.path) }
                if let text = String(validating: buffer, as: UTF8.self) {
                    take(text, file, scans, wanted, &found)
                } else {
                    found.coverage.add(.encoding, file.path)
                    take(FileBytes.latin1(buffer), file, scans, wanted, &found)
                }
            }
        }
    }

    /// - Parameter wanted: the scans that the file may concern.
    private static func take(
        _ text: String, _ file: CodeTree.File, _ scans: [CodeScan], _ wanted: [Int], _ found: inout Found
    ) {
        found.coverage.candidates += 1
        let scanned = ScannedFile(path: file.path, text: text)
        var gaps: [CodeCoverage.Gap: Int] = [:]
        for index in wanted {
            let findings = scans[index].read(scanned)
            // The same statement is no more often unread for being asked about twice.
            let counts = Dictionary(findings.gaps.map { ($0, 1) }, uniquingKeysWith: +)
            gaps.merge(counts, uniquingKeysWith: max)
            found.scans[index].findings.append(findings)
            found.scans[index].paths.append(file.path)
        }
        for (gap, count) in gaps { for _ in 0..<count { found.coverage.add(gap, file.path) } }
    }
}

/// The bytes of a file, and what they are.
enum FileBytes {
    enum Form {
        case plain, binary
        /// UTF-16 with its mark, made a string.
        case wide(String)
    }

    static func read(_ path: String, _ size: Int) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // It may have grown since it was measured.
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            while count < size + 1 {
                let got = Foundation.read(file, buffer.baseAddress.map { $0 + count }, size + 1 - count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { isWhole = false }
                guard got > 0 else { return }
                count += got
            }
        }
        return isWhole ? bytes : nil
    }

    /// Whether files are packed in it, by its name.
    static func isArchive(_ path: String) -> Bool {
        let ending = path.suffix(8).lowercased()
        return [".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".7z"].contains {
            ending.hasSuffix($0)
        }
    }

    /// What is no text has a zero byte near its beginning.
    static func form(_ bytes: UnsafeRawBufferPointer) -> Form {
        if bytes.count >= 2, bytes.count % 2 == 0 {
            let isLittle = bytes[0] == 0xFF && bytes[1] == 0xFE
            if isLittle || (bytes[0] == 0xFE && bytes[1] == 0xFF) {
                var units: [UInt16] = []
                units.reserveCapacity(bytes.count / 2)
                for index in stride(from: 2, to: bytes.count - 1, by: 2) {
                    let first = UInt16(bytes[index])
                    let second = UInt16(bytes[index + 1])
                    units.append(isLittle ? first | (second << 8) : second | (first << 8))
                }
                return .wide(String(decoding: units, as: UTF16.self))
            }
        }
        return bytes.prefix(8192).contains(0) ? .binary : .plain
    }

    /// A line of more than 5,000 bytes on the average is written by a program for a program.
    static func isMinified(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > 20_000 else { return false }
        var lines = 1
        for byte in bytes where byte == 0x0A { lines += 1 }
        return bytes.count / lines > 5000
    }

    static func latin1(_ bytes: UnsafeRawBufferPointer) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
