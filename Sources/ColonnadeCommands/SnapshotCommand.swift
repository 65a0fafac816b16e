import ArgumentParser
import Colonnade

struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Write a copy of the database in which nobody can be recognised.",
        discussion: """
            Examples:
              colonnade snapshot shop.dump --database postgres://replica.internal/shop
              colonnade snapshot shop.sql && createdb shop_dev && psql shop_dev < shop.sql
              colonnade snapshot shop.dump --sample 5%
              colonnade snapshot shop.dump --synthesize
              createdb shop_dev && colonnade snapshot --to postgres:///shop_dev --sample 5%
              colonnade snapshot shop.dump --sandbox postgres://localhost/postgres
              colonnade rehearse --dump shop.dump db/migrations/20260101_add_total.sql

            The file is one of pg_dump's: custom format for pg_restore, or a script where it ends in .sql. The database \
            is only read, at one moment, under ACCESS SHARE. With --to the copy goes into an empty database instead, in one \
            transaction: all of it is there, or nothing.

            What is written comes out of a masked copy, which has to satisfy every key and constraint: on a private server that ends \
            with the command, or with --sandbox in a database of a server that you give, which is dropped.

            E-mail addresses, names, phone and card numbers, secrets, addresses, dates of birth and what people wrote \
            are masked while they are copied: found by the columns' names and values, by foreign keys, or named in \
            colonnade.yaml (`mask: {users.nick: name, orders.note: keep}`). Equal values stay equal and different ones \
            different, so that joins and unique keys survive. What was masked, and what nobody can judge, is printed.

            With \(Masking.keyVariable) in the environment several snapshots mask alike; without, the key is gone with \
            the command.
            """
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("The file to write; one that is there is left alone.", valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("An empty database to fill instead of a file.", valueName: "url"))
    var to: String?

    @Flag(inversion: .prefixedNo, help: "Mask people's data.")
    var mask = true

    @OptionGroup var copying: CopyArguments

    func validate() throws { _ = try target }

    private var target: Snapshot.Target {
        get throws {
            switch (path, to) {
            // Not shown: it may have a password in it.
            case (let path?, _) where path.contains("://"):
                throw ValidationError(
                    "a URL is no file to write: --database URL is what is copied, --to URL an empty database to fill"
                )
            case (let path?, nil): .file(path)
            case (nil, let to?): .database(to)
            case (nil, nil): throw ValidationError("give the file to write, or --to an empty database")
            case (_?, _?): throw ValidationError("give a file or --to, not both")
            }
        }
    }

    func run() async throws {
        let console = options.console
        let project = try options.project()
        var snapshot = Snapshot(
            of: try project.databaseURL(options.database, environmentName: options.env), to: try target)
        snapshot.copying = try copying.options(isMasked: mask, project)
        snapshot.sandbox = copying.sandbox
        let (control, sources) = RunControl.onSignals(console)
        let screen = LoadScreen(console: console)
        let prepared = snapshot
        let made = try await LoadScreen.orStopped(console, screen) {
            try await prepared.make(control: control) { screen.show($0) }
        }
        withExtendedLifetime(sources) {}
        screen.clear()
        if options.json { return try console.json(made) }
        console.result(SnapshotPage(made: made, style: console.style).text)
    }
}
