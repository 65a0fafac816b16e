import ColonnadeSQL
import Foundation

/// What `init` found and wrote.
public struct InitReport: Sendable, Encodable {
    /// The folder of migrations; nil if none was found.
    public var migrations: String?
    /// The tool that owns it.
    public var convention: String?
    /// The frameworks whose models or migrations were seen.
    public var frameworks: [String]
    /// The files written.
    public var written: [String]
    /// The deployment steps for a pipeline.
    public var pipeline: String
}

extension Project {
    /// Finds the migrations folder, the tool that owns it and the ORM; writes `colonnade.yaml` and, where GitHub's
    /// workflows are used, one of those. Existing files are never overwritten.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where `colonnade.yaml` is there already.
    public func initialise() throws -> InitReport {
        let path = root.appendingPathComponent("colonnade.yaml")
        guard !FileManager.default.fileExists(atPath: path.path) else {
            throw ColonnadeError.badInput("\(displayed(path)) exists already")
        }
        let folder = try MigrationFolder.locate(self)
        let relative = folder.map { $0.url.standardizedFileURL.path }.map { path in
            let base = root.standardizedFileURL.path
            return path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : path
        }
        var written = [displayed(path)]
        try Self.yaml(relative ?? "db/migrations").write(to: path, atomically: true, encoding: .utf8)
        let workflows = root.appendingPathComponent(".github/workflows")
        let workflow = workflows.appendingPathComponent("colonnade.yml")
        if FileManager.default.fileExists(atPath: workflows.path),
            !FileManager.default.fileExists(atPath: workflow.path)
        {
            try Self.workflow.write(to: workflow, atomically: true, encoding: .utf8)
            written.append(displayed(workflow))
        }
        return InitReport(
            migrations: relative, convention: folder?.convention.name, frameworks: frameworks(),
            written: written,
            pipeline: Self.pipeline
        )
    }

    /// By the file that each framework has in its projects' root.
    private func frameworks() -> [String] {
        let signs: [(file: String, word: String, name: String)] = [
            ("manage.py", "", "Django"), ("alembic.ini", "", "Alembic"), ("Gemfile", "rails", "Rails"),
            ("prisma/schema.prisma", "", "Prisma"), ("package.json", "sequelize", "Sequelize"),
            ("package.json", "typeorm", "TypeORM"), ("package.json", "drizzle-orm", "Drizzle"),
            ("package.json", "knex", "Knex"), ("go.mod", "gorm.io", "GORM"), ("sqlc.yaml", "", "sqlc"),
            ("diesel.toml", "", "Diesel"), ("mix.exs", "ecto", "Ecto"),
            ("composer.json", "laravel", "Laravel"),
            ("pom.xml", "hibernate", "Hibernate"), ("build.gradle", "hibernate", "Hibernate"),
            ("Package.swift", "fluent", "Fluent"), ("Package.swift", "GRDB", "GRDB"),
        ]
        return signs.filter { sign in
            let url = root.appendingPathComponent(sign.file)
            guard let text = try? String(contentsOf: url, encoding: .utf8) else { return false }
            return sign.word.isEmpty || text.contains(sign.word)
        }.map(\.name)
    }

    private static func yaml(_ migrations: String) -> String {
        """
        # Settings of colonnade. A URL may be ${ENV_VAR}: keep passwords out of this file.
        default_env: production
        environments:
          production:
            database: ${DATABASE_URL}
        migrations: \(migrations)

        # The longest that a try for a lock may keep others waiting, and how long to go on trying.
        pause_budget: 100ms
        lock_deadline: 10m

        # What `colonnade lint` says of migrations; docs/lint.md has all of it.
        lint:
          fail_on: error

        """
    }

    private static let pipeline = """
        colonnade apply --yes               # before the new release: expand, backfill, verify
        colonnade ready TABLE.COLUMN --wait 30m
        ./deploy                            # the code that depends on the column
        colonnade confirm unused ROLLOUT --by "$CI_JOB" --note "old release drained"
        colonnade complete ROLLOUT --yes    # after the old release is gone
        """

    private static let workflow = """
        # Shows in each pull request what a migration would do, and carries it out before a deployment.
        name: schema
        on:
          pull_request:
          push:
            branches: [main]
        jobs:
          lint:
            if: github.event_name == 'pull_request'
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
                with:
                  fetch-depth: 0
              - run: colonnade lint --since "origin/$GITHUB_BASE_REF" --format github
          plan:
            if: github.event_name == 'pull_request'
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: colonnade plan
                env:
                  DATABASE_URL: ${{ secrets.READONLY_DATABASE_URL }}
          apply:
            if: github.event_name == 'push'
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: colonnade apply --yes
                env:
                  DATABASE_URL: ${{ secrets.DATABASE_URL }}

        """
}
