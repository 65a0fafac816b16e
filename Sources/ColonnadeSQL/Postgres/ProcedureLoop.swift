/// A loop of PL/pgSQL over the rows of a query, all of it in one transaction.
struct ProcedureLoop {
    let query: ParseTree.Node
    /// The lines on which what it runs begins.
    let lines: Set<Int>

    static func all(in tree: ParseTree) -> [ProcedureLoop] {
        tree.root.all("PLpgSQL_stmt_fors").compactMap { loop in
            guard loop.all("PLpgSQL_stmt_commit").isEmpty,
                let text = loop["query"]?.typed?.string("query"),
                let query = try? PostgresParser.statements(Array(text.utf8)[...], places: .shifted(by: 0))
                    .first
            else { return nil }
            let steps = loop.list("body").flatMap { [$0] + $0.all(startingWith: "PLpgSQL_stmt_") }
            return ProcedureLoop(query: query, lines: Set(steps.map { $0.integer("lineno") }))
        }
    }
}
