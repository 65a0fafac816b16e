import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import PostgresEngine
import Synchronization

/// A copy whose rows are changed on the way: definitions by pg_dump, rows by COPY through this process, all of one
/// moment. What is to be masked is nowhere else than in this process's memory before it is.
struct StreamedCopy: Sendable {
    let engine: PostgresEngine
    let url: String
    let dump: SandboxDump
    /// The tables whose rows are wanted; nil for all.
    let needed: Set<ObjectName>?
    let options: CopyOptions
    let observe: @Sendable (LoadMoment) -> Void

    /// What is carried over, and what becomes of it.
    private struct Work {
        var catalog: CatalogSnapshot
        var types: [ColumnName: PostgresRowSource.ColumnType]
        /// The tables with rows, the largest first.
        var tables: [Table]
        var mask: MaskPlan?
    }

    func run() async throws -> SnapshotReport {
        let connection = try await engine.connect(as: "colonnade: snapshot")
        let source: PostgresRowSource
        do {
            let (types, extensions) = try await PostgresRowSource.types(on: connection)
            let names = Set(types.keys.map(\.table)).filter { !extensions.contains($0) && isWanted($0) }
            source = try await PostgresRowSource.begin(url, tables: options.synthesizes ? [] : names.sorted())
        } catch {
            await connection.close()
            throw error
        }
        do {
            let report = try await copy(source, try await work(source, connection))
            await connection.close()
            await source.close()
            return report
        } catch {
            await connection.close()
            await source.close()
            throw error
        }
    }

    private func isWanted(_ table: ObjectName) -> Bool { needed?.contains(table) ?? true }

    private func work(_ source: PostgresRowSource, _ connection: any Connection) async throws -> Work {
        observe(.progress("looking at columns"))
        let catalog = try await engine.inspect(on: connection)
        let (types, extensions) = try await PostgresRowSource.types(on: source.leader)
        let tables = catalog.tables.values.filter {
            $0.kind == .ordinary && isWanted($0.name) && !extensions.contains($0.name)
        }.sorted { ($0.estimatedBytes, $1.name) > ($1.estimatedBytes, $0.name) }
        var work = Work(catalog: catalog, types: types, tables: tables)
        if let masking = options.masking {
            let subjects = try await subjects(work, source)
            work.mask = try MaskPlan(subjects, catalog, rules: masking.rules)
        }
        return work
    }

    /// What is to be known of every column of which values are copied.
    private func subjects(_ work: Work, _ source: PostgresRowSource) async throws -> [MaskPlan.Subject] {
        var subjects: [MaskPlan.Subject] = []
        // Where no row is wanted, none is looked at.
        let statistics = options.synthesizes ? try await source.statistics() : [:]
        let partitioned = work.catalog.tables.values.filter { $0.kind == .partitioned && isWanted($0.name) }
        for table in work.tables + partitioned {
            let columns = table.columns.filter { !$0.isGenerated }
            let types = columns.map { work.types[ColumnName(table.name, $0.name)] }
            var values: [Identifier: [String]] = [:]
            let texts = zip(columns, types).filter { ValueType($1?.printed ?? "").isText }.map(\.0.name)
            if options.synthesizes {
                for name in texts {
                    let known = statistics[ColumnName(table.name, name)]
                    values[name] = known?.someValues
                }
            } else if !texts.isEmpty, table.kind == .ordinary {
                let found = try await source.values(
                    of: texts, in: table.name, estimatedRows: table.estimatedRows ?? 0, atMost: 400)
                values = Dictionary(zip(texts, found)) { first, _ in first }
            }
            for (column, type) in zip(columns, types) {
                subjects.append(
                    MaskPlan.Subject(
                        name: ColumnName(table.name, column.name), type: ValueType(type?.printed ?? ""),
                        notNull: column.notNull, isEnum: type?.isEnum ?? false,
                        values: values[column.name] ?? []))
            }
        }
        return subjects
    }

    private func copy(_ source: PostgresRowSource, _ work: Work) async throws -> SnapshotReport {
        var report = SnapshotReport()
        if let mask = work.mask { report.add(mask) }
        report.isSample = options.sample != nil && !options.synthesizes
        report.isSynthesized = options.synthesizes
        let archive = try await dump.schema(at: source.snapshot)
        try await dump.restore(archive, [.preData])
        let copy = try await session()
        do {
            let changed =
                options.synthesizes
                ? Set(work.types.keys) : Set(work.mask.map { Array($0.decisions.keys) } ?? [])
            let checks = try await HeldBackChecks(of: changed, work.catalog, work.types, source)
            try await checks.takeOff(copy)
            if options.synthesizes {
                try await makeRows(source, work, &report)
            } else {
                report.tables = try await copyRows(source, work)
            }
            for (name, last) in try await source.sequences() {
                let text = ("\(name)" as SQL).rendered(.postgres).text
                _ = try await copy.query("SELECT setval(\(literal: text)::regclass, \(number: last))")
            }
            report.remarks += try await checks.putOn(copy)
            await copy.close()
        } catch {
            await copy.close()
            throw error
        }
        let refused = Mutex<[String]>([])
        let note: @Sendable (String) -> Void = { text in refused.withLock { $0.append("not made: \(text)") } }
        try await dump.restore(archive, [.postData], failed: options.synthesizes ? note : nil)
        report.remarks += refused.withLock { $0 }
        try dump.remove(archive)
        return report
    }

    /// A session with the copy.
    private func session() async throws -> PostgresConnection {
        let session = try await PostgresConnection.open(
            dump.sandbox.url(RehearsalSandbox.changed), application: "colonnade: snapshot")
        try await session.execute(PostgresRowSource.format)
        return session
    }

    // MARK: - Rows

    private func copyRows(_ source: PostgresRowSource, _ work: Work) async throws -> [SnapshotReport
        .CopiedTable]
    {
        let key = options.masking?.key
        let sample = options.sample.map { SampledRows(SamplePlan(share: $0, of: work.catalog)) }
        let ledger = CopyLedger(
            work.tables, share: options.sample ?? 1, bytesPerSecond: options.bytesPerSecond, observe)
        let stream: @Sendable (Table) -> RowStream = {
            RowStream($0, mask: work.mask, key: key, sample: sample)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(RehearsalSandbox.jobs, work.tables.count) {
                group.addTask {
                    try await withSessions(source) { from, to in
                        while let table = ledger.next() {
                            let rows = stream(table)
                            guard !rows.isEmpty else { continue }
                            let count = try await from.stream(
                                rows.reading, into: to, rows.writing, change: rows.change
                            ) { ledger.note(table, $0) }
                            ledger.finish(table, count)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        if let sample {
            observe(.progress("copying rows that the sample refers to"))
            try await withSessions(source) {
                try await sample.complete(from: $0, to: $1, work.catalog, stream)
            }
            for (table, rows) in sample.counts { ledger.add(rows, to: table) }
        }
        return ledger.copied
    }

    /// Rows out of statistics; a table that refuses them stays empty, and is named.
    private func makeRows(_ source: PostgresRowSource, _ work: Work, _ report: inout SnapshotReport)
        async throws
    {
        guard let mask = work.mask, let key = options.masking?.key else { return }
        let rows = try await SynthesizedRows(
            work.catalog, work.tables, work.types, mask, key, share: options.sample ?? 1, source)
        report.remarks += rows.plan.remarks
        let ledger = CopyLedger(work.tables, share: options.sample ?? 1, observe)
        let to = try await session()
        do {
            while let table = ledger.next() {
                do {
                    let count = try await rows.fill(table, to) {
                        ledger.note(table, CopyCount(rows: Int64($0)))
                    }
                    ledger.finish(table, CopyCount(rows: Int64(count)))
                } catch let error as EngineError where error.kind == .data {
                    report.remarks.append("\(table.name) is empty: \(error.message)")
                }
            }
            await to.close()
        } catch {
            await to.close()
            throw error
        }
        report.tables = ledger.copied
    }

    /// A session with the source and one with the copy, for as long as the work takes.
    private func withSessions(
        _ source: PostgresRowSource, _ work: (PostgresConnection, PostgresConnection) async throws -> Void
    ) async throws {
        let from = try await source.session()
        let to = try await session()
        do {
            try await work(from, to)
            await from.close()
            await to.close()
        } catch {
            await from.close()
            await to.close()
            throw error
        }
    }
}
