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

    func run() async throws {
        let database = try await options.openDatabase()
        let texts = try await migrations.texts(options, database)
        var plans: [PlanDocument] = []
        for text in texts { plans.append(try await database.plan(text)) }
        let console = options.console
        if options.json {
            if plans.count == 1 { try console.json(plans[0]) } else { try console.json(plans) }
        } else if plans.isEmpty {
            console.message("Nothing is pending.")
        } else {
            for plan in plans { console.show(plan, database) }
        }
    }
}

extension Console {
    func show(_ plan: PlanDocument, _ database: Database) {
        result(PlanPage(plan: plan, address: database.address, style: style, width: width).text + "\n")
    }
}
