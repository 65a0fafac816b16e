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
        var plans: [PlanDocument] = []
        let code = try self.code.code(of: options.project())
        for text in texts { plans.append(try await database.plan(text, code: code)) }
        try options.console.show(plans, database, asJSON: options.json)
    }
}

extension Console {
    /// Rollouts; as JSON, one is a document and several are a list.
    func show(_ plans: [PlanDocument], _ database: Database, asJSON: Bool) throws {
        if asJSON {
            if plans.count == 1 { try json(plans[0]) } else { try json(plans) }
        } else if plans.isEmpty {
            message("Nothing is pending.")
        } else {
            for plan in plans { show(plan, database) }
        }
    }

    func show(_ plan: PlanDocument, _ database: Database) {
        result(PlanPage(plan: plan, address: database.address, style: style, width: width).text + "\n")
    }
}
