import ColonnadeModel

/// The indexes of a partition tree, or the keys that stand on them. None of a partitioned table's can be built
/// concurrently as a whole: each partitioned table gets its own ON ONLY, which builds nothing, each partition gets its own
/// concurrently, and these are attached from below: with the last one the whole is valid (manual, 5.12.2.2). Partitions
/// that come meanwhile get theirs from the server.
struct IndexTree {
    /// One table's index.
    struct Part {
        var table: Table
        /// With its name, which is the key's as well.
        var index: IndexDefinition
        /// What it is turned into; nil for an index alone.
        var key: Key?
        /// The index of the table above that it becomes a part of.
        var parent: ObjectName?
        /// An index that was there before and is taken for it.
        var adopted: Index?
        /// What it is commented with.
        var comment: String?

        var name: ObjectName { ObjectName(schema: table.name.schema, index.name ?? "") }
    }

    /// A UNIQUE or PRIMARY KEY constraint.
    struct Key {
        var isPrimary: Bool
        /// `UNIQUE (a, b) DEFERRABLE`, for where no index can be given.
        var definition: String
        /// What follows where one is given: `DEFERRABLE`.
        var options: String
    }

    /// Each before those that become parts of it.
    private(set) var parts: [Part] = []
    /// Whether the partitions have their parts, and the whole ends up valid.
    private let coversPartitions: Bool
    private var catalog: CatalogSnapshot

    /// Indexes whose names and places are known.
    init(_ parts: [Part], _ context: PlanContext) {
        self.parts = parts
        coversPartitions = true
        catalog = context.catalog
    }

    /// An index of a partitioned table, with its name; the others get the names that the server would choose.
    init(
        _ root: IndexDefinition, _ key: Key? = nil, on table: Table, coversPartitions: Bool,
        _ context: PlanContext
    ) {
        self.coversPartitions = coversPartitions
        catalog = context.catalog
        let whole = Part(table: table, index: root, key: key)
        take(whole)
        if coversPartitions { add(below: whole) }
    }

    private mutating func take(_ part: Part) {
        parts.append(part)
        guard part.adopted == nil else { return }
        catalog.reserveNames(of: part.declaration)
    }

    private mutating func add(below whole: Part) {
        for child in whole.table.children.compactMap({ catalog.table($0) }) where child.kind != .foreign {
            var part = Part(table: child, index: whole.index, key: whole.key, parent: whole.name)
            part.index.table = child.name
            // The server takes an index that is there and alike, and so do we.
            if let existing = child.indexes.first(where: { part.canBe($0) }) {
                part.index.name = existing.name
                part.adopted = existing
                take(part)
                continue
            }
            let columns = whole.index.keyColumns + whole.index.includedColumns
            let naming = Naming(catalog: catalog)
            part.index.name =
                switch whole.key?.isPrimary {
                case nil: naming.relation(child.name, columns, "idx")
                case true?: naming.constraint(child.name, [], "pkey")
                case false?: naming.constraint(child.name, columns, "key")
                }
            if child.kind != .partitioned { (part.index.only, part.index.concurrently) = (false, true) }
            take(part)
            if child.kind == .partitioned { add(below: part) }
        }
    }

    /// Adds the steps that make it, each with its way back.
    func addSteps(to draft: inout Draft, _ phase: Phase, _ context: PlanContext) {
        let own = parts.filter { $0.adopted == nil }
        for part in own where part.table.kind == .partitioned { part.declare(in: &draft, phase) }
        for part in own where part.table.kind != .partitioned { part.build(in: &draft, phase) }
        for (part, whole) in attachments { part.attach(to: whole, in: &draft, phase, context) }
        for whole in parts
        where coversPartitions && whole.table.kind == .partitioned && whole.parent == nil {
            draft.add(
                phase, "verify-index", "Prove that \(whole.name) covers every partition",
                [.index(.expectValid(whole.name, table: whole.table.name))]
            )
        }
    }

    /// Those that become parts of others, the lowest first.
    private var attachments: [(part: Part, whole: Part)] {
        let pairs = parts.compactMap { part in
            parts.first { $0.name == part.parent }.map { (part: part, whole: $0) }
        }
        let depths = pairs.map { depth($0.part) }
        return Set(depths).sorted(by: >).flatMap { depth in
            zip(pairs, depths).filter { $0.1 == depth }.map(\.0)
        }
    }

    private func depth(_ part: Part) -> Int {
        parts.first { $0.name == part.parent }.map { depth($0) + 1 } ?? 0
    }
}

extension IndexTree.Part {
    private var constraint: Identifier { index.name ?? "" }

    /// What makes it where nothing is built.
    fileprivate var declaration: Statement {
        key.map { .constraint(.declareKey(table.name, constraint, $0.definition, only: true)) }
            ?? .createIndex(index)
    }

    /// The key out of the index that was built.
    private func conclusion(_ key: IndexTree.Key) -> Statement {
        .addKey(table.name, constraint, primary: key.isPrimary, index: constraint, options: key.options)
    }

    /// Takes it away, unless it is gone with the whole already.
    private var removal: Statement {
        key == nil
            ? .dropIndex(name, table: table.name, concurrently: false)
            : .column(.removeConstraint(table.name, constraint, references: nil))
    }

    private var remark: [Statement] {
        let object: CommentedObject = key == nil ? .index(name) : .constraint(constraint, on: table.name)
        return comment.map { [.column(.comment(object, $0))] } ?? []
    }

    fileprivate func declare(in draft: inout Draft, _ phase: Phase) {
        draft.add(
            phase, key == nil ? "create-partitioned-index" : "declare-key",
            "Declare \(key == nil ? "index" : "the constraint") \(constraint) on \(table.name), building nothing",
            [declaration] + remark, undo: [removal]
        )
    }

    fileprivate func build(in draft: inout Draft, _ phase: Phase) {
        draft.addIndex(index, phase: phase)
        guard let key else { return draft.add(phase, "comment", "Comment on \(constraint)", remark) }
        draft.add(
            phase, "add-key", "Turn the index into the constraint \(constraint) of \(table.name)",
            [conclusion(key)] + remark, undo: [removal]
        )
    }

    /// Attached for good: only the whole can go, in a moment, and its parts with it. An index that was there before is
    /// built again.
    fileprivate func attach(
        to whole: IndexTree.Part, in draft: inout Draft, _ phase: Phase, _ context: PlanContext
    ) {
        let back = adopted.map { old in
            key == nil
                ? DropIndex.rebuilding(old, of: table, context) : Self.restoringKey(old, of: table, context)
        }
        draft.add(
            phase, "attach-index", "Make \(name) a part of \(whole.name)",
            [.index(.attach(name, to: whole.name))], undo: [whole.removal] + (back ?? []),
            loss: adopted.map { "\($0.name) for as long as it takes to build it again" }
        )
    }

    /// A key from nothing, with its parts.
    private static func restoringKey(_ old: Index, of table: Table, _ context: PlanContext) -> [Statement] {
        guard let constraint = table.constraints.first(where: { $0.name == old.name }) else { return [] }
        guard table.kind == .partitioned else {
            let key = Statement.addKey(
                table.name, old.name, primary: constraint.kind == .primaryKey, index: old.name,
                options: constraint.keyOptions)
            return DropIndex.rebuilding(old, of: table, context) + [key]
        }
        let name = ObjectName(schema: table.name.schema, old.name)
        let parts = table.children.compactMap { context.catalog.table($0) }.flatMap { child in
            child.indexes.filter { $0.parent == name }.map { (child, $0) }
        }
        return [.constraint(.declareKey(table.name, old.name, constraint.definition, only: true))]
            + parts.flatMap { child, part in
                restoringKey(part, of: child, context)
                    + [.index(.attach(ObjectName(schema: child.name.schema, part.name), to: name))]
            }
    }

    /// Whether the server would take an index for this part: told for plain columns only. A key's index has to stand
    /// under a key of its own (DefineIndex, commands/indexcmds.c).
    fileprivate func canBe(_ existing: Index) -> Bool {
        guard existing.isValid, existing.parent == nil, existing.isUnique == index.isUnique,
            !index.hasExpressions, index.predicate == nil,
            let using = existing.definition.firstRange(of: " USING ")
        else { return false }
        let kind: Constraint.Kind = key?.isPrimary == true ? .primaryKey : .unique
        let isKey = table.constraints.contains { $0.name == existing.name && $0.kind == kind }
        guard key == nil ? !existing.backsConstraint : isKey else { return false }
        let own = existing.definition[using.upperBound...]
        let rest = index.rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let full = rest.hasPrefix("(") ? "btree \(rest)" : String(rest.dropFirst("USING ".count))
        func bare(_ text: some StringProtocol) -> [Character] {
            text.filter { !$0.isWhitespace && $0 != "\"" }
        }
        return bare(own) == bare(full)
    }
}
