import ArgumentParser
struct InitCommand: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "init"); func run() async throws {} }
struct NewCommand: AsyncParsableCommand { static let configuration = CommandConfiguration(commandName: "new"); func run() async throws {} }
