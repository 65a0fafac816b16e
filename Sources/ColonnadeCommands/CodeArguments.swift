import ArgumentParser
import Colonnade

/// Which code is searched as well.
struct CodeArguments: ParsableArguments {
    @Option(
        name: .customLong("code"),
        help: ArgumentHelp(
            "A folder of code to search as well; may be given more than once. Without it, `code:` of colonnade.yaml.",
            valueName: "dir"))
    var folders: [String] = []

    func code(of project: Project) throws -> ProjectCode { try project.code(folders) }
}
