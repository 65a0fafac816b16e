import ColonnadeModel

extension PostgresDialect {
    func render(_ statement: TableStatement) -> [SQL] {
        switch statement {
        case .drop(let tables, _):
            return ["DROP TABLE \(tables.map { "\($0)" as SQL }.joined(separator: ", "))"]
        case .moveBehindView(let table, let new, let columns):
            // The view checks rights and policies as the table itself would, for whoever asks (15 and later).
            let invoker: SQL = version >= ServerVersion(15) ? " WITH (security_invoker = true)" : ""
            return [
                Self.move(table, to: new), "CREATE VIEW \(table)\(invoker) AS SELECT \(columns) FROM \(new)",
                Self.copyRights(of: new, to: table),
            ]
        case .moveBack(let table, let new):
            return ["DROP VIEW \(table)", Self.move(new, to: table)]
        case .dropView(let view): return ["DROP VIEW IF EXISTS \(view)"]
        case .setOwner(let table, let owner): return ["ALTER TABLE \(table) OWNER TO \(owner)"]
        case .setOptions(let table, let options, let isReset):
            let verb: SQL = isReset ? "RESET" : "SET"
            return ["ALTER TABLE \(table) \(verb) (\(verbatim: options))"]
        case .rowSecurity(let table, let what):
            return ["ALTER TABLE \(table) \(verbatim: what.rawValue) ROW LEVEL SECURITY"]
        case .trigger(let table, let trigger, let mode):
            return ["ALTER TABLE \(table) \(verbatim: mode.rawValue) TRIGGER \(trigger)"]
        case .insert(_, let sql): return [sql]
        }
    }

    func effect(of statement: TableStatement, in catalog: CatalogSnapshot) -> Effect {
        switch statement {
        case .drop(let tables, let others):
            return Effect(
                (tables + others).flatMap { tree($0, .accessExclusive, in: catalog) }, .catalog,
                source:
                    "DROP TABLE, manual 13.3.1: ACCESS EXCLUSIVE; measured: on what its foreign keys join as well"
            )
        case .moveBehindView(let table, _, _):
            // Not its partitions: renaming a table does not recurse.
            return Effect(
                [LockClaim(catalog.resolve(table), .accessExclusive)], .catalog,
                source: "RENAME and SET SCHEMA: measured, ACCESS EXCLUSIVE; CREATE VIEW reads it"
            )
        case .moveBack(_, let new):
            return Effect(
                [LockClaim(new, .accessExclusive)], .catalog, source: "RENAME: measured, ACCESS EXCLUSIVE")
        case .dropView(let view):
            return Effect(
                [LockClaim(view, .accessExclusive, ofView: true)], .catalog,
                source: "DROP VIEW: measured, the view only")
        case .setOwner(let table, _):
            return Effect(
                [LockClaim(catalog.resolve(table), .accessExclusive)], .catalog,
                source: "OWNER TO: measured, ACCESS EXCLUSIVE")
        case .setOptions(let table, let options, _):
            // Of a heap's own parameters only this one is read by planners and writers while they go on.
            let mode: LockMode =
                options.lowercased().contains("user_catalog_table") ? .accessExclusive : .shareUpdateExclusive
            return Effect(
                [LockClaim(catalog.resolve(table), mode)], .catalog,
                source: "AlterTableGetRelOptionsLockLevel, access/common/reloptions.c")
        case .rowSecurity(let table, _):
            return Effect(
                [LockClaim(catalog.resolve(table), .accessExclusive)], .catalog,
                source: "ROW LEVEL SECURITY: measured, ACCESS EXCLUSIVE")
        case .trigger(let table, _, _):
            return Effect(
                tree(table, .shareRowExclusive, in: catalog), .catalog,
                source: "ALTER TABLE, manual: ENABLE/DISABLE TRIGGER takes SHARE ROW EXCLUSIVE")
        case .insert(let table, _):
            return Effect(
                [LockClaim(catalog.resolve(table), .rowExclusive)], .catalog,
                source: "INSERT, manual 13.3.1: ROW EXCLUSIVE")
        }
    }

    private static func move(_ table: ObjectName, to new: ObjectName) -> SQL {
        if table.schema == new.schema { return "ALTER TABLE \(table) RENAME TO \(new.name)" }
        guard let schema = new.schema else { return "ALTER TABLE \(table) RENAME TO \(new.name)" }
        return "ALTER TABLE \(table) SET SCHEMA \(schema)"
    }

    /// The view gets the table's owner and everybody's rights, also those on single columns.
    private static func copyRights(of table: ObjectName, to view: ObjectName) -> SQL {
        let (from, to) = (quoted(table), quoted(view))
        return """
            DO $colonnade$
            DECLARE
              command text;
            BEGIN
              FOR command IN
                SELECT format('ALTER VIEW %s OWNER TO %I', \(literal: to), pg_get_userbyid(c.relowner))
                  FROM pg_class c WHERE c.oid = \(literal: from)::regclass
                UNION ALL
                SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, \(literal: to),
                       CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                       CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
                  FROM pg_class c, aclexplode(c.relacl) a
                 WHERE c.oid = \(literal: from)::regclass AND a.grantee <> c.relowner
                UNION ALL
                SELECT format('GRANT %s (%I) ON %s TO %s', a.privilege_type, t.attname, \(literal: to),
                       CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
                  FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = \(literal: from)::regclass
              LOOP EXECUTE command; END LOOP;
            END $colonnade$
            """
    }
}
