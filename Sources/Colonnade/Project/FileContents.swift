import Foundation

/// What is in a file, or comes out of a pipe: `--schema <(pg_dump --schema-only …)` names one.
enum FileContents {
    /// - Returns: nil where it is not there, cannot be read or is a folder.
    static func read(_ path: String) -> Data? {
        // Foundation's FileHandle takes four times as long for a small file, and a folder has many.
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var about = stat()
        guard fstat(file, &about) == 0 else { return nil }
        // One byte more than there should be: then the end is found without another round. A pipe has no size: its end is
        // where its writer lets go.
        var bytes = Data(count: max(Int(about.st_size) + 1, 1 << 12))
        var count = 0
        while true {
            if count == bytes.count { bytes.count *= 2 }
            let start = count
            let more = bytes.withUnsafeMutableBytes {
                let rest = UnsafeMutableRawBufferPointer(rebasing: $0[start...])
                return Glibc.read(file, rest.baseAddress, rest.count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { return nil }
            guard more > 0 else { break }
            count += more
        }
        bytes.count = count
        return bytes
    }
}
