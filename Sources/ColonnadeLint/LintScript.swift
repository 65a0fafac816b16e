package import ColonnadeSQL

/// A script with its statements as rules look at them. It can be made before the schema is known that it is judged on.
package final class LintScript: Sendable {
    /// A statement in its places.
    struct Part: Sendable {
        let parsed: PostgresScript.Statement
        let statement: LintStatement
        /// What a block, or a function or procedure that it creates, holds.
        let body: ProcedureBody?

        init(_ parsed: PostgresScript.Statement, in script: PostgresScript, isJudged: Bool = true) {
            self.parsed = parsed
            statement = LintStatement(parsed)
            let hasBody =
                statement.kind == "DoStmt" || (isJudged && statement.kind == "CreateFunctionStmt")
            body = hasBody ? script.body(of: parsed) : nil
        }
    }

    package let script: PostgresScript
    let parts: [Part]

    /// - Parameter isJudged: whether it is, or only tells the schema: then what functions hold does not matter.
    package init(_ script: PostgresScript, isJudged: Bool = true) {
        self.script = script
        parts = script.statements.map { Part($0, in: script, isJudged: isJudged) }
    }
}

extension Linter {
    /// Takes an earlier script's changes over without judging them.
    package mutating func learn(_ script: PostgresScript) { learn(LintScript(script, isJudged: false)) }

    /// What is wrong with a script. The schema is the one behind it afterwards.
    package mutating func judge(
        _ script: PostgresScript, units: [ExecutionUnit] = [], wayOut: String? = nil,
        standing: FileStanding = FileStanding()
    ) -> [Finding] {
        judge(LintScript(script), units: units, wayOut: wayOut, standing: standing)
    }
}
