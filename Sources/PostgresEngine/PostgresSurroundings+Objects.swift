import ColonnadeEngine
import ColonnadeModel

/// The members of the closure as neighbours.
extension PostgresSurroundings {
    /// What the catalog of an object says of it beyond pg_depend.
    struct ObjectDetail {
        /// Nil for what is of no interest: a TOAST table, the triggers of a foreign key.
        var kind: Neighbour.Kind?
        var definition: String?
        var detail: String?
        var hasExpression = false
    }

    func readDependents(into found: inout Surroundings) async throws {
        let closure = try await closure()
        let details = try await details(of: closure)
        let own = Set(closure.members.keys.filter { $0.catalog == "pg_class" && $0.oid == oid })
        var names: [DependObject: String] = [:]
        for (object, member) in closure.members where !own.contains(object) || object.part > 0 {
            if details[object]?.kind != nil { names[object] = member.shown }
        }
        for member in closure.members.values {
            let object = member.object
            guard let detail = details[object], let kind = detail.kind else { continue }
            var neighbour = Neighbour(
                kind, member.shown, catalog: object.catalog, oid: object.oid, definition: detail.definition,
                columns: columns(of: member, closure, found.columns), tie: tie(of: member, closure),
                through: Self.through(object, closure, names), detail: detail.detail,
                hasExpression: detail.hasExpression)
            if object.catalog == "pg_class", object.part == 0, kind != .index, kind != .sequence,
                let name = member.name
            {
                neighbour.relation = ObjectName(
                    schema: member.schema.map { Identifier($0) }, Identifier(name))
            }
            found.neighbours.append(neighbour)
        }
    }

    /// The nearest object above that is shown: the rule of a view is not.
    private static func through(
        _ object: DependObject, _ closure: DependClosure, _ names: [DependObject: String]
    ) -> String? {
        var above = closure.parents[object]
        while let next = above {
            if let name = names[next] { return name }
            above = closure.parents[next]
        }
        return nil
    }

    /// The columns of the subject that an object uses itself, or by the parts that it consists of.
    private func columns(
        of member: DependClosure.Member, _ closure: DependClosure, _ columns: [Column]
    ) -> [Identifier] {
        let edges = closure.edges(of: member.object)
        let numbers = Set(
            edges.filter { $0.target.catalog == "pg_class" && $0.target.oid == oid }.map(\.target.part))
        return columns.filter { numbers.contains(Int64($0.number)) }.map(\.name)
    }

    /// What DROP of the object above does with it.
    private func tie(of member: DependClosure.Member, _ closure: DependClosure) -> Neighbour.Tie {
        let edges = closure.edges(of: member.object).filter { edge in
            edge.target.whole != member.object.whole
                && (closure.members[edge.target] != nil || closure.members[edge.target.whole] != nil)
        }
        return edges.contains { $0.kind == "n" } && !edges.contains { $0.kind == "a" }
            ? .refusesDrop : .goesAlong
    }

    private func details(of closure: DependClosure) async throws -> [DependObject: ObjectDetail] {
        var details: [DependObject: ObjectDetail] = [:]
        let groups = Dictionary(grouping: closure.members.values, by: \.object.catalog)
        for (catalog, members) in groups {
            let numbers = Set(members.map(\.object.oid)).sorted()
            guard let query = detailQuery(catalog, list(numbers)) else {
                for member in members { details[member.object] = ObjectDetail(kind: .object) }
                continue
            }
            let rows = try await connection.query(query)
            let byNumber = Dictionary(grouping: rows) { [$0[0].integer ?? 0, $0[1].integer ?? 0] }
            for member in members {
                guard let row = byNumber[[member.object.oid, member.object.part]]?.first else { continue }
                details[member.object] = ObjectDetail(
                    kind: row[2].text.flatMap { Neighbour.Kind(rawValue: $0) }, definition: row[3].text,
                    detail: row[4].text?.nonEmpty, hasExpression: row[5].bool ?? false)
            }
        }
        return details
    }

    private func list(_ numbers: [Int64]) -> SQL {
        "\(literal: "{\(numbers.map(String.init).joined(separator: ","))}")::oid[]"
    }
}

extension DependClosure.Member {
    /// Its name for people: a constraint's or trigger's with its table, a function's with its arguments; a default's is
    /// that of its column.
    var shown: String {
        object.catalog == "pg_attrdef" && identity.hasPrefix("for ")
            ? String(identity.dropFirst(4)) : identity
    }
}
