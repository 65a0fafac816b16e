import ColonnadeModel

/// What is known of a column that moves to another table; refuses what could not be kept in step.
struct MovingColumn {
    let move: ColumnMove
    /// The UPDATE … FROM.
    let fill: Fill
    /// Whether every row of the new home has its partner in the old one.
    let alwaysHasSource: Bool

    /// - Parameter drop: the DROP COLUMN, at which a refusal is shown.
    init(
        _ context: PlanContext, _ fill: Fill, as definition: ColumnDefinition, dropping drop: Change
    ) throws(Refusal) {
        let conditions = try MoveConditions(context, fill, definition, dropping: drop)
        try conditions.check()
        let filling = try Filling(context, conditions.target, fill, type: definition.type, for: drop)
        self.fill = filling.fill
        alwaysHasSource = conditions.alwaysHasSource
        move = ColumnMove(
            name: filling.trigger.name, source: conditions.source.name, sourceName: conditions.lookup.name,
            old: conditions.old.name, target: conditions.target.name, new: definition.name,
            matches: conditions.lookup.matches, value: filling.fill.value, reads: conditions.reads,
            reverse: conditions.reverse, isIncomparable: Filling.lacksEquality(definition.type),
            leftOut: conditions.alwaysHasSource ? nil : conditions.old.defaultExpression,
            searchPath: context.catalog.searchPath
        )
    }
}
