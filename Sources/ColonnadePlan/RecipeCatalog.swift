import ColonnadeModel

/// Turns one kind of change into steps.
protocol Recipe: Sendable {
    /// - Returns: nil where the change is of another kind.
    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft?
}

/// Every recipe. The first that knows a change plans it.
enum RecipeCatalog {
    static let all: [any Recipe.Type] = [
        ChangeNewTable.self,
        FollowColumn.self,
        CreatePartition.self,
        CreateTable.self,
        AttachPartition.self,
        DetachPartition.self,
        MoveColumn.self,
        AddColumn.self,
        DropColumn.self,
        SetNotNull.self,
        DropNotNull.self,
        SetDefault.self,
        DropDefault.self,
        IndexMaterializedView.self,
        RenameColumn.self,
        ChangeColumnType.self,
        AlterColumn.self,
        ReplaceIndex.self,
        CreatePartitionedIndex.self,
        CreateIndex.self,
        DropIndex.self,
        AttachIndex.self,
        RenameIndex.self,
        RebuildIndex.self,
        ChangeInheritance.self,
        RewriteTable.self,
        UpdateRows.self,
        FillColumn.self,
        DeleteRows.self,
        InsertRows.self,
        AddCheck.self,
        AddForeignKey.self,
        AddPartitionedKey.self,
        AddKey.self,
        AddKeyUsingIndex.self,
        AddExclusion.self,
        AddNotNullConstraint.self,
        ValidateConstraint.self,
        DropConstraint.self,
        RenameConstraint.self,
        AlterConstraint.self,
        DropTable.self,
        MoveTable.self,
        AlterTable.self,
        TruncateTable.self,
        CreateView.self,
        DropView.self,
        CreateMaterializedView.self,
        RefreshMaterializedView.self,
        CreateFunction.self,
        DropFunction.self,
        CreateTrigger.self,
        DropTrigger.self,
        CreateType.self,
        DropType.self,
        AddEnumValue.self,
        RenameType.self,
        AlterDomain.self,
        ChangePolicy.self,
        CreateNamedObject.self,
        DropNamedObject.self,
        AlterSequence.self,
        ChangeRights.self,
        CommentOn.self,
        SessionSetting.self,
        RunAsIs.self,
    ]

    static func plan(_ change: Change, _ context: PlanContext) throws(Refusal) -> Draft {
        for recipe in all {
            if let draft = try recipe.plan(change, context) { return draft }
        }
        throw Refusal(
            "Colonnade does not know how to carry this out safely: \(change.excerpt)",
            remedy: "write `-- colonnade:run-as-is <reason>` above it to run it exactly as written, "
                + "with a short lock_timeout",
            at: change.range
        )
    }
}

extension Change {
    /// The statement on one line, for messages.
    var excerpt: String {
        let words = statement.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > 80 ? "\(words.prefix(77))…" : words
    }
}
