import ColonnadeSQL
public import Foundation

extension Project {
    /// Writes an empty migration in the folder's own convention, and gives it its place where a file says the order.
    ///
    /// - Returns: the paths written, the migration first.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where there is no folder, no name, or the file is there already.
    public func newMigration(_ title: String, now: Date = .now) throws -> [String] {
        let folder = try MigrationFolder.find(self)
        if let framework = folder.convention as? FrameworkConvention {
            throw ColonnadeError.badInput(
                "the migrations of \(displayed(folder.url)) are made by \(framework.maker)")
        }
        let slug = title.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "_")
        guard !slug.isEmpty else {
            throw ColonnadeError.badInput("a migration needs a name of letters or digits")
        }
        let format = Date.VerbatimFormatStyle(
            format:
                "\(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)",
            timeZone: .gmt, calendar: Calendar(identifier: .gregorian)
        )
        let name = folder.convention.fileName(
            forNew: slug, existing: folder.files, at: now.formatted(format))
        let files = [(name: name, text: folder.convention.template)] + folder.convention.companions(of: name)
        let written = try files.map { file in
            let url = folder.url.appendingPathComponent(file.name)
            guard !FileManager.default.fileExists(atPath: url.path) else {
                throw ColonnadeError.badInput("\(displayed(url)) exists already")
            }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true
            )
            try file.text.write(to: url, atomically: true, encoding: .utf8)
            return displayed(url)
        }
        return try written + plan(name, title, now, in: folder)
    }

    /// Adds a new migration to the file that says the order.
    ///
    /// - Returns: the path written; none where names say the order.
    private func plan(_ name: String, _ title: String, _ now: Date, in folder: MigrationFolder) throws
        -> [String]
    {
        let time = now.formatted(.iso8601)
        guard let file = folder.orderFile, let text = folder.order,
            let entry = folder.convention.orderEntry(
                for: name, note: title, at: time, by: planner(beside: file))
        else { return [] }
        let lines = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        try (lines + entry + "\n").write(to: file, atomically: true, encoding: .utf8)
        return [displayed(file)]
    }

    /// Who plans, as `Name <address>`: what sqitch is told, else git, else the account.
    private func planner(beside file: URL) -> String {
        let git = Git(folder: file.deletingLastPathComponent().path)
        let own = ["sqitch.conf", NSHomeDirectory() + "/.sqitch/sqitch.conf"]
        func setting(_ name: String) -> String? {
            own.lazy.compactMap { git.setting(name, in: $0) }.first ?? git.setting(name)
        }
        let name = setting("user.name") ?? NSUserName()
        return "\(name) <\(setting("user.email") ?? "\(NSUserName())@\(ProcessInfo.processInfo.hostName)")>"
    }
}
