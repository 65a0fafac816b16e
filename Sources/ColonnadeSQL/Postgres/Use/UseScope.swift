import ColonnadeModel

/// What a query gives to the one around it.
struct UseShape {
    /// One of its columns.
    struct Output {
        var name: Identifier
        /// The columns that it is and still has the name of, because `*` passed it through: naming it names them.
        var origins: [RelationShape.Origin] = []
        /// All that it is computed from.
        var reads: [RelationShape.Origin] = []
    }

    var outputs: [Output] = []
    /// Relations of unknown columns of which all are passed through.
    var open: [ObjectName] = []
    /// Whether there may be columns besides.
    var isOpen = false
    /// What it reads whichever of its columns is wanted.
    var rest: [RelationShape.Origin] = []

    static let unknown = UseShape(isOpen: true)

    /// With the names that an alias gives to the first columns.
    func renamed(_ names: [Identifier]) -> UseShape {
        var renamed = self
        for (index, name) in names.enumerated() {
            if index < renamed.outputs.count {
                renamed.outputs[index].name = name
                renamed.outputs[index].origins = []
            } else if isOpen {
                renamed.outputs.append(Output(name: name))
            }
        }
        return renamed
    }

    func output(_ name: Identifier) -> Output? { outputs.first { $0.name == name } }
}

/// Something in FROM, or the table that is written.
struct UseItem {
    /// The name by which the rest of the statement speaks of it.
    var name: Identifier?
    /// The schema that may stand before the name; nil behind an alias.
    var schema: Identifier?
    /// The table or view, where it is one.
    var relation: ObjectName?
    /// Whether the relation is known.
    var isKnown = false
    var shape: UseShape
    /// Whether its columns are only meant where its name stands before them: `excluded`, `old`.
    var isQualifiedOnly = false
}

/// What names mean at a place.
struct UseContext {
    /// What is in reach, the innermost last.
    var frames: [Frame] = []
    /// The queries of WITH.
    var queries: [Identifier: UseShape] = [:]

    struct Frame {
        var items: [UseItem] = []
        /// Columns that USING or NATURAL made one of two.
        var merged: Set<Identifier> = []
    }

    func with(_ frame: Frame) -> UseContext {
        var context = self
        context.frames.append(frame)
        return context
    }

    /// What a name stands for, with the schema before it if there is one.
    func item(_ name: Identifier, schema: Identifier? = nil) -> UseItem? {
        for frame in frames.reversed() {
            let found = frame.items.first {
                $0.name == name && (schema == nil || $0.schema == schema || $0.relation?.schema == schema)
            }
            if let found { return found }
        }
        return nil
    }
}
