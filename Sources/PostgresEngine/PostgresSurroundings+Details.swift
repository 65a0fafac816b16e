import ColonnadeModel

/// What each catalog says of the objects in the closure. Every query gives: number, part, kind (NULL for what is of no
/// interest), definition, detail, whether it computes with the column.
extension PostgresSurroundings {
    /// Nil for a catalog whose objects are only named.
    func detailQuery(_ catalog: String, _ numbers: SQL) -> SQL? {
        switch catalog {
        case "pg_class": relations(numbers)
        case "pg_attrdef": defaults(numbers)
        case "pg_constraint": constraints(numbers)
        case "pg_trigger": triggers(numbers)
        case "pg_rewrite": rules(numbers)
        case "pg_policy": policies(numbers)
        case "pg_proc": functions(numbers)
        case "pg_publication_rel": publishedTables(numbers)
        case "pg_statistic_ext": statistics(numbers)
        case "pg_type": types(numbers)
        default: nil
        }
    }

    private var isOneColumn: SQL { column == nil ? "false" : "true" }

    private var generatedColumn: SQL { version >= ServerVersion(12) ? "a.attgenerated <> ''" : "false" }

    /// Relations, and columns: those that are computed from the subject, and those of other tables that have its row type.
    /// A table's own other columns and its TOAST table are the table itself.
    private func relations(_ numbers: SQL) -> SQL {
        """
        WITH RECURSIVE \(Self.family(oid))
        SELECT c.oid::bigint, 0::bigint,
               CASE WHEN c.relnamespace = 'pg_toast'::regnamespace THEN NULL ELSE CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized-view' WHEN 'S' THEN 'sequence'
                 WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 't' THEN NULL WHEN 'c' THEN NULL
                 ELSE CASE WHEN c.relispartition THEN 'partition'
                   WHEN EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid) THEN 'child-table' ELSE 'object' END END END,
               CASE WHEN c.relkind IN ('v', 'm') THEN \(printing("pg_get_viewdef(c.oid)", ofView: "c.oid"))
                 WHEN i.indexrelid IS NOT NULL THEN \(printing("pg_get_indexdef(c.oid)", of: "i.indrelid"))
                 WHEN c.relispartition THEN pg_get_expr(c.relpartbound, 0) END,
               concat_ws(', ', CASE WHEN i.indisunique THEN 'unique' END, CASE WHEN i.indpred IS NOT NULL THEN 'partial' END,
                 CASE WHEN i.indexprs IS NOT NULL THEN 'with an expression' END,
                 CASE WHEN NOT i.indisvalid THEN 'invalid' END, CASE WHEN i.indisreplident THEN 'replica identity' END),
               i.indpred IS NOT NULL OR i.indexprs IS NOT NULL
          FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
         WHERE c.oid = ANY (\(numbers)) AND c.oid <> \(number: oid)
        UNION ALL
        SELECT a.attrelid::bigint, a.attnum::bigint,
               CASE WHEN f.oid IS NULL THEN 'row-type-column' WHEN \(generatedColumn) AND \(isOneColumn)
                 THEN 'generated-column' END,
               CASE WHEN \(generatedColumn) THEN \(printing("pg_get_expr(d.adbin, d.adrelid)", of: "d.adrelid")) END,
               NULL, true
          FROM pg_attribute a LEFT JOIN family f ON f.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attrelid = ANY (\(numbers)) AND a.attnum > 0 AND NOT a.attisdropped
           AND (f.oid IS NULL OR a.attnum IS DISTINCT FROM \(verbatim: column.map { "\($0)" } ?? "NULL")::int)
        """
    }

    /// A table's own defaults are part of its columns; one of another table reads a sequence that belongs here.
    private func defaults(_ numbers: SQL) -> SQL {
        """
        WITH RECURSIVE \(Self.family(oid))
        SELECT d.oid::bigint, 0::bigint,
               CASE WHEN NOT (\(generatedColumn)) AND (f.oid IS NULL OR \(isOneColumn)) THEN 'default' END,
               CASE WHEN NOT (\(generatedColumn)) THEN pg_get_expr(d.adbin, 0) END, NULL, true
          FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
          LEFT JOIN family f ON f.oid = d.adrelid
         WHERE d.oid = ANY (\(numbers))
        """
    }

    private func constraints(_ numbers: SQL) -> SQL {
        """
        SELECT k.oid::bigint, 0::bigint,
               CASE k.contype WHEN 'p' THEN 'primary-key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclusion' WHEN 'c' THEN 'check'
                 WHEN 'f' THEN 'foreign-key' WHEN 'n' THEN 'not-null' ELSE 'object' END,
               CASE WHEN k.conrelid = 0 THEN NULL ELSE \(printing("pg_get_constraintdef(k.oid)", of: "k.conrelid")) END,
               concat_ws(', ', CASE WHEN k.contype = 'f' AND k.conrelid = \(number: oid) THEN 'to ' || k.confrelid::regclass
                 WHEN k.contype = 'f' THEN 'from ' || k.conrelid::regclass END,
                 CASE WHEN NOT k.convalidated THEN 'not validated' END),
               k.contype = 'c'
          FROM pg_constraint k WHERE k.oid = ANY (\(numbers))
        """
    }

    private func triggers(_ numbers: SQL) -> SQL {
        """
        SELECT t.oid::bigint, 0::bigint, CASE WHEN NOT t.tgisinternal THEN 'trigger' END,
               CASE WHEN NOT t.tgisinternal THEN \(printing("pg_get_triggerdef(t.oid)", of: "t.tgrelid")) END,
               concat_ws(', ', 'calls ' || t.tgfoid::regproc, CASE t.tgenabled WHEN 'D' THEN 'disabled'
                 WHEN 'R' THEN 'on replicas only' WHEN 'A' THEN 'always' END),
               t.tgqual IS NOT NULL
          FROM pg_trigger t WHERE t.oid = ANY (\(numbers))
        """
    }

    /// The rule `_RETURN` is what makes a view one: the view is shown.
    private func rules(_ numbers: SQL) -> SQL {
        """
        SELECT r.oid::bigint, 0::bigint, CASE WHEN r.rulename <> '_RETURN' THEN 'rule' END,
               CASE WHEN r.rulename <> '_RETURN' THEN \(printing("pg_get_ruledef(r.oid)", ofView: "r.ev_class")) END,
               NULL, true
          FROM pg_rewrite r WHERE r.oid = ANY (\(numbers))
        """
    }

    private func policies(_ numbers: SQL) -> SQL {
        let definition: SQL = """
            concat_ws(' ', 'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
              'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
            """
        return """
            SELECT p.oid::bigint, 0::bigint, 'policy', \(printing(definition, of: "p.polrelid")), NULL, true
              FROM pg_policy p WHERE p.oid = ANY (\(numbers))
            """
    }

    /// Those that the server knows to depend: by a row type, or with a body in the standard's form.
    private func functions(_ numbers: SQL) -> SQL {
        """
        SELECT p.oid::bigint, 0::bigint, CASE WHEN \(isProcedure) THEN 'procedure' ELSE 'function' END,
               nullif(p.prosrc, ''), l.lanname::text, true
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.oid = ANY (\(numbers))
        """
    }

    /// Column lists and row filters came with 15.
    private func publishedTables(_ numbers: SQL) -> SQL {
        let isNew = version >= ServerVersion(15)
        let detail: SQL =
            isNew
            ? """
            concat_ws(', ', CASE WHEN r.prattrs IS NOT NULL THEN 'a list of columns' END,
              CASE WHEN r.prqual IS NOT NULL THEN 'a row filter' END)
            """ : "''"
        let computes: SQL = isNew ? "r.prqual IS NOT NULL" : "false"
        let filter: SQL = isNew ? printing("pg_get_expr(r.prqual, r.prrelid)", of: "r.prrelid") : "NULL"
        return """
            SELECT r.oid::bigint, 0::bigint, 'publication', \(filter), \(detail),
                   \(computes)
              FROM pg_publication_rel r WHERE r.oid = ANY (\(numbers))
            """
    }

    private func statistics(_ numbers: SQL) -> SQL {
        let definition: SQL =
            version >= ServerVersion(14) ? "pg_get_statisticsobjdef(s.oid)" : "NULL::text"
        return """
            SELECT s.oid::bigint, 0::bigint, 'statistics', \(printing(definition, of: "s.stxrelid")), NULL, false
              FROM pg_statistic_ext s WHERE s.oid = ANY (\(numbers))
            """
    }

    /// The row types of relations and their arrays are the relations themselves.
    private func types(_ numbers: SQL) -> SQL {
        """
        SELECT t.oid::bigint, 0::bigint,
               CASE WHEN t.typrelid = 0 AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) THEN 'object' END,
               NULL, NULL, false
          FROM pg_type t WHERE t.oid = ANY (\(numbers))
        """
    }
}
