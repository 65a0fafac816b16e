import Foundation

/// What lies in a folder. Foundation's list of all that lies below takes twenty times as long for a thousand files.
struct FolderListing {
    /// Relative paths, folders included, in no order.
    private(set) var names: [String] = []

    /// - Parameters:
    ///   - folder: its path; what cannot be looked into is empty.
    ///   - deep: whether what lies in folders below is listed, too. Links to folders are not followed.
    init(_ folder: String, deep: Bool) {
        var open = [""]
        while let inner = open.popLast() {
            guard let directory = opendir(inner.isEmpty ? folder : "\(folder)/\(inner)") else { continue }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                let path = inner.isEmpty ? name : "\(inner)/\(name)"
                names.append(path)
                if deep, isFolder(entry.pointee.d_type, "\(folder)/\(path)") { open.append(path) }
            }
        }
    }

    /// Some file systems do not say what is what.
    private func isFolder(_ kind: UInt8, _ path: String) -> Bool {
        guard kind == UInt8(DT_UNKNOWN) else { return kind == UInt8(DT_DIR) }
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }
}
