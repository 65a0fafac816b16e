import ColonnadeMap
import Foundation

/// The files below some folders that a search of code looks at: all but what `.gitignore` leaves out.
struct CodeTree {
    /// A file with the path by which people know it, and its size in bytes.
    struct File: Sendable {
        var path: String
        var bytes: Int
    }

    private(set) var files: [File] = []
    private(set) var coverage = CodeCoverage()
    /// Folders that were looked into, by device and number, so that links cannot lead around in circles.
    private var seen: Set<[UInt64]> = []

    /// What git itself keeps, which is no code.
    private static let never: Set<String> = [".git", ".hg", ".svn"]
    /// Other people's code, as package managers put it there.
    private static let foreign: Set<String> = ["node_modules", "bower_components", ".venv", "__pycache__"]

    /// - Parameter folders: as the user named them; a file may be named as well.
    init(_ folders: [String]) {
        for folder in folders {
            let trimmed = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            var info = stat()
            guard stat(trimmed, &info) == 0 else {
                coverage.add(.unreadableFolder, folder)
                continue
            }
            if info.st_mode & S_IFMT == S_IFDIR {
                walk(trimmed, Rules(above: trimmed))
            } else {
                files.append(File(path: trimmed, bytes: Int(info.st_size)))
            }
        }
    }

    // MARK: Folders

    private mutating func walk(_ start: String, _ rules: Rules) {
        var open = [(path: start, rules: rules)]
        while let next = open.popLast() {
            open += look(into: next.path, next.rules).reversed()
        }
    }

    /// Takes the files of a folder, and gives the folders in it.
    private mutating func look(into path: String, _ above: Rules) -> [(path: String, rules: Rules)] {
        var info = stat()
        guard stat(path, &info) == 0, let directory = opendir(path) else {
            coverage.add(.unreadableFolder, path)
            return []
        }
        defer { closedir(directory) }
        guard seen.insert([UInt64(info.st_dev), UInt64(info.st_ino)]).inserted else {
            coverage.add(.linkLoop, path)
            return []
        }
        var names: [(name: String, kind: Int32)] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append((name, Int32(entry.pointee.d_type))) }
        }
        var rules = above
        if names.contains(where: { $0.name == ".gitignore" }) { rules.add(path) }
        var folders: [(path: String, rules: Rules)] = []
        for (name, kind) in names.sorted(by: { $0.name < $1.name }) {
            let whole = path == "." ? name : path == "/" ? "/\(name)" : "\(path)/\(name)"
            var info = stat()
            guard stat(whole, &info) == 0 else {
                // A link to nothing is nothing.
                if kind != Int32(DT_LNK) { coverage.add(.unreadableFile, whole) }
                continue
            }
            switch info.st_mode & S_IFMT {
            case S_IFDIR:
                if Self.never.contains(name) || rules.ignores(whole, isFolder: true) { continue }
                if Self.foreign.contains(name) {
                    coverage.add(.foreignFolder, whole)
                } else {
                    folders.append((whole, rules))
                }
            case S_IFREG:
                if !rules.ignores(whole, isFolder: false) {
                    files.append(File(path: whole, bytes: Int(info.st_size)))
                }
            default: coverage.add(.special, whole)
            }
        }
        return folders
    }
}

/// The `.gitignore` files that speak of a folder, the outermost first.
private struct Rules {
    private var files: [(folder: String, rules: GitIgnore)] = []

    /// Those of the folders above, up to the one that git's own folder is in.
    init(above path: String) {
        var folder = URL(fileURLWithPath: path).standardizedFileURL
        var found: [(folder: String, rules: GitIgnore)] = []
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/.git") {
            folder.deleteLastPathComponent()
            if let rules = Self.read(folder.path) { found.append((folder.path, rules)) }
        }
        // Without git's folder none of them counts.
        if folder.path != "/" { files = found.reversed() }
    }

    mutating func add(_ folder: String) {
        if let rules = Self.read(folder) { files.append((folder, rules)) }
    }

    private static func read(_ folder: String) -> GitIgnore? {
        guard let data = FileManager.default.contents(atPath: folder + "/.gitignore") else { return nil }
        return GitIgnore(String(decoding: data, as: UTF8.self))
    }

    /// The last line that speaks of a path counts, those of inner folders after those of outer ones.
    func ignores(_ path: String, isFolder: Bool) -> Bool {
        for (folder, rules) in files.reversed() {
            guard let inner = Self.inner(path, folder) else { continue }
            if let answer = rules.ignores(inner, isFolder: isFolder) { return answer }
        }
        return false
    }

    private static func inner(_ path: String, _ folder: String) -> String? {
        if folder == "." { return path }
        if path.hasPrefix(folder + "/") { return String(path.dropFirst(folder.count + 1)) }
        // The folder is known by its whole path, the file by the one that the user gave.
        guard folder.hasPrefix("/"), !path.hasPrefix("/") else { return nil }
        let whole = URL(fileURLWithPath: path).standardizedFileURL.path
        return whole.hasPrefix(folder + "/") ? String(whole.dropFirst(folder.count + 1)) : nil
    }
}
