import ArgumentParser
import Colonnade

/// What of a database's rows comes into a copy.
struct CopyArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Copy only so many rows, chosen by their keys, and every row that these refer to.",
            valueName: "percent"))
    var sample: String?

    func validate() throws { _ = try share() }

    /// - Parameter masking: nil where nothing is to be masked.
    func options(_ masking: Masking?) throws -> CopyOptions {
        var options = CopyOptions()
        options.masking = masking
        options.sample = try share()
        return options
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
