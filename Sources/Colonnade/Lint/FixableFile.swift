import ColonnadeLint
import ColonnadeModel
import ColonnadeSQL
import Foundation

/// A migration on the disk, to be written anew.
struct FixableFile {
    let file: FileFix.File
    private let folder: URL
    private let path: String
    /// A byte order mark is no part of the text, but of the file.
    private var hasMark = false

    /// - Returns: nil for what is no file.
    init?(_ text: MigrationText) throws {
        guard let convention = text.convention,
            let data = FileManager.default.contents(atPath: text.source.path)
        else { return nil }
        self.init(path: text.source.path, text: try MigrationText.whole(text.source.path).text, convention)
        hasMark = data.starts(with: [0xEF, 0xBB, 0xBF])
    }

    /// A text that stands for a file, in an editor for example.
    init(path: String, text: String, _ convention: any MigrationConvention) {
        self.path = path
        let (folder, name) = MigrationFolder.home(of: path)
        self.folder = folder
        let settings = convention.settingsFile(of: path).flatMap {
            try? String(contentsOfFile: $0, encoding: .utf8)
        }
        file = FileFix.File(
            name: name, source: SourceText(path: path, text: text), convention: convention,
            settings: settings, siblings: MigrationFolder.files(in: folder, deep: name.contains("/")))
    }

    /// The path of a file that is written, as the user would type it.
    func shown(_ written: FileFix.Written) -> String {
        written.name == file.name ? path : String(path.dropLast(file.name.count)) + written.name
    }

    /// - Returns: the path as the user would type it.
    func write(_ written: FileFix.Written) throws -> String {
        let isOwn = written.name == file.name
        let target = isOwn ? URL(fileURLWithPath: path) : folder.appendingPathComponent(written.name)
        let shown = shown(written)
        guard isOwn || !FileManager.default.fileExists(atPath: target.path) else {
            throw ColonnadeError.badInput("\(shown) is there already: nothing more was written")
        }
        do {
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            let mark = isOwn && hasMark ? Data([0xEF, 0xBB, 0xBF]) : Data()
            try (mark + Data(written.text.utf8)).write(to: target, options: .atomic)
        } catch {
            throw ColonnadeError.badInput("cannot write \(shown)")
        }
        return shown
    }
}
