public import ColonnadeMap
import Foundation
import Synchronization

/// Searches folders of code for what depends on a table or column, with a thread for each processor.
public struct CodeSearch: Sendable {
    /// What was found.
    public var dependencies: [Dependency]
    /// What was looked at, and what was not.
    public var coverage: CodeCoverage

    /// Larger files are no code that a person wrote.
    static let largest = 16 << 20

    /// - Parameter folders: as the user named them.
    public init(_ folders: [String], for subject: CodeSubject) {
        let tree = CodeTree(folders)
        let scan = CodeScan(subject)
        var found = Self.read(tree.files, scan) { scan.concerns(path: $0, $1) }
        if let names = scan.furtherNames(found.findings) {
            // Classes under another name than the table's: the files that speak of them alone.
            let known = Set(found.paths)
            let rest = tree.files.filter { !known.contains($0.path) }
            let more = Self.read(rest, scan) { names.matches($1) }
            found.findings += more.findings
            found.coverage.candidates += more.coverage.candidates
        }
        var coverage = tree.coverage
        coverage.add(found.coverage)
        dependencies = scan.finish(found.findings)
        self.coverage = coverage
    }

    /// A search on threads of its own: it keeps every processor busy, and none of those that others wait for.
    static func run(_ folders: [String], for subject: CodeSubject) async -> CodeSearch {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: CodeSearch(folders, for: subject))
            }
        }
    }

    private struct Found: Sendable {
        var findings: [CodeScan.Findings] = []
        var paths: [String] = []
        var coverage = CodeCoverage()
    }

    private static func read(
        _ files: [CodeTree.File], _ scan: CodeScan,
        where concerns: @Sendable (String, UnsafeRawBufferPointer) -> Bool
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
                var found = Found()
                for file in files[start..<min(start + share, files.count)] {
                    look(file, scan, concerns, &found)
                }
                let part = found
                parts.withLock { $0.append((start, part)) }
            }
        }
        var all = Found()
        for part in parts.withLock({ $0 }).sorted(by: { $0.index < $1.index }) {
            all.findings += part.found.findings
            all.paths += part.found.paths
            all.coverage.add(part.found.coverage)
        }
        return all
    }

    private static func look(
        _ file: CodeTree.File, _ scan: CodeScan, _ concerns: (String, UnsafeRawBufferPointer) -> Bool,
        _ found: inout Found
    ) {
        guard file.bytes <= largest else { return found.coverage.add(.gigantic, file.path) }
        guard let bytes = FileBytes.read(file.path, file.bytes) else {
            return found.coverage.add(.unreadableFile, file.path)
        }
        found.coverage.files += 1
        found.coverage.bytes += bytes.count
        bytes.withUnsafeBytes { buffer in
            switch FileBytes.form(buffer) {
            case .binary: found.coverage.add(.binary, file.path)
            case .wide(let text): take(text, file, scan, &found)
            case .plain:
                guard concerns(file.path, buffer) else { return }
                if FileBytes.isMinified(buffer) { return found.coverage.add(.minified, file.path) }
                if let text = String(validating: buffer, as: UTF8.self) {
                    take(text, file, scan, &found)
                } else {
                    found.coverage.add(.encoding, file.path)
                    take(FileBytes.latin1(buffer), file, scan, &found)
                }
            }
        }
    }

    private static func take(_ text: String, _ file: CodeTree.File, _ scan: CodeScan, _ found: inout Found) {
        found.coverage.candidates += 1
        found.paths.append(file.path)
        let findings = scan.read(path: file.path, text: text)
        for gap in findings.gaps { found.coverage.add(gap, file.path) }
        found.findings.append(findings)
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
