import ColonnadeEngine
import ColonnadeModel

/// An object as `pg_depend` names it (manual 53.18).
struct DependObject: Hashable {
    /// The catalog, `pg_class`.
    var catalog: String
    var oid: Int64
    /// A column's number, 0 for the object as a whole.
    var part: Int64

    var whole: DependObject { DependObject(catalog: catalog, oid: oid, part: 0) }
}

/// Everything that `pg_depend` says hangs on the subject, directly or by way of others: what PostgreSQL itself would drop,
/// or refuse a DROP for.
struct DependClosure {
    /// What one object hangs on, and how: `n`ormal, `a`uto, `i`nternal, `P` or `S` for partitions.
    struct Edge {
        var target: DependObject
        var kind: String
    }

    struct Member {
        var object: DependObject
        /// `table constraint`, as pg_identify_object says.
        var type: String
        /// `orders_check on public.orders`.
        var identity: String
        /// Of a relation: its schema and name as they are, without quotes.
        var schema: String?
        var name: String?
        var edges: [Edge]
    }

    private(set) var members: [DependObject: Member] = [:]
    /// By which object each one hangs on the subject; none for what hangs on the subject itself.
    private(set) var parents: [DependObject: DependObject] = [:]
    /// What each one consists of: the rule of a view, the index of a key.
    private(set) var parts: [DependObject: [DependObject]] = [:]
    private let starts: Set<DependObject>

    init(_ rows: [Row], starts: Set<DependObject>) {
        self.starts = starts
        for row in rows {
            guard let catalog = row[0].text, let oid = row[1].integer, let type = row[3].text,
                let identity = row[4].text
            else { continue }
            let object = DependObject(catalog: catalog, oid: oid, part: row[2].integer ?? 0)
            members[object] = Member(
                object: object, type: type, identity: identity, schema: row[5].text, name: row[6].text,
                edges: Self.edges(row[7].text ?? ""))
        }
        for member in members.values {
            for edge in member.edges where edge.kind == "i" {
                parts[edge.target, default: []].append(member.object)
            }
        }
        findParents()
    }

    /// What an object hangs on, itself or by the parts that it consists of.
    func edges(of object: DependObject) -> [Edge] {
        ([object] + (parts[object] ?? [])).flatMap { members[$0]?.edges ?? [] }
    }

    private static func edges(_ list: String) -> [Edge] {
        list.split(separator: " ").compactMap { text in
            let parts = text.split(separator: ":")
            guard parts.count == 4, let oid = Int64(parts[1]), let part = Int64(parts[2]) else { return nil }
            return Edge(
                target: DependObject(catalog: String(parts[0]), oid: oid, part: part), kind: String(parts[3]))
        }
    }

    /// Breadth first, so that each hangs on what is nearest to the subject.
    private mutating func findParents() {
        var users: [DependObject: [DependObject]] = [:]
        for member in members.values.sorted(by: { $0.identity < $1.identity }) {
            for edge in member.edges {
                users[edge.target, default: []].append(member.object)
                // What is part of a whole takes the whole along: the rule of a view, the default of a generated column.
                if edge.kind == "i" { users[member.object, default: []].append(edge.target) }
                if edge.target.part > 0 { users[edge.target.whole, default: []].append(member.object) }
            }
        }
        var seen = starts
        var wave = Array(starts)
        while !wave.isEmpty {
            var next: [DependObject] = []
            for object in wave {
                for user in users[object] ?? [] where members[user] != nil && seen.insert(user).inserted {
                    if !starts.contains(object) { parents[user] = object }
                    next.append(user)
                }
            }
            wave = next
        }
    }
}

extension PostgresSurroundings {
    /// What the closure begins with: the relation; or the column, with what inherits it in partitions and children.
    private var start: SQL {
        guard let column else { return "SELECT 'pg_class'::regclass::oid, \(number: oid)::oid, 0" }
        return """
            SELECT 'pg_class'::regclass::oid, f.oid, a.attnum::int FROM family f
              JOIN pg_attribute s ON s.attrelid = \(number: oid) AND s.attnum = \(number: column)
              JOIN pg_attribute a ON a.attrelid = f.oid AND a.attname = s.attname AND NOT a.attisdropped
             WHERE f.oid = \(number: oid) OR a.attinhcount > 0
            """
    }

    /// The relation and all that inherit from it.
    static func family(_ oid: Int64) -> SQL {
        """
        family (oid) AS (
          SELECT \(number: oid)::oid
          UNION SELECT i.inhrelid FROM family f JOIN pg_inherits i ON i.inhparent = f.oid)
        """
    }

    /// Follows the dependencies as DROP … CASCADE does: to what depends on an object, and from a part to the whole that it
    /// is an internal part of (findDependentObjects, catalog/dependency.c). A column is part of no whole in that sense:
    /// the table stays when it goes.
    func closure() async throws -> DependClosure {
        let starts = try await connection.query("WITH RECURSIVE \(Self.family(oid)) \(start)").map {
            DependObject(catalog: "pg_class", oid: $0[1].integer ?? 0, part: $0[2].integer ?? 0)
        }
        let staysOut: SQL =
            column == nil
            ? "true"
            : "NOT (n.classid = 'pg_class'::regclass AND n.objsubid = 0 AND EXISTS (SELECT FROM family f WHERE f.oid = n.objid))"
        let rows = try await connection.query(
            """
            WITH RECURSIVE \(Self.family(oid)), hit (classid, objid, objsubid) AS (
              SELECT * FROM (\(start)) start
              UNION
              SELECT n.* FROM hit h CROSS JOIN LATERAL (
                SELECT d.classid, d.objid, d.objsubid FROM pg_depend d
                 WHERE d.refclassid = h.classid AND d.refobjid = h.objid
                   AND (h.objsubid = 0 OR d.refobjsubid = h.objsubid) AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
                UNION ALL
                SELECT d.refclassid, d.refobjid, d.refobjsubid FROM pg_depend d
                 WHERE d.classid = h.classid AND d.objid = h.objid AND d.objsubid = h.objsubid AND d.deptype = 'i'
              ) n WHERE \(staysOut)
            )
            SELECT h.classid::regclass::text, h.objid::bigint, h.objsubid, i.type, i.identity, n.nspname::text, c.relname::text,
                   (SELECT string_agg(concat_ws(':', d.refclassid::regclass::text, d.refobjid, d.refobjsubid, d.deptype), ' ')
                      FROM pg_depend d WHERE d.classid = h.classid AND d.objid = h.objid AND d.objsubid = h.objsubid)
              FROM hit h CROSS JOIN pg_identify_object(h.classid, h.objid, h.objsubid) i
              LEFT JOIN pg_class c ON h.classid = 'pg_class'::regclass AND c.oid = h.objid
              LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            """)
        return DependClosure(rows, starts: Set(starts))
    }
}
