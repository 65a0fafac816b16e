import ArgumentParser
import Colonnade

/// What of a database's rows comes into a copy, and where that is made.
struct CopyArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A server to make the copies on, by a database there to connect to: they are dropped in the end, and nothing else is touched.",
            valueName: "url"))
    var sandbox: String?

    @Option(
        help: ArgumentHelp(
            "Copy only so many rows, chosen by their keys, and every row that these refer to.",
            valueName: "percent"))
    var sample: String?

    @Flag(help: "Copy no rows: make them of the catalog and the server's statistics. With --sample, so many.")
    var synthesize = false

    @Option(
        help: ArgumentHelp("How much may be read of the source a second: 20MB, 500kB.", valueName: "bytes"))
    var copyRate: String?

    func validate() throws {
        _ = try share()
        _ = try rate()
    }

    /// - Parameters:
    ///   - isMasked: whether people's data is masked; in statistics it always is.
    ///   - project: what says how.
    func options(isMasked: Bool, _ project: Project) throws -> CopyOptions {
        var options = CopyOptions()
        options.masking = isMasked || synthesize ? project.masking : nil
        options.synthesizes = synthesize
        options.sample = try share()
        options.bytesPerSecond = try rate()
        return options
    }

    private func rate() throws -> Int? {
        guard let copyRate else { return nil }
        let units = ["kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000]
        guard let match = copyRate.wholeMatch(of: /([1-9]\d{0,5})(kB|MB|GB)(?:\/s)?/),
            let number = Int(match.1),
            let unit = units[String(match.2)]
        else { throw ValidationError("--copy-rate takes bytes a second: 500kB, 20MB, 1GB") }
        return number * unit
    }

    private func share() throws -> Double? {
        guard let sample else { return nil }
        guard sample.hasSuffix("%"), let percent = Double(sample.dropLast()), percent > 0, percent <= 100
        else {
            throw ValidationError("--sample takes a part of the rows: 10%, 0.5%")
        }
        return percent / 100
    }
}
