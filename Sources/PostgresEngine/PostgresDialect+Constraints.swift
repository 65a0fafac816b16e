import ColonnadeModel

extension PostgresDialect {
    func render(_ statement: ConstraintStatement) -> [SQL] {
        switch statement {
        case .add(let table, let name, let definition, _, let valid):
            ["ALTER TABLE \(table) ADD CONSTRAINT \(name) \(definition)\(" NOT VALID", if: !valid)"]
        case .invalidate(let table, let name, let definition, _):
            [
                """
                ALTER TABLE \(table) DROP CONSTRAINT \(name), ADD CONSTRAINT \(name) \(definition) NOT VALID
                """
            ]
        case .declareKey(let table, let name, let definition, let only):
            ["ALTER TABLE \("ONLY ", if: only)\(table) ADD CONSTRAINT \(name) \(verbatim: definition)"]
        case .uniteForeignKey(let table, let name, let definition, _):
            ["ALTER TABLE \(table) ADD CONSTRAINT \(name) \(verbatim: definition)"]
        case .rename(let table, let old, let new):
            ["ALTER TABLE \(table) RENAME CONSTRAINT \(old) TO \(new)"]
        case .alter(let table, let name, let attributes):
            ["ALTER TABLE \(table) ALTER CONSTRAINT \(name) \(verbatim: attributes)"]
        }
    }

    func effect(of statement: ConstraintStatement, in catalog: CatalogSnapshot) -> Effect {
        switch statement {
        case .add(let table, _, _, let references, let valid):
            let mode: LockMode = references == nil ? .accessExclusive : .shareRowExclusive
            return Effect(
                tree(table, mode, in: catalog) + (references.map { tree($0, mode, in: catalog) } ?? []),
                valid ? .scan : .catalog,
                source:
                    "ALTER TABLE, manual: ADD CONSTRAINT; a foreign key takes SHARE ROW EXCLUSIVE on both tables"
            )
        case .invalidate(let table, _, _, let references):
            return Effect(
                tree(table, .accessExclusive, in: catalog)
                    + (references.map { tree($0, .accessExclusive, in: catalog) } ?? []),
                .catalog,
                source: "DROP CONSTRAINT: measured, a foreign key locks both tables ACCESS EXCLUSIVE"
            )
        case .declareKey(let table, _, _, let only):
            return Effect(
                only
                    ? [LockClaim(catalog.resolve(table), .accessExclusive)]
                    : tree(table, .accessExclusive, in: catalog), .catalog,
                source:
                    "ALTER TABLE, manual: ADD CONSTRAINT, ACCESS EXCLUSIVE; ON ONLY a partitioned table builds nothing; "
                    + "otherwise DefineIndex, commands/indexcmds.c, takes the partitions' own keys: measured"
            )
        case .uniteForeignKey(let table, _, _, let references):
            return Effect(
                tree(table, .shareRowExclusive, in: catalog)
                    + tree(references, .accessExclusive, in: catalog), .catalog,
                source:
                    "ALTER TABLE, manual: ADD FOREIGN KEY, SHARE ROW EXCLUSIVE on both tables; measured: the partitions' "
                    + "keys lose their triggers on the table referred to, which locks it ACCESS EXCLUSIVE"
            )
        case .rename(let table, _, _):
            return altering(table, in: catalog, "RENAME CONSTRAINT: measured, ACCESS EXCLUSIVE")
        case .alter(let table, _, _):
            return altering(
                table, in: catalog, "ALTER CONSTRAINT: measured, ACCESS EXCLUSIVE on its table only")
        }
    }

    func reads(_ proof: ConstraintProof, in catalog: CatalogSnapshot) -> [LockClaim] {
        var claims = tree(proof.table, .accessShare, in: catalog)
        if case .references(_, let other, _, _) = proof.promise {
            claims += tree(other, .accessShare, in: catalog)
        }
        return claims
    }
}
