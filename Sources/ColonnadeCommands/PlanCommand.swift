import ArgumentParser
import Colonnade

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the rollout of a migration: phases, steps, SQL, locks, undo. Changes nothing.",
        discussion: """
            Examples:
              colonnade plan db/migrations/20260101_add_total.sql
              colonnade plan --sql "ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT ''"
              python manage.py sqlmigrate shop 0042 | colonnade plan -

            Exits 1 when something cannot be done safely.
            """
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var migrations: MigrationArguments
    @OptionGroup var code: CodeArguments

    func run() async throws {
        let database = try await options.openDatabase()
        let texts = try await migrations.texts(options, database)
        let code = try self.code.code(of: options.project())
        try await options.console.showPlans(of: texts, in: database, code: code, asJSON: options.json)
    }
}

extension Console {
    /// The rollouts of some migrations; as JSON, that of one is a document and those of several are a list. A migration
    /// that is refused hides none of the others.
    func showPlans(
        of texts: [MigrationText], in database: Database, code: ProjectCode, asJSON: Bool
    ) async throws {
        var plans: [PlanDocument] = []
        var refused: [ColonnadeError] = []
        for text in texts {
            do {
                plans.append(try await database.plan(text, code: code))
            } catch let error as ColonnadeError where error.isOfOneMigration && texts.count > 1 {
                refused.append(error)
            }
        }
        if asJSON {
            if texts.count == 1 { try json(plans[0]) } else { try json(plans) }
        } else if texts.isEmpty {
            message("Nothing is pending.")
        } else {
            for plan in plans { show(plan, database) }
        }
        if !refused.isEmpty { error(refused.map(\.message).joined(separator: "\n\n")) }
        if let worst = refused.map(\.exitCode).max() { throw ExitCode(worst) }
    }

    func show(_ plan: PlanDocument, _ database: Database) {
        result(PlanPage(plan: plan, address: database.address, style: style, width: width).text + "\n")
    }
}
