import ColonnadeLint
import Foundation

/// A baseline as a file.
struct BaselineFile {
    let path: String
    /// Where its paths begin; those of a pipe, where lint is run.
    private var folder: URL {
        let path = Project.isStream(path) ? "./-" : path
        return URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL
    }

    /// - Throws: ``ColonnadeError/badInput(_:)`` where it is not there or is something else.
    func read() throws -> Baseline {
        guard let data = FileContents.read(path) else {
            throw ColonnadeError.badInput(
                "cannot read the baseline \(path): `colonnade lint --baseline \(path) --write-baseline` writes it"
            )
        }
        guard let baseline = try? JSONDecoder().decode(Baseline.self, from: data), baseline.version == 1
        else {
            throw ColonnadeError.badInput("\(path) is not a baseline that this version can read")
        }
        return baseline
    }

    /// Writes what a report found; entries of files that were not judged, and are still there, stay.
    func write(_ report: LintReport) throws {
        var former = FileManager.default.fileExists(atPath: path) ? try read() : nil
        former?.findings.removeAll { entry in
            !FileManager.default.fileExists(atPath: folder.appendingPathComponent(entry.path).path)
        }
        let baseline = Baseline(report, place: place, keeping: former)
        do {
            try Data("\(ReportJSON.write(baseline))\n".utf8).write(
                to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw ColonnadeError.badInput("cannot write the baseline \(path)")
        }
    }

    /// A file's path from the baseline's folder, so that it does not matter where lint is run.
    func place(_ path: String) -> String {
        // Standard input and --sql are no files.
        if path.hasPrefix("<") { return path }
        let target = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
        let base = folder.pathComponents
        let common = zip(base, target).prefix { $0 == $1 }.count
        let up = Array(repeating: "..", count: base.count - common)
        return (up + target.dropFirst(common)).joined(separator: "/")
    }
}
